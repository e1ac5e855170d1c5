import { BOND_OPTIONS } from './bond-option-table.ts';
import type { BondOption } from './bond-option-types.ts';

export { BOND_OPTIONS } from './bond-option-table.ts';
export * from './bond-option-types.ts';

const BY_NAME = new Map(BOND_OPTIONS.map((entry) => [entry.name, entry]));

export function findOption(name: string, scope: BondOption['scope'] = 'bond'): BondOption | null {
  const found = BY_NAME.get(name);
  return found?.scope === scope ? found : null;
}
