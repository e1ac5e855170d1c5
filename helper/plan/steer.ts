import { hasActivePort } from '../contract/bond-options.ts';
import type { Action } from '../contract/plan.ts';
import { profileOf } from './image.ts';
import type { BondFacts, Machine } from './machine.ts';

/**
 * What to do at once when a port of a bond has lost its link, rather than wait for the driver's next look at it: make
 * another port the active one, and tell the neighbours where the bond is now.
 */
export function steer(before: Machine, after: Machine, silent: Silent = () => []): Action[] {
  return Object.values(after.bonds)
    .filter(({ name }) => profileOf(after, name) !== null)
    .flatMap((bond) => steerBond(bond, before, after, silent(bond.name)));
}

type Silent = (bond: string) => readonly string[];

function steerBond(bond: BondFacts, before: Machine, after: Machine, silent: readonly string[]): Action[] {
  const carrying = bond.ports.filter((port) => carries(after, port));
  // One that is back counts too: while none carried, nobody could be told.
  const changed = bond.ports.filter((port) => carries(before, port) !== carries(after, port));
  const answering = carrying.filter((port) => !silent.includes(port));
  const next = preferred(bond, after, answering.length > 0 ? answering : carrying);
  if (next === undefined) return [];
  if (!hasActivePort(bond.mode)) {
    return changed.length > 0 ? [{ kind: 'announce', bond: bond.name, port: next }] : [];
  }
  // Who sets this wants short losses to pass.
  if (Number(bond.options['downdelay'] ?? 0) > 0) return [];
  const { activePort } = bond;
  const lost = activePort !== null && !carrying.includes(activePort);
  const returns = activePort !== null && changed.includes(next) && comesBackTo(bond, next, before, after);
  return lost || returns ? [{ kind: 'set-option', bond: bond.name, option: 'active_slave', value: next }] : [];
}

/**
 * A port that lost its link for less time than the driver needs to see it was left by us alone: the driver, which goes
 * back to a better port when that comes up, has seen none come up.
 */
function comesBackTo(bond: BondFacts, port: string, before: Machine, after: Machine): boolean {
  const unnoticed = [before, after].every(({ ports }) => ports[port]?.miiStatus === 'up');
  const better = rank(bond, after, port) > rank(bond, after, bond.activePort ?? port);
  return unnoticed && better && (bond.options['primary_reselect'] ?? 'always') === 'always';
}

/** Whom the driver would choose: the primary port, then by rank, then by order (bond_main.c, bond_choose_primary_or_current). */
function preferred(bond: BondFacts, machine: Machine, choice: readonly string[]): string | undefined {
  return choice.toSorted((a, b) => rank(bond, machine, b) - rank(bond, machine, a))[0];
}

function rank(bond: BondFacts, { ports }: Machine, port: string): number {
  return port === bond.options['primary'] ? Infinity : Number(ports[port]?.options['prio'] ?? 0);
}

function carries(machine: Machine, port: string): boolean {
  const link = machine.links[port];
  return link?.carrier === true && (link.type !== 'wifi' || machine.wifi[port]?.state === 'connected');
}
