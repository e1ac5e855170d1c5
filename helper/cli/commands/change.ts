import { LinkbraidError } from '../../contract/errors.ts';
import type { Transaction } from '../../contract/transaction.ts';
import type { Command, Context } from '../command.ts';
import { Progress } from '../progress.ts';
import { wrap } from '../text/layout.ts';
import { printable } from '../text/printable.ts';
import { bondSentence, provisionalLines } from '../text/transaction.ts';
import { numberOption } from './look.ts';
import { wanted, WANTED_OPTIONS } from './wanted.ts';

export const TRY_OPTION = {
  try: { value: 'SECONDS', says: 'go back to the earlier state unless "linkbraid keep" comes in time, 1 to 3600' },
} as const satisfies Command['options'];

export function secondsToTry(context: Context): number | undefined {
  return numberOption(context, 'try', 3600);
}

/** Commands that change the network. Each is one transaction of the helper, which goes on without us. */

export const up: Command = {
  name: 'up',
  operands: '[NAME]',
  takes: [0, 1],
  completes: ['profiles'],
  summary: 'carries the plan out, checks that it works, and keeps it',
  notes: ['If anything goes wrong the earlier state comes back.'],
  options: {
    ...WANTED_OPTIONS,
    ...TRY_OPTION,
  },
  async run(context) {
    const trySeconds = secondsToTry(context);
    const what = await wanted(context);
    const wayBack = trySeconds === undefined ? 'linkbraid down' : 'linkbraid revert';
    return carryOut(context, () => context.call('up', { ...what, trySeconds }), { wayBack });
  },
};

export const keep: Command = {
  name: 'keep',
  operands: '',
  takes: [0, 0],
  summary: 'keeps a change that waits for your word',
  run: (context) => carryOut(context, () => context.call('keep', {})),
};

export const revert: Command = {
  name: 'revert',
  operands: '',
  takes: [0, 0],
  summary: 'goes back from a change that waits for your word',
  run: (context) => carryOut(context, () => context.call('revert', {}), GOES_BACK),
};

export const down: Command = {
  name: 'down',
  operands: '[BOND]',
  takes: [0, 1],
  completes: ['bonds'],
  summary: 'takes the bond apart and restores what was there before',
  run: (context) => carryOut(context, () => context.call('down', { bond: context.operands[0] }), GOES_BACK),
};

interface Expectation<T extends Transaction = Transaction> {
  /** Whether the earlier state is what was asked for, and not what is left after a failure. */
  goesBack?: boolean;
  /** Command that undoes the change once it is done. */
  wayBack?: string;
  /** Lines to say once it is done. */
  after?: (done: T) => string[];
}
const GOES_BACK: Expectation = { goesBack: true };

/** As a shell tells of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

export async function carryOut<T extends Transaction>(
  context: Context,
  call: () => Promise<T>,
  expected: Expectation<T> = {},
): Promise<number> {
  const { terminal } = context;
  const client = await context.client();
  const progress = new Progress(context);
  if (!context.json) {
    client.on('snapshot', (snapshot) => progress.snapshot(snapshot));
    await client.call('subscribe', {});
  }
  let stopListening = () => {};
  const interrupted = new Promise<null>((resolve) => (stopListening = terminal.onInterrupt(() => resolve(null))));
  try {
    const transaction = await Promise.race([call(), interrupted]);
    if (transaction === null) {
      progress.end();
      const { wayBack } = expected;
      const back = wayBack === undefined ? '' : ` Once it is done, "${wayBack}" goes back.`;
      terminal.err(`The helper goes on with this: "linkbraid status" shows how it stands.${back}\n`);
      return INTERRUPTED;
    }
    if (!context.json) progress.show(transaction);
    progress.end();
    return await conclude(context, transaction, expected);
  } finally {
    stopListening();
    progress.end();
  }
}

/** Says what is true now. @throws LinkbraidError `failed` or `stuck` when the helper had to go back */
async function conclude<T extends Transaction>(
  context: Context,
  transaction: T,
  { goesBack = false, after = () => [] }: Expectation<T>,
): Promise<number> {
  const { problem, state } = transaction;
  if (state === 'stuck' || (state === 'restored' && !goesBack)) {
    const code = state === 'stuck' ? 'stuck' : 'failed';
    const message = problem?.message ?? 'It did not work; the earlier state is back.';
    throw new LinkbraidError(code, message, { transaction, left: problem?.left ?? [] });
  }
  if (context.json) {
    context.print(transaction, () => '');
    return 0;
  }
  const view = context.terminal.view();
  const { bonds } = printable(await context.call('status', {}));
  const bond = bonds.find(({ name }) => name === transaction.bond);
  const lines = wrap(bond ? bondSentence(bond) : `${transaction.bond} is gone; what was there before is back.`, view);
  if (state === 'provisional') lines.push(...provisionalLines(transaction, view));
  lines.push(...after(printable(transaction)));
  context.terminal.out(`${lines.join('\n')}\n`);
  return 0;
}
