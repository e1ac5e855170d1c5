import { describe, expect, it } from 'vitest';
import { BOND_MODES, BOND_OPTIONS, findOption, type BondOption } from '../../helper/contract/bond-options.ts';

describe('the option table', () => {
  it('names every option once', () => {
    const names = BOND_OPTIONS.map((option) => option.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('keeps the modes in the order of the kernel, which counts them from 0', () => {
    const domain = findOption('mode')?.domain;
    expect(domain?.kind === 'enum' && domain.names).toEqual({
      'balance-rr': 0,
      'active-backup': 1,
      'balance-xor': 2,
      broadcast: 3,
      '802.3ad': 4,
      'balance-tlb': 5,
      'balance-alb': 6,
    });
  });

  it.each(BOND_OPTIONS.map((option) => [option.name, option] as const))('%s is sound', (_name, option) => {
    for (const other of [...option.excludes, ...option.needs.flatMap((need) => need.options)])
      expect(findOption(other)).not.toBeNull();
    for (const excluded of option.excludes) expect(findOption(excluded)?.excludes).toContain(option.name);
    if (option.aliasOf) expect(findOption(option.aliasOf)?.aliasOf).toBeNull();
    if (option.elsewhere === 'refused') expect(option.modes.length).toBeLessThan(BOND_MODES.length);
    expect(option.says).toMatch(/^[A-Z].*\.$/);
    expect(option.since ?? '3.0').toMatch(/^\d+\.\d+$/);
    expectDefaultInDomain(option);
  });

  it('finds options by scope', () => {
    expect(findOption('prio', 'port')?.name).toBe('prio');
    expect(findOption('prio')).toBeNull();
    expect(findOption('miimon', 'port')).toBeNull();
    expect(findOption('constructor')).toBeNull();
  });
});

function expectDefaultInDomain({ domain, default: value }: BondOption): void {
  if (domain.kind === 'enum') expect(Object.keys(domain.names)).toContain(value);
  else if (domain.kind === 'flag') expect(['0', '1']).toContain(value);
  else if (domain.kind === 'integer') {
    expect(Number(value)).toBeGreaterThanOrEqual(domain.min);
    expect(Number(value)).toBeLessThanOrEqual(domain.max);
  } else if (domain.kind !== 'mac') expect(value).toBe('');
}
