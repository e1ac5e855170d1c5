import type { BondMode } from '../../contract/bond-options.ts';
import { BOND_MODES, BOND_OPTIONS } from '../../contract/bond-options.ts';
import type { AdapterKind, Manager } from '../../contract/snapshot.ts';
import type { BondFacts, LinkFacts, PortFacts, Translation } from '../../plan/machine.ts';

/** The files of one interface in sysfs, as text; null where the kernel gave none. */
export interface LinkFiles {
  name: string;
  ifindex: string | null;
  address: string | null;
  flags: string | null;
  mtu: string | null;
  carrier: string | null;
  speed: string | null;
  duplex: string | null;
  type: string | null;
  alias: string | null;
  master: string | null;
  uppers: string[];
  driver: string | null;
  subsystem: string | null;
  wireless: boolean;
  bridge: boolean;
  bond: boolean;
  device: boolean;
  /** rtnetlink's kind, for virtual interfaces. */
  kind: string | null;
  permanentMac: string | null;
  udev: string | null;
  product: string | null;
  rxBytes: string | null;
  txBytes: string | null;
  disableIpv6: string | null;
  acceptRa: string | null;
  rfkill: { soft: boolean; hard: boolean };
  manager: Manager;
  fourAddress: boolean;
  translation: Translation | null;
}

/** if_arp.h */
const ARPHRD_ETHER = 1;
/** if.h */
const IFF_UP = 0x1;
/** Virtual kinds that carry Ethernet frames of their own and so can be a port; bridges and their like cannot. */
const PORT_KINDS = ['veth', 'dummy', 'macvlan', 'vlan', 'tun', 'gretap', 'ip6gretap', 'vxlan', 'geneve', 'netdevsim'];

export function decodeLink(files: LinkFiles): LinkFacts {
  const up = (Number(files.flags ?? 0) & IFF_UP) !== 0;
  const speed = Number(files.speed ?? -1);
  return {
    name: files.name,
    index: Number(files.ifindex ?? 0),
    type: typeOf(files),
    label: labelOf(files),
    driver: files.driver,
    bus: files.subsystem === 'usb' ? 'usb' : files.device ? 'pci' : 'virtual',
    mac: files.address ?? '',
    permanentMac: files.permanentMac,
    mtu: Number(files.mtu ?? 0),
    up,
    carrier: up && files.carrier !== null ? files.carrier === '1' : null,
    // -1 and 4294967295 are the kernel's "unknown" (ethtool.h, SPEED_UNKNOWN).
    speedMbps: Number.isInteger(speed) && speed > 0 && speed < 4_294_967_295 ? speed : null,
    duplex: files.duplex === 'full' || files.duplex === 'half' ? files.duplex : null,
    master: files.master,
    uppers: files.uppers,
    alias: files.alias === '' ? null : files.alias,
    rfkill: files.rfkill.hard ? 'hard' : files.rfkill.soft ? 'soft' : 'none',
    manager: files.manager,
    fourAddress: files.fourAddress,
    translation: files.translation,
    sysctls: {
      ...(files.disableIpv6 === null ? {} : { disable_ipv6: files.disableIpv6 }),
      ...(files.acceptRa === null ? {} : { accept_ra: files.acceptRa }),
    },
    rxBytes: Number(files.rxBytes ?? 0),
    txBytes: Number(files.txBytes ?? 0),
  };
}

function typeOf(files: LinkFiles): AdapterKind | 'bond' | 'other' {
  if (files.bond) return 'bond';
  if (Number(files.type) !== ARPHRD_ETHER || files.bridge) return 'other';
  if (files.wireless) return 'wifi';
  if (files.device) return 'ethernet';
  return files.kind !== null && PORT_KINDS.includes(files.kind) ? 'virtual' : 'other';
}

/** What udev's hardware database calls it, else what the USB device calls itself. */
function labelOf(files: LinkFiles): string | null {
  const entry = (key: string) => new RegExp(`^E:${key}=(.+)$`, 'm').exec(files.udev ?? '')?.[1]?.trim();
  const vendor = entry('ID_VENDOR_FROM_DATABASE');
  const model = entry('ID_MODEL_FROM_DATABASE') ?? files.product ?? undefined;
  const label = [vendor, model].filter((part) => part !== undefined && part !== '').join(' ');
  return label === '' ? null : label.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 80);
}

/**
 * `/sys/class/net/BOND/bonding/*`: enums are printed as "name number", lists with commas or spaces, and what is not
 * set as an empty line (bond_sysfs.c). `elsewhere` are the options that it does not have.
 */
export function decodeBond(
  name: string,
  files: Record<string, string | null>,
  elsewhere: Record<string, string>,
  others: Record<string, string>,
): BondFacts {
  const options: Record<string, string> = { ...elsewhere };
  for (const option of BOND_OPTIONS) {
    const text = files[option.name];
    if (option.scope !== 'bond' || text === undefined || text === null) continue;
    options[option.name] = decodeOption(option.domain.kind, text);
  }
  const mode = BOND_MODES.find((candidate) => candidate === options['mode']) ?? BOND_MODES[0];
  return {
    name,
    mode: mode satisfies BondMode,
    options,
    others,
    ports: words(files['slaves']),
    activePort: words(files['active_slave'])[0] ?? null,
  };
}

function decodeOption(kind: string, text: string): string {
  if (kind === 'enum') return words(text)[0] ?? '';
  return kind === 'ipv4-list' || kind === 'ipv6-list' ? words(text.replaceAll(',', ' ')).join(',') : text.trim();
}

export function decodePort(files: {
  miiStatus: string | null;
  linkFailures: string | null;
  options: Record<string, string>;
}): PortFacts {
  const status = files.miiStatus;
  return {
    miiStatus: status === 'up' || status === 'going down' || status === 'going back' ? status : 'down',
    linkFailures: Number(files.linkFailures ?? 0),
    options: files.options,
  };
}

function words(text: string | null | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}
