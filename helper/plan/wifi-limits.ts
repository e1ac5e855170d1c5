import type { BondMode } from '../contract/bond-options.ts';
import type { Plan, Refusal } from '../contract/plan.ts';
import { BALANCES_BY_LOAD } from './translation.ts';

/**
 * What Wi-Fi rules out. In three modes the driver asks each port for its link speed whenever its monitoring finds it up,
 * and keeps one that reports none down (bond_main.c, bond_miimon_commit); mac80211 reports none. Two of these modes carry
 * without the monitoring, and then we watch the links.
 */
export function wifiLimits(
  mode: BondMode,
  values: Record<string, string>,
  wifiPorts: number,
): { refusals: Refusal[]; warnings: Plan['warnings'] } {
  if (wifiPorts === 0) return { refusals: [], warnings: [] };
  if (mode === '802.3ad') {
    return {
      refusals: [
        {
          code: 'mode-needs-link-speed',
          about: 'bond.mode',
          message: `In ${mode} a port must report its speed; Wi-Fi adapters report none, so they would never carry anything.`,
          mend: 'Choose active-backup to keep connected, or balance-xor to add up speed.',
        },
      ],
      warnings: [],
    };
  }
  if (!BALANCES_BY_LOAD.includes(mode)) return { refusals: [], warnings: [] };
  if ((values['miimon'] ?? '0') !== '0') {
    return {
      refusals: [
        {
          code: 'monitoring-needs-link-speed',
          about: 'bond.options.miimon',
          message: `In ${mode} the driver's monitoring keeps a port down that reports no speed, and Wi-Fi adapters report none.`,
          mend: 'Leave miimon out: Linkbraid then watches the links itself.',
        },
      ],
      warnings: [],
    };
  }
  return {
    refusals: [],
    warnings: [
      {
        code: 'watched-by-linkbraid',
        about: 'bond.mode',
        message: `In ${mode} the driver cannot watch Wi-Fi links, so Linkbraid does: while its helper does not run, a lost link is not replaced. balance-xor gains as much without that limit.`,
      },
    ],
  };
}
