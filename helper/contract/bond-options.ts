/**
 * The bonding driver's modes and options, the one table that validation, planning, help texts and pages come from.
 * Source: `drivers/net/bonding/bond_options.c` and `Documentation/networking/bonding.rst`, checked against the running
 * kernel by test/system.
 */
export const BOND_MODES = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;
export type BondMode = (typeof BOND_MODES)[number];
