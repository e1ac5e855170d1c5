import { LinkbraidError } from '../../contract/errors.ts';
import type { Command, Context } from '../command.ts';
import { readDocument } from '../document.ts';

export const FILE_OPTION: Command['options'] = {
  file: {
    short: 'f',
    value: 'FILE',
    completes: 'files',
    says: 'a profile from a file in place of a saved one; "-" reads stdin',
  },
};

/** The saved profile or the document that the command line names. */
export async function wanted(context: Context): Promise<{ profile: string } | { document: unknown }> {
  const profile = context.operands[0];
  const file = context.value('file');
  if (profile !== undefined && file === undefined) return { profile };
  if (profile === undefined && file !== undefined) return { document: await readDocument(context, file) };
  throw new LinkbraidError('usage', 'Expected either the NAME of a saved profile or -f FILE.');
}
