import type { Transaction, TransactionState } from '../../contract/transaction.ts';
import type { Bond } from '../../contract/snapshot.ts';
import { wrap } from './layout.ts';
import { duration, timeOfDay } from './units.ts';
import type { View } from './view.ts';

const DOING: Record<TransactionState, string> = {
  planned: 'about to begin',
  applying: 'under way',
  verifying: 'checking that it works',
  provisional: 'waiting for your word',
  committed: 'done',
  restoring: 'going back to the earlier state',
  restored: 'did not work; the earlier state is back',
  stuck: 'did not work; the earlier state could not be restored',
};

/** For `status`: nothing for a change that is over and went well. */
export function transactionLines(transaction: Transaction | null, view: View): string[] {
  if (!transaction || (transaction.state === 'committed' && !transaction.problem)) return [];
  const { style } = view;
  const tone = transaction.state === 'stuck' ? style.bad : transaction.state === 'restored' ? style.warn : style.bold;
  const lines = wrap(tone(`${purpose(transaction)}: ${DOING[transaction.state]}`), view);
  if (transaction.state === 'provisional') lines.push(...provisionalLines(transaction, view));
  if (['applying', 'verifying', 'restoring'].includes(transaction.state)) {
    for (const step of transaction.steps) lines.push(...wrap(step.says, view, 11, `  ${step.state}`));
  }
  if (transaction.problem) lines.push(...problemLines(transaction.problem, view));
  return lines;
}

export function purpose({ purpose, profile, bond }: Transaction): string {
  if (purpose === 'down') return `Taking ${bond} apart`;
  return profile === null ? `Bringing up ${bond}` : `Bringing up "${profile}" on ${bond}`;
}

export function provisionalLines({ deadline }: Transaction, view: View): string[] {
  const until = deadline === null ? '' : ` at ${timeOfDay(deadline)} (in ${duration(deadline - view.now)})`;
  return wrap(
    `The earlier state comes back${until} unless you run "linkbraid keep"; "linkbraid revert" goes back now.`,
    view,
    2,
  );
}

export function problemLines(problem: NonNullable<Transaction['problem']>, view: View): string[] {
  return [
    ...wrap(problem.message, view, 2),
    ...problem.left.flatMap((left) => wrap(view.style.bad(`Not put back: ${left}`), view, 2)),
  ];
}

/** What is true of a bond now, in one sentence. */
export function bondSentence(bond: Bond): string {
  const ports = bond.ports.map(({ name, role }) => `${name} ${role}`).join(', ');
  const where = [...bond.addresses, bond.gateway === null ? '' : `gateway ${bond.gateway}`].filter(Boolean).join(', ');
  const head = `${bond.name} is ${bond.up && bond.carrier !== false ? 'up' : 'down'}`;
  return `${head}${ports === '' ? ', without ports' : `: ${ports}`}. ${where === '' ? 'No address' : where}.`;
}
