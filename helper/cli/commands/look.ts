import { LinkbraidError, EXIT_STATUS } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Command, Context } from '../command.ts';
import { adaptersText } from '../text/adapters.ts';
import { eventsText, eventText } from '../text/lists.ts';
import { networksText } from '../text/networks.ts';
import { planText } from '../text/plan.ts';
import { jsonText, printable } from '../text/printable.ts';
import { statusLine, statusText, timedLine } from '../text/status.ts';
import { wanted, WANTED_OPTIONS } from './wanted.ts';

/** Commands that change nothing. */

export const adapters: Command = {
  name: 'adapters',
  operands: '',
  takes: [0, 0],
  summary: 'network adapters, who manages each now, and why one cannot take part in a bond',
  async run(context) {
    context.print(await context.call('adapters', {}), (list) => adaptersText(list, context.terminal.view()));
    return 0;
  },
};

export const networks: Command = {
  name: 'networks',
  operands: '[ADAPTER]',
  takes: [0, 1],
  completes: ['adapters'],
  summary: 'Wi-Fi networks in range, per adapter',
  options: { 'no-scan': { says: 'tell what is known already instead of looking again (about 3 s)' } },
  async run(context) {
    const answer = await context.call('networks', { adapter: context.operands[0], scan: !context.isSet('no-scan') });
    context.print(answer, (lists) => networksText(lists, context.terminal.view()));
    return 0;
  },
};

export const plan: Command = {
  name: 'plan',
  operands: '[NAME]',
  takes: [0, 1],
  completes: ['profiles'],
  summary: 'the steps that "up" would take and what each interrupts; changes nothing',
  options: WANTED_OPTIONS,
  async run(context) {
    const answer = await context.call('plan', await wanted(context));
    if (answer.refusals.length === 0) {
      context.print(answer, (plan) => planText(plan, context.terminal.view()));
      return 0;
    }
    // With --json a refusal reads like every error, and the plan's other fields stand beside it.
    const { refusals } = answer;
    const message = refusals[0] ? `${refusals[0].about}: ${refusals[0].message}` : '';
    const error = { code: 'refused', message, details: { refusals } };
    context.print({ ...answer, error }, (plan) => planText(plan, context.terminal.view()));
    return EXIT_STATUS.refused;
  },
};

export const status: Command = {
  name: 'status',
  operands: '',
  takes: [0, 0],
  summary: 'bonds, ports, health',
  options: { watch: { short: 'w', says: 'go on until Ctrl-C; with --json one line a change' } },
  async run(context) {
    if (context.isSet('watch')) return watch(context);
    context.print(await context.call('status', {}), (snapshot) => statusText(snapshot, context.terminal.view()));
    return 0;
  },
};

export const events: Command = {
  name: 'events',
  operands: '',
  takes: [0, 0],
  summary: 'what happened: failovers, losses, joins, changes, with times',
  options: {
    follow: { short: 'f', says: 'go on until Ctrl-C; with --json one line an event' },
    limit: { short: 'n', value: 'NUMBER', says: 'how many of the latest, 1 to 10000 (200)' },
  },
  async run(context) {
    const limit = numberOption(context, 'limit', 10_000);
    if (!context.isSet('follow')) {
      context.print(await context.call('events', { limit }), (list) => eventsText(list, context.terminal.view()));
      return 0;
    }
    const { terminal } = context;
    const client = await context.client();
    const show = (event: Parameters<typeof eventText>[0]) =>
      terminal.out(context.json ? `${jsonText(event)}\n` : eventText(printable(event), terminal.view()));
    client.on('event', show);
    const ended = untilTheEnd(context);
    for (const event of await client.call('events', { limit, follow: true })) show(event);
    await ended;
    return 0;
  },
};

async function watch(context: Context): Promise<number> {
  const { terminal } = context;
  const client = await context.client();
  const redraw = terminal.interactive && !context.json;
  const seen: { last: Snapshot | null } = { last: null };
  let lastLine = '';
  client.on('snapshot', (snapshot) => {
    const last = (seen.last = printable(snapshot));
    if (context.json) return terminal.out(`${jsonText(snapshot)}\n`);
    // On the alternate screen, so that what was in the terminal is there again afterwards.
    if (redraw) return terminal.out(`\u001b[H\u001b[J${statusText(last, terminal.view())}`);
    const line = statusLine(last);
    if (line !== lastLine) terminal.out(timedLine(snapshot.at, line));
    lastLine = line;
  });
  const ended = untilTheEnd(context);
  if (redraw) terminal.out('\u001b[?1049h\u001b[?25l');
  try {
    await Promise.all([client.call('subscribe', {}), ended]);
  } finally {
    if (redraw) terminal.out(`\u001b[?25h\u001b[?1049l${seen.last ? statusText(seen.last, terminal.view()) : ''}`);
  }
  return 0;
}

/** Resolves at Ctrl-C. @throws LinkbraidError `no-helper` when the helper goes first */
async function untilTheEnd(context: Context): Promise<void> {
  const client = await context.client();
  return new Promise((resolve, reject) => {
    const stop = context.terminal.onInterrupt(() => {
      stop();
      resolve();
    });
    client.on('close', (reason) => {
      stop();
      if (reason) reject(reason);
    });
  });
}

export function numberOption(context: Context, name: string, most: number): number | undefined {
  const text = context.value(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw new LinkbraidError('usage', `--${name}: expected a whole number from 1 to ${most}`);
  return value;
}
