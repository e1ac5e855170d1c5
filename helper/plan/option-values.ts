import { isIpv4, isIpv6, isMac } from '../contract/addresses.ts';
import type { BondOption, OptionDomain } from '../contract/bond-options.ts';
import { LINK_NAME, type OptionValue } from '../contract/profile.ts';

/** A value in the kernel's sysfs writing, or what was expected in its place. */
export type ReadValue = { ok: true; value: string } | { ok: false; expected: string };

export function readOptionValue(option: BondOption, given: OptionValue): ReadValue {
  const { domain } = option;
  if (domain.kind === 'ipv4-list' || domain.kind === 'ipv6-list') return readAddresses(domain, given);
  if (Array.isArray(given)) return wrong(domain);
  const text = String(given).trim();
  switch (domain.kind) {
    case 'enum':
      return readName(domain, text);
    case 'flag':
      return readFlag(domain, text);
    case 'integer':
      return readInteger(domain, text);
    case 'port':
      return text === '' || LINK_NAME.test(text) ? right(text) : wrong(domain);
    case 'mac':
      return readMac(domain, text);
  }
}

/** Nothing, zero and "none" are how the driver says that an option is off. */
export function isOn(value: string): boolean {
  return value !== '' && value !== '0' && value !== 'none';
}

/** What may be given, as a part of a sentence. */
export function describeDomain(domain: OptionDomain): string {
  switch (domain.kind) {
    case 'enum':
      return `one of ${Object.keys(domain.names).join(', ')}`;
    case 'flag':
      return '0 or 1';
    case 'integer':
      return `a whole number from ${domain.min} to ${domain.max}${domain.unit ? ` (${domain.unit})` : ''}`;
    case 'port':
      return 'the name of a port';
    case 'ipv4-list':
      return `up to ${domain.max} different IPv4 addresses`;
    case 'ipv6-list':
      return `up to ${domain.max} different IPv6 addresses`;
    case 'mac':
      return 'a MAC address that is not multicast';
  }
}

function readName(domain: OptionDomain & { kind: 'enum' }, text: string): ReadValue {
  for (const [name, number] of Object.entries(domain.names))
    if (text === name || text === String(number)) return right(name);
  return wrong(domain);
}

function readFlag(domain: OptionDomain, text: string): ReadValue {
  if (text === '1' || text === 'on') return right('1');
  if (text === '0' || text === 'off') return right('0');
  return wrong(domain);
}

function readInteger(domain: OptionDomain & { kind: 'integer' }, text: string): ReadValue {
  const number = Object.hasOwn(domain.words, text)
    ? domain.words[text]
    : /^-?\d{1,10}$/.test(text)
      ? Number(text)
      : null;
  if (number === null || number === undefined || number < domain.min || number > domain.max) return wrong(domain);
  return right(String(number));
}

/** `bond_option_ad_actor_system_set` refuses multicast: the lowest bit of the first byte. */
function readMac(domain: OptionDomain, text: string): ReadValue {
  const multicast = (Number.parseInt(text.slice(0, 2), 16) & 1) === 1;
  return isMac(text) && !multicast ? right(text.toLowerCase()) : wrong(domain);
}

function readAddresses(domain: OptionDomain & { kind: 'ipv4-list' | 'ipv6-list' }, given: OptionValue): ReadValue {
  const parts = (Array.isArray(given) ? given : String(given).split(/[\s,]+/)).filter((part) => part !== '');
  const usable = domain.kind === 'ipv4-list' ? isIpv4Target : isIpv6Target;
  const addresses = parts.map((part) => part.toLowerCase());
  const distinct = new Set(addresses).size === addresses.length;
  return distinct && addresses.length <= domain.max && addresses.every(usable)
    ? right(addresses.join(','))
    : wrong(domain);
}

/** `bond_is_ip_target_ok`, include/net/bonding.h: neither 0.0.0.0/8 nor the limited broadcast. */
function isIpv4Target(text: string): boolean {
  return isIpv4(text) && !text.startsWith('0.') && text !== '255.255.255.255';
}

/** `bond_is_ip6_target_ok`, include/net/bonding.h: neither unspecified, loopback nor multicast. */
function isIpv6Target(text: string): boolean {
  return isIpv6(text) && !/^[0:]+1?$/.test(text) && !text.startsWith('ff');
}

function right(value: string): ReadValue {
  return { ok: true, value };
}

function wrong(domain: OptionDomain): ReadValue {
  return { ok: false, expected: describeDomain(domain) };
}
