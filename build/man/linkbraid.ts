import { COMMANDS } from '../../helper/cli/commands/all.ts';
import type { Command, Option } from '../../helper/cli/command.ts';
import { COMMON_OPTIONS, EXIT_TEXTS, usage } from '../../helper/cli/text/help.ts';
import { BOND_MODES, BOND_OPTIONS, type BondOption } from '../../helper/contract/bond-options.ts';
import { bold, definition, example, italic, page, paragraph, plain, section } from './roff.ts';

/** linkbraid(1): the command table and the option table, as a page. */
export function linkbraidPage(version: string): string {
  const commands = COMMANDS.filter(({ hidden }) => !hidden);
  return page('LINKBRAID', 1, version, [
    section('Name'),
    plain('linkbraid - joins several network links of this machine into one'),
    section('Synopsis'),
    `${bold('linkbraid')} ${italic('COMMAND')} [${italic('OPTION')}]...`,
    section('Description'),
    plain(
      'Shows the network adapters of this machine and joins them with the bonding driver of the kernel: cables, docks ' +
        'and Wi-Fi. Every change is planned, shown, carried out step by step, verified, and put back when it fails.',
    ),
    paragraph(
      `${plain('It has no privileges of its own: the work is done by')} ${bold('linkbraid-helper')}(8)${plain(
        ', which decides who may ask for what.',
      )}`,
    ),
    section('Commands'),
    ...commands.map(commandEntry),
    section('Options of every command'),
    ...optionEntries(COMMON_OPTIONS),
    definition(bold('--version'), plain('The version of this program.')),
    section('Bond options'),
    plain('By the names of the kernel, in profiles and for'),
    `${bold('linkbraid set')}.`,
    ...BOND_OPTIONS.filter(({ aliasOf }) => aliasOf === null).map(bondOptionEntry),
    section('Examples'),
    paragraph(plain('A cable, and Wi-Fi when it is pulled; back by itself after 30 seconds unless kept:')),
    example('linkbraid profile set desk.json', 'linkbraid plan desk', 'linkbraid up desk --try 30', 'linkbraid keep'),
    section('Exit status'),
    ...EXIT_TEXTS.map(([status, says]) => definition(bold(String(status)), plain(`${says}.`))),
    section('Environment'),
    definition(bold('LINKBRAID_SOCKET'), plain('Where the helper answers, if not on /run/linkbraid/helper.sock.')),
    section('See also'),
    `${bold('linkbraid-helper')}(8), ${bold('ip-link')}(8)`,
  ]);
}

function commandEntry(command: Command): string {
  const notes = [`${capital(command.summary)}.`, ...(command.notes ?? [])];
  const options = Object.entries(command.options ?? {});
  return [
    definition(bold(`linkbraid ${usage(command)}`), ...notes.map(plain)),
    ...(options.length === 0 ? [] : ['.RS', ...optionEntries(command.options ?? {}), '.RE']),
  ].join('\n');
}

function optionEntries(options: Readonly<Record<string, Option>>): string[] {
  return Object.entries(options).map(([name, { short, value, says }]) => {
    const names = [...(short ? [`-${short}`] : []), `--${name}`].map(bold).join(', ');
    return definition(value ? `${names} ${italic(value)}` : names, plain(`${says}.`));
  });
}

function bondOptionEntry(option: BondOption): string {
  const facts = [
    values(option),
    option.default === '' ? null : `The kernel's default is ${option.default}.`,
    option.modes.length === BOND_MODES.length ? null : `For ${option.modes.join(', ')}.`,
    WHEN[option.when],
    option.since === null ? null : `Since Linux ${option.since}.`,
    option.runTimeOnly ? 'A state of the moment, which no profile holds.' : null,
    option.scope === 'port' ? 'Of a port, not of the bond.' : null,
  ];
  return definition(
    bold(option.name),
    plain(option.says),
    ...facts.flatMap((fact) => (fact === null ? [] : [plain(fact)])),
  );
}

const WHEN: Record<BondOption['when'], string | null> = {
  live: null,
  'bond-down': 'Only while the bond is down.',
  'no-ports': 'Only while the bond has no ports.',
  'no-ports-and-down': 'Only while the bond is down and has no ports.',
};

function values({ domain }: BondOption): string {
  switch (domain.kind) {
    case 'enum':
      return `Values: ${Object.entries(domain.names)
        .map(([name, number]) => `${name} (${number})`)
        .join(', ')}.`;
    case 'flag':
      return 'Values: 0, 1.';
    case 'integer':
      return `Values: ${domain.min} to ${domain.max}${domain.unit === null ? '' : ` ${domain.unit}`}.`;
    case 'port':
      return 'Value: the name of a port.';
    case 'ipv4-list':
      return `Values: up to ${domain.max} IPv4 addresses, with commas between.`;
    case 'ipv6-list':
      return `Values: up to ${domain.max} IPv6 addresses, with commas between.`;
    case 'mac':
      return 'Value: a MAC address.';
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
