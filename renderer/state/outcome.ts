import { isSettled, type Snapshot, type Transaction } from '../contract.ts';

type Seen = Pick<Snapshot, 'transaction' | 'bonds'>;

/**
 * The transaction to tell the end of. One that was put back without a fault is forgotten by the helper at once, and its
 * last word may be overtaken; but who was away while the time ran out shall not find the links apart without a reason.
 */
export function outcome(known: Transaction | null, before: Seen | null, now: Seen): Transaction | null {
  if (now.transaction !== null) return isSettled(now.transaction) ? now.transaction : null;
  const ran = before?.transaction ?? null;
  if (ran === null || isSettled(ran)) return now.bonds.length > 0 ? null : known;
  const stands = now.bonds.some(({ profile }) => profile === ran.profile);
  if (stands || ran.purpose === 'down') return null;
  return { ...ran, state: 'restored', deadline: null };
}
