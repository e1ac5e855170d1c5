import { BOND_OPTIONS, findOption } from '../contract/bond-options.ts';
import type { Plan, Refusal } from '../contract/plan.ts';
import type { Profile } from '../contract/profile.ts';
import type { BondFacts, Machine } from './machine.ts';
import type { BondTarget, Target } from './target.ts';

/*
 * Options that our table does not have, because the kernel is newer than it: handed over as they are, after those that
 * are known, and unchecked.
 */

/** Names beside the options in sysfs that are none: writing `slaves` is how ports came and went once. */
export const NO_OPTIONS: readonly string[] = [
  'slaves',
  'mii_status',
  'ad_aggregator',
  'ad_num_ports',
  'ad_actor_key',
  'ad_partner_key',
  'ad_partner_mac',
];

export function knownOption(name: string): string | null {
  return BOND_OPTIONS.find((option) => [option.name, option.iproute2].includes(name))?.name ?? null;
}

export function forced(
  given: Record<string, string>,
  ports: readonly string[],
): { options: BondTarget['options']; warnings: Plan['warnings']; refusals: Refusal[] } {
  const names = Object.keys(given);
  return {
    options: Object.entries(given).map(([name, value]) => ({ name, value, when: momentFor(value, ports) })),
    warnings: names.map((name) => ({
      code: 'option-unchecked',
      about: `bond.forceOptions.${name}`,
      message: `Linkbraid does not know ${name}: "${given[name] ?? ''}" goes to the kernel unchecked.`,
    })),
    refusals: names.flatMap((name) => forceRefusal(name, given[name] ?? '')),
  };
}

export function withForced(profile: Profile, more: Record<string, string>): Profile {
  if (Object.keys(more).length === 0) return profile;
  return { ...profile, bond: { ...profile.bond, forceOptions: { ...profile.bond.forceOptions, ...more } } };
}

/** Whether the bond reads so; the kernel prints enums as "name number", and some options port by port. */
export function readsAs(bond: BondFacts, name: string, value: string): boolean {
  const text = bond.options[name] ?? bond.others[name];
  if (text === value) return true;
  return knownOption(name) === null && text !== undefined && text.split(/\s+/).includes(value);
}

/** `before` with the present values of what no image has: options that `target` forces, and its active port. */
export function withPresentValues(before: Target, machine: Machine, target: Target): Target {
  const facts = machine.bonds[target.bond?.name ?? ''];
  if (!before.bond || !facts) return before;
  const options = (target.bond?.options ?? []).flatMap(({ name }) => {
    const value = findOption(name)?.runTimeOnly ? facts.options[name] : facts.others[name];
    return value === undefined ? [] : [{ name, value, when: momentFor(value, facts.ports) }];
  });
  return { ...before, bond: { ...before.bond, options: [...before.bond.options, ...options] } };
}

/** What speaks of a port waits for it. All else goes first, when a new bond is down and has none: most is taken then. */
function momentFor(value: string, ports: readonly string[]): 'live' | 'with-ports' {
  return ports.some((port) => value.includes(port)) ? 'with-ports' : 'live';
}

function forceRefusal(name: string, value: string): Refusal[] {
  const about = `bond.forceOptions.${name}`;
  const known = knownOption(name);
  if (known !== null) {
    const message = `${name} is an option that Linkbraid knows and checks.`;
    const mend = findOption(known, 'port')
      ? `Use it among the options of a port: ${known}.`
      : `Use ${known}=${value} among the options.`;
    return [{ code: 'option-known', about, message, mend }];
  }
  if (!NO_OPTIONS.includes(name)) return [];
  return [{ code: 'no-option', about, message: `${name} is no option of a bond.`, mend: 'Leave it out.' }];
}
