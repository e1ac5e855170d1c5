/** In the order of the kernel's numbers, 0 to 6. */
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

/**
 * What an option may be set to.
 * `enum`: sysfs prints the name. `flag`: sysfs prints 0 or 1. `words` are names that the kernel reads in place of a number.
 */
export type OptionDomain =
  | { kind: 'enum'; names: Readonly<Record<string, number>> }
  | { kind: 'flag' }
  | { kind: 'integer'; min: number; max: number; unit: 'ms' | 's' | null; words: Readonly<Record<string, number>> }
  | { kind: 'port' }
  | { kind: 'ipv4-list'; max: number }
  | { kind: 'ipv6-list'; max: number }
  | { kind: 'mac' };

/** `no-ports`: no port may be attached. `bond-down`: the bond must be down. `mode` alone needs both. */
export type OptionTime = 'live' | 'bond-down' | 'no-ports' | 'no-ports-and-down';

/** At least one of `options` must be on, or this one does nothing. */
export interface OptionNeed {
  options: readonly string[];
  /** The kernel refuses even the default value without it, instead of ignoring the option. */
  evenAtDefault: boolean;
}

export interface BondOption {
  /** The kernel's spelling, in sysfs and in its own table. */
  name: string;
  scope: 'bond' | 'port';
  domain: OptionDomain;
  /** As sysfs writes it; empty where nothing is set. */
  default: string;
  /** Where it has an effect. */
  modes: readonly BondMode[];
  /** What the kernel does with it in the other modes. */
  elsewhere: 'refused' | 'ignored';
  when: OptionTime;
  needs: readonly OptionNeed[];
  /** Cannot be on together with these. */
  excludes: readonly string[];
  /** Kernel version that brought it; null = older than any kernel we run on. */
  since: string | null;
  /** Values that came later than the option itself. */
  valuesSince: Readonly<Record<string, string>>;
  interface: 'sysfs-and-netlink' | 'netlink';
  /** A state of the moment, which no profile can hold. */
  runTimeOnly: boolean;
  /** Another name for this option. */
  aliasOf: string | null;
  /** How iproute2 spells it. */
  iproute2: string;
  /** One sentence for people. */
  says: string;
}
