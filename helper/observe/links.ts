import { BOND_OPTIONS } from '../contract/bond-options.ts';
import { LINK_NAME } from '../contract/profile.ts';
import type { Manager } from '../contract/snapshot.ts';
import { linkEnd, linkFiles, linkNames, list, readLink, readSysctl, readText, uppersOf } from '../kernel/sysfs.ts';
import { knownOption, NO_OPTIONS } from '../plan/force-options.ts';
import type { Machine, Translation } from '../plan/machine.ts';
import type { IpLink } from './decode/ip.ts';
import { decodeBond, decodeLink, decodePort } from './decode/link.ts';

/**
 * Reads all interfaces from sysfs: a few hundred small files, fast enough to be read whole at every event, so that
 * nothing has to be pieced together from deltas. What sysfs does not know comes from the last `ip` reading.
 */
export function readLinks(
  known: ReadonlyMap<string, IpLink>,
  managers: ReadonlyMap<string, Manager>,
  translations: ReadonlyMap<string, Translation>,
  fourAddress: ReadonlySet<string>,
): Pick<Machine, 'links' | 'bonds' | 'ports'> {
  const links: Machine['links'] = {};
  const bonds: Machine['bonds'] = {};
  const ports: Machine['ports'] = {};
  for (const name of linkNames()) {
    if (!LINK_NAME.test(name)) continue;
    const bond = readLink(name, 'bonding/mode') !== null;
    const wireless = list(`/sys/class/net/${name}/phy80211`).length > 0;
    const ifindex = readLink(name, 'ifindex');
    const ip = known.get(name);
    // Counters of a name that has been given to another interface since would be read as the old one's.
    const same = ip && String(ip.index) === ifindex ? ip : undefined;
    links[name] = decodeLink({
      name,
      ifindex,
      address: readLink(name, 'address'),
      flags: readLink(name, 'flags'),
      mtu: readLink(name, 'mtu'),
      carrier: readLink(name, 'carrier'),
      speed: readLink(name, 'speed'),
      duplex: readLink(name, 'duplex'),
      type: readLink(name, 'type'),
      alias: readLink(name, 'ifalias'),
      master: linkEnd(name, 'master'),
      uppers: uppersOf(name),
      driver: linkEnd(name, 'device/driver'),
      subsystem: linkEnd(name, 'device/subsystem'),
      wireless,
      bridge: list(`/sys/class/net/${name}/bridge`).length > 0,
      bond,
      device: readLink(name, 'device/uevent') !== null,
      kind: same?.kind ?? null,
      permanentMac: readLink(name, 'bonding_slave/perm_hwaddr') ?? same?.permanentMac ?? null,
      udev: readText(`/run/udev/data/n${ifindex ?? ''}`),
      product: readLink(name, 'device/../product'),
      rxBytes: readLink(name, 'statistics/rx_bytes'),
      txBytes: readLink(name, 'statistics/tx_bytes'),
      disableIpv6: readSysctl('ipv6', name, 'disable_ipv6'),
      acceptRa: readSysctl('ipv6', name, 'accept_ra'),
      rfkill: wireless ? readRfkill(name) : { soft: false, hard: false },
      manager: managers.get(name) ?? 'none',
      fourAddress: wireless && fourAddress.has(name),
      translation: (same && translations.get(name)) ?? null,
    });
    if (bond) {
      const unknown = { ...others(same?.bondData ?? {}), ...readOthers(name) };
      bonds[name] = decodeBond(name, readBondFiles(name), same?.bondOptions ?? {}, unknown);
    }
    const miiStatus = readLink(name, 'bonding_slave/mii_status');
    if (miiStatus !== null) {
      const linkFailures = readLink(name, 'bonding_slave/link_failure_count');
      ports[name] = decodePort({ miiStatus, linkFailures, options: same?.portOptions ?? {} });
    }
  }
  return { links, bonds, ports };
}

function readBondFiles(name: string): Record<string, string | null> {
  const files = [...BOND_OPTIONS.filter(({ scope }) => scope === 'bond').map((option) => option.name), 'slaves'];
  return Object.fromEntries(files.map((file) => [file, readLink(name, `bonding/${file}`)]));
}

/** What a newer kernel has beside our table. */
function readOthers(name: string): Record<string, string> {
  const read = linkFiles(name, 'bonding')
    .filter(isOther)
    .map((file) => [file, readLink(name, `bonding/${file}`)] as const);
  return Object.fromEntries(read.flatMap(([file, text]) => (text === null ? [] : [[file, text.trim()]])));
}

function others(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => isOther(name)));
}

function isOther(name: string): boolean {
  return knownOption(name) === null && !NO_OPTIONS.includes(name);
}

function readRfkill(name: string): { soft: boolean; hard: boolean } {
  const phy = `/sys/class/net/${name}/phy80211`;
  const switches = list(phy).filter((entry) => entry.startsWith('rfkill'));
  const on = (file: string) => switches.some((entry) => readText(`${phy}/${entry}/${file}`) === '1');
  return { soft: on('soft'), hard: on('hard') };
}
