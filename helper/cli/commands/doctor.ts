import { EXIT_STATUS, LinkbraidError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/wire.ts';
import { socketPathFrom } from '../../client/client.ts';
import { gatherMachineFacts, socketFacts } from '../../kernel/machine-facts.ts';
import { judgeHelper } from '../../observe/doctor-access.ts';
import { judgeMachine } from '../../observe/doctor.ts';
import type { Command } from '../command.ts';
import { findingsText } from '../text/lists.ts';

export const doctor: Command = {
  name: 'doctor',
  operands: '',
  takes: [0, 0],
  summary: 'what on this machine stands in the way, each with the mend',
  notes: ['Where no helper answers it looks for itself, and ends with status 5.'],
  async run(context) {
    const print = (findings: Finding[]) => findingsText(findings, context.terminal.view());
    try {
      context.print(await context.call('doctor', {}), print);
      return 0;
    } catch (error) {
      if (!(error instanceof LinkbraidError) || EXIT_STATUS[error.code] !== EXIT_STATUS['no-helper']) throw error;
      const socket = socketFacts(socketPathFrom(context.terminal.environment));
      const findings = [judgeHelper(socket, error), ...judgeMachine(await gatherMachineFacts())];
      if (context.json) {
        const { code, message } = error;
        context.print({ error: { code, message, details: { findings } } }, () => '');
      } else {
        context.print(findings, print);
      }
      return EXIT_STATUS[error.code];
    }
  },
};
