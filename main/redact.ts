import { isIpv6 } from '../helper/contract/addresses.ts';

/* What may leave the machine in a report, and what may not. Pure. */

export interface Reveal {
  /** MAC addresses, and IPv6 addresses, whose lower half tells them. */
  addresses: boolean;
  /** Names of Wi-Fi networks. */
  networks: boolean;
}

const SECRET_KEYS = /^(psk|pass(word|phrase)?|secrets?|key|token|sae_password)$/i;
const MAC = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi;
/** Whatever could be one; a time of day is not. */
const MAYBE_IPV6 = /[0-9a-f]*:[0-9a-f:.]*[0-9a-f:]/gi;

/**
 * A copy of any JSON value without secrets, and without what `reveal` does not allow: the same address or name has the
 * same stand-in everywhere, so that who reads it can still follow it.
 * @param names network names, which may also stand inside sentences
 */
export function redact(value: unknown, names: readonly string[], reveal: Reveal): unknown {
  const macs = new Map<string, string>();
  const addresses = new Map<string, string>();
  // Longest first: one name may be a part of another.
  const known = [...new Set(names)].filter((name) => name !== '').sort((a, b) => b.length - a.length);

  const text = (given: string): string => {
    let said = given;
    if (!reveal.networks) {
      known.forEach((name, index) => (said = said.replaceAll(name, `NETWORK-${index + 1}`)));
    }
    if (reveal.addresses) return said;
    return said
      .replace(MAC, (mac) => standIn(macs, mac.toLowerCase(), 'MAC'))
      .replace(MAYBE_IPV6, (found) => (isIpv6(found) ? standIn(addresses, found.toLowerCase(), 'IPV6') : found));
  };
  // Keys are the contract's words and the kernel's paths: a network that is named "f" must not take them apart.
  const walk = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(walk);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(
      Object.entries(given).flatMap(([key, inner]): [string, unknown][] =>
        SECRET_KEYS.test(key) ? [[key, 'left out']] : [[key, walk(inner)]],
      ),
    );
  };
  return walk(value);
}

/** Every network name that a document mentions where the contract has them. */
export function networkNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): string[] =>
    key === 'ssid' && typeof inner === 'string' ? [inner] : networkNames(inner),
  );
}

function standIn(known: Map<string, string>, found: string, kind: string): string {
  const before = known.get(found);
  if (before !== undefined) return before;
  const name = `${kind}-${known.size + 1}`;
  known.set(found, name);
  return name;
}
