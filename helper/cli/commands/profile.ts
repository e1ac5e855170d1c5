import type { Command } from '../command.ts';
import { readDocument } from '../document.ts';
import { profilesText } from '../text/lists.ts';
import { jsonText } from '../text/printable.ts';

const ONE = [1, 1] as const;

export const profileList: Command = {
  name: 'profile list',
  operands: '',
  takes: [0, 0],
  summary: 'saved profiles',
  async run(context) {
    context.print(await context.call('profile.list', {}), (list) => profilesText(list, context.terminal.view()));
    return 0;
  },
};

export const profileShow: Command = {
  name: 'profile show',
  operands: 'NAME',
  takes: ONE,
  completes: ['profiles'],
  summary: 'a saved profile as the JSON that "profile set" takes, without passphrases',
  async run(context) {
    const name = context.operands[0] as string;
    context.print(await context.call('profile.show', { name }), (profile) => `${jsonText(profile, 2)}\n`);
    return 0;
  },
};

export const profileSet: Command = {
  name: 'profile set',
  operands: 'FILE',
  takes: ONE,
  completes: ['files'],
  summary: 'saves a profile from a file; "-" reads stdin',
  notes: ['A passphrase that the file leaves out is kept as it was saved for the same network.'],
  async run(context) {
    const document = await readDocument(context, context.operands[0] as string);
    context.print(await context.call('profile.set', { document }), ({ name }) => `Saved "${name}".\n`);
    return 0;
  },
};

export const profileRemove: Command = {
  name: 'profile remove',
  operands: 'NAME',
  takes: ONE,
  completes: ['profiles'],
  summary: 'forgets a saved profile and its passphrases',
  async run(context) {
    const name = context.operands[0] as string;
    context.print(await context.call('profile.remove', { name }), () => `Removed "${name}".\n`);
    return 0;
  },
};
