import type { Vocabulary } from './options.ts';

/** netplan(5), "Properties for device type bonds", of netplan 0.106; the old names of the renamed two go with all versions. */
export const NETPLAN: Vocabulary = {
  tool: 'netplan',
  names: {
    lacp_rate: 'lacp-rate',
    miimon: 'mii-monitor-interval',
    min_links: 'min-links',
    xmit_hash_policy: 'transmit-hash-policy',
    ad_select: 'ad-select',
    all_slaves_active: 'all-slaves-active',
    arp_interval: 'arp-interval',
    arp_ip_target: 'arp-ip-targets',
    arp_validate: 'arp-validate',
    arp_all_targets: 'arp-all-targets',
    updelay: 'up-delay',
    downdelay: 'down-delay',
    fail_over_mac: 'fail-over-mac-policy',
    num_grat_arp: 'gratuitous-arp',
    packets_per_slave: 'packets-per-slave',
    primary_reselect: 'primary-reselect-policy',
    resend_igmp: 'resend-igmp',
    lp_interval: 'learn-packet-interval',
    primary: 'primary',
  },
  without: {
    num_grat_arp: ['0'],
    arp_validate: ['filter', 'filter_active', 'filter_backup'],
    xmit_hash_policy: ['vlan+srcmac'],
    ad_select: ['actor_port_prio'],
    primary: [''],
  },
};

/** Other spellings that netplan reads. */
export const NETPLAN_ALIASES: Readonly<Record<string, string>> = {
  'all-members-active': 'all-slaves-active',
  'packets-per-member': 'packets-per-slave',
  'gratuitious-arp': 'gratuitous-arp',
};
