import { LinkbraidError, type FieldIssue } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';

/** Passphrases go in and never come out, so a profile that was shown, edited and sent back has none: they are put back here. */

/**
 * Gives each Wi-Fi port without a passphrase the one that is stored for the same network name: that of `own`, else the
 * one on which all `others` agree. Where they differ, the network of one place is not that of another: none is taken.
 */
export function keepStoredPassphrases(profile: Profile, own: Profile | null, others: readonly Profile[] = []): Profile {
  return {
    ...profile,
    ports: profile.ports.map((port) => {
      const ssid = port.wifi?.ssid;
      if (!port.wifi || ssid === undefined || !lacksPassphrase(port.wifi)) return port;
      const psk = storedFor(ssid, own === null ? [] : [own]).at(-1) ?? agreed(storedFor(ssid, others));
      return psk === undefined ? port : { ...port, wifi: { ...port.wifi, psk } };
    }),
  };
}

function storedFor(ssid: string, profiles: readonly Profile[]): string[] {
  return profiles.flatMap(({ ports }) => ports.flatMap(({ wifi }) => (wifi?.ssid === ssid ? (wifi.psk ?? []) : [])));
}

function agreed(passphrases: readonly string[]): string | undefined {
  return new Set(passphrases).size === 1 ? passphrases[0] : undefined;
}

/** @throws LinkbraidError `invalid-profile` naming each `ports[i].wifi.psk` that is needed and not there */
export function requirePassphrases(profile: Profile): Profile {
  const issues: FieldIssue[] = profile.ports.flatMap(({ wifi }, index) =>
    wifi && lacksPassphrase(wifi)
      ? [
          {
            path: `ports[${index}].wifi.psk`,
            message: 'expected a passphrase: this network needs one and none is stored',
          },
        ]
      : [],
  );
  const first = issues[0];
  if (first) throw new LinkbraidError('invalid-profile', `${first.path}: ${first.message}`, { issues });
  return profile;
}

function lacksPassphrase(wifi: NonNullable<Profile['ports'][number]['wifi']>): boolean {
  return (wifi.security === 'wpa2-psk' || wifi.security === 'wpa3-sae') && wifi.psk === undefined;
}
