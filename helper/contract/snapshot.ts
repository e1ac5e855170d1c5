import type { BondMode } from './bond-options.ts';
import type { Transaction } from './transaction.ts';

/*
 * What is, as read from the system. A number that is not known is null, never 0 or a guess. Units stand in the names.
 */

export type AdapterKind = 'ethernet' | 'wifi' | 'virtual';
export type PortRole = 'active' | 'backup' | 'joining' | 'down';
export type HealthLevel = 'good' | 'fair' | 'poor' | 'dead';

/** Who looks after an adapter now. `none` = only the kernel and whatever was typed by hand. */
export type Manager = 'none' | 'linkbraid' | 'networkmanager' | 'networkd' | 'ifupdown' | 'wpa_supplicant' | 'other';

/** Why an adapter cannot take part. */
export type UnusableReason =
  | 'in-other-bond' // port of a bond that is not ours
  | 'in-bridge' // port of a bridge or another master
  | 'managed-by-other' // another network manager would fight us
  | 'rfkill-hard' // a switch on the machine turns the radio off
  | 'rfkill-soft'
  | 'not-station'; // Wi-Fi interface in access-point, monitor or other mode

export interface Traffic {
  rxBytes: number;
  txBytes: number;
  /** Over the last second; null until two readings exist. */
  rxBitsPerSecond: number | null;
  txBitsPerSecond: number | null;
}

export interface WifiStatus {
  /** null while not associated. Bytes that are not UTF-8 are shown as U+FFFD. */
  ssid: string | null;
  bssid: string | null;
  frequencyMhz: number | null;
  signalDbm: number | null;
  txMbps: number | null;
  rxMbps: number | null;
  state: 'off' | 'disconnected' | 'scanning' | 'associating' | 'connected';
}

export interface Adapter extends Traffic {
  name: string;
  kind: AdapterKind;
  /** What a person would call it, from the hardware database or driver, e.g. "Intel Wi-Fi 6 AX200"; null if unknown. */
  label: string | null;
  bus: 'pci' | 'usb' | 'virtual' | null;
  driver: string | null;
  mac: string;
  permanentMac: string | null;
  mtu: number;
  up: boolean;
  carrier: boolean | null;
  speedMbps: number | null;
  duplex: 'full' | 'half' | null;
  /** The bond (or other master) it is in. */
  master: string | null;
  addresses: string[];
  gateway: string | null;
  manager: Manager;
  usable: boolean;
  unusable: { reason: UnusableReason; message: string; mend: string } | null;
  wifi: WifiStatus | null;
}

/** Of the frames sent in the last seconds; of the beacons since joining. */
export interface AirFigures {
  retriesPercent: number | null;
  failedPercent: number | null;
  beaconsLost: number | null;
  inactiveMs: number | null;
}

export interface Port extends Traffic {
  name: string;
  kind: AdapterKind;
  label: string | null;
  role: PortRole;
  carrier: boolean | null;
  miiStatus: 'up' | 'going down' | 'down' | 'going back' | null;
  linkFailures: number | null;
  /** Its own options by the kernel's names, as far as this kernel tells them. */
  options?: Record<string, string | number>;
  mac: string;
  permanentMac: string | null;
  speedMbps: number | null;
  duplex: 'full' | 'half' | null;
  wifi: WifiStatus | null;
  /** To the gateway and back through this port; null or left out where it is not measured. */
  latencyMs?: number | null;
  /** How much that differs from one time to the next. */
  jitterMs?: number | null;
  /** Share of probes of late that got no answer, 0 to 100. */
  lossPercent?: number | null;
  /** What the radio itself counts, over the last seconds; null or left out where it does not. */
  air?: AirFigures | null;
  health: { level: HealthLevel; score: number; reasons: string[] };
}

export interface Bond extends Traffic {
  name: string;
  /** Name of the profile it was made from; null for a bond that others made. */
  profile: string | null;
  /** Made or adopted by Linkbraid. */
  ours: boolean;
  /** Who looks after it. */
  manager: Manager;
  mode: BondMode;
  mac: string;
  mtu: number;
  up: boolean;
  carrier: boolean | null;
  activePort: string | null;
  addresses: string[];
  gateway: string | null;
  dns: string[];
  /** As the kernel prints them, by the kernel's names. */
  options: Record<string, string | number>;
  ports: Port[];
}

export interface ProfileSummary {
  name: string;
  bond: string;
  mode: BondMode;
  ports: string[];
  autoActivate: boolean;
  /** After a restore a profile waits for a person: it does not come up by itself. */
  suspended: boolean;
  /** Name of the bond that runs it now. */
  activeBond: string | null;
}

export interface Snapshot {
  /** Grows by at least one with every change; a reader may see gaps, never a step back. */
  sequence: number;
  /** Wall clock of the reading, milliseconds since 1970. */
  at: number;
  bonding: { state: 'loaded' | 'available' | 'missing'; kernel: string };
  adapters: Adapter[];
  bonds: Bond[];
  profiles: ProfileSummary[];
  transaction: Transaction | null;
}
