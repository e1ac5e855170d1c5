import { BOND_OPTIONS } from './bond-option-table.ts';
import type { BondMode, BondOption } from './bond-option-types.ts';

export { BOND_OPTIONS } from './bond-option-table.ts';
export * from './bond-option-types.ts';

const BY_NAME = new Map(BOND_OPTIONS.map((entry) => [entry.name, entry]));

export function findOption(name: string, scope: BondOption['scope'] = 'bond'): BondOption | null {
  const found = BY_NAME.get(name);
  return found?.scope === scope ? found : null;
}

/** Modes in which one port at a time carries what comes in. */
export function hasActivePort(mode: BondMode): boolean {
  return findOption('active_slave')?.modes.includes(mode) === true;
}
