import type { BondOption } from '../contract/bond-options.ts';
import type { OptionValue } from '../contract/profile.ts';
import { asOptionValue, type Vocabulary } from './options.ts';
import { readTimeSpan } from './time-span.ts';

/** systemd.netdev(5), section [Bond], of systemd 252. `primary` is said by the port: PrimarySlave= in its .network. */
export const NETWORKD: Vocabulary = {
  tool: 'systemd-networkd',
  names: {
    xmit_hash_policy: 'TransmitHashPolicy',
    lacp_rate: 'LACPTransmitRate',
    miimon: 'MIIMonitorSec',
    updelay: 'UpDelaySec',
    downdelay: 'DownDelaySec',
    lp_interval: 'LearnPacketIntervalSec',
    ad_select: 'AdSelect',
    ad_actor_sys_prio: 'AdActorSystemPriority',
    ad_user_port_key: 'AdUserPortKey',
    ad_actor_system: 'AdActorSystem',
    fail_over_mac: 'FailOverMACPolicy',
    arp_validate: 'ARPValidate',
    arp_interval: 'ARPIntervalSec',
    arp_ip_target: 'ARPIPTargets',
    arp_all_targets: 'ARPAllTargets',
    primary: 'PrimarySlave',
    primary_reselect: 'PrimaryReselectPolicy',
    resend_igmp: 'ResendIGMP',
    packets_per_slave: 'PacketsPerSlave',
    num_grat_arp: 'GratuitousARP',
    all_slaves_active: 'AllSlavesActive',
    tlb_dynamic_lb: 'DynamicTransmitLoadBalancing',
    min_links: 'MinLinks',
  },
  without: {
    arp_validate: ['filter', 'filter_active', 'filter_backup'],
    xmit_hash_policy: ['vlan+srcmac'],
    ad_select: ['actor_port_prio'],
    ad_actor_system: ['00:00:00:00:00:00'],
  },
};

export function networkdValue({ domain }: BondOption, value: string): string {
  if (domain.kind === 'integer' && domain.unit !== null) return `${value}${domain.unit}`;
  if (domain.kind === 'flag') return value === '1' ? 'yes' : 'no';
  return value.replaceAll(',', ' ');
}

/** null when the text is no value of its kind. */
export function fromNetworkdValue(option: BondOption, text: string): OptionValue | null {
  const { domain } = option;
  if (domain.kind === 'integer' && domain.unit !== null) return readTimeSpan(text, 's', domain.unit);
  if (domain.kind === 'flag') {
    const truth = readBoolean(text);
    return truth === null ? null : Number(truth);
  }
  return asOptionValue(option, text);
}

/** `parse_boolean`, src/basic/parse-util.c. */
export function readBoolean(text: string): boolean | null {
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : null;
}
