import { isErrorCode, LinkbraidError } from '../contract/errors.ts';
import type { Action, Refusal } from '../contract/plan.ts';
import type { Transaction } from '../contract/transaction.ts';
import type { Machine } from '../plan/machine.ts';
import type { Target } from '../plan/target.ts';
import { says } from '../plan/words.ts';

/** @throws LinkbraidError `refused` when there is any reason to */
export function refuse(refusals: readonly Refusal[]): void {
  const first = refusals[0];
  if (first) throw new LinkbraidError('refused', first.message, { refusals });
}

export function asProblem(error: unknown): LinkbraidError {
  if (error instanceof LinkbraidError && isErrorCode(error.code)) return error;
  return new LinkbraidError('internal', error instanceof Error ? error.message : String(error));
}

export function stuck(shown: Transaction): LinkbraidError {
  const left = shown.problem?.left ?? [];
  return new LinkbraidError(
    'stuck',
    `${shown.problem?.message ?? 'The change failed.'} The earlier state could not be restored in full. Left to do: ${left.join('; ')}.`,
    { left },
  );
}

/** An adapter that was there when the change began and is not any more. */
export function unplugged(target: Target, atStart: Machine, now: Machine): LinkbraidError | null {
  const gone = target.bond?.ports.find(({ name }) => atStart.links[name] && !now.links[name]);
  if (!gone) return null;
  return new LinkbraidError('failed', `${gone.name} was unplugged on the way.`, {
    reason: 'adapter-gone',
    adapter: gone.name,
  });
}

export function removed(bond: string): LinkbraidError {
  return new LinkbraidError('failed', `${bond} is not there any more: something else removed it.`, {
    reason: 'bond-gone',
    bond,
  });
}

export function unsettled(left: readonly Action[]): LinkbraidError {
  return new LinkbraidError('failed', `The links did not settle: ${left.map(says).join('; ')}.`);
}
