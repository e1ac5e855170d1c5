import { BOND_OPTIONS, type BondMode, type BondOption } from '../contract/bond-options.ts';

/** What must hold while an option is written. A name of a port means something only once the port has joined. */
const STAGES = ['no-ports', 'bond-down', 'live', 'with-ports'] as const;

/**
 * Options of one stage whose order matters to `bond_options.c`: the delays are kept as multiples of miimon, so they
 * follow it; a nonzero miimon clears arp_interval and arp_validate, so those follow too; probing starts with
 * arp_interval, so what it asks for and how stands before it; a primary takes over at once by the reselect policy in
 * force.
 */
const SEQUENCE = [
  'mode',
  'miimon',
  'updelay',
  'downdelay',
  'peer_notif_delay',
  'arp_ip_target',
  'ns_ip6_target',
  'arp_validate',
  'arp_all_targets',
  'arp_missed_max',
  'arp_interval',
  'primary_reselect',
  'primary',
];

/** The names in `values`, and `mode` first, as it resets others: an order in which the kernel accepts all on a fresh bond. */
export function optionOrder(values: Record<string, string>, mode: BondMode): string[] {
  const wanted: Record<string, string> = { ...values, mode };
  return BOND_OPTIONS.filter((option) => option.scope === 'bond' && wanted[option.name] !== undefined)
    .sort((a, b) => STAGES.indexOf(stageOf(a)) - STAGES.indexOf(stageOf(b)) || rank(a.name) - rank(b.name))
    .map((option) => option.name);
}

/** The kernel records a primary that is not there without a word, and netlink cannot name it: so after the ports. */
function stageOf(option: BondOption): (typeof STAGES)[number] {
  if (option.domain.kind === 'port') return 'with-ports';
  return option.when === 'no-ports-and-down' ? 'no-ports' : option.when;
}

function rank(name: string): number {
  const place = SEQUENCE.indexOf(name);
  return place === -1 ? SEQUENCE.length : place;
}
