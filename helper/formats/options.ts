import { findOption, type BondOption } from '../contract/bond-options.ts';
import type { OptionValue, Profile } from '../contract/profile.ts';
import { normaliseOptions } from '../plan/options.ts';
import type { Note } from './format.ts';

/** How a tool speaks of bond options. */
export interface Vocabulary {
  tool: string;
  /** Kernel name → the tool's name; what is missing the tool cannot say. */
  names: Readonly<Record<string, string>>;
  /** Values that the tool does not take, per kernel name. */
  without: Readonly<Record<string, readonly string[]>>;
}

export interface SaidOption {
  option: BondOption;
  name: string;
  /** In the kernel's sysfs writing. */
  value: string;
}

export function sayOptions(profile: Profile, vocabulary: Vocabulary): { said: SaidOption[]; unsaid: Note[] } {
  const { values, problems } = normaliseOptions(profile.bond.mode, profile.bond.options);
  const unsaid: Note[] = problems.map(({ about, message }) => ({ about, message }));
  for (const name of Object.keys(profile.bond.forceOptions ?? {}))
    unsaid.push({ about: `bond.forceOptions.${name}`, message: `Nothing is known of it, so it is left out.` });
  const said: SaidOption[] = [];
  for (const [kernelName, value] of Object.entries(values)) {
    const option = findOption(kernelName);
    const name = vocabulary.names[kernelName];
    const about = `bond.options.${kernelName}`;
    if (!option || name === undefined) unsaid.push({ about, message: `${vocabulary.tool} has no word for it.` });
    else if (vocabulary.without[kernelName]?.includes(value))
      unsaid.push({ about, message: `${vocabulary.tool} does not know the value "${value}".` });
    else said.push({ option, name, value });
  }
  return { said, unsaid };
}

/** Options of ports, which hardly any tool can say. */
export function unsaidPortOptions(profile: Profile, tool: string): Note[] {
  return profile.ports.flatMap((port, index) =>
    Object.keys(port.options ?? {}).map((name) => ({
      about: `ports[${index}].options.${name}`,
      message: `${tool} has no word for it.`,
    })),
  );
}

/** The form in which profiles are written by hand: numbers as numbers, lists as lists. */
export function asOptionValue(option: BondOption, text: string): OptionValue {
  if (option.domain.kind === 'integer' || option.domain.kind === 'flag')
    return /^-?\d{1,10}$/.test(text) ? Number(text) : text;
  if (option.domain.kind === 'ipv4-list' || option.domain.kind === 'ipv6-list')
    return text.split(/[\s,]+/).filter((part) => part !== '');
  return text;
}

export function kernelNameOf(vocabulary: Vocabulary, name: string): string | null {
  return Object.entries(vocabulary.names).find(([, word]) => word === name)?.[0] ?? null;
}
