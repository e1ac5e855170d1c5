import type { Adapter, AdapterNetworks, Network, Profile, ProfileInput, Snapshot } from '../contract.ts';
import { PROFILE_NAME, isAddressWithPrefix, isIpv4, utf8Length } from '../contract.ts';

/* The set-up under way, as plain data, and what it takes to become a profile. */

export type Purpose = 'keep' | 'speed';
export type JoinableSecurity = 'open' | 'owe' | 'wpa2-psk' | 'wpa3-sae';

export interface WifiChoice {
  ssid: string;
  security: JoinableSecurity;
  password: string;
  hidden: boolean;
}

export interface Draft {
  name: string;
  /** Names of adapters, in the order they were chosen. */
  links: string[];
  wifi: Record<string, WifiChoice>;
  purpose: Purpose;
  /** Port that is used whenever it works; null lets the helper choose. */
  first: string | null;
  addressing: 'auto' | 'static';
  address: string;
  gateway: string;
  dns: string;
}

export function emptyDraft(profiles: Snapshot['profiles']): Draft {
  return {
    name: freeName(profiles),
    links: [],
    wifi: {},
    purpose: 'keep',
    first: null,
    addressing: 'auto',
    address: '',
    gateway: '',
    dns: '',
  };
}

function freeName(profiles: Snapshot['profiles']): string {
  const taken = new Set(profiles.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'Desk' : `Desk ${number}`;
    if (!taken.has(name)) return name;
  }
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

/** What stands between the draft and its next step, link by link. */
export function missingNetworks(draft: Draft, adapters: readonly Adapter[]): string[] {
  return draft.links.filter(
    (name) => adapters.find((adapter) => adapter.name === name)?.kind === 'wifi' && draft.wifi[name] === undefined,
  );
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
  const options: Record<string, string> = {};
  if (draft.purpose === 'keep' && draft.first !== null) options['primary'] = draft.first;
  return {
    name: draft.name,
    bond: { mode: draft.purpose === 'keep' ? 'active-backup' : 'balance-rr', options },
    ports: draft.links.map((adapter) => {
      const choice = draft.wifi[adapter];
      if (choice === undefined) return { adapter };
      const { ssid, security, password, hidden } = choice;
      return {
        adapter,
        wifi: {
          ssid,
          security,
          ...(needsPassword(security) ? { psk: password } : {}),
          ...(hidden ? { hidden } : {}),
        },
      };
    }),
    ip: { ipv4: ipv4(draft), ipv6: { method: 'auto' } },
  };
}

function ipv4(draft: Draft): NonNullable<Profile['ip']>['ipv4'] {
  const dns = draft.dns.split(/[\s,;]+/).filter(Boolean);
  if (draft.addressing === 'auto') return { method: 'auto', ...(dns.length > 0 ? { dns } : {}) };
  return {
    method: 'static',
    addresses: [draft.address.trim()],
    ...(draft.gateway.trim() === '' ? {} : { gateway: draft.gateway.trim() }),
    ...(dns.length > 0 ? { dns } : {}),
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
