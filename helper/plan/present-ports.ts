import type { Profile } from '../contract/profile.ts';
import { adapterKey } from '../contract/profile.ts';
import { findAdapter } from './desire.ts';
import type { Machine } from './machine.ts';

/** `profile` with the adapters that are there now, and those that are not. A primary that is missing is left out. */
export function presentPorts(profile: Profile, machine: Machine): { profile: Profile; missing: string[] } {
  const gone = profile.ports.filter(({ adapter }) => !findAdapter(machine, adapter));
  const missing = gone.map(({ adapter }) => adapterKey(adapter));
  if (missing.length === 0) return { profile, missing };
  const { primary, ...others } = profile.bond.options;
  const options = typeof primary === 'string' && missing.includes(primary) ? others : profile.bond.options;
  const ports = profile.ports.filter((port) => !gone.includes(port));
  return { profile: { ...profile, bond: { ...profile.bond, options }, ports }, missing };
}
