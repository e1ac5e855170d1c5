import type {
  Adapter,
  AdapterNetworks,
  BondMode,
  Network,
  OptionValue,
  ProfileInput,
  Snapshot,
  WifiNetwork,
} from '../contract.ts';
import { adapterKey, findOption, PROFILE_NAME, isAddressWithPrefix, isIpv4, utf8Length } from '../contract.ts';

/* The set-up under way, as plain data, and what it takes to become a profile. */

export type JoinableSecurity = 'open' | 'owe' | 'wpa2-psk' | 'wpa3-sae';
export type Band = '2.4' | '5' | '6';

export interface WifiChoice {
  ssid: string;
  security: JoinableSecurity;
  /** Empty also where the helper has it. */
  password: string;
  hidden: boolean;
  /** One access point alone; null leaves it to the radio. */
  bssid: string | null;
  band: Band | null;
}

export interface Draft {
  name: string;
  mode: BondMode;
  /** Names of adapters, or MAC addresses of those that are not there, in the order they were chosen. */
  links: string[];
  wifi: Record<string, WifiChoice>;
  /** Port that is used whenever it works; null lets the helper choose. */
  first: string | null;
  addressing: 'auto' | 'static';
  address: string;
  gateway: string;
  dns: string;
  /** What is being edited or was imported: what Set up has no field for stays as it is there. */
  base: ProfileInput | null;
  /** Its ports, by link. */
  before: Record<string, ProfileInput['ports'][number]>;
  /** Networks whose passphrases the helper has. */
  stored: string[];
}

export function emptyDraft(profiles: Snapshot['profiles']): Draft {
  return {
    name: freeName(profiles, 'Desk'),
    mode: 'active-backup',
    links: [],
    wifi: {},
    first: null,
    addressing: 'auto',
    address: '',
    gateway: '',
    dns: '',
    base: null,
    before: {},
    stored: [],
  };
}

export function freeName(profiles: Snapshot['profiles'], wanted: string): string {
  const taken = new Set(profiles.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** @param stored whether the helper has its passphrases */
export function draftOf(profile: ProfileInput, adapters: readonly Adapter[], stored: boolean): Draft {
  const before = Object.fromEntries(profile.ports.map((port) => [linkOf(port.adapter, adapters), port]));
  const ports = Object.entries(before).map(([link, port]) => ({ link, wifi: port.wifi }));
  const ipv4 = profile.ip?.ipv4;
  const { primary } = profile.bond.options ?? {};
  return {
    name: profile.name,
    mode: profile.bond.mode as BondMode,
    links: ports.map(({ link }) => link),
    wifi: Object.fromEntries(ports.flatMap(({ link, wifi }) => (wifi?.ssid ? [[link, choiceOf(wifi)]] : []))),
    first: typeof primary === 'string' && ports.some(({ link }) => link === primary) ? primary : null,
    addressing: ipv4?.method === 'static' ? 'static' : 'auto',
    address: ipv4?.addresses?.[0] ?? '',
    gateway: ipv4?.gateway ?? '',
    dns: (ipv4?.dns ?? []).join(' '),
    base: profile,
    before,
    stored: stored ? ports.flatMap(({ wifi }) => wifi?.ssid ?? []) : [],
  };
}

function linkOf(adapter: ProfileInput['ports'][number]['adapter'], adapters: readonly Adapter[]): string {
  const key = adapterKey(adapter);
  if (typeof adapter === 'string') return key;
  return adapters.find(({ mac, permanentMac }) => (permanentMac ?? mac) === key.toLowerCase())?.name ?? key;
}

function choiceOf({ ssid = '', security = 'wpa2-psk', psk = '', hidden = false, ...more }: WifiNetwork): WifiChoice {
  return { ssid, security, password: psk, hidden, bssid: more.bssid ?? null, band: more.band ?? null };
}

export function needsPassword(security: JoinableSecurity): boolean {
  return security === 'wpa2-psk' || security === 'wpa3-sae';
}

/** 8 to 63 bytes, or the raw key as 64 hex digits. */
export function isPassword(text: string): boolean {
  const bytes = utf8Length(text);
  return (bytes >= 8 && bytes <= 63) || /^[0-9a-fA-F]{64}$/.test(text);
}

export function isJoinable(network: Network): network is Network & { security: JoinableSecurity } {
  return network.security !== 'enterprise' && network.security !== 'other';
}

/** Whether the network can be joined with what was typed or is stored. */
export function hasPassword(
  choice: Pick<WifiChoice, 'ssid' | 'security' | 'password'>,
  stored: readonly string[],
): boolean {
  if (!needsPassword(choice.security) || isPassword(choice.password)) return true;
  return choice.password === '' && stored.includes(choice.ssid);
}

/** What stands between the draft and its next step, link by link. */
export function missingNetworks(draft: Draft, adapters: readonly Adapter[]): string[] {
  return draft.links.filter((name) => {
    if (adapters.find((adapter) => adapter.name === name)?.kind !== 'wifi') return false;
    const choice = draft.wifi[name];
    return choice === undefined || !hasPassword(choice, draft.stored);
  });
}

export function isProfileName(name: string): boolean {
  return PROFILE_NAME.test(name);
}

export function addressesFit(draft: Draft): boolean {
  if (draft.addressing === 'auto') return true;
  return isAddressWithPrefix(draft.address.trim(), 4) && (draft.gateway.trim() === '' || isIpv4(draft.gateway.trim()));
}

/** The document the helper plans from and saves. Passwords are in it: it is made for one call and not kept. */
export function toProfile(draft: Draft): ProfileInput {
  const { base } = draft;
  return {
    ...base,
    name: draft.name,
    bond: { ...base?.bond, mode: draft.mode, options: optionsOf(draft) },
    ports: draft.links.map((link) => portOf(draft, link)),
    ip: { ...base?.ip, ipv4: ipv4(draft), ipv6: base?.ip?.ipv6 ?? { method: 'auto' } },
  };
}

/** With a port that is used first, in modes that have one. Another mode begins with options of its own. */
function optionsOf({ base, mode, first }: Draft): Record<string, OptionValue> {
  const kept = base !== null && base.bond.mode === mode ? (base.bond.options ?? {}) : {};
  const others = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== 'primary'));
  return (hasFirst(mode) && first !== null ? { ...others, primary: first } : others) as Record<string, OptionValue>;
}

export function hasFirst(mode: BondMode): boolean {
  return findOption('primary')?.modes.includes(mode) ?? false;
}

function portOf(draft: Draft, link: string): ProfileInput['ports'][number] {
  const before = draft.before[link];
  const choice = draft.wifi[link];
  if (choice === undefined) return before ?? { adapter: link };
  const fourAddress = before?.wifi?.fourAddress === undefined ? {} : { fourAddress: before.wifi.fourAddress };
  const adHoc = before?.wifi?.adHoc === undefined ? {} : { adHoc: before.wifi.adHoc };
  return { ...before, adapter: before?.adapter ?? link, wifi: { ...wifiOf(choice), ...fourAddress, ...adHoc } };
}

export function wifiOf({ ssid, security, password, hidden, bssid, band }: WifiChoice): WifiNetwork {
  return {
    ssid,
    security,
    ...(needsPassword(security) && password !== '' ? { psk: password } : {}),
    ...(hidden ? { hidden } : {}),
    ...(bssid === null ? {} : { bssid }),
    ...(band === null ? {} : { band }),
  };
}

function ipv4(draft: Draft): NonNullable<NonNullable<ProfileInput['ip']>['ipv4']> {
  const dns = draft.dns.split(/[\s,;]+/).filter(Boolean);
  const servers = dns.length > 0 ? { dns } : {};
  const before = draft.base?.ip?.ipv4;
  if (draft.addressing === 'auto') return { method: before?.method === 'disabled' ? 'disabled' : 'auto', ...servers };
  const gateway = draft.gateway.trim();
  return {
    method: 'static',
    addresses: [draft.address.trim(), ...(before?.addresses ?? []).slice(1)],
    ...(gateway === '' ? {} : { gateway }),
    ...servers,
  };
}

/** Strongest first; names that cannot be joined last. */
export function inOrder({ networks }: AdapterNetworks): Network[] {
  return [...networks].sort((a, b) => Number(isJoinable(b)) - Number(isJoinable(a)) || b.signalDbm - a.signalDbm);
}

export function bandOf(frequencyMhz: number): '2.4' | '5' | '6' {
  return frequencyMhz < 3000 ? '2.4' : frequencyMhz < 5950 ? '5' : '6';
}

export function bands(network: Network): string[] {
  return [...new Set(network.accessPoints.map(({ frequencyMhz }) => bandOf(frequencyMhz)))].sort();
}

/** Four bars by what they mean: −50 dBm is as good as it gets, below −80 little works. */
export function barsOf(signalDbm: number): number {
  return signalDbm >= -55 ? 4 : signalDbm >= -65 ? 3 : signalDbm >= -74 ? 2 : signalDbm >= -85 ? 1 : 0;
}
