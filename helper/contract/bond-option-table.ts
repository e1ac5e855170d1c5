import { BOND_MODES, type BondMode, type BondOption } from './bond-option-types.ts';

/*
 * The bonding driver's options, the one table that validation, planning, help texts and pages come from.
 * Source: `drivers/net/bonding/bond_options.c` and `Documentation/networking/bonding.rst`, checked against the running
 * kernel by test/system.
 */
const INT_MAX = 2_147_483_647;
const HAS_ACTIVE_PORT: readonly BondMode[] = ['active-backup', 'balance-tlb', 'balance-alb'];
const ARP_MONITORED: readonly BondMode[] = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'];
const HASHING: readonly BondMode[] = ['balance-xor', '802.3ad', 'balance-tlb', 'balance-alb'];
const BALANCING_BY_LOAD: readonly BondMode[] = ['balance-tlb', 'balance-alb'];
const LACP: readonly BondMode[] = ['802.3ad'];
const BACKUP: readonly BondMode[] = ['active-backup'];

const OFF_ON = { kind: 'enum', names: { off: 0, on: 1 } } as const;
const MILLISECONDS = { kind: 'integer', min: 0, max: INT_MAX, unit: 'ms', words: { off: 0, maxval: INT_MAX } } as const;
const UP_TO_255 = {
  kind: 'integer',
  min: 0,
  max: 255,
  unit: null,
  words: { off: 0, default: 1, maxval: 255 },
} as const;
/** `_bond_option_delay_set`: EPERM while miimon is 0, whatever the value. */
const NEEDS_MIIMON = [{ options: ['miimon'], evenAtDefault: true }];
const NEEDS_ARP = [{ options: ['arp_interval'], evenAtDefault: false }];

type Given = Pick<BondOption, 'name' | 'domain' | 'default' | 'says'> & Partial<BondOption>;

function option(given: Given): BondOption {
  return {
    scope: 'bond',
    modes: BOND_MODES,
    elsewhere: 'ignored',
    when: 'live',
    needs: [],
    excludes: [],
    since: null,
    valuesSince: {},
    interface: 'sysfs-and-netlink',
    runTimeOnly: false,
    aliasOf: null,
    iproute2: given.name,
    ...given,
  };
}

const TIMING = [
  option({
    name: 'mode',
    domain: { kind: 'enum', names: Object.fromEntries(BOND_MODES.map((mode, number) => [mode, number])) },
    default: 'balance-rr',
    when: 'no-ports-and-down',
    says: 'How the bond shares traffic over its ports.',
  }),
  option({
    name: 'miimon',
    domain: MILLISECONDS,
    default: '0',
    excludes: ['arp_interval'],
    says: 'How often the carrier of every port is looked at, in milliseconds; at 0 a pulled cable is never noticed.',
  }),
  option({
    name: 'updelay',
    domain: MILLISECONDS,
    default: '0',
    needs: NEEDS_MIIMON,
    says: 'How long a returned carrier must last before the port is used again; rounded down to whole miimon intervals.',
  }),
  option({
    name: 'downdelay',
    domain: MILLISECONDS,
    default: '0',
    needs: NEEDS_MIIMON,
    says: 'How long a lost carrier must last before the port is given up; rounded down to whole miimon intervals.',
  }),
  option({
    name: 'peer_notif_delay',
    domain: { kind: 'integer', min: 0, max: 300_000, unit: 'ms', words: { off: 0, maxval: 300_000 } },
    default: '0',
    modes: BACKUP,
    needs: NEEDS_MIIMON,
    since: '5.3',
    iproute2: 'peer_notify_delay',
    says: 'Pause between the announcements that follow a failover; rounded down to whole miimon intervals.',
  }),
  option({
    name: 'use_carrier',
    domain: { kind: 'flag' },
    default: '1',
    says: 'Reads the carrier from the network driver (1) or by the old MII ioctls (0); newer kernels always do the first.',
  }),
];

const PROBING = [
  option({
    name: 'arp_interval',
    domain: MILLISECONDS,
    default: '0',
    modes: ARP_MONITORED,
    elsewhere: 'refused',
    needs: [{ options: ['arp_ip_target', 'ns_ip6_target'], evenAtDefault: false }],
    excludes: ['miimon'],
    says: 'How often the targets are asked for an answer through the ports, in milliseconds; finds dead paths that keep their carrier.',
  }),
  option({
    name: 'arp_ip_target',
    domain: { kind: 'ipv4-list', max: 16 },
    default: '',
    modes: ARP_MONITORED,
    needs: NEEDS_ARP,
    says: 'IPv4 addresses, at most 16, that must answer for a path to count as alive.',
  }),
  option({
    name: 'ns_ip6_target',
    domain: { kind: 'ipv6-list', max: 16 },
    default: '',
    modes: ARP_MONITORED,
    needs: NEEDS_ARP,
    since: '5.18',
    interface: 'netlink',
    says: 'IPv6 addresses, at most 16, that must answer for a path to count as alive.',
  }),
  option({
    name: 'arp_validate',
    domain: {
      kind: 'enum',
      names: { none: 0, active: 1, backup: 2, all: 3, filter: 4, filter_active: 5, filter_backup: 6 },
    },
    default: 'none',
    modes: ARP_MONITORED,
    elsewhere: 'refused',
    needs: NEEDS_ARP,
    says: 'On which ports only true answers to our probes count as a sign of life.',
  }),
  option({
    name: 'arp_all_targets',
    domain: { kind: 'enum', names: { any: 0, all: 1 } },
    default: 'any',
    modes: BACKUP,
    needs: [{ options: ['arp_validate'], evenAtDefault: false }],
    since: '3.11',
    says: 'Whether one answering target is enough or all must answer.',
  }),
  option({
    name: 'arp_missed_max',
    domain: { kind: 'integer', min: 1, max: 255, unit: null, words: { minval: 1, default: 2, maxval: 255 } },
    default: '2',
    modes: ARP_MONITORED,
    elsewhere: 'refused',
    needs: NEEDS_ARP,
    since: '5.17',
    says: 'How many probes may go unanswered before a port is given up; backup ports get one more.',
  }),
];

const ACTIVE_PORT = [
  option({
    name: 'fail_over_mac',
    domain: { kind: 'enum', names: { none: 0, active: 1, follow: 2 } },
    default: 'none',
    modes: BACKUP,
    when: 'no-ports',
    says: 'Whether all ports bear one MAC address (none), the bond takes that of its active port (active), or the address follows the active port (follow).',
  }),
  option({
    name: 'primary_reselect',
    domain: { kind: 'enum', names: { always: 0, better: 1, failure: 2 } },
    default: 'always',
    modes: HAS_ACTIVE_PORT,
    says: 'When a returned primary port becomes active again: always, only if it is better, or only if the active one fails.',
  }),
  option({
    name: 'primary',
    domain: { kind: 'port' },
    default: '',
    modes: HAS_ACTIVE_PORT,
    elsewhere: 'refused',
    says: 'The port to use whenever it works.',
  }),
  option({
    name: 'active_slave',
    domain: { kind: 'port' },
    default: '',
    modes: HAS_ACTIVE_PORT,
    elsewhere: 'refused',
    runTimeOnly: true,
    says: 'The port in use at this moment.',
  }),
  option({
    name: 'num_grat_arp',
    domain: UP_TO_255,
    default: '1',
    modes: BACKUP,
    says: 'How many times a failover is announced to the neighbours, by ARP and IPv6 neighbour advertisement.',
  }),
  option({
    name: 'num_unsol_na',
    domain: UP_TO_255,
    default: '1',
    modes: BACKUP,
    aliasOf: 'num_grat_arp',
    says: 'Another name of num_grat_arp.',
  }),
  option({
    name: 'resend_igmp',
    domain: UP_TO_255,
    default: '1',
    modes: ['balance-rr', ...HAS_ACTIVE_PORT],
    says: 'How many times multicast memberships are reported again after a failover.',
  }),
];

const SHARING = [
  option({
    name: 'xmit_hash_policy',
    domain: {
      kind: 'enum',
      names: { layer2: 0, 'layer3+4': 1, 'layer2+3': 2, 'encap2+3': 3, 'encap3+4': 4, 'vlan+srcmac': 5 },
    },
    default: 'layer2',
    modes: HASHING,
    valuesSince: { 'vlan+srcmac': '5.12' },
    says: 'Which header fields choose the port that a connection takes.',
  }),
  option({
    name: 'packets_per_slave',
    domain: { kind: 'integer', min: 0, max: 65_535, unit: null, words: { default: 1, maxval: 65_535 } },
    default: '1',
    modes: ['balance-rr'],
    elsewhere: 'refused',
    since: '3.14',
    says: 'How many packets go out through one port before the next has its turn; 0 chooses a port at random.',
  }),
  option({
    name: 'tlb_dynamic_lb',
    domain: { kind: 'flag' },
    default: '1',
    modes: BALANCING_BY_LOAD,
    elsewhere: 'refused',
    when: 'bond-down',
    since: '3.16',
    says: 'Moves flows between ports by their load (1) or leaves them where the hash puts them (0).',
  }),
  option({
    name: 'lp_interval',
    domain: { kind: 'integer', min: 1, max: INT_MAX, unit: 's', words: { minval: 1, maxval: INT_MAX } },
    default: '1',
    modes: BALANCING_BY_LOAD,
    says: 'Seconds between the packets that teach the switch where our addresses are.',
  }),
  option({
    name: 'all_slaves_active',
    domain: { kind: 'flag' },
    default: '0',
    says: 'Takes in packets that arrive on inactive ports (1) instead of dropping them as duplicates (0).',
  }),
];

const PRIORITY_16_BITS = { min: 1, max: 65_535, unit: null, words: { minval: 1, maxval: 65_535 } } as const;

const LINK_AGGREGATION = [
  option({
    name: 'min_links',
    domain: { kind: 'integer', min: 0, max: INT_MAX, unit: null, words: { off: 0, maxval: INT_MAX } },
    default: '0',
    modes: LACP,
    says: 'How many ports must work before the bond itself counts as connected.',
  }),
  option({
    name: 'lacp_rate',
    domain: { kind: 'enum', names: { slow: 0, fast: 1 } },
    default: 'slow',
    modes: LACP,
    elsewhere: 'refused',
    when: 'bond-down',
    says: 'Asks the switch for a sign of life every 30 seconds (slow) or every second (fast).',
  }),
  option({
    name: 'lacp_active',
    domain: OFF_ON,
    default: 'on',
    modes: LACP,
    elsewhere: 'refused',
    when: 'bond-down',
    since: '5.15',
    says: 'Speaks to the switch first (on) or only when spoken to (off).',
  }),
  option({
    name: 'ad_select',
    domain: { kind: 'enum', names: { stable: 0, bandwidth: 1, count: 2, actor_port_prio: 3 } },
    default: 'stable',
    modes: LACP,
    when: 'bond-down',
    valuesSince: { actor_port_prio: '6.18' },
    says: 'Which group of ports is used where the switch forms several.',
  }),
  option({
    name: 'ad_actor_sys_prio',
    domain: { kind: 'integer', ...PRIORITY_16_BITS },
    default: '65535',
    modes: LACP,
    elsewhere: 'refused',
    since: '4.2',
    says: 'Our priority when both ends must agree whose choice counts; lower wins.',
  }),
  option({
    name: 'ad_actor_system',
    domain: { kind: 'mac' },
    default: '00:00:00:00:00:00',
    modes: LACP,
    elsewhere: 'refused',
    since: '4.2',
    says: 'The MAC address by which the switch knows this machine; all zero stands for that of the bond.',
  }),
  option({
    name: 'ad_user_port_key',
    domain: { kind: 'integer', min: 0, max: 1023, unit: null, words: { minval: 0, maxval: 1023 } },
    default: '0',
    modes: LACP,
    elsewhere: 'refused',
    when: 'bond-down',
    since: '4.2',
    says: 'Upper bits of the key that tells which ports may be grouped.',
  }),
  option({
    name: 'coupled_control',
    domain: OFF_ON,
    default: 'on',
    modes: LACP,
    elsewhere: 'refused',
    when: 'bond-down',
    since: '6.9',
    interface: 'netlink',
    says: 'Turns receiving and sending on together (on) or one after the other (off).',
  }),
  option({
    name: 'broadcast_neighbor',
    domain: OFF_ON,
    default: 'off',
    modes: LACP,
    elsewhere: 'refused',
    since: '6.17',
    interface: 'netlink',
    says: 'Sends ARP and neighbour discovery out of every port, for ports that lead to different switches.',
  }),
  option({
    name: 'lacp_strict',
    domain: OFF_ON,
    default: 'off',
    modes: LACP,
    elsewhere: 'refused',
    interface: 'netlink',
    says: 'Counts the bond as connected only when the switch speaks LACP too.',
  }),
];

const OF_A_PORT = [
  option({
    name: 'queue_id',
    scope: 'port',
    domain: { kind: 'integer', min: 0, max: 65_535, unit: null, words: {} },
    default: '0',
    says: 'Transmit queue of the bond that always leads to this port; 0 for none.',
  }),
  option({
    name: 'prio',
    scope: 'port',
    domain: { kind: 'integer', min: -INT_MAX - 1, max: INT_MAX, unit: null, words: {} },
    default: '0',
    modes: HAS_ACTIVE_PORT,
    elsewhere: 'refused',
    since: '6.0',
    interface: 'netlink',
    says: 'Rank of this port when a new active port is chosen; the highest wins, unless the bond has a primary.',
  }),
  option({
    name: 'actor_port_prio',
    scope: 'port',
    domain: { kind: 'integer', min: 0, max: 65_535, unit: null, words: {} },
    default: '255',
    modes: LACP,
    elsewhere: 'refused',
    since: '6.18',
    interface: 'netlink',
    says: 'Priority of this port in LACP; lower wins.',
  }),
];

/** Grouped as people look for them; the order of writing is that of helper/plan/option-order.ts. */
export const BOND_OPTIONS: readonly BondOption[] = [
  ...TIMING,
  ...PROBING,
  ...ACTIVE_PORT,
  ...SHARING,
  ...LINK_AGGREGATION,
  ...OF_A_PORT,
];
