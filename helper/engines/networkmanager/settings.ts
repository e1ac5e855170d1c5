import { Variant } from '../../kernel/system-bus.ts';
import type { KeeperFacts } from '../../contract/plan.ts';
import { bytesToText } from '../../observe/decode/supplicant.ts';

/** A connection as NetworkManager's D-Bus interface has it (nm-settings-dbus(5)). */
export type Settings = Record<string, Record<string, InstanceType<typeof Variant>>>;

/** What NetworkManager shall give a link. No addresses = none at all, of either family. */
export interface Addressing {
  addresses: string[];
  gateway: string | null;
  /** Of the way out; null = as NetworkManager likes. */
  metric: number | null;
  dns: string[];
  /** Of a bond the kernel and we look after IPv6; of a radio that is kept nobody shall. */
  ipv6: 'disabled' | 'ignore';
}

export const SILENCE: Addressing = { addresses: [], gateway: null, metric: null, dns: [], ipv6: 'disabled' };

/** The two sections of a connection that bear addresses. */
export function addressSettings(wanted: Addressing): Settings {
  const text = (value: string) => new Variant('s', value);
  const ipv6 = { method: text(wanted.ipv6) };
  if (wanted.addresses.length === 0) return { ipv4: { method: text('disabled') }, ipv6 };
  const data = wanted.addresses.map((address) => {
    const [plain = '', prefix = '32'] = address.split('/');
    return { address: text(plain), prefix: new Variant('u', Number(prefix)) };
  });
  return {
    ipv4: {
      method: text('manual'),
      'address-data': new Variant('aa{sv}', data),
      ...(wanted.gateway === null ? {} : { gateway: text(wanted.gateway) }),
      ...(wanted.metric === null ? {} : { 'route-metric': new Variant('x', BigInt(wanted.metric)) }),
      dns: new Variant('au', wanted.dns.map(asNumber)),
    },
    ipv6,
  };
}

/** What a connection of ours says of its bond. */
export function shownOf(applied: Settings): KeeperFacts['shows'] {
  const ipv4 = applied['ipv4'] ?? {};
  const data = asList(ipv4['address-data']?.value) as Settings[string][];
  return {
    addresses: data.map((entry) => `${String(entry['address']?.value)}/${String(entry['prefix']?.value)}`),
    dns: asList(ipv4['dns']?.value).map((value) => asAddress(Number(value))),
  };
}

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
