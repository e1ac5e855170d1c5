import { isIpv4 } from '../contract/addresses.ts';
import type { Profile, ProfileInput } from '../contract/profile.ts';

export type Addressing = Profile['ip']['ipv4'];
export type AddressingInput = NonNullable<NonNullable<ProfileInput['ip']>['ipv4']>;

/** Prefix length of a netmask in either writing; null when it is none. */
export function prefixLength(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  if (!isIpv4(mask)) return null;
  const bits = ipv4Number(mask);
  const length = 32 - Math.log2(2 ** 32 - bits);
  return Number.isInteger(length) ? length : null;
}

export function broadcastOf(address: string, prefix: number): string {
  const host = 2 ** (32 - prefix);
  const network = Math.floor(ipv4Number(address) / host) * host;
  const broadcast = network + host - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(broadcast / 2 ** shift) % 256).join('.');
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Leaves out what is not there, as profiles do. */
export function staticAddressing(addresses: string[], gateway: string | null, dns: string[]): AddressingInput {
  return { method: 'static', addresses, ...(gateway === null ? {} : { gateway }), ...dnsField(dns) };
}

export function dnsField(dns: string[]): { dns?: string[] } {
  return dns.length === 0 ? {} : { dns };
}

export function splitDns(servers: readonly string[]): { v4: string[]; v6: string[] } {
  return {
    v4: servers.filter((server) => !server.includes(':')),
    v6: servers.filter((server) => server.includes(':')),
  };
}
