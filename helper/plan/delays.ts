import type { Plan } from '../contract/plan.ts';
import { BOND_OPTIONS } from '../contract/bond-options.ts';

/** What the driver counts in intervals of miimon. */
export const DELAYS: readonly string[] = BOND_OPTIONS.filter(({ needs }) =>
  needs.some(({ options, evenAtDefault }) => evenAtDefault && options.includes('miimon')),
).map(({ name }) => name);

/**
 * The driver counts the delays in whole intervals of miimon and drops the rest (`_bond_option_delay_set`). Asked for
 * what it would make of them, it has nothing to round, and the plan tells beforehand what it will be.
 */
export function wholeIntervals(values: Record<string, string>): {
  values: Record<string, string>;
  warnings: Plan['warnings'];
} {
  const miimon = Number(values['miimon'] ?? 0);
  if (miimon === 0) return { values, warnings: [] };
  const broken = Object.entries(values).filter(
    ([name, value]) => DELAYS.includes(name) && Number(value) % miimon !== 0,
  );
  const rounded = broken.map(([name, value]) => [name, String(Number(value) - (Number(value) % miimon))] as const);
  return {
    values: { ...values, ...Object.fromEntries(rounded) },
    warnings: rounded.map(([name, whole]) => ({
      code: 'rounded-to-miimon',
      about: `bond.options.${name}`,
      message: `${name} will be ${whole} rather than ${values[name] ?? ''}: the driver counts it in whole miimon intervals of ${miimon} ms.`,
    })),
  };
}
