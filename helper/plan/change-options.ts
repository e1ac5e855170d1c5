import { BOND_OPTIONS, findOption, type BondMode } from '../contract/bond-options.ts';
import type { Refusal } from '../contract/plan.ts';
import type { OptionValue, Profile } from '../contract/profile.ts';
import { DELAYS } from './delays.ts';
import { forced, withForced } from './force-options.ts';
import { linkImage } from './image.ts';
import type { BondFacts, Machine } from './machine.ts';
import { readOptionValue } from './option-values.ts';
import { newerThanKernel, normaliseOptions } from './options.ts';
import { orderedOptions } from './ordered-options.ts';
import { primaryRefusals } from './primary.ts';
import type { Target } from './target.ts';

/** Options to change on a live bond, judged. */
export interface OptionChange {
  mode: BondMode;
  /** As sysfs writes them; without the mode. */
  values: Record<string, string>;
  /** Handed over as they are. */
  forceOptions: Record<string, string>;
  /** Names of those that are to change now and cannot while the bond runs, `mode` among them. */
  needRebuild: string[];
  refusals: Refusal[];
}

/** Judges the change by what the bond would have afterwards: what it has now that is not as it was born, and the new. */
export function judgeOptions(
  machine: Machine,
  bond: BondFacts,
  given: Record<string, OptionValue>,
  forceOptions: Record<string, string> = {},
): OptionChange {
  const { mode: givenMode, ...options } = given;
  const read = givenMode === undefined ? null : readMode(givenMode);
  const mode = read?.mode ?? bond.mode;
  const names = Object.keys(options).map(kernelName);
  const wifiPorts = bond.ports.filter((port) => machine.links[port]?.type === 'wifi').length;
  const whole = normaliseOptions(mode, { ...standing(bond, mode, names), ...options }, { wifiPorts });
  const concerned = [...names, ...keptDelays(bond, names)];
  const values = Object.fromEntries(Object.entries(whole.values).filter(([name]) => concerned.includes(name)));
  const needRebuild = [
    ...(mode === bond.mode ? [] : ['mode']),
    ...Object.keys(values).filter((name) => findOption(name)?.when !== 'live' && bond.options[name] !== values[name]),
  ];
  return {
    mode,
    values,
    forceOptions,
    needRebuild,
    refusals: [
      ...(read?.refusals ?? []),
      ...whole.problems,
      ...primaryRefusals(values, bond.ports),
      ...newerThanKernel(values, machine.kernel),
      ...forced(forceOptions, bond.ports).refusals,
    ],
  };
}

/** The driver counts delays in looks at the ports: with the time between two looks they change too, unless set again. */
function keptDelays(bond: BondFacts, names: readonly string[]): string[] {
  return names.includes('miimon') ? DELAYS.filter((name) => (bond.options[name] ?? '0') !== '0') : [];
}

/** What it takes to change these, for one who did not ask for it. */
export function rebuildRefusals(bond: BondFacts, names: readonly string[]): Refusal[] {
  return names.map((name) => {
    const down = findOption(name)?.when === 'bond-down';
    return {
      code: 'needs-rebuild',
      about: `bond.options.${name}`,
      message: down
        ? `The driver changes ${name} only while ${bond.name} is down, which cuts it off for a moment.`
        : `The driver changes ${name} only while ${bond.name} has no ports: all would leave it and join again.`,
      mend: 'Allow that with --rebuild.',
    };
  });
}

/** The bond as it is, but for live options: nothing else of it is touched. */
export function liveTarget(
  machine: Machine,
  bond: BondFacts,
  profile: string,
  { values, forceOptions }: Pick<OptionChange, 'values' | 'forceOptions'>,
): Target {
  const unchecked = forced(forceOptions, bond.ports).options;
  return narrowTarget(machine, bond, profile, [...orderedOptions(values, bond.mode), ...unchecked]);
}

export function narrowTarget(
  machine: Machine,
  bond: BondFacts,
  profile: string,
  options: NonNullable<Target['bond']>['options'],
): Target {
  const { name, mode } = bond;
  const ports = bond.ports.map((port) => ({ name: port, expectedUp: false, options: [] }));
  // Somebody may set it down meanwhile: brought up again without its routes it would lead nowhere.
  const { up, routes } = linkImage(machine, name) ?? {};
  const links = up && routes ? { [name]: { up, routes } } : {};
  return { bond: { name, profile, mode, options, ports }, absent: [], links, dns: null };
}

/** `profile` with the new options; those that its new mode does not know go, and are named. */
export function withOptions(
  profile: Profile,
  { mode, values, forceOptions }: Pick<OptionChange, 'mode' | 'values' | 'forceOptions'>,
): { profile: Profile; dropped: string[] } {
  const old = Object.entries(profile.bond.options).filter(([name]) => values[kernelName(name)] === undefined);
  const moded = mode !== profile.bond.mode;
  const stays = (name: string) => !moded || findOption(name)?.modes.includes(mode) !== false;
  const options = Object.fromEntries([
    ...old.filter(([name]) => stays(name)),
    ...Object.entries(values).map(([name, value]) => [name, profileValue(name, value)] as const),
  ]);
  const dropped = old.map(([name]) => name).filter((name) => !stays(name));
  const changed = { ...profile, bond: { ...profile.bond, mode, options } };
  return { profile: withForced(changed, forceOptions), dropped };
}

function standing(bond: BondFacts, mode: BondMode, replaced: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (const { name, scope, aliasOf, runTimeOnly, modes, default: born } of BOND_OPTIONS) {
    const value = bond.options[name];
    if (scope !== 'bond' || name === 'mode' || aliasOf !== null || runTimeOnly || value === undefined) continue;
    // Without a word about miimon the check would take our default for it.
    if (replaced.includes(name) || !modes.includes(mode) || (value === born && name !== 'miimon')) continue;
    options[name] = value;
  }
  return options;
}

function readMode(given: OptionValue): { mode: BondMode | null; refusals: Refusal[] } {
  const option = findOption('mode');
  const read = option && readOptionValue(option, given);
  if (read?.ok) return { mode: read.value as BondMode, refusals: [] };
  const mend = `Give ${read?.expected ?? 'a mode'}.`;
  const message = `mode cannot be ${JSON.stringify(given)}.`;
  return { mode: null, refusals: [{ code: 'option-value', about: 'bond.mode', message, mend }] };
}

function kernelName(name: string): string {
  return findOption(name)?.aliasOf ?? name;
}

/** As a profile has it: numbers as numbers, lists as lists. */
export function profileValue(name: string, value: string): OptionValue {
  const kind = findOption(name)?.domain.kind;
  if (kind === 'integer' || kind === 'flag') return Number(value);
  if (kind === 'ipv4-list' || kind === 'ipv6-list') return value === '' ? [] : value.split(',');
  return value;
}
