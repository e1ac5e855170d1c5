import type { BondMode } from '../contract/bond-options.ts';
import type { Plan, Refusal } from '../contract/plan.ts';
import type { ProfilePort } from '../contract/profile.ts';

/** The driver wants a speed from ethtool in these modes; mac80211 gives none, so a Wi-Fi port never comes up. */
const NEEDS_LINK_SPEED: readonly BondMode[] = ['802.3ad', 'balance-tlb', 'balance-alb'];

/**
 * What Wi-Fi rules out. An access point knows one station per MAC address: two ports that bear the bond's MAC on one
 * access point throw each other off, and only `active-backup` with `fail_over_mac=active` gives each its own.
 */
export function wifiLimits(
  mode: BondMode,
  wifiPorts: readonly ProfilePort[],
): { refusals: Refusal[]; warnings: Plan['warnings'] } {
  if (wifiPorts.length === 0) return { refusals: [], warnings: [] };
  if (NEEDS_LINK_SPEED.includes(mode)) {
    return {
      refusals: [
        {
          code: 'mode-needs-link-speed',
          about: 'bond.mode',
          message: `In ${mode} a port must report its speed; Wi-Fi adapters report none, so they would never carry anything.`,
          mend: 'Choose active-backup to keep connected, or balance-rr to add up speed.',
        },
      ],
      warnings: [],
    };
  }
  if (mode === 'active-backup' || wifiPorts.length < 2) return { refusals: [], warnings: [] };
  if (!distinctAccessPoints(wifiPorts)) {
    return {
      refusals: [
        {
          code: 'one-access-point',
          about: 'ports',
          message: `In ${mode} all ports bear one MAC address, and two Wi-Fi ports that meet at one access point would throw each other off.`,
          mend: 'Choose active-backup, or name a different network or "bssid" for each Wi-Fi port.',
        },
      ],
      warnings: [],
    };
  }
  return {
    refusals: [],
    warnings: [
      {
        code: 'maybe-one-router',
        about: 'ports',
        message:
          'Two networks of one router count as one access point for its MAC table: if many packets are lost, use active-backup.',
      },
    ],
  };
}

/** Different network names, or different access points named for each. */
function distinctAccessPoints(ports: readonly ProfilePort[]): boolean {
  const ssids = ports.map(({ wifi }) => wifi?.ssid);
  if (new Set(ssids).size === ports.length) return true;
  const bssids = ports.map(({ wifi }) => wifi?.bssid);
  return bssids.every((bssid) => bssid !== undefined) && new Set(bssids).size === ports.length;
}
