import { BOND_OPTIONS, type BondMode } from '../contract/bond-options.ts';
import type { BondFacts, PortFacts } from './machine.ts';
import { isOn } from './option-values.ts';

/*
 * A profile says all there is to say: what it leaves open on a bond that is there already goes back to what a new bond
 * would have. Otherwise an option taken out of a profile would stay in force until the bond is made anew.
 */

/** Values a bond was born with, for the options that have another now and of which `wanted` says nothing. */
export function bornAgain(
  bond: BondFacts | undefined,
  mode: BondMode,
  wanted: Record<string, string>,
): Record<string, string> {
  const open = BOND_OPTIONS.filter(({ name, scope, modes, aliasOf, runTimeOnly, needs, default: born }) => {
    const now = bond?.options[name];
    if (scope !== 'bond' || name === 'mode' || aliasOf !== null || runTimeOnly || !modes.includes(mode)) return false;
    if (now === undefined || now === born || wanted[name] !== undefined) return false;
    // The delays cannot even be written as 0 without miimon; they count in its intervals, so they end with it.
    return needs.every((need) => !need.evenAtDefault || need.options.some((other) => isOn(wanted[other] ?? '')));
  });
  return Object.fromEntries(open.map(({ name, default: born }) => [name, born]));
}

/** The same of a port: all its options, as far as they are known. */
export function portBornAgain(port: PortFacts | undefined, mode: BondMode): Record<string, string> {
  const known = BOND_OPTIONS.filter(
    ({ name, scope, modes }) => scope === 'port' && modes.includes(mode) && port?.options[name] !== undefined,
  );
  return Object.fromEntries(known.map(({ name, default: born }) => [name, born]));
}
