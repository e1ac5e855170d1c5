import { Variant } from '../../kernel/system-bus.ts';
import type { KeeperFacts, ShownIpv6 } from '../../contract/plan.ts';
import { ipv6Bytes, ipv6Text } from '../../contract/addresses.ts';
import { bytesToText } from '../../observe/decode/supplicant.ts';

/** A connection as NetworkManager's D-Bus interface has it (nm-settings-dbus(5)). */
export type Settings = Record<string, Record<string, InstanceType<typeof Variant>>>;

/** What NetworkManager shall give a link; addresses, gateways and servers of both families together. */
export interface Addressing {
  addresses: string[];
  gateways: string[];
  /** Of the way out; null = as NetworkManager likes. */
  metric: number | null;
  dns: string[];
  ipv6: ShownIpv6;
}

export const SILENCE: Addressing = { addresses: [], gateways: [], metric: null, dns: [], ipv6: 'disabled' };

/** The two sections of a connection that bear addresses. */
export function addressSettings({ addresses, gateways, metric, dns, ipv6 }: Addressing): Settings {
  const of = (family: 4 | 6) => (text: string) => text.includes(':') === (family === 6);
  const section = (family: 4 | 6, method: string): Settings[string] => {
    const gateway = gateways.find(of(family));
    return {
      method: text(method),
      ...(method === 'manual' ? { 'address-data': addressData(addresses.filter(of(family))) } : {}),
      ...(method === 'manual' && gateway !== undefined ? { gateway: text(gateway) } : {}),
      ...(method === 'manual' && metric !== null ? { 'route-metric': new Variant('x', BigInt(metric)) } : {}),
    };
  };
  return {
    ipv4: {
      ...section(4, addresses.some(of(4)) ? 'manual' : 'disabled'),
      ...(addresses.some(of(4)) ? { dns: new Variant('au', dns.filter(of(4)).map(asNumber)) } : {}),
    },
    ipv6: {
      ...section(6, ipv6),
      ...(ipv6 === 'manual'
        ? {
            dns: new Variant(
              'aay',
              dns.filter(of(6)).map((server) => Buffer.from(ipv6Bytes(server))),
            ),
          }
        : {}),
    },
  };
}

function text(value: string): Settings[string][string] {
  return new Variant('s', value);
}

function addressData(addresses: readonly string[]): Settings[string][string] {
  const data = addresses.map((address) => {
    const [plain = '', prefix = '32'] = address.split('/');
    return { address: text(plain), prefix: new Variant('u', Number(prefix)) };
  });
  return new Variant('aa{sv}', data);
}

/** What a connection of ours says of its bond. */
export function shownOf({ ipv4 = {}, ipv6 = {} }: Settings): KeeperFacts['shows'] {
  const addressesOf = (section: Settings[string]) =>
    (asList(section['address-data']?.value) as Settings[string][]).map(
      (entry) => `${String(entry['address']?.value)}/${String(entry['prefix']?.value)}`,
    );
  const method = METHODS.find((one) => one === ipv6['method']?.value) ?? 'ignore';
  return {
    addresses: [...addressesOf(ipv4), ...(method === 'manual' ? addressesOf(ipv6) : [])],
    dns: [
      ...asList(ipv4['dns']?.value).map((value) => asAddress(Number(value))),
      ...asList(ipv6['dns']?.value).flatMap((value) => (value instanceof Uint8Array ? [ipv6Text(value)] : [])),
    ],
    ipv6: method,
  };
}

const METHODS: readonly ShownIpv6[] = ['ignore', 'manual', 'disabled'];

export function ssidOf(settings: Settings): string | null {
  const value: unknown = settings['802-11-wireless']?.['ssid']?.value;
  return value instanceof Uint8Array
    ? bytesToText(value)
    : Array.isArray(value)
      ? bytesToText(Buffer.from(value))
      : null;
}

/** An IPv4 address stands in network order in memory, read as a number of this machine. */
function asNumber(address: string): number {
  return new Uint32Array(Uint8Array.from(address.split('.').map(Number)).buffer)[0] ?? 0;
}

function asAddress(value: number): string {
  return new Uint8Array(Uint32Array.of(value).buffer).join('.');
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
