import type { BondMode } from '../contract/bond-options.ts';
import type { Action } from '../contract/plan.ts';
import { profileOf } from './image.ts';
import type { BondFacts, Machine } from './machine.ts';
import { BALANCES_BY_LOAD, ownAddress } from './translation.ts';

/**
 * What to do at once when a port of a bond has lost its link, rather than wait for the driver's next look at it: make
 * another port the active one, and tell the neighbours where the bond is now.
 */
export function steer(before: Machine, after: Machine): Action[] {
  return Object.values(after.bonds)
    .filter(({ name }) => profileOf(after, name) !== null)
    .flatMap((bond) => steerBond(bond, before, after));
}

/** The driver itself speaks to the neighbours when its active port changes, in this mode alone (bond_main.c). */
const ANNOUNCES: BondMode = 'active-backup';
const HAS_ACTIVE_PORT: readonly BondMode[] = [ANNOUNCES, ...BALANCES_BY_LOAD];

function steerBond(bond: BondFacts, before: Machine, after: Machine): Action[] {
  const carrying = bond.ports.filter((port) => carries(after, port));
  const lost = bond.ports.filter((port) => carries(before, port) && !carries(after, port));
  const { activePort: active } = bond;
  const actions: Action[] = [];
  const primary = carrying.find((port) => port === bond.options['primary']);
  const next = primary ?? carrying[0];
  if (next === undefined) return [];
  const moves =
    active !== null &&
    HAS_ACTIVE_PORT.includes(bond.mode) &&
    (!carrying.includes(active) || (primary !== active && goesBack(bond) && primary !== undefined));
  if (moves) actions.push({ kind: 'set-option', bond: bond.name, option: 'active_slave', value: next });
  if (bond.mode !== ANNOUNCES && (moves || lost.length > 0)) {
    actions.push({ kind: 'announce', bond: bond.name, port: next });
  }
  const out = BALANCES_BY_LOAD.includes(bond.mode) && !watched(bond) ? lost : [];
  return [...actions, ...out.flatMap((port) => takeOut(after, bond.name, port))];
}

function carries(machine: Machine, port: string): boolean {
  const link = machine.links[port];
  return link?.carrier === true && (link.type !== 'wifi' || machine.wifi[port]?.state === 'connected');
}

function goesBack(bond: BondFacts): boolean {
  return !watched(bond) && bond.options['primary_reselect'] === 'always';
}

/** Whether the driver itself would find a link lost or back. */
function watched({ options }: BondFacts): boolean {
  return (options['miimon'] ?? '0') !== '0' || (options['arp_interval'] ?? '0') !== '0';
}

/**
 * In these modes the driver hands out a MAC address to each port, swaps them when the active one changes, and goes on
 * answering through a port whose link it does not watch (bond_alb.c). Out of the bond the port has its own address again
 * and can find its network; then it joins anew. Meanwhile IPv6 must not see two interfaces with the bond's address.
 */
function takeOut(machine: Machine, bond: string, port: string): Action[] {
  const link = machine.links[port];
  return [
    ...(link?.translation ? [{ kind: 'stop-translating', port } as const] : []),
    { kind: 'leave', bond, port },
    { kind: 'set-sysctl', link: port, key: 'disable_ipv6', value: '1' },
    { kind: 'set-mac', link: port, mac: link ? ownAddress(link) : '' },
    { kind: 'set-up', link: port, up: true },
  ];
}
