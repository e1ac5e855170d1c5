import type { BondMode } from '../contract/bond-options.ts';
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

/** The driver itself speaks to the neighbours when its active port changes, in this mode alone (bond_main.c). */
const ANNOUNCES: BondMode = 'active-backup';
const HAS_ACTIVE_PORT: readonly BondMode[] = [ANNOUNCES, 'balance-tlb', 'balance-alb'];

type Silent = (bond: string) => readonly string[];

function steerBond(bond: BondFacts, before: Machine, after: Machine, silent: readonly string[]): Action[] {
  const carrying = bond.ports.filter((port) => carries(after, port));
  // One that is back counts too: while none carried, nobody could be told.
  const changed = bond.ports.some((port) => carries(before, port) !== carries(after, port));
  const answering = carrying.filter((port) => !silent.includes(port));
  const choice = answering.length > 0 ? answering : carrying;
  const next = choice.find((port) => port === bond.options['primary']) ?? choice[0];
  if (next === undefined) return [];
  if (HAS_ACTIVE_PORT.includes(bond.mode)) {
    const stays = bond.activePort === null || carrying.includes(bond.activePort);
    return stays ? [] : [{ kind: 'set-option', bond: bond.name, option: 'active_slave', value: next }];
  }
  return changed ? [{ kind: 'announce', bond: bond.name, port: next }] : [];
}

function carries(machine: Machine, port: string): boolean {
  const link = machine.links[port];
  return link?.carrier === true && (link.type !== 'wifi' || machine.wifi[port]?.state === 'connected');
}
