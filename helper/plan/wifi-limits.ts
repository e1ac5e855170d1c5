import type { BondMode } from '../contract/bond-options.ts';
import type { Refusal } from '../contract/plan.ts';

/**
 * In these modes the driver asks each port for its link speed whenever its monitoring finds it up, and keeps one that
 * reports none down (bond_main.c, bond_miimon_commit); mac80211 reports none. Without the monitoring two of them carry,
 * but swap MAC addresses at a failover, which a station cannot (bond_alb.c): they fail just when they are needed.
 */
const NEEDS_LINK_SPEED: readonly BondMode[] = ['802.3ad', 'balance-tlb', 'balance-alb'];

/** What Wi-Fi rules out. */
export function wifiRefusals(mode: BondMode, wifiPorts: number): Refusal[] {
  if (wifiPorts === 0 || !NEEDS_LINK_SPEED.includes(mode)) return [];
  return [
    {
      code: 'mode-needs-link-speed',
      about: 'bond.mode',
      message: `In ${mode} a port must report its speed; Wi-Fi adapters report none, so they would never carry anything.`,
      mend: 'Choose active-backup to keep connected, or balance-xor to add up speed.',
    },
  ];
}
