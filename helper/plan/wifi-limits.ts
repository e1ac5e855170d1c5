import type { BondMode } from '../contract/bond-options.ts';
import type { Refusal } from '../contract/plan.ts';
import type { WifiNetwork } from '../contract/profile.ts';
import { isOn } from './option-values.ts';

/**
 * In these modes the driver asks each port for its link speed whenever its monitoring finds it up, and keeps one that
 * reports none down (bond_main.c, bond_miimon_commit); mac80211 reports none. Without the monitoring two of them carry,
 * but swap MAC addresses at a failover, which a station cannot (bond_alb.c): they fail just when they are needed.
 */
const NEEDS_LINK_SPEED: readonly BondMode[] = ['802.3ad', 'balance-tlb', 'balance-alb'];

type Networks = readonly (WifiNetwork | undefined)[];

/** An access point takes frames of it from one address alone; four-address links and cells have no such limit. */
export function isStation(wifi: WifiNetwork | undefined): boolean {
  return wifi?.fourAddress !== true && wifi?.adHoc === undefined;
}

/** What Wi-Fi rules out. `networks`: of each port of the profile, none for cables. */
export function wifiRefusals(mode: BondMode, options: Record<string, string>, networks: Networks): Refusal[] {
  if (networks.every((network) => network === undefined)) return [];
  if (NEEDS_LINK_SPEED.includes(mode))
    return [
      {
        code: 'mode-needs-link-speed',
        about: 'bond.mode',
        message: `In ${mode} a port must report its speed; Wi-Fi adapters report none, so they would never carry anything.`,
        mend: 'Choose active-backup to keep connected, or balance-xor to add up speed.',
      },
    ];
  return [...waitingCells(mode, networks), ...unmonitoredCells(options, networks), ...sharedAddress(networks)];
}

/**
 * In active-backup a waiting port is up by what it hears the active one ask (bond_main.c, bond_ab_arp_inspect), and in a cell
 * of its own it hears nothing.
 */
function waitingCells(mode: BondMode, networks: Networks): Refusal[] {
  if (mode !== 'active-backup' || !networks.some((network) => network?.adHoc)) return [];
  return [
    {
      code: 'ad-hoc-active-backup',
      about: 'bond.mode',
      message:
        'In active-backup only the cell in use is asked whether anybody answers, so that no other would ever count as up.',
      mend: 'Choose balance-rr, balance-xor or broadcast.',
    },
  ];
}

/** The carrier of a cell is on as long as the radio is, whoever has left it (net/mac80211/ibss.c). */
function unmonitoredCells(options: Record<string, string>, networks: Networks): Refusal[] {
  if (!networks.some((network) => network?.adHoc) || isOn(options.arp_interval ?? '')) return [];
  return [
    {
      code: 'ad-hoc-needs-arp',
      about: 'bond.options.arp_interval',
      message:
        'An ad-hoc cell looks up even when nobody else is in it: only asking the other end tells whether it carries.',
      mend: 'Give the address of the other end as "arp_ip_target".',
    },
  ];
}

/** Links that are no stations bear the bond's address on the air, and an access point knows one station an address. */
function sharedAddress(networks: Networks): Refusal[] {
  const links = networks.flatMap((wifi, index) => (wifi === undefined ? [] : [{ wifi, index }]));
  const four = links.filter(({ wifi }) => wifi.fourAddress);
  const mixed = links.find(({ wifi }) => isStation(wifi));
  if (mixed && four.length > 0)
    return [
      {
        code: 'four-address-mixed',
        about: `ports[${mixed.index}].wifi.fourAddress`,
        message: 'Four-address links and plain ones do not go together: both would bear the address of the bond.',
        mend: 'Give "fourAddress" to all Wi-Fi ports, or to none.',
      },
    ];
  return four.flatMap(({ wifi, index }, place) => {
    const same = four.slice(0, place).find((other) => other.wifi.ssid === wifi.ssid && !differ(other.wifi, wifi));
    if (!same) return [];
    return [
      {
        code: 'four-address-meets',
        about: `ports[${index}].wifi`,
        message:
          'Two four-address links to one access point would throw each other off: both bear the address of the bond.',
        mend: 'Name two access points by "bssid", or leave "fourAddress" out.',
      },
    ];
  });
}

function differ(one: WifiNetwork, other: WifiNetwork): boolean {
  return one.bssid !== undefined && other.bssid !== undefined && one.bssid !== other.bssid;
}
