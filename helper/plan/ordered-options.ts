import { BOND_OPTIONS, type BondMode } from '../contract/bond-options.ts';
import { optionOrder } from './options.ts';
import type { BondTarget } from './target.ts';

/** Options as the planner writes them: in the kernel's order, each with the moment it can be written. */
export function orderedOptions(values: Record<string, string>, mode: BondMode): BondTarget['options'] {
  return optionOrder(values, mode).flatMap((name): BondTarget['options'] => {
    const value = values[name];
    const option = BOND_OPTIONS.find((candidate) => candidate.name === name);
    if (value === undefined || !option || option.runTimeOnly || name === 'mode') return [];
    if (option.elsewhere === 'refused' && !option.modes.includes(mode)) return [];
    // The kernel takes the name of a port only once the port is there; sysfs would take any name without a word.
    if (option.domain.kind === 'port') return [{ name, value, when: 'with-ports' }];
    return [{ name, value, when: option.when === 'no-ports-and-down' ? 'no-ports' : option.when }];
  });
}
