import { EXIT_STATUS } from '../../contract/errors.ts';
import type { Command, Option } from '../command.ts';
import { displayWidth, wrap } from './layout.ts';
import type { View } from './view.ts';

/** Options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  json: { says: 'one JSON document on stdout, errors too' },
  help: { short: 'h', says: 'this text' },
};

export const EXIT_TEXTS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [EXIT_STATUS.failed, 'failed; nothing changed, or the earlier state is back'],
  [EXIT_STATUS.usage, 'wrong usage, or a file that does not fit'],
  [EXIT_STATUS.refused, 'refused, with reasons and what would mend them'],
  [EXIT_STATUS['not-allowed'], 'not allowed'],
  [EXIT_STATUS['no-helper'], 'no helper answers'],
  [EXIT_STATUS.stuck, 'the earlier state could not be restored; says what is left'],
];

export function helpText(commands: readonly Command[], view: View): string {
  return text([
    'Joins several network links of this machine into one.',
    '',
    'Usage: linkbraid COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...definitions(
      commands.filter(({ hidden }) => !hidden).map((c) => [usage(c), c.summary] as const),
      view,
    ),
    '',
    'Options of every command:',
    ...definitions([...optionPairs(COMMON_OPTIONS), ['--version', 'the version of this program']], view),
    '',
    'Exit status:',
    ...definitions(
      EXIT_TEXTS.map(([status, says]) => [String(status), says] as const),
      view,
    ),
  ]);
}

export function commandHelpText(command: Command, view: View): string {
  const options = { ...command.options, ...COMMON_OPTIONS };
  return text([
    ...wrap(`Usage: linkbraid ${usage(command)} [OPTIONS]`, view),
    '',
    ...wrap(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, view),
    ...(command.notes ?? []).flatMap((note) => wrap(note, view)),
    '',
    'Options:',
    ...definitions(optionPairs(options), view),
  ]);
}

export function usage({ name, operands }: Command): string {
  return operands === '' ? name : `${name} ${operands}`;
}

function optionPairs(options: Readonly<Record<string, Option>>): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, says }]) => [
    `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`,
    says,
  ]);
}

function definitions(pairs: readonly (readonly [string, string])[], view: View): string[] {
  const indent = Math.max(...pairs.map(([term]) => displayWidth(term))) + 4;
  return pairs.flatMap(([term, says]) => wrap(says, view, indent, `  ${term}`));
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
