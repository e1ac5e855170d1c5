import { LinkbraidError } from '../../contract/errors.ts';
import type { Params } from '../../contract/wire.ts';
import type { Command, Context } from '../command.ts';
import { readDocument } from '../document.ts';
import { FORCE_OPTION, forceOptions } from './settings.ts';

/** What "plan" and "up" are about. */
export const WANTED_OPTIONS: Command['options'] = {
  file: {
    short: 'f',
    value: 'FILE',
    completes: 'files',
    says: 'a profile from a file in place of a saved one; "-" reads stdin',
  },
  ...FORCE_OPTION,
};

/** The saved profile or the document that the command line names. */
export async function wanted(context: Context): Promise<Params<'plan'>> {
  const forced = forceOptions(context);
  const more = forced === undefined ? {} : { forceOptions: forced };
  const profile = context.operands[0];
  const file = context.value('file');
  if (profile !== undefined && file === undefined) return { profile, ...more };
  if (profile === undefined && file !== undefined) return { document: await readDocument(context, file), ...more };
  throw new LinkbraidError('usage', 'Expected either the NAME of a saved profile or -f FILE.');
}
