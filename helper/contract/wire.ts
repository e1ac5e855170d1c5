import * as v from 'valibot';
import type { Advice, AdviceInput } from './advice.ts';
import type { Adapter, Snapshot } from './snapshot.ts';
import type { Plan } from './plan.ts';
import type { Profile } from './profile.ts';
import type { Transaction } from './transaction.ts';
import { wholeNumber } from './fields.ts';
import { forceOptionsSchema, LINK_NAME, optionsSchema, PROFILE_NAME, ssidSchema, wifiSchema } from './profile.ts';

/*
 * The helper's API: JSON-RPC 2.0, one JSON document a line (UTF-8, "\n"), over a Unix stream socket.
 * One value lists every method with the shape of its parameters and who may call it; the server, the command line,
 * the window and the test fake are all derived from it.
 */

/** Sent in `hello`; raised when a client of the old kind could misread the new. */
export const PROTOCOL_VERSION = 1;

/** Longest frame the helper reads; a longer one ends the connection, since its end cannot be found. */
export const MAX_FRAME_BYTES = 256 * 1024;

/**
 * `read`: every local user. `toggle`: the user at the seat. `configure`: an administrator. `secrets`: an administrator
 * too; what carries a passphrase, so that who may bring some in can be told apart from who may arrange links.
 */
export const PERMISSIONS = ['read', 'toggle', 'configure', 'secrets'] as const;
export type Permission = (typeof PERMISSIONS)[number];

const profileName = v.pipe(v.string('expected a profile name'), v.regex(PROFILE_NAME, 'expected a profile name'));
const linkName = v.pipe(v.string('expected an adapter name'), v.regex(LINK_NAME, 'expected an adapter name'));
const identifier = v.pipe(
  v.string('expected an identifier'),
  v.regex(/^[A-Za-z0-9-]{1,64}$/, 'expected an identifier'),
);

/** A saved profile by name, or a whole document (decoded by `decodeProfile`, which names the field). */
const which = {
  profile: v.optional(profileName),
  document: v.optional(v.unknown()),
  /** Beside those of the profile. */
  forceOptions: v.optional(forceOptionsSchema),
};

/** Restore unless `keep` comes within so many seconds. */
const tried = { trySeconds: v.optional(wholeNumber(1, 3600)) };

const nothing = v.strictObject({});

/** A change of a live bond goes into the saved profile that it runs, unless `onlyNow`. */
const ofBond = { bond: linkName, ...tried, onlyNow: v.optional(v.boolean('expected true or false'), false) };

export const METHODS = {
  hello: { permission: 'read', params: v.strictObject({ protocol: v.number() }) },
  status: { permission: 'read', params: nothing },
  /** Answers `null`; then a `snapshot` notification at once and after each change. */
  subscribe: { permission: 'read', params: nothing },
  adapters: { permission: 'read', params: nothing },
  /** `scan` asks the radio to look again first (about 3 s); otherwise what is known already. */
  networks: {
    permission: 'read',
    params: v.strictObject({ adapter: v.optional(linkName), scan: v.optional(v.boolean(), true) }),
  },
  plan: { permission: 'read', params: v.strictObject(which) },
  up: {
    permission: 'toggle',
    params: v.strictObject({
      ...which,
      plan: v.optional(identifier),
      ...tried,
    }),
  },
  keep: { permission: 'toggle', params: nothing },
  revert: { permission: 'toggle', params: nothing },
  down: { permission: 'toggle', params: v.strictObject({ bond: v.optional(linkName) }) },
  'profile.list': { permission: 'read', params: nothing },
  'profile.show': { permission: 'read', params: v.strictObject({ name: profileName }) },
  'profile.set': { permission: 'configure', params: v.strictObject({ document: v.unknown() }) },
  'profile.remove': { permission: 'configure', params: v.strictObject({ name: profileName }) },
  /** With `follow`, `event` notifications come after the answer. */
  events: {
    permission: 'read',
    params: v.strictObject({
      limit: v.optional(wholeNumber(1, 10_000), 200),
      follow: v.optional(v.boolean(), false),
    }),
  },
  doctor: { permission: 'read', params: nothing },
  /** Judges every mode for these adapters, or for all that can take part. Without `ssid`: the network joined now. */
  advise: {
    permission: 'read',
    params: v.strictObject({
      links: v.optional(
        v.pipe(
          v.array(v.strictObject({ adapter: linkName, ssid: v.optional(ssidSchema) }), 'expected a list of adapters'),
          v.maxLength(32, 'expected at most 32 adapters'),
        ),
        [],
      ),
      /** All lead to one machine that bonds its ends of them as well. */
      hostToHost: v.optional(v.boolean('expected true or false'), false),
      /** Of those, the radios are in ad-hoc cells. */
      adHoc: v.optional(v.boolean('expected true or false'), false),
    }),
  },
  /** Makes a bond of others ours as it is; its profile bears the bond's name unless another is given. */
  adopt: { permission: 'configure', params: v.strictObject({ bond: linkName, profile: v.optional(profileName) }) },
  activate: { permission: 'toggle', params: v.strictObject({ bond: linkName, port: linkName, ...tried }) },
  set: {
    permission: 'configure',
    params: v.pipe(
      v.strictObject({
        ...ofBond,
        /** By the kernel's names, `mode` among them. */
        options: optionsSchema,
        /** Options that our table does not have, handed over as they are. */
        forceOptions: v.optional(forceOptionsSchema, {}),
        /** Take the bond down, or its ports out for a moment, where an option needs it. */
        rebuild: v.optional(v.boolean('expected true or false'), false),
      }),
      v.forward(
        v.check(
          ({ options, forceOptions }) => Object.keys({ ...options, ...forceOptions }).length > 0,
          'expected at least one option',
        ),
        ['options'],
      ),
    ),
  },
  'port.add': {
    permission: 'configure',
    params: v.strictObject({
      ...ofBond,
      adapter: linkName,
      wifi: v.optional(wifiSchema),
      /** Takes the network, its passphrase included, from a saved profile: the one named, or its only one. */
      from: v.optional(v.strictObject({ profile: profileName, ssid: v.optional(ssidSchema) })),
    }),
  },
  'port.remove': { permission: 'configure', params: v.strictObject({ ...ofBond, adapter: linkName }) },
  'port.set': {
    permission: 'configure',
    params: v.strictObject({
      ...ofBond,
      adapter: linkName,
      /** Of the port, by the kernel's names. */
      options: v.pipe(
        optionsSchema,
        v.check((options) => Object.keys(options).length > 0, 'expected at least one option'),
      ),
    }),
  },
} as const satisfies Record<string, { permission: Permission; params: v.GenericSchema }>;

export type Method = keyof typeof METHODS;
export type Params<M extends Method> = v.InferInput<(typeof METHODS)[M]['params']>;
export type DecodedParams<M extends Method> = v.InferOutput<(typeof METHODS)[M]['params']>;

export interface Results {
  hello: { version: string; protocol: number };
  status: Snapshot;
  subscribe: null;
  adapters: Adapter[];
  networks: AdapterNetworks[];
  plan: Plan;
  up: Transaction;
  keep: Transaction;
  revert: Transaction;
  down: Transaction;
  'profile.list': Snapshot['profiles'];
  'profile.show': Profile;
  'profile.set': { name: string };
  'profile.remove': { name: string };
  events: LinkEvent[];
  doctor: Finding[];
  advise: LinkAdvice;
  adopt: BondChange;
  activate: BondChange;
  set: BondChange;
  'port.add': BondChange;
  'port.remove': BondChange;
  'port.set': BondChange;
}
export type Result<M extends Method> = Results[M];

export interface Notifications {
  snapshot: Snapshot;
  event: LinkEvent;
}

/** Advice, and what was known of the links when it was given. */
export interface LinkAdvice extends Advice {
  input: AdviceInput;
}

/** A change of a live bond. */
export interface BondChange extends Transaction {
  /** The saved profile that was changed along; null when none was. */
  saved: string | null;
  /** What else a person should know of it, in plain English. */
  notes: string[];
}

export interface AdapterNetworks {
  adapter: string;
  networks: Network[];
  /** Why nothing could be listed; null when the list is what the radio hears. */
  problem: string | null;
}

/** One network name in range of one adapter: its strongest access point, and all of them. */
export interface Network {
  ssid: string;
  security: 'open' | 'owe' | 'wpa2-psk' | 'wpa3-sae' | 'enterprise' | 'other';
  signalDbm: number;
  accessPoints: { bssid: string; frequencyMhz: number; signalDbm: number }[];
}

/** Something that happened. `at` is wall clock, milliseconds since 1970. */
export interface LinkEvent {
  id: number;
  at: number;
  kind:
    | 'failover' // the active port changed
    | 'carrier-lost'
    | 'carrier-back'
    | 'port-joined'
    | 'port-left'
    | 'bond-up'
    | 'bond-down'
    | 'option-changed' // by something else than Linkbraid
    | 'transaction';
  bond: string | null;
  port: string | null;
  /** Plain English. */
  says: string;
  details: Record<string, string | number | boolean | null>;
}

/** One thing `doctor` looked at. */
export interface Finding {
  check: string;
  level: 'ok' | 'note' | 'problem';
  says: string;
  /** What a person can do; null when there is nothing to do. */
  mend: string | null;
}

/** JSON-RPC error codes: the standard ones, and one for all of ours (`data.code` tells which). */
export const RPC = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  internal: -32603,
  linkbraid: -32000,
};

export interface RpcErrorBody {
  code: number;
  message: string;
  data?: { code: string; details: unknown };
}
