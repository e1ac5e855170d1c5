import type { Profile } from '../contract/profile.ts';
import { findAdapter } from './desire.ts';
import type { LinkFacts, Machine } from './machine.ts';
import { unusable } from './usable.ts';

/**
 * Adapters that a running profile names, that are no port of its bond, and that could be: plugged in again, freed, or
 * back in their network. One that has a network of ours to join is worth the trouble only once it is there.
 */
export function absentPorts(profile: Profile, machine: Machine): LinkFacts[] {
  return profile.ports.flatMap(({ adapter, wifi }) => {
    const link = findAdapter(machine, adapter);
    if (link && wifi?.saved && link.master === profile.bond.name) return isLoud(machine, link) ? [link] : [];
    if (!link || link.master !== null || unusable(link, machine, profile.bond.name) !== null) return [];
    // One that is down says nothing of its cable.
    if (link.type !== 'wifi' && link.carrier === false) return [];
    const { ours = null, state = 'off' } = machine.wifi[link.name] ?? {};
    return ours !== null && state !== 'connected' ? [] : [link];
  });
}

/** A port to which NetworkManager, having connected it anew, gives addresses that only the bond shall have. */
function isLoud({ kept, wifi }: Machine, { name }: LinkFacts): boolean {
  const facts = kept[name];
  return facts?.managed === true && facts.connection !== null && !facts.quiet && wifi[name]?.state === 'connected';
}

/** The profile as far as its adapters are there: what is unplugged must not keep the others out. */
export function withPresentPorts(profile: Profile, machine: Machine): Profile {
  return { ...profile, ports: profile.ports.filter(({ adapter }) => findAdapter(machine, adapter)) };
}
