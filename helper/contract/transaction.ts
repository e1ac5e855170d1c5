import type { PlanStep } from './plan.ts';

/**
 * planned → applying → verifying → provisional (only with a deadline) → committed,
 * or restoring → restored, or stuck. The last three are final.
 */
export const TRANSACTION_STATES = [
  'planned',
  'applying',
  'verifying',
  'provisional',
  'committed',
  'restoring',
  'restored',
  'stuck',
] as const;
export type TransactionState = (typeof TRANSACTION_STATES)[number];

export type StepState = 'waiting' | 'running' | 'done' | 'failed';

export interface Transaction {
  id: string;
  /** What is being done: bringing a profile up, or taking a bond down. */
  purpose: 'up' | 'down';
  profile: string | null;
  bond: string;
  state: TransactionState;
  /** Wall clock in milliseconds since 1970 at which an unkept transaction goes back; null when there is none. */
  deadline: number | null;
  steps: (Pick<PlanStep, 'id' | 'says' | 'action'> & { state: StepState })[];
  /** Why it is being restored or is stuck. `left` names what could not be put back. */
  problem: { code: string; message: string; left: string[] } | null;
}
