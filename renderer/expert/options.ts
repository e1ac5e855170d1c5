import {
  BOND_OPTIONS,
  isIpv4,
  type Bond,
  type BondMode,
  type BondOption,
  type OptionValue,
  type Port,
} from '../contract.ts';

/* The table of options as the page shows it. */

export const GROUPS = ['monitoring', 'probing', 'active-port', 'sharing', 'lacp', 'port'] as const;
export type Group = (typeof GROUPS)[number];

const MEMBERS: Record<Exclude<Group, 'lacp' | 'port'>, readonly string[]> = {
  monitoring: ['mode', 'miimon', 'updelay', 'downdelay', 'peer_notif_delay', 'use_carrier'],
  probing: ['arp_interval', 'arp_ip_target', 'ns_ip6_target', 'arp_validate', 'arp_all_targets', 'arp_missed_max'],
  'active-port': [
    'primary',
    'primary_reselect',
    'active_slave',
    'fail_over_mac',
    'num_grat_arp',
    'num_unsol_na',
    'resend_igmp',
  ],
  sharing: ['xmit_hash_policy', 'packets_per_slave', 'tlb_dynamic_lb', 'lp_interval', 'all_slaves_active'],
};

/** Where an option is looked for. What is in no other place belongs to link aggregation, as whatever is new does. */
export function groupOf({ name, scope }: BondOption): Group {
  if (scope === 'port') return 'port';
  const found = (Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]).find((group) => MEMBERS[group].includes(name));
  return found ?? 'lacp';
}

export function optionsIn(group: Group, { mode, find }: { mode: BondMode | null; find: string }): BondOption[] {
  const wanted = find.trim().toLowerCase();
  return BOND_OPTIONS.filter(
    (option) =>
      groupOf(option) === group &&
      (wanted === '' ? mode === null || option.modes.includes(mode) : option.name.includes(wanted)),
  );
}

/** As the kernel has it; null where it was not read. */
export function valueNow(option: BondOption, bond: Bond | null, port?: Port): string | null {
  if (option.scope === 'port') {
    const value = port?.options?.[option.name];
    return value === undefined ? null : String(value);
  }
  if (bond === null) return null;
  if (option.name === 'mode') return bond.mode;
  const value = bond.options[option.aliasOf ?? option.name] ?? bond.options[option.name];
  return value === undefined ? null : String(value);
}

/** Whether the driver takes it only while the bond is down or without ports. */
export function needsRebuild(option: BondOption): boolean {
  return option.when !== 'live';
}

/** What was typed, as the API takes it; null where it cannot be right. */
export function readValue({ domain }: BondOption, text: string): OptionValue | null {
  const trimmed = text.trim();
  switch (domain.kind) {
    case 'integer': {
      const value = Number(trimmed);
      return /^-?\d{1,10}$/.test(trimmed) && value >= domain.min && value <= domain.max ? value : null;
    }
    case 'flag':
      return trimmed === '0' || trimmed === '1' ? Number(trimmed) : null;
    case 'ipv4-list':
    case 'ipv6-list': {
      const parts = trimmed.split(/[\s,]+/).filter(Boolean);
      const fit = parts.length <= domain.max && (domain.kind === 'ipv6-list' || parts.every(isIpv4));
      return fit ? parts : null;
    }
    case 'mac':
      return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(trimmed) ? trimmed.toLowerCase() : null;
    case 'enum':
    case 'port':
      return trimmed;
  }
}
