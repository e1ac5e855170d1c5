import { BOND_OPTIONS, findOption, type BondMode, type BondOption } from '../contract/bond-options.ts';
import type { Refusal } from '../contract/plan.ts';
import type { OptionValue } from '../contract/profile.ts';
import { refusedOnWifi, type PortMix } from './option-defaults.ts';
import { isOn, readOptionValue } from './option-values.ts';

export { defaultOptions, type PortMix } from './option-defaults.ts';
export { optionOrder } from './option-order.ts';

export interface NormalisedOptions {
  /** In the kernel's sysfs writing; lists joined by commas. */
  values: Record<string, string>;
  problems: Refusal[];
}

/** Every given option comes out as a value or as a problem. */
export function normaliseOptions(
  mode: BondMode,
  given: Record<string, OptionValue>,
  ports: Pick<PortMix, 'wifiPorts'> = { wifiPorts: 0 },
): NormalisedOptions {
  const { values, problems } = normalise('bond', mode, given, 'bond.options');
  return { values, problems: [...problems, ...refusedOnWifi(values, ports.wifiPorts)] };
}

export function normalisePortOptions(
  mode: BondMode,
  given: Record<string, OptionValue>,
  portIndex: number,
): NormalisedOptions {
  return normalise('port', mode, given, `ports[${portIndex}].options`);
}

/** Options and values that came with a later kernel than `release` (as `uname -r` prints it). */
export function newerThanKernel(values: Record<string, string>, release: string, path = 'bond.options'): Refusal[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const option = findOption(name) ?? findOption(name, 'port');
    const since = option?.valuesSince[value] ?? option?.since ?? null;
    if (since === null || compareVersions(release, since) >= 0) return [];
    const what = option?.valuesSince[value] ? `"${value}" for ${name}` : name;
    return {
      code: 'option-newer-than-kernel',
      about: `${path}.${name}`,
      message: `This kernel (${release}) does not know ${what}: it came with Linux ${since}.`,
      mend: `Leave it out, or start a kernel of version ${since} or later.`,
    };
  });
}

function normalise(
  scope: BondOption['scope'],
  mode: BondMode,
  given: Record<string, OptionValue>,
  path: string,
): NormalisedOptions {
  const values: Record<string, string> = {};
  const problems: Refusal[] = [];
  for (const [name, value] of Object.entries(given)) {
    const about = `${path}.${name}`;
    const option = findOption(name, scope);
    const problem = option ? misuse(option, mode, about) : unknown(name, scope, about);
    if (problem || !option) {
      if (problem) problems.push(problem);
      continue;
    }
    const read = readOptionValue(option, value);
    if (!read.ok) {
      const message = `${name} cannot be ${JSON.stringify(value)}.`;
      problems.push({ code: 'option-value', about, message, mend: `Give ${read.expected}.` });
      continue;
    }
    const target = option.aliasOf ?? name;
    const earlier = values[target];
    if (earlier !== undefined && earlier !== read.value)
      problems.push(
        conflict(about, `${name} and ${option.aliasOf ?? 'its other name'} are one option with two values.`),
      );
    else values[target] = read.value;
  }
  return { values, problems: [...problems, ...relations(values, given, path)] };
}

function misuse(option: BondOption, mode: BondMode, about: string): Refusal | null {
  if (option.name === 'mode')
    return { code: 'mode-is-no-option', about, message: 'The mode is not an option.', mend: 'Set bond.mode instead.' };
  if (option.runTimeOnly)
    return {
      code: 'run-time-only',
      about,
      message: `${option.name} is a state of the moment, which a profile cannot hold.`,
      mend: 'Set "primary" for a lasting preference, or use "activate" on the running bond.',
    };
  if (option.modes.includes(mode)) return null;
  const fate = option.elsewhere === 'refused' ? 'the kernel refuses it' : 'it has no effect';
  return {
    code: 'option-not-in-mode',
    about,
    message: `In mode ${mode} ${fate}: ${option.name} goes with ${option.modes.join(', ')}.`,
    mend: 'Leave it out, or choose another mode.',
  };
}

function unknown(name: string, scope: BondOption['scope'], about: string): Refusal {
  const elsewhere = findOption(name, scope === 'bond' ? 'port' : 'bond');
  const near = BOND_OPTIONS.find((option) => option.scope === scope && isNear(name, option.name));
  const mend = elsewhere
    ? `It is an option of the ${elsewhere.scope}: give it there.`
    : near
      ? `Did you mean "${near.name}"?`
      : 'Look the names up in the list of options.';
  return { code: 'unknown-option', about, message: `The bonding driver has no ${scope} option "${name}".`, mend };
}

/** Without any monitoring given, the default of 100 ms (see option-defaults.ts) stands in. */
function relations(values: Record<string, string>, given: Record<string, OptionValue>, path: string): Refusal[] {
  const assumed: Record<string, string> =
    given.miimon === undefined && !isOn(values.arp_interval ?? '') ? { miimon: '100' } : {};
  const effective: Record<string, string> = { ...assumed, ...values };
  const on = (name: string) => isOn(effective[name] ?? '') || (given[name] !== undefined && values[name] === undefined);
  const problems: Refusal[] = [];
  for (const option of BOND_OPTIONS) {
    const value = values[option.name];
    if (value === undefined) continue;
    const about = `${path}.${option.name}`;
    for (const other of option.excludes) {
      if (!isOn(value) || !isOn(values[other] ?? '') || values[other] === undefined || option.name > other) continue;
      problems.push(
        conflict(about, `${option.name} and ${other} cannot both be on: the kernel turns the first one off.`),
      );
    }
    for (const need of option.needs) {
      if ((!need.evenAtDefault && value === option.default) || need.options.some(on)) continue;
      problems.push({
        code: 'option-needs',
        about,
        message: `${option.name} ${need.evenAtDefault ? 'is refused by the kernel' : 'has no effect'} without ${need.options.join(' or ')}.`,
        mend: `Set ${need.options.join(' or ')} as well, or leave ${option.name} out.`,
      });
    }
  }
  return problems;
}

function conflict(about: string, message: string): Refusal {
  return { code: 'options-conflict', about, message, mend: 'Keep one of the two.' };
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split(/[^\d]+/, 2).map(Number));
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
}

/** One letter too many, too few, wrong, or two swapped. */
function isNear(given: string, name: string): boolean {
  if (given === name || Math.abs(given.length - name.length) > 1) return false;
  let start = 0;
  while (start < given.length && given[start] === name[start]) start++;
  const rest = (text: string, from: number) => text.slice(from);
  const swapped = `${given[start + 1] ?? ''}${given[start] ?? ''}${rest(given, start + 2)}`;
  return (
    rest(given, start + 1) === rest(name, start + 1) ||
    rest(given, start + 1) === rest(name, start) ||
    rest(given, start) === rest(name, start + 1) ||
    swapped === rest(name, start)
  );
}
