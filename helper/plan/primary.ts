import type { Refusal } from '../contract/plan.ts';

/** sysfs takes any name for `primary` without a word, and then there simply is none. */
export function primaryRefusals(values: Record<string, string>, ports: readonly string[]): Refusal[] {
  const { primary } = values;
  if (primary === undefined || primary === '' || ports.includes(primary)) return [];
  return [
    {
      code: 'primary-not-a-port',
      about: 'bond.options.primary',
      message: `${primary} is not a port of this bond, so it cannot be the primary one.`,
      mend: ports.length === 0 ? 'Leave it out.' : `Name one of ${ports.join(', ')}, or leave it out.`,
    },
  ];
}
