import { isIpv4 } from '../contract/addresses.ts';
import type { ProfileInput } from '../contract/profile.ts';
import { broadcastOf, dnsField, prefixLength, type AddressingInput } from './addressing.ts';
import type { Note } from './format.ts';
import type { Stanza, StanzaLine } from './ifupdown-stanzas.ts';

type Lines = ReadonlyMap<Stanza, readonly StanzaLine[]>;

/** Addresses of an interface, over all its stanzas; what the lines say besides goes into notes. */
export function readIfupdownAddressing(stanzas: Lines, unsaid: Note[]): NonNullable<ProfileInput['ip']> {
  const ipv4 = readFamily(stanzas, 'inet', unsaid);
  const ipv6 = readFamily(stanzas, 'inet6', unsaid);
  return { ...(ipv4 ? { ipv4 } : {}), ...(ipv6 ? { ipv6 } : {}) };
}

function readFamily(stanzas: Lines, family: string, unsaid: Note[]): AddressingInput | null {
  const own = [...stanzas].filter(([stanza]) => stanza.family === family);
  if (own.length === 0) return null;
  const addresses: string[] = [];
  const dns: string[] = [];
  let gateway: string | null = null;
  for (const [stanza, lines] of own) {
    const said = new Map(lines.map((line) => [line.key, line]));
    const address = withPrefix(said, family);
    if (address !== null) addresses.push(address);
    gateway ??= said.get('gateway')?.value ?? null;
    dns.push(...(said.get('dns-nameservers')?.value.split(/\s+/) ?? []));
    for (const line of lines) if (!isSaid(line, address)) unsaid.push(lostLine(line));
    if (!/^(static|manual|dhcp|auto)$/.test(stanza.method))
      unsaid.push({ about: `line ${stanza.line}`, message: `Method "${stanza.method}" has no place in a profile.` });
  }
  const methods = own.map(([stanza]) => stanza.method);
  if (addresses.length > 0)
    return { method: 'static', addresses, ...(gateway === null ? {} : { gateway }), ...dnsField(dns) };
  return { method: methods.includes('dhcp') || methods.includes('auto') ? 'auto' : 'disabled', ...dnsField(dns) };
}

function withPrefix(said: ReadonlyMap<string, StanzaLine>, family: string): string | null {
  const address = said.get('address')?.value;
  if (address === undefined || address.includes('/')) return address ?? null;
  const mask = said.get('netmask')?.value;
  const prefix = mask === undefined ? null : prefixLength(mask);
  // Without a netmask, ifupdown leaves the length to `ip address add`, which takes the whole address.
  return `${address}/${prefix ?? (family === 'inet' ? 32 : 128)}`;
}

function isSaid(line: StanzaLine, address: string | null): boolean {
  if (line.key === 'netmask') return line.value.includes(':') || prefixLength(line.value) !== null;
  if (line.key === 'broadcast') return line.value === '+' || line.value === usualBroadcast(address);
  if (line.key === 'network') return true;
  return line.key === 'address' || line.key === 'gateway' || line.key === 'dns-nameservers';
}

function usualBroadcast(address: string | null): string | null {
  const [host = '', prefix = ''] = address?.split('/') ?? [];
  return isIpv4(host) ? broadcastOf(host, Number(prefix)) : null;
}

function lostLine({ key, value, line }: StanzaLine): Note {
  const secret = /psk|pass|key/i.test(key);
  return { about: `line ${line}`, message: `"${secret ? key : `${key} ${value}`.trim()}" was not taken over.` };
}
