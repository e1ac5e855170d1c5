import { DEFAULT_SOCKET } from '../client/client.ts';

/** What linkbraid-helper can be told to do; its help and its manual page are made of this. */
export const HELPER_COMMANDS = {
  serve: 'answers clients on the socket until it is told to stop',
  restore: 'puts back what an unfinished change left behind, and ends; needs nothing else alive',
  release: 'takes every bond of Linkbraid apart, puts back what was there before, and ends; for the day it is removed',
} as const;

export const HELPER_ENVIRONMENT = {
  LINKBRAID_SOCKET: { says: 'where it answers', default: DEFAULT_SOCKET },
  LINKBRAID_RUN_DIR: { says: 'the journal, and all that dies with the boot', default: '/run/linkbraid' },
  LINKBRAID_STATE_DIR: { says: 'profiles and their passphrases', default: '/var/lib/linkbraid' },
} as const;

export const HELPER_HELP = `Usage: linkbraid-helper ${Object.keys(HELPER_COMMANDS).join(' | ')}

${Object.entries(HELPER_COMMANDS)
  .map(([name, says]) => `  ${name.padEnd(9)}${says}\n`)
  .join('')}
Environment: ${Object.keys(HELPER_ENVIRONMENT).join(', ')}
`;
