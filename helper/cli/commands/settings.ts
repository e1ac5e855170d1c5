import { LinkbraidError } from '../../contract/errors.ts';
import type { Command, Context } from '../command.ts';

export const FORCE_OPTION = {
  'force-option': {
    value: 'NAME=VALUE',
    many: true,
    says: 'hand an option to the kernel that Linkbraid does not know, unchecked; may be given again',
  },
} as const satisfies Command['options'];

export function forceOptions(context: Context): Record<string, string> | undefined {
  const given = context.values('force-option');
  return given.length === 0 ? undefined : Object.fromEntries(given.map(setting));
}

export function setting(operand: string): [string, string] {
  const [name = '', ...value] = operand.split('=');
  if (name === '' || value.length === 0) throw new LinkbraidError('usage', `"${operand}": expected OPTION=VALUE`);
  return [name, value.join('=')];
}
