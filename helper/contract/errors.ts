/**
 * Every way a request can end badly, as a value with a code. Clients choose words and exit codes from the code
 * alone; `message` is plain English for people without a table of their own, and never carries a secret.
 */
export const ERROR_CODES = [
  'usage', // the command line or the request does not fit the contract
  'invalid-profile', // a profile field does not fit; details.issues names each path
  'not-found', // no such profile, bond, adapter, plan or transaction
  'refused', // the planner will not do it; details.refusals says why and what mends it
  'busy', // another transaction is under way or waits for keep/revert
  'moved', // the links changed since the plan was made
  'not-allowed', // the peer may not call this method
  'no-helper', // client side only: nothing answers on the socket
  'version-mismatch', // client and helper speak different versions
  'failed', // carried out, went wrong, earlier state is back
  'stuck', // went wrong and the earlier state could not be restored in full
  'internal', // a bug
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Exit statuses of the command line (see the README's table). */
export const EXIT_STATUS: Record<ErrorCode, number> = {
  usage: 2,
  'invalid-profile': 2,
  'not-found': 2,
  refused: 3,
  busy: 1,
  moved: 1,
  'not-allowed': 4,
  'no-helper': 5,
  'version-mismatch': 5,
  failed: 1,
  stuck: 6,
  internal: 1,
};

export class LinkbraidError extends Error {
  override readonly name = 'LinkbraidError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

/** One field that does not fit, by its path in the document, e.g. `ports[1].wifi.psk`. */
export interface FieldIssue {
  path: string;
  message: string;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && (ERROR_CODES as readonly string[]).includes(value);
}
