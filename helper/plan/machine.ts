import type { BondMode } from '../contract/bond-options.ts';
import type { AddressSpec, KeeperFacts, ResolverFacts, RouteSpec, WifiFacts } from '../contract/plan.ts';
import type { AdapterKind, Manager } from '../contract/snapshot.ts';

/*
 * What was read from the machine, as far as planning needs it. Facts, no opinions: what may take part, what is ours
 * and what should happen is decided elsewhere.
 */

/** Per-link kernel switches that a bond needs in a certain position; `net/ipv6/conf/LINK/…`. */
export const SYSCTLS = ['disable_ipv6', 'accept_ra'] as const;
export type Sysctl = (typeof SYSCTLS)[number];

/**
 * One-to-one MAC translation on a Wi-Fi port: the access point sees `own`, the bond `shown`. `whole` is false when some of
 * the rules are missing.
 */
export interface Translation {
  own: string;
  shown: string;
  whole: boolean;
}

export interface LinkFacts {
  name: string;
  index: number;
  /** `bond`, or what kind of adapter it is; `other` for what can never be a port (loopback, bridges, …). */
  type: AdapterKind | 'bond' | 'other';
  label: string | null;
  driver: string | null;
  bus: 'pci' | 'usb' | 'virtual' | null;
  mac: string;
  /** Burnt into the hardware; null where the driver does not tell. */
  permanentMac: string | null;
  mtu: number;
  up: boolean;
  /** null while the link is down: the kernel does not say then. */
  carrier: boolean | null;
  speedMbps: number | null;
  duplex: 'full' | 'half' | null;
  master: string | null;
  /** What stands on it: VLANs and their like, and its master. */
  uppers: string[];
  alias: string | null;
  rfkill: 'none' | 'soft' | 'hard';
  manager: Manager;
  /** A Wi-Fi adapter in four-address mode, which an ordinary access point does not understand. */
  fourAddress: boolean;
  /** What Linkbraid's own rules on this link translate. */
  translation: Translation | null;
  sysctls: Partial<Record<Sysctl, string>>;
  rxBytes: number;
  txBytes: number;
}

export interface BondFacts {
  name: string;
  mode: BondMode;
  /** The kernel's own spelling, from `/sys/class/net/BOND/bonding/`. */
  options: Record<string, string>;
  /** What the kernel has beside the options of our table, as it prints them. */
  others: Record<string, string>;
  /** In the kernel's order. */
  ports: string[];
  activePort: string | null;
}

export interface PortFacts {
  miiStatus: 'up' | 'going down' | 'down' | 'going back';
  linkFailures: number;
  /** The port's own options, as far as this kernel and its `ip` tell them. */
  options: Record<string, string>;
}

/** Where an address came from decides who puts it back: what the kernel makes by itself is left to the kernel. */
export interface AddressFacts extends AddressSpec {
  link: string;
  origin: 'manual' | 'kernel' | 'router';
}

export interface Machine {
  bootId: string;
  kernel: string;
  bonding: 'loaded' | 'available' | 'missing';
  links: Record<string, LinkFacts>;
  bonds: Record<string, BondFacts>;
  ports: Record<string, PortFacts>;
  addresses: AddressFacts[];
  routes: (RouteSpec & { origin: 'manual' | 'kernel' | 'router' })[];
  resolver: ResolverFacts;
  wifi: Record<string, WifiFacts>;
  /** By link, what NetworkManager has to do with it; empty where none runs. */
  kept: Record<string, KeeperFacts>;
  /** Links on which our DHCP client runs, with the address it got. */
  dhcp: Record<string, { address: string | null }>;
}

/** A radio that no supplicant has. */
export const NO_WIFI: WifiFacts = {
  supplicant: false,
  state: 'off',
  ssid: null,
  bssid: null,
  frequencyMhz: null,
  signalDbm: null,
  txMbps: null,
  rxMbps: null,
  ours: null,
  networks: [],
};

export function addressesOf(machine: Machine, link: string): AddressFacts[] {
  return machine.addresses.filter((address) => address.link === link);
}

export function routesOf(machine: Machine, link: string): Machine['routes'] {
  return machine.routes.filter((route) => route.link === link);
}

/** Where a link's default route leads; the IPv4 one where there are both, if no family is asked for. */
export function gatewayOf(machine: Machine, link: string, only?: 4 | 6): string | null {
  const routes = machine.routes.filter(
    ({ link: its, destination, gateway, family }) =>
      its === link && destination === 'default' && gateway !== null && (only ?? family) === family,
  );
  return (routes.find(({ family }) => family === 4) ?? routes[0])?.gateway ?? null;
}
