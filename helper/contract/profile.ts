import * as v from 'valibot';
import { BOND_MODES, type BondMode } from './bond-options.ts';
import { isAddressWithPrefix, isIpAddress, isIpv4, isIpv6, isMac } from './addresses.ts';
import { LinkbraidError } from './errors.ts';
import { monitorSchema } from './monitor.ts';
import { fieldIssues, isObject, strictObject, utf8Length, wholeCharacters, wholeNumber } from './fields.ts';

export { utf8Length };

/*
 * What the user wants, as a JSON document. Unknown keys are errors: a misspelt "primry" that is silently dropped
 * costs someone their failover. Every message says what was expected, so that the path and it make a sentence.
 */

/**
 * The kernel's own rule for interface names (`dev_valid_name`, net/core/dev.c): 1–15 bytes, no slash, colon or
 * white space, not "." or "..". We ask for printable ASCII besides: names go into argv and sysfs paths. No "%" either:
 * the kernel reads "bond%d" as a pattern and makes a link of another name.
 */
export const LINK_NAME = /^(?!\.{1,2}$)[!-$&-.0-9;-~]{1,15}$/;

const linkName = v.pipe(
  v.string('expected the name of a network adapter, for example "eth0"'),
  v.regex(LINK_NAME, 'expected an adapter name of 1 to 15 characters without spaces, "/", ":" or "%"'),
  v.check((name) => !name.startsWith('-'), 'an adapter name may not begin with "-"'),
);

/** Names that stand for something else under /proc/sys/net or /sys/class/net. */
const TAKEN_NAMES = ['lo', 'all', 'default', 'bonding_masters'];

const bondName = v.pipe(
  linkName,
  v.check(
    (name) => !TAKEN_NAMES.includes(name),
    'this name has a meaning of its own: expected another, such as "bond0"',
  ),
);

const mac = v.pipe(
  v.string('expected a MAC address such as "00:00:24:c3:df:45"'),
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
  v.transform((value) => (/^[0-6]$/.test(String(value)) ? MODE_NUMBERS[Number(value)] : value)),
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
    v.pipe(v.number(), v.safeInteger('expected a whole number')),
    v.pipe(
      v.array(
        v.pipe(
          v.string('expected text'),
          v.regex(/^[\x21-\x7e]{1,64}$/, 'expected 1 to 64 printable ASCII characters without spaces'),
        ),
      ),
      v.maxLength(16, 'expected at most 16 entries'),
    ),
  ],
  'expected text, a whole number or a list of text',
);

/** As given, since nothing is known of it. */
const forcedValue = v.pipe(
  v.union(
    [
      v.pipe(v.string(), v.regex(/^[\x20-\x7e]{0,512}$/, 'expected at most 512 printable ASCII characters')),
      v.pipe(v.number(), v.safeInteger('expected a whole number')),
    ],
    'expected text or a whole number',
  ),
  v.transform(String),
);

/**
 * Options by name. valibot's record passes over the keys "__proto__", "prototype" and "constructor" without a word;
 * here as everywhere an unknown key is an error that names it.
 */
const byName = v.pipe(
  v.custom<Record<string, unknown>>(isObject, 'expected an object'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const key of ['__proto__', 'prototype', 'constructor'].filter((name) => Object.hasOwn(dataset.value, name))) {
      const value = dataset.value[key];
      addIssue({ message: 'unknown key', path: [{ type: 'object', origin: 'key', input: dataset.value, key, value }] });
    }
  }),
);
const optionName = v.pipe(v.string(), v.regex(/^[a-z_0-9]{1,32}$/, 'expected an option name of the kernel'));
export const optionsSchema = v.pipe(byName, v.record(optionName, optionValue));
export const forceOptionsSchema = v.pipe(byName, v.record(optionName, forcedValue));

export const ssidSchema = v.pipe(
  v.string('expected the network name as text'),
  wholeCharacters,
  v.check((value) => {
    const bytes = utf8Length(value);
    return bytes >= 1 && bytes <= 32;
  }, 'expected a network name of 1 to 32 bytes'),
);

/** IEEE 802.11: a passphrase has 8 to 63 characters; 64 hex digits are the raw key. Hostapd counts bytes, so do we. */
const passphrase = v.pipe(
  v.string('expected the passphrase as text'),
  wholeCharacters,
  // wpa_supplicant refuses control characters in passphrases, hostapd cannot be given them.
  v.check((value) => !/\p{Cc}/u.test(value), 'expected a passphrase without control characters'),
  v.check((value) => {
    const bytes = utf8Length(value);
    return (bytes >= 8 && bytes <= 63) || /^[0-9a-fA-F]{64}$/.test(value);
  }, 'expected a passphrase of 8 to 63 bytes, or 64 hex digits'),
);

export const WIFI_SECURITIES = ['open', 'owe', 'wpa2-psk', 'wpa3-sae'] as const;
export type WifiSecurity = (typeof WIFI_SECURITIES)[number];
export const WIFI_BANDS = ['2.4', '5', '6'] as const;

export const wifiSchema = v.pipe(
  strictObject({
    ssid: v.optional(ssidSchema),
    security: v.optional(v.picklist(WIFI_SECURITIES, `expected one of ${WIFI_SECURITIES.join(', ')}`)),
    psk: v.optional(passphrase),
    hidden: v.optional(v.boolean('expected true or false')),
    saved: v.optional(v.literal(true, 'expected true')),
    bssid: v.optional(mac),
    band: v.optional(v.picklist(WIFI_BANDS, 'expected "2.4", "5" or "6"')),
    fourAddress: v.optional(v.boolean('expected true or false')),
    /** A cell of two machines of one's own, without an access point; its name for the radios is `bssid`. */
    adHoc: v.optional(strictObject({ frequencyMhz: wholeNumber(2412, 5885) })),
  }),
  v.check(
    (value) => value.saved === true || (value.ssid !== undefined && value.security !== undefined),
    'expected "ssid" and "security", or "saved": true',
  ),
  v.forward(
    v.check(
      (value) => !(value.saved && (value.psk !== undefined || value.security !== undefined)),
      'takes the security and passphrase from the network manager: leave them out',
    ),
    ['saved'],
  ),
  v.forward(
    v.check(
      (value) => !((value.security === 'open' || value.security === 'owe') && value.psk !== undefined),
      'an open network has no passphrase',
    ),
    ['psk'],
  ),
  v.forward(
    v.check(
      // Without the cell's address given, each end may found one of its own, and they join late or never.
      ({ adHoc, bssid, security }) => adHoc === undefined || (bssid !== undefined && security === 'open'),
      'goes with "bssid", the same at both ends, and "security": "open"',
    ),
    ['adHoc'],
  ),
  v.forward(
    v.check(
      ({ adHoc, fourAddress, band }) => adHoc === undefined || (fourAddress !== true && band === undefined),
      'goes without "fourAddress" and "band"',
    ),
    ['adHoc'],
  ),
);

const adapterName = v.pipe(
  v.string('expected an adapter name such as "eth0", or {"mac": "00:00:24:c3:df:45"}'),
  linkName,
);
const adapterMac = strictObject({ mac });
/** By its kind and not by trying each in turn: so the error is about the field, not about the choice. */
const adapter = v.lazy((input) => (isObject(input) ? adapterMac : adapterName));

const port = strictObject({
  adapter,
  wifi: v.optional(wifiSchema),
  options: v.optional(optionsSchema),
});

/** How the bond gets addresses of one family. */
function addressing(family: 4 | 6) {
  const gateway =
    family === 4 ? v.check(isIpv4, 'expected an IPv4 address') : v.check(isIpv6, 'expected an IPv6 address');
  const schema = strictObject({
    method: v.picklist(['auto', 'static', 'disabled'], 'expected "auto", "static" or "disabled"'),
    addresses: v.optional(v.pipe(v.array(addressWithPrefix(family)), v.maxLength(32, 'expected at most 32 addresses'))),
    gateway: v.optional(v.pipe(v.string('expected an IP address'), gateway)),
    dns: v.optional(
      v.pipe(
        v.array(v.pipe(v.string('expected an IP address'), v.check(isIpAddress, 'expected an IP address'))),
        v.maxLength(16, 'expected at most 16 name servers'),
      ),
    ),
  });
  return v.pipe(
    schema,
    v.forward(
      v.check(
        (value) => value.method !== 'static' || (value.addresses ?? []).length > 0,
        'method "static" needs addresses',
      ),
      ['addresses'],
    ),
    v.forward(
      v.check((value) => value.method === 'static' || value.addresses === undefined, 'goes with method "static"'),
      ['addresses'],
    ),
    v.forward(
      v.check((value) => value.method === 'static' || value.gateway === undefined, 'goes with method "static"'),
      ['gateway'],
    ),
  );
}

/** Names become file names in the state directory, hence the narrow alphabet. */
export const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/;

export const profileSchema = v.pipe(
  strictObject({
    name: v.pipe(
      v.string('expected a name'),
      v.regex(
        PROFILE_NAME,
        'expected 1 to 63 letters, digits, spaces, ".", "_" or "-", beginning with a letter or digit',
      ),
    ),
    bond: strictObject({
      name: v.optional(bondName, 'bond0'),
      mode,
      options: v.optional(optionsSchema, {}),
      /** Options of newer kernels that our table does not have: handed over as they are. */
      forceOptions: v.optional(forceOptionsSchema),
      mtu: v.optional(wholeNumber(68, 65535)),
    }),
    ports: v.pipe(
      v.array(port, 'expected a list of ports'),
      v.minLength(1, 'expected at least one port'),
      v.maxLength(32, 'expected at most 32 ports'),
    ),
    ip: v.optional(
      strictObject({
        ipv4: v.optional(addressing(4), { method: 'auto' }),
        ipv6: v.optional(addressing(6), { method: 'auto' }),
      }),
      { ipv4: { method: 'auto' }, ipv6: { method: 'auto' } },
    ),
    /** By what means; without it that is chosen by who has the adapters. */
    engine: v.optional(v.picklist(['direct', 'networkmanager'], 'expected "direct" or "networkmanager"')),
    autoActivate: v.optional(v.boolean('expected true or false'), false),
    monitor: v.optional(monitorSchema),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { ports, bond } = dataset.value;
    const keys = ports.map(({ adapter }) => adapterKey(adapter));
    for (const [index, port] of ports.entries()) {
      const complain = (message: string) =>
        addIssue({
          message,
          path: [
            { type: 'object', origin: 'value', input: dataset.value, key: 'ports', value: ports },
            { type: 'array', origin: 'value', input: ports, key: index, value: port },
            { type: 'object', origin: 'value', input: port, key: 'adapter', value: port.adapter },
          ],
        });
      if (keys.indexOf(adapterKey(port.adapter)) < index) complain('the same adapter is named twice');
      if (port.adapter === bond.name) complain('the bond cannot be a port of itself');
    }
  }),
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
  const message = `expected an address with its prefix length, such as ${example}`;
  return v.pipe(
    v.string(message),
    v.check((value) => isAddressWithPrefix(value, family), message),
  );
}
