import * as v from 'valibot';
import { adapterKey, decodeProfile, withoutSecrets, type Profile } from '../contract/profile.ts';

/*
 * A saved profile is two files. profiles/NAME.json says which set of passphrases goes with it; secrets/NAME.json holds
 * sets by their names, for a moment two of them: that is what makes replacing both files one step (see profiles.ts).
 */

const profileRecord = v.strictObject({
  format: v.literal(1),
  /** Name of the set of passphrases; null for a profile that needs none. */
  secrets: v.nullable(v.string()),
  profile: v.unknown(),
});

/** By adapter: within a profile an adapter is named once, and it stays itself when ports change places. */
const secretSet = v.array(v.strictObject({ adapter: v.string(), psk: v.string() }));
const secretsRecord = v.strictObject({ format: v.literal(1), sets: v.record(v.string(), secretSet) });

export type SecretSet = v.InferOutput<typeof secretSet>;
export type SecretSets = Record<string, SecretSet>;

export interface ProfileRecord {
  secrets: string | null;
  /** Without passphrases. */
  profile: Profile;
}

/** @throws Error on anything that this version did not write */
export function parseProfileRecord(text: string, name: string): ProfileRecord {
  const { secrets, profile } = v.parse(profileRecord, JSON.parse(text));
  const decoded = decodeProfile(profile);
  if (decoded.name !== name) throw new Error('the file is named after another profile');
  return { secrets, profile: decoded };
}

export function profileRecordText({ secrets, profile }: ProfileRecord): string {
  return `${JSON.stringify({ format: 1, secrets, profile: withoutSecrets(profile) }, null, 2)}\n`;
}

/** @throws Error on anything that this version did not write */
export function parseSecrets(text: string): SecretSets {
  return v.parse(secretsRecord, JSON.parse(text)).sets;
}

export function secretsText(sets: SecretSets): string {
  return `${JSON.stringify({ format: 1, sets }, null, 2)}\n`;
}

export function secretsOf(profile: Profile): SecretSet {
  return profile.ports.flatMap(({ adapter, wifi }) =>
    wifi?.psk === undefined ? [] : [{ adapter: adapterKey(adapter), psk: wifi.psk }],
  );
}

export function withSecrets(profile: Profile, secrets: SecretSet): Profile {
  const known = new Map(secrets.map(({ adapter, psk }) => [adapter, psk]));
  return {
    ...profile,
    ports: profile.ports.map((port) => {
      const psk = known.get(adapterKey(port.adapter));
      return port.wifi && psk !== undefined ? { ...port, wifi: { ...port.wifi, psk } } : port;
    }),
  };
}
