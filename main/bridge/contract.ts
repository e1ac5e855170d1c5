import * as v from 'valibot';
import type { ErrorCode } from '../../helper/contract/errors.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import { METHODS, type LinkEvent, type Method, type Results } from '../../helper/contract/wire.ts';

/*
 * Everything that passes between the window and the main process. One value lists the calls with the shape of their
 * input; the handlers in main, what the preload lets through and the window's own functions are derived from it.
 */

export { LinkbraidError, type ErrorCode } from '../../helper/contract/errors.ts';
export { isAddressWithPrefix, isIpv4 } from '../../helper/contract/addresses.ts';
export {
  BOND_MODES,
  BOND_OPTIONS,
  findOption,
  type BondMode,
  type BondOption,
} from '../../helper/contract/bond-options.ts';
export type * from '../../helper/contract/advice.ts';
export type * from '../../helper/contract/plan.ts';
export type * from '../../helper/contract/snapshot.ts';
export type * from '../../helper/contract/transaction.ts';
export type { OptionValue, ProfileInput, WifiNetwork } from '../../helper/contract/profile.ts';
export type {
  AdapterNetworks,
  BondChange,
  Finding,
  LinkAdvice,
  LinkEvent,
  Network,
} from '../../helper/contract/wire.ts';
export { adapterKey, PROFILE_NAME, utf8Length } from '../../helper/contract/profile.ts';
export { isSettled, profileToSwitchOn, standing, theBond, type Standing } from './standing.ts';
export { readable } from './readable.ts';

/** What the window may ask of the helper; main hands these on as they are. */
export const RELAYED = [
  'networks',
  'plan',
  'up',
  'keep',
  'revert',
  'down',
  'profile.show',
  'profile.set',
  'profile.remove',
  'doctor',
  'advise',
  'activate',
  'set',
  'port.add',
  'port.remove',
  'port.set',
] as const satisfies readonly Method[];
export type Relayed = (typeof RELAYED)[number];

export const LANGUAGES = ['system', 'en', 'de'] as const;
export const THEMES = ['system', 'light', 'dark'] as const;
export const NOTICES = ['all', 'important', 'none'] as const;

export const settingsSchema = v.strictObject({
  language: v.picklist(LANGUAGES),
  theme: v.picklist(THEMES),
  notifications: v.picklist(NOTICES),
  /** Show the icon in the desktop's tray, and live on there when the window is closed. */
  tray: v.boolean(),
  startAtLogin: v.boolean(),
  /** The profile that the switch brings up. */
  lastProfile: v.nullable(v.string()),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

const nothing = v.strictObject({});

export const EXPORT_CHOICES = ['json', 'ifupdown', 'netplan', 'networkd', 'nmcli', 'ip'] as const;
export type ExportChoice = (typeof EXPORT_CHOICES)[number];
const exportSchema = v.strictObject({
  name: METHODS['profile.remove'].params.entries.name,
  format: v.picklist(EXPORT_CHOICES),
});

/** Something that one format says and the other cannot. */
export interface FormatNote {
  about: string;
  message: string;
}
export interface Exported {
  files: { path: string; text: string }[];
  unsaid: FormatNote[];
}

export const CALLS = {
  /** All that a window needs for its first picture. */
  begin: nothing,
  changeSettings: v.partial(settingsSchema),
  /** Try the helper again now rather than at the next turn. */
  reconnect: nothing,
  networks: METHODS.networks.params,
  plan: METHODS.plan.params,
  up: METHODS.up.params,
  keep: METHODS.keep.params,
  revert: METHODS.revert.params,
  down: METHODS.down.params,
  'profile.show': METHODS['profile.show'].params,
  'profile.set': METHODS['profile.set'].params,
  'profile.remove': METHODS['profile.remove'].params,
  doctor: METHODS.doctor.params,
  advise: METHODS.advise.params,
  activate: METHODS.activate.params,
  set: METHODS.set.params,
  'port.add': METHODS['port.add'].params,
  'port.remove': METHODS['port.remove'].params,
  'port.set': METHODS['port.set'].params,
  /** Brings a profile up in place of whatever runs now. */
  switchTo: v.strictObject({ profile: METHODS['profile.remove'].params.entries.name }),
  /** What the kernel itself prints of a bond; null where that cannot be read. */
  kernelText: v.strictObject({ bond: METHODS.activate.params.entries.bond }),
  /** Before there is a helper: what this machine has, and what its radios hear. */
  localAdapters: nothing,
  networksInRange: nothing,
  /** Asks for a password once. */
  installHelper: nothing,
  /** Lets the user pick files of Linkbraid or other tools; null when they picked none. */
  importProfile: nothing,
  exportProfile: exportSchema,
  /** Answers where it was saved; null when the user changed their mind. */
  saveExport: exportSchema,
  /** All that a bug report needs, as text to be looked over. */
  diagnose: v.strictObject({ addresses: v.boolean(), networks: v.boolean() }),
  /** What was shown last. */
  saveDiagnosis: nothing,
} as const satisfies Record<Relayed | keyof OwnAnswers, v.GenericSchema>;

export type Call = keyof typeof CALLS;
export type Input<C extends Call> = v.InferInput<(typeof CALLS)[C]>;
export type Decoded<C extends Call> = v.InferOutput<(typeof CALLS)[C]>;

export interface Beginning {
  version: string;
  /** BCP 47, as the desktop says. */
  locale: string;
  settings: Settings;
  helper: HelperState;
  events: LinkEvent[];
  /** This app brings a helper that it can install. */
  canInstall: boolean;
}

/** Of the calls that main answers itself. */
interface OwnAnswers {
  begin: Beginning;
  changeSettings: null;
  reconnect: null;
  switchTo: Transaction;
  kernelText: string | null;
  localAdapters: LocalAdapter[];
  networksInRange: HeardNetwork[];
  installHelper: null;
  importProfile: { profile: ProfileInput; unsaid: FormatNote[] } | null;
  exportProfile: Exported;
  saveExport: string | null;
  diagnose: string;
  saveDiagnosis: string | null;
}

export interface Answers extends Pick<Results, Relayed>, OwnAnswers {}

export interface LocalAdapter {
  name: string;
  kind: 'ethernet' | 'wifi';
  up: boolean;
}

export interface HeardNetwork {
  ssid: string;
  frequencyMhz: number;
  signalDbm: number;
  secured: boolean;
}

/** Whether this user may change links; `says` and `mend` are the helper's. */
export type Rights = { allowed: true } | { allowed: false; says: string; mend: string | null };

export type HelperState =
  | { state: 'connecting' }
  | { state: 'absent'; message: string }
  | { state: 'other-version'; message: string }
  /** `rights` are null until the helper was asked. */
  | { state: 'connected'; version: string; snapshot: Snapshot; rights: Rights | null };

export const PAGES = ['home', 'setup', 'activity', 'profiles', 'expert', 'settings'] as const;
export type Page = (typeof PAGES)[number];

export interface Streams {
  helper: HelperState;
  settings: Settings;
  /** `fresh`: a new connection; what was known before is replaced. */
  events: { fresh: boolean; events: LinkEvent[] };
  /** The tray or a notification asks for a page. */
  show: Page;
}
export type Stream = keyof Streams;

export const STREAMS = Object.keys({
  helper: true,
  settings: true,
  events: true,
  show: true,
} satisfies Record<Stream, true>) as Stream[];

/** How an answer crosses the process boundary: Electron would keep only the text of a thrown error. */
export type Reply<T> =
  { ok: true; value: T } | { ok: false; error: { code: ErrorCode; message: string; details: unknown } };

/** What the preload puts on `window.linkbraid`. */
export interface Bridge {
  call(name: Call, input: unknown): Promise<Reply<unknown>>;
  on(name: Stream, callback: (value: unknown) => void): () => void;
}

export function channel(name: Call | Stream): string {
  return `linkbraid:${name}`;
}
