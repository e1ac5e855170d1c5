import { parseArgs, type ParseArgsConfig } from 'node:util';
import { connectHelper, socketPathFrom } from '../client/client.ts';
import { EXIT_STATUS, LinkbraidError } from '../contract/errors.ts';
import { Context, type Command } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import type { Terminal } from './terminal.ts';
import { errorText } from './text/error.ts';
import { COMMON_OPTIONS, commandHelpText, helpText } from './text/help.ts';
import { jsonText } from './text/printable.ts';

export interface RunOptions {
  /** Without the program's own name. */
  argv: readonly string[];
  terminal: Terminal;
  version: string;
}

/** Carries out one command line. @returns the exit status; every error has been said by then */
export async function run(options: RunOptions): Promise<number> {
  const { argv, terminal } = options;
  try {
    return await dispatch(options);
  } catch (caught) {
    const error = asError(caught);
    if (argv.includes('--json')) {
      const { code, message, details } = error;
      terminal.out(`${jsonText({ error: { code, message, details } }, 2)}\n`);
    } else {
      terminal.err(errorText(error, terminal.errorView()));
    }
    return EXIT_STATUS[error.code];
  }
}

async function dispatch({ argv, terminal, version }: RunOptions): Promise<number> {
  const command = findCommand(argv);
  const help = argv.includes('--help') || argv.includes('-h');
  if (!command) {
    if (argv.includes('--version')) {
      terminal.out(argv.includes('--json') ? `${jsonText({ version }, 2)}\n` : `linkbraid ${version}\n`);
      return 0;
    }
    const said = argv.filter((word) => !word.startsWith('-'));
    const words = said[0] === 'help' ? said.slice(1) : said;
    // `profile --help`, `help profile` and `help`: the commands that begin so, or all of them.
    const group = COMMANDS.filter(({ name }) => words.every((word, index) => name.split(' ')[index] === word));
    if ((help || said[0] === 'help') && group.length > 0) {
      terminal.out(
        group.length === 1 && group[0] ? commandHelpText(group[0], terminal.view()) : helpText(group, terminal.view()),
      );
      return 0;
    }
    if (group.length > 0 && words.length > 0) {
      const names = group.map(({ name }) => `"${name}"`).join(', ');
      throw new LinkbraidError('usage', `"${words.join(' ')}" goes on: ${names}.`, {
        mend: `linkbraid ${words.join(' ')} --help`,
      });
    }
    const what = words.length === 0 ? 'Expected a command.' : `There is no command "${words.join(' ')}".`;
    throw new LinkbraidError('usage', what, { mend: 'linkbraid --help' });
  }
  if (help) {
    terminal.out(commandHelpText(command, terminal.view()));
    return 0;
  }
  const { operands, given } = parse(command, argv);
  const socketPath = socketPathFrom(terminal.environment);
  const context = new Context(terminal, operands, given, () => connectHelper({ socketPath }));
  try {
    return await command.run(context);
  } finally {
    context.close();
  }
}

/** By the first words that are no options: `--json profile list` works too. */
function findCommand(argv: readonly string[]): Command | undefined {
  const words = argv.filter((word) => !word.startsWith('-'));
  return COMMANDS.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
}

function parse(command: Command, argv: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { short, value, many }] of Object.entries({ ...command.options, ...COMMON_OPTIONS })) {
    options[name] = { type: value ? 'string' : 'boolean', ...(short && { short }), ...(many && { multiple: true }) };
  }
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = (error as Error).message.split(/\.\s/)[0] ?? '';
    throw new LinkbraidError('usage', message, { mend: `linkbraid ${command.name} --help` });
  }
  const operands = parsed.positionals.slice(command.name.split(' ').length);
  const [least, most] = command.takes;
  if (operands.length < least || operands.length > most) {
    const wants = command.operands === '' ? 'no operands' : command.operands;
    throw new LinkbraidError(
      'usage',
      `"${command.name}" takes ${wants}${wants.endsWith('…') || wants.endsWith('...') ? '' : '.'}`,
      {
        mend: `linkbraid ${command.name} --help`,
      },
    );
  }
  return { operands, given: parsed.values as Record<string, string | boolean | string[] | undefined> };
}

function asError(caught: unknown): LinkbraidError {
  if (caught instanceof LinkbraidError) return caught;
  return new LinkbraidError('internal', `A bug in linkbraid: ${caught instanceof Error ? caught.message : 'unknown'}`);
}
