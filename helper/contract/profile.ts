import * as v from 'valibot';
import { BOND_MODES, type BondMode } from './bond-options.ts';
import { isAddressWithPrefix, isIpAddress, isIpv4, isIpv6, isMac } from './addresses.ts';
import { LinkbraidError, type FieldIssue } from './errors.ts';

/*
 * What the user wants, as a JSON document. Unknown keys are errors: a misspelt "primry" that is silently dropped
 * costs someone their failover. Every message says what was expected, so that the path and it make a sentence.
 */

/**
 * The kernel's own rule for interface names (`dev_valid_name`, net/core/dev.c): 1–15 bytes, no slash, colon or
 * white space, not "." or "..". We ask for printable ASCII besides: names go into argv and sysfs paths.
 */
export const LINK_NAME = /^(?!\.{1,2}$)[!-.0-9;-~]{1,15}$/;

const linkName = v.pipe(
  v.string('expected the name of a network adapter, for example "eth0"'),
  v.regex(LINK_NAME, 'expected an adapter name of 1 to 15 characters without spaces, "/" or ":"'),
  v.check((name) => !name.startsWith('-'), 'an adapter name may not begin with "-"'),
);

const mac = v.pipe(
  v.string(),
  v.check(isMac, 'expected a MAC address such as "00:00:24:c3:df:45"'),
  v.transform((value) => value.toLowerCase()),
);

export const MODE_NUMBERS: readonly BondMode[] = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
];

const mode = v.pipe(
  v.union([v.string(), v.number()], `expected one of ${BOND_MODES.join(', ')}`),
  v.transform((value) => MODE_NUMBERS[Number(value)] ?? value),
  v.picklist(BOND_MODES, `expected one of ${BOND_MODES.join(', ')} (or its number, 0 to 6)`),
);

/** Option values are read as the kernel prints them: text or whole numbers; a list for arp_ip_target and its like. */
const optionValue = v.union(
  [
    v.pipe(
      v.string(),
      v.maxLength(512, 'expected at most 512 characters'),
      v.regex(/^[\x20-\x7e]*$/, 'expected printable ASCII on one line'),
    ),
    v.pipe(v.number(), v.integer('expected a whole number')),
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/))), v.maxLength(16, 'expected at most 16 entries')),
  ],
  'expected text, a whole number or a list of text',
);

const ssid = v.pipe(
  v.string('expected the network name as text'),
  v.check((value) => {
    const bytes = utf8Length(value);
    return bytes >= 1 && bytes <= 32;
  }, 'expected a network name of 1 to 32 bytes'),
);

/** IEEE 802.11: a passphrase has 8 to 63 characters; 64 hex digits are the raw key. Hostapd counts bytes, so do we. */
const passphrase = v.pipe(
  v.string('expected the passphrase as text'),
  v.check((value) => {
    const bytes = utf8Length(value);
    return (bytes >= 8 && bytes <= 63) || /^[0-9a-fA-F]{64}$/.test(value);
  }, 'expected a passphrase of 8 to 63 bytes, or 64 hex digits'),
);

export const WIFI_SECURITIES = ['open', 'owe', 'wpa2-psk', 'wpa3-sae'] as const;
export type WifiSecurity = (typeof WIFI_SECURITIES)[number];
export const WIFI_BANDS = ['2.4', '5', '6'] as const;

const wifi = v.pipe(
  v.strictObject({
    ssid: v.optional(ssid),
    security: v.optional(v.picklist(WIFI_SECURITIES, `expected one of ${WIFI_SECURITIES.join(', ')}`)),
    psk: v.optional(passphrase),
    hidden: v.optional(v.boolean('expected true or false')),
    saved: v.optional(v.literal(true, 'expected true')),
    bssid: v.optional(mac),
    band: v.optional(v.picklist(WIFI_BANDS, 'expected "2.4", "5" or "6"')),
    fourAddress: v.optional(v.boolean('expected true or false')),
  }),
  v.check(
    (value) => value.saved === true || (value.ssid !== undefined && value.security !== undefined),
    'expected "ssid" and "security", or "saved": true',
  ),
  v.check(
    (value) => !(value.saved && (value.psk !== undefined || value.security !== undefined)),
    '"saved" takes the security and passphrase from the network manager: leave them out',
  ),
  v.check(
    (value) => !((value.security === 'open' || value.security === 'owe') && value.psk !== undefined),
    'an open network has no passphrase',
  ),
);

const port = v.strictObject({
  adapter: v.union(
    [linkName, v.strictObject({ mac })],
    'expected an adapter name such as "eth0", or {"mac": "00:00:24:c3:df:45"}',
  ),
  wifi: v.optional(wifi),
  options: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z_]{1,32}$/)), optionValue)),
});

/** How the bond gets addresses of one family. */
function addressing(family: 4 | 6) {
  const gateway =
    family === 4 ? v.check(isIpv4, 'expected an IPv4 address') : v.check(isIpv6, 'expected an IPv6 address');
  const schema = v.strictObject({
    method: v.picklist(['auto', 'static', 'disabled'], 'expected "auto", "static" or "disabled"'),
    addresses: v.optional(v.array(addressWithPrefix(family))),
    gateway: v.optional(v.pipe(v.string(), gateway)),
    dns: v.optional(v.array(v.pipe(v.string(), v.check(isIpAddress, 'expected an IP address')))),
  });
  return v.pipe(
    schema,
    v.check(
      (value) => value.method !== 'static' || (value.addresses ?? []).length > 0,
      'method "static" needs "addresses"',
    ),
    v.check(
      (value) => value.method === 'static' || (value.addresses === undefined && value.gateway === undefined),
      '"addresses" and "gateway" go with method "static"',
    ),
  );
}

/** Names become file names in the state directory, hence the narrow alphabet. */
export const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/;

export const profileSchema = v.pipe(
  v.strictObject({
    name: v.pipe(
      v.string('expected a name'),
      v.regex(
        PROFILE_NAME,
        'expected 1 to 63 letters, digits, spaces, ".", "_" or "-", beginning with a letter or digit',
      ),
    ),
    bond: v.strictObject({
      name: v.optional(linkName, 'bond0'),
      mode,
      options: v.optional(
        v.record(v.pipe(v.string(), v.regex(/^[a-z_0-9]{1,32}$/, 'expected an option name')), optionValue),
        {},
      ),
      mtu: v.optional(v.pipe(v.number(), v.integer(), v.minValue(68), v.maxValue(65535))),
    }),
    ports: v.pipe(
      v.array(port, 'expected a list of ports'),
      v.minLength(1, 'expected at least one port'),
      v.maxLength(32, 'expected at most 32 ports'),
    ),
    ip: v.optional(
      v.strictObject({
        ipv4: v.optional(addressing(4), { method: 'auto' }),
        ipv6: v.optional(addressing(6), { method: 'auto' }),
      }),
      { ipv4: { method: 'auto' }, ipv6: { method: 'auto' } },
    ),
    autoActivate: v.optional(v.boolean('expected true or false'), false),
  }),
  v.check(
    (value) => new Set(value.ports.map(({ adapter }) => adapterKey(adapter))).size === value.ports.length,
    'ports: the same adapter is named twice',
  ),
  v.check(
    (value) => !value.ports.some((p) => p.adapter === value.bond.name),
    'ports: the bond cannot be a port of itself',
  ),
);

export type Profile = v.InferOutput<typeof profileSchema>;
export type ProfileInput = v.InferInput<typeof profileSchema>;
export type ProfilePort = Profile['ports'][number];
export type WifiNetwork = NonNullable<ProfilePort['wifi']>;
export type AdapterRef = ProfilePort['adapter'];
export type OptionValue = v.InferOutput<typeof optionValue>;

/** @throws LinkbraidError `invalid-profile` with `details.issues: FieldIssue[]`; values are never repeated in it. */
export function decodeProfile(input: unknown): Profile {
  const result = v.safeParse(profileSchema, input);
  if (result.success) return result.output;
  const issues = fieldIssues(result.issues);
  const first = issues[0];
  throw new LinkbraidError('invalid-profile', first ? `${first.path}: ${first.message}` : 'not a profile', { issues });
}

/** Flattens valibot's issues to paths and messages. A received value is left out on purpose: it may be a passphrase. */
export function fieldIssues(issues: readonly v.BaseIssue<unknown>[]): FieldIssue[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).reduce<string>((text, item) => {
      const key = (item as { key?: unknown }).key;
      return typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`;
    }, '');
    return { path: path === '' ? '(document)' : path, message: describe(issue) };
  });
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'unknown key';
  if (issue.type === 'strict_object' && issue.received === 'undefined') return 'missing';
  if (issue.message.startsWith('Invalid ')) return `expected ${issue.expected ?? 'something else'}`;
  return issue.message;
}

/** The profile as it may be shown: passphrases are replaced by nothing at all, only whether one is stored remains. */
export function withoutSecrets(profile: Profile): Profile {
  return {
    ...profile,
    ports: profile.ports.map((p) => {
      if (!p.wifi) return p;
      const { psk: _psk, ...rest } = p.wifi;
      return { ...p, wifi: rest };
    }),
  };
}

export function adapterKey(ref: string | { mac: string }): string {
  return typeof ref === 'string' ? ref : ref.mac;
}

function addressWithPrefix(family: 4 | 6) {
  const example = family === 4 ? '"10.0.200.2/24"' : '"fd00::2/64"';
  return v.pipe(
    v.string(),
    v.check(
      (value) => isAddressWithPrefix(value, family),
      `expected an address with its prefix length, such as ${example}`,
    ),
  );
}

/** Counted by hand: this file is compiled without DOM or Node types, so there is no TextEncoder. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
