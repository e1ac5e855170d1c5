import { isIpv4 } from '../../contract/addresses.ts';

/** What a DHCP server granted. All of it is text from the network until it has passed here. */
export interface Lease {
  /** With prefix length. */
  address: string;
  gateway: string | null;
  dns: string[];
  server: string | null;
  seconds: number;
}

export type LeaseEvent = { kind: 'bound'; lease: Lease } | { kind: 'lost' } | { kind: 'other' };

const BOUND = /^(bound|renew|BOUND|RENEW|REBIND|REBOOT)$/;
const LOST = /^(deconfig|leasefail|nak|EXPIRE|FAIL|RELEASE|STOP)$/;

/** Reads the environment that udhcpc (its own names) or dhclient (`new_…`, `reason`) gives to its script. */
export function decodeLeaseEvent(environment: string): LeaseEvent {
  const values = new Map(
    environment.split('\0').map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)] as const;
    }),
  );
  const event = values.get('LINKBRAID_EVENT') ?? '';
  if (LOST.test(event)) return { kind: 'lost' };
  if (!BOUND.test(event)) return { kind: 'other' };
  const value = (udhcpc: string, dhclient: string) => values.get(udhcpc) ?? values.get(dhclient) ?? '';
  const address = value('ip', 'new_ip_address');
  if (!isHost(address)) return { kind: 'other' };
  const list = (text: string) => text.split(/\s+/).filter(isHost);
  const seconds = Number(value('lease', 'new_dhcp_lease_time'));
  return {
    kind: 'bound',
    lease: {
      address: `${address}/${prefixLength(values.get('mask'), value('subnet', 'new_subnet_mask'))}`,
      gateway: list(value('router', 'new_routers'))[0] ?? null,
      dns: list(value('dns', 'new_domain_name_servers')).slice(0, 3),
      server: list(value('serverid', 'new_dhcp_server_identifier'))[0] ?? null,
      seconds: Number.isInteger(seconds) && seconds > 0 ? Math.min(seconds, 0xfffffffe) : 3600,
    },
  };
}

/** Not one that means this machine, nobody, or many: whoever answers DHCP may say anything. */
function isHost(text: string): boolean {
  const first = Number(text.split('.')[0]);
  return isIpv4(text) && first > 0 && first !== 127 && first < 224;
}

/** A link may not take a large part of the Internet for itself, past every other link: no network is wider than a private one. */
const WIDEST = 8;

function prefixLength(mask: string | undefined, netmask: string): number {
  const given = Number(mask);
  if (mask !== undefined && Number.isInteger(given) && given >= WIDEST && given <= 32) return given;
  if (!isIpv4(netmask)) return 24;
  const bits = netmask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  const length = bits.indexOf('0') === -1 ? 32 : bits.indexOf('0');
  return length < WIDEST ? 24 : length;
}
