import { LinkbraidError, type FieldIssue } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';

/** Passphrases go in and never come out, so a profile that was shown, edited and sent back has none: they are put back here. */

/** Gives each Wi-Fi port without a passphrase the one `stored` has for the same network name. */
export function keepStoredPassphrases(profile: Profile, stored: Profile | null): Profile {
  const known = new Map(
    (stored?.ports ?? []).flatMap(({ wifi }) => (wifi?.ssid && wifi.psk !== undefined ? [[wifi.ssid, wifi.psk]] : [])),
  );
  return {
    ...profile,
    ports: profile.ports.map((port) => {
      const psk = port.wifi?.ssid === undefined ? undefined : known.get(port.wifi.ssid);
      if (!port.wifi || !lacksPassphrase(port.wifi) || psk === undefined) return port;
      return { ...port, wifi: { ...port.wifi, psk } };
    }),
  };
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
