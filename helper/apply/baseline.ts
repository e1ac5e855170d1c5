import type { Profile } from '../contract/profile.ts';
import { findAdapter, wifiTarget } from '../plan/desire.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import type { Target } from '../plan/target.ts';

/* Where the way back leads, as far as the facts alone do not tell. */

/** For a bond of ours whose record is lost: its ports are freed and left up, as adapters are that nobody looks after. */
export function released(machine: Machine, bond: string): Target {
  const ports = machine.bonds[bond]?.ports ?? [];
  return {
    bond: null,
    absent: [bond],
    links: Object.fromEntries(ports.map((port) => [port, { master: null, up: true }])),
    dns: { link: bond, servers: [] },
  };
}

/** The same before a change: else the bond as it is now would pass for the state before it. */
export function lost(machine: Machine, bond: string): Target | null {
  return profileOf(machine, bond) === null ? null : released(machine, bond);
}

/**
 * A port that leaves gets back what it had, and then its owner may do with it as he likes: neither a later change of
 * the bond nor its end may take it back there.
 */
export function withoutLeavers(baseline: Target, machine: Machine, target: Target): Target {
  const { bond } = target;
  if (!bond) return baseline;
  const leaves = (name: string) =>
    machine.bonds[bond.name]?.ports.includes(name) === true && !bond.ports.some((port) => port.name === name);
  const links = Object.fromEntries(Object.entries(baseline.links).filter(([name]) => !leaves(name)));
  return { ...baseline, links };
}

/** A port that leaves its bond loses the bond's network, and must join that anew to be as it was. */
export function rejoining(before: Target, machine: Machine, running: Profile | null): Target {
  const links = { ...before.links };
  for (const { adapter, wifi } of running?.ports ?? []) {
    const name = findAdapter(machine, adapter)?.name ?? '';
    const link = links[name];
    const join = wifi && wifiTarget(wifi);
    if (!link || link.master === null || !join || machine.wifi[name]?.ours !== join.ssid) continue;
    links[name] = { ...link, wifi: { join } };
  }
  return { ...before, links };
}
