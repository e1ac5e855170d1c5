import { LinkbraidError } from '../../contract/errors.ts';
import { EXPORT_FORMATS, exportProfile, FormatError, importFiles } from '../../formats/formats.ts';
import type { ExportFormat, Imported, Note, TextFile } from '../../formats/formats.ts';
import type { Command, Context } from '../command.ts';
import { readText } from '../document.ts';
import { wrap } from '../text/layout.ts';
import { jsonText, printable, printableText } from '../text/printable.ts';

/** Profiles from and for other tools. Reading needs no helper, and what is written never holds a passphrase of the store. */

export const importCommand: Command = {
  name: 'import',
  operands: 'FILE...',
  takes: [1, 64],
  completes: ['files'],
  summary: "reads a bond from another tool's files into a profile",
  notes: [
    'Of ifupdown (/etc/network/interfaces), netplan, systemd-networkd (all its files at once) or NetworkManager keyfiles.',
    'The profile comes on stdout, what it could not take over on stderr. "-" reads stdin.',
  ],
  options: {
    bond: { value: 'NAME', says: 'which bond, where there are several' },
    save: { says: 'save the profile instead of printing it' },
  },
  async run(context) {
    const files = await Promise.all(
      context.operands.map(async (path): Promise<TextFile> => ({ path, text: await readText(context, path) })),
    );
    const { profile, unsaid } = read(files, context.value('bond') ?? null);
    tellNotes(context, unsaid);
    if (context.isSet('save')) {
      const saved = await context.call('profile.set', { document: profile });
      context.print(saved, ({ name }) => `Saved "${name}".\n`);
    } else {
      context.print(profile, (shown) => `${jsonText(shown, 2)}\n`);
    }
    return 0;
  },
};

export const exportCommand: Command = {
  name: 'export',
  operands: 'NAME --format FORMAT',
  takes: [1, 1],
  completes: ['profiles'],
  summary: 'writes a saved profile as the files of another tool',
  notes: ['Where a passphrase belongs stands a placeholder. What the format cannot say comes on stderr.'],
  options: {
    format: { value: 'FORMAT', says: `${EXPORT_FORMATS.join(', ')} (a plain script)`, completes: EXPORT_FORMATS },
    directory: { value: 'DIRECTORY', says: 'write the files below it instead of printing them', completes: 'files' },
  },
  async run(context) {
    const format = wantedFormat(context);
    const profile = await context.call('profile.show', { name: context.operands[0] as string });
    const { files, unsaid } = exportProfile(profile, format);
    tellNotes(context, unsaid);
    const directory = context.value('directory');
    if (directory === undefined) {
      context.print({ files, unsaid }, () => files.map((file) => shown(file, context)).join('\n'));
      return 0;
    }
    const written: string[] = [];
    for (const { path, text } of files) {
      const target = `${directory.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
      await write(context, target, text);
      written.push(target);
    }
    context.print({ written, unsaid }, (done) => done.written.map((path) => `${path}\n`).join(''));
    return 0;
  },
};

function read(files: readonly TextFile[], bond: string | null): Imported {
  try {
    return importFiles(files, bond);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const [only, ...others] = files;
    const where = only && others.length === 0 && only.path !== '-' ? `${only.path}: ` : '';
    throw new LinkbraidError('usage', `${where}${error.message}`, { line: error.line });
  }
}

function wantedFormat(context: Context): ExportFormat {
  const given = context.value('format');
  const format = EXPORT_FORMATS.find((known) => known === given);
  if (format === undefined) throw new LinkbraidError('usage', `--format: expected one of ${EXPORT_FORMATS.join(', ')}`);
  return format;
}

/** The path as a comment, below the first line of a script: what is printed works as it is. */
function shown({ path, text }: TextFile, { terminal }: Context): string {
  const end = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  const whole = `${text.slice(0, end)}# ${path}\n${text.slice(end)}`;
  return terminal.interactive ? whole.split('\n').map(printableText).join('\n') : whole;
}

async function write({ terminal }: Context, path: string, text: string): Promise<void> {
  try {
    await terminal.writeFile(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const why = code === 'EEXIST' ? 'is there already: move it away first' : `cannot be written (${code})`;
    throw new LinkbraidError('failed', `${path} ${why}.`);
  }
}

function tellNotes({ terminal }: Context, notes: readonly Note[]): void {
  const lines = printable(notes).flatMap(({ about, message }) => wrap(`${about}: ${message}`, terminal.errorView()));
  if (lines.length > 0) terminal.err(`${lines.join('\n')}\n`);
}
