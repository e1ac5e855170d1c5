import { BOND_OPTIONS } from '../../contract/bond-options.ts';
import { LinkbraidError } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { COMPLETED_NAMES, type Command, type CompletedName } from '../command.ts';

/**
 * What the shell's completion asks for: names of one kind, a line each. Without a helper there are none, and nobody
 * wants to read of it in the middle of a command line.
 */
export const complete: Command = {
  name: '__complete',
  operands: 'KIND [BOND]',
  takes: [1, 2],
  hidden: true,
  summary: 'names for the completion of the shell',
  async run(context) {
    const [kind, bond] = context.operands;
    const asked = COMPLETED_NAMES.find((known) => known === kind);
    try {
      const found = asked ? await candidates(asked, bond, () => context.call('status', {})) : [];
      context.print(found, (names) => names.map((name) => `${name}\n`).join(''));
    } catch (error) {
      if (!(error instanceof LinkbraidError)) throw error;
    }
    return 0;
  },
};

async function candidates(
  kind: CompletedName,
  bondName: string | undefined,
  status: () => Promise<Snapshot>,
): Promise<string[]> {
  if (kind === 'options' || kind === 'port-options') {
    const of = kind === 'options' ? 'bond' : 'port';
    const options = BOND_OPTIONS.filter(({ scope, runTimeOnly }) => scope === of && !runTimeOnly);
    return options.map(({ name }) => `${name}=`);
  }
  const { adapters, bonds, profiles } = await status();
  switch (kind) {
    case 'adapters':
      return adapters.map(({ name }) => name);
    case 'profiles':
      return profiles.map(({ name }) => name);
    case 'bonds':
      return bonds.map(({ name }) => name);
    case 'ports':
      return bonds.filter(({ name }) => name === bondName).flatMap(({ ports }) => ports.map(({ name }) => name));
  }
}
