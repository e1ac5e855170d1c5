import type { Bond, Port, Snapshot } from '../../helper/contract/snapshot.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';

/** How the joined connection stands, for the window's headline, the tray's icon and notifications alike. */
export type Standing =
  | { is: 'off' }
  | { is: 'all-well'; bond: Bond; working: Port[] }
  /** Joined and working, but a port is poor. */
  | { is: 'poor-port'; bond: Bond; working: Port[]; poor: Port[] }
  /** One port left of several: the next loss ends the connection. */
  | { is: 'last-port'; bond: Bond; working: Port[]; lost: Port[] }
  /** Some ports lost, more than one left. */
  | { is: 'fewer-ports'; bond: Bond; working: Port[]; lost: Port[] }
  | { is: 'nothing-left'; bond: Bond; lost: Port[] };

/** Whether nothing is under way: the last transaction has come to its end, good or bad. */
export function isSettled(transaction: Transaction | null): boolean {
  return transaction === null || ['committed', 'restored', 'stuck'].includes(transaction.state);
}

/** The bond the app is about: one of our profiles', else whichever exists. */
export function theBond(snapshot: Snapshot): Bond | null {
  return snapshot.bonds.find((bond) => bond.profile !== null) ?? snapshot.bonds[0] ?? null;
}

/** What a switch without a name on it brings up: the profile used last, as long as there is one. */
export function profileToSwitchOn({ profiles }: Snapshot, last: string | null): string | null {
  return (profiles.find(({ name }) => name === last) ?? profiles[0])?.name ?? null;
}

export function standing(snapshot: Snapshot): Standing {
  const bond = theBond(snapshot);
  if (bond === null || !bond.up) return { is: 'off' };
  const working = bond.ports.filter(works);
  const lost = bond.ports.filter((port) => !works(port));
  if (working.length === 0) return { is: 'nothing-left', bond, lost };
  if (lost.length > 0) return { is: working.length === 1 ? 'last-port' : 'fewer-ports', bond, working, lost };
  const poor = working.filter((port) => port.health.level === 'poor');
  return poor.length > 0 ? { is: 'poor-port', bond, working, poor } : { is: 'all-well', bond, working };
}

function works(port: Port): boolean {
  return (port.role === 'active' || port.role === 'backup') && port.health.level !== 'dead';
}
