import { hasActivePort, type BondMode } from '../contract/bond-options.ts';
import type { ChosenDefault, Refusal } from '../contract/plan.ts';
import type { OptionValue } from '../contract/profile.ts';

/** What is known of the ports when defaults are chosen. */
export interface PortMix {
  cablePorts: number;
  wifiPorts: number;
  /** Wi-Fi ports of which an access point takes one address alone. */
  stations: number;
  /** Some are ad-hoc cells, whose other end must be asked whether they carry. */
  cells: boolean;
  /** Whom the bond can ask where the profile names nobody. */
  gateway: string | undefined;
  /** The cable that the profile names first. */
  firstCable: string | null;
}

/** Our choices for what the profile leaves open; where we have none, the kernel's default stands. */
export function defaultOptions(mode: BondMode, given: Record<string, OptionValue>, ports: PortMix): ChosenDefault[] {
  const chosen = [...monitoring(given, ports), primary(mode, given, ports), primaryReselect(mode, given, ports)];
  if (mode === 'active-backup' && ports.stations > 0) chosen.push(failOverMac(given));
  return chosen.filter((choice) => choice !== null && given[choice.option] === undefined) as ChosenDefault[];
}

/** "follow" sets the MAC address of a port in use, which mac80211 refuses while it is associated. */
export function refusedOnWifi(values: Record<string, string>, wifiPorts: number): Refusal[] {
  if (values.fail_over_mac !== 'follow' || wifiPorts === 0) return [];
  return [
    {
      code: 'follow-on-wifi',
      about: 'bond.options.fail_over_mac',
      message:
        '"follow" gives the active port another MAC address, which a connected Wi-Fi port refuses: after a failover nothing gets through.',
      mend: 'Use "active" (the bond takes the address of its active port), or leave it out.',
    },
  ];
}

function monitoring(given: Record<string, OptionValue>, { cells, gateway }: PortMix): ChosenDefault[] {
  if (cells && given.miimon === undefined) return asking(given, gateway);
  if (isOnValue(given.arp_interval)) return [];
  return [
    {
      option: 'miimon',
      value: 100,
      why: 'The kernel leaves link monitoring off, and then a pulled cable is never noticed; 100 ms finds it soon enough.',
    },
  ];
}

function asking(given: Record<string, OptionValue>, gateway: string | undefined): ChosenDefault[] {
  const why = 'An ad-hoc cell shows carrier also when the other end has left it, so the other end is asked.';
  if (given.arp_ip_target !== undefined) return [{ option: 'arp_interval', value: 100, why }];
  return gateway === undefined
    ? []
    : [
        { option: 'arp_interval', value: 100, why },
        { option: 'arp_ip_target', value: gateway, why },
      ];
}

function primary(mode: BondMode, given: Record<string, OptionValue>, ports: PortMix): ChosenDefault | null {
  if (!hasActivePort(mode) || ports.firstCable === null || given.primary !== undefined) return null;
  const why =
    ports.wifiPorts > 0
      ? 'The cable is faster and steadier than Wi-Fi, so it is used while it works.'
      : 'The cable named first is used while it works.';
  return { option: 'primary', value: ports.firstCable, why };
}

function primaryReselect(mode: BondMode, given: Record<string, OptionValue>, ports: PortMix): ChosenDefault | null {
  const named = typeof given.primary === 'string' && given.primary !== '';
  if (!hasActivePort(mode) || (!named && primary(mode, given, ports) === null)) return null;
  return {
    option: 'primary_reselect',
    value: 'always',
    why: 'Traffic goes back to the primary port as soon as it works again.',
  };
}

function failOverMac(given: Record<string, OptionValue>): ChosenDefault {
  const choose = (value: string, why: string) => ({ option: 'fail_over_mac', value, why });
  if (isOnValue(given.arp_interval))
    return choose(
      'active',
      'With one address on all ports, ARP monitoring never hears answers on a waiting Wi-Fi port and would hold it down.',
    );
  return choose(
    'none',
    'One MAC address on all ports keeps the address lease and open connections through a failover.',
  );
}

function isOnValue(value: OptionValue | undefined): boolean {
  return value !== undefined && String(value) !== '0' && value !== 'off';
}
