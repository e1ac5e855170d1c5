import type { Vocabulary } from './options.ts';

/** What the hook `/etc/network/if-pre-up.d/ifenslave` (ifenslave 2.13) writes into sysfs. */
const NAMES = [
  'ad_select',
  'arp_interval',
  'arp_ip_target',
  'arp_validate',
  'downdelay',
  'fail_over_mac',
  'lacp_rate',
  'miimon',
  'num_grat_arp',
  'packets_per_slave',
  'primary',
  'primary_reselect',
  'tlb_dynamic_lb',
  'updelay',
  'use_carrier',
  'xmit_hash_policy',
];

export const IFUPDOWN: Vocabulary = {
  tool: 'ifupdown',
  names: Object.fromEntries(NAMES.map((name) => [name, `bond-${name.replaceAll('_', '-')}`])),
  without: {},
};
