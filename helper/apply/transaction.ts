import type { PlanStep } from '../contract/plan.ts';
import type { StepState, Transaction, TransactionState } from '../contract/transaction.ts';

export type TransactionEvent =
  | { kind: 'step'; step: string; state: StepState }
  | { kind: 'state'; state: TransactionState; deadline?: number }
  | { kind: 'problem'; code: string; message: string; left?: string[] };

/** Which state may follow which. Whatever is not listed is a mistake in the helper, not something a user can cause. */
const NEXT: Record<TransactionState, readonly TransactionState[]> = {
  planned: ['applying'],
  applying: ['verifying', 'restoring'],
  verifying: ['provisional', 'committed', 'restoring'],
  provisional: ['committed', 'restoring'],
  restoring: ['restored', 'stuck'],
  committed: [],
  restored: [],
  stuck: ['restoring'],
};

/** Of `start` only what is named here: the journal's first line, which it may be, has much that is nobody's business. */
export function planned(
  { id, purpose, profile, bond }: Pick<Transaction, 'id' | 'purpose' | 'profile' | 'bond'>,
  steps: readonly PlanStep[],
): Transaction {
  return {
    id,
    purpose,
    profile,
    bond,
    state: 'planned',
    deadline: null,
    steps: steps.map(({ id, says, action }) => ({ id, says, action, state: 'waiting' })),
    problem: null,
  };
}

export function advance(transaction: Transaction, event: TransactionEvent): Transaction {
  switch (event.kind) {
    case 'step':
      return {
        ...transaction,
        steps: transaction.steps.map((step) => (step.id === event.step ? { ...step, state: event.state } : step)),
      };
    case 'state':
      if (!NEXT[transaction.state].includes(event.state)) {
        throw new Error(`a transaction cannot go from ${transaction.state} to ${event.state}`);
      }
      return { ...transaction, state: event.state, deadline: event.deadline ?? null };
    case 'problem':
      return {
        ...transaction,
        problem: { code: event.code, message: event.message, left: event.left ?? transaction.problem?.left ?? [] },
      };
  }
}
