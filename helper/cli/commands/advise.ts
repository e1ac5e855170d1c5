import { LinkbraidError } from '../../contract/errors.ts';
import type { Command } from '../command.ts';
import { adviceText } from '../text/advice.ts';

export const advise: Command = {
  name: 'advise',
  operands: '[ADAPTER[=SSID]...]',
  takes: [0, 32],
  completes: ['adapters'],
  summary: 'every mode judged for these adapters: what works, what it gains, and which to take',
  notes: [
    'Without adapters: all that can take part. Without an SSID: the network that the adapter has joined.',
    'Host to host: all links lead to one machine that bonds its ends of them in the same mode.',
    'Gains are multiples of the fastest link alone.',
  ],
  options: {
    'host-to-host': { says: 'the links lead to one machine, which bonds its ends of them too' },
    'ad-hoc': { says: 'the same, and the radios are in ad-hoc cells' },
  },
  async run(context) {
    const links = context.operands.map(askedLink);
    const hostToHost = context.isSet('host-to-host');
    const adHoc = context.isSet('ad-hoc');
    context.print(await context.call('advise', { links, hostToHost, adHoc }), (advice) =>
      adviceText(advice, context.terminal.view()),
    );
    return 0;
  },
};

function askedLink(operand: string): { adapter: string; ssid?: string } {
  const [adapter = '', ...ssid] = operand.split('=');
  if (adapter === '') throw new LinkbraidError('usage', `"${operand}": expected ADAPTER or ADAPTER=SSID`);
  return ssid.length === 0 ? { adapter } : { adapter, ssid: ssid.join('=') };
}
