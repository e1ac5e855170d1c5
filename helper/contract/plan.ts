import type { OptionValue } from './profile.ts';

/*
 * A plan is the ordered list of touches that lead from what is to what is wanted, or the reasons why there is none.
 * Actions are data: the executor carries them out, the journal records them, people read `says`.
 */

export interface AddressSpec {
  /** With prefix length, e.g. `10.0.200.2/24`. */
  address: string;
  family: 4 | 6;
  broadcast: string | null;
  scope: string;
  /** Kernel flags worth keeping: `noprefixroute`, `mngtmpaddr`, `home`, `nodad`. */
  flags: string[];
  /** Seconds from now; null = for ever. */
  validSeconds: number | null;
  preferredSeconds: number | null;
  label: string | null;
  metric: number | null;
  peer: string | null;
}

export interface RouteSpec {
  family: 4 | 6;
  /** `default` or a prefix. */
  destination: string;
  gateway: string | null;
  link: string;
  table: string;
  protocol: string;
  scope: string | null;
  metric: number | null;
  source: string | null;
  type: string;
  onlink: boolean;
  mtu: number | null;
}

/** What a Wi-Fi port shall join. The passphrase stays out: the engine asks the secret store by profile and port. */
export interface WifiTarget {
  ssid: string;
  security: 'open' | 'owe' | 'wpa2-psk' | 'wpa3-sae';
  bssid: string | null;
  band: '2.4' | '5' | '6' | null;
  hidden: boolean;
  /** Of a cell without an access point. */
  adHocMhz: number | null;
}

/** What a Wi-Fi adapter was doing before: the networks of others that its supplicant knew, by handle. */
export interface WifiFacts {
  /** False when wpa_supplicant does not have this interface. */
  supplicant: boolean;
  state: 'off' | 'disconnected' | 'scanning' | 'associating' | 'connected';
  ssid: string | null;
  bssid: string | null;
  frequencyMhz: number | null;
  signalDbm: number | null;
  txMbps: number | null;
  rxMbps: number | null;
  /** SSID of the network that Linkbraid told it to join, associated or not. */
  ours: string | null;
  networks: { handle: string; enabled: boolean; current: boolean }[];
}

/** `ipv6.method` as NetworkManager has it: the kernel looks after it, or it was given by hand, or there is none. */
export type ShownIpv6 = 'ignore' | 'manual' | 'disabled';

/** What NetworkManager does with a link, as far as it is its own. */
export interface KeeperFacts {
  /** False while it keeps its hands off. */
  managed: boolean;
  /** UUID of the connection that it has brought up, or is bringing up, there. */
  connection: string | null;
  /** `network` of a radio: what the connection joins. */
  ssid: string | null;
  /** Whether that connection leaves addresses to others: it keeps the link alone. */
  quiet: boolean;
  /** Of a bond of ours: what NetworkManager shows as its own connection there. */
  shows: { addresses: string[]; dns: string[]; ipv6: ShownIpv6 } | null;
}

export interface ResolverFacts {
  kind: 'file' | 'resolved' | 'resolvconf';
  /** Name servers that we have set, by link. What stood there before them is kept by the resolver's own record. */
  ours: Record<string, string[]>;
}

export type Action =
  | { kind: 'load-module'; module: 'bonding' }
  | { kind: 'create-bond'; bond: string; mode: string; profile: string; mac: string | null }
  | { kind: 'mark-bond'; bond: string; profile: string }
  | { kind: 'delete-bond'; bond: string }
  | { kind: 'set-option'; bond: string; option: string; value: string }
  | { kind: 'set-port-option'; bond: string; port: string; option: string; value: string }
  | { kind: 'set-mtu'; link: string; mtu: number }
  | { kind: 'set-mac'; link: string; mac: string }
  | { kind: 'set-up'; link: string; up: boolean }
  | { kind: 'set-sysctl'; link: string; key: string; value: string }
  | { kind: 'join'; bond: string; port: string }
  /** The port that carries now: its addresses off, into the bond, the bond up with its routes, all in one go. */
  | { kind: 'move-port'; bond: string; port: string; routes: RouteSpec[] }
  | { kind: 'leave'; bond: string; port: string }
  | { kind: 'translate'; port: string; own: string; shown: string }
  | { kind: 'stop-translating'; port: string }
  | { kind: 'set-four-address'; port: string; on: boolean }
  | { kind: 'announce'; bond: string; port: string }
  | { kind: 'clear-addresses'; link: string }
  | { kind: 'add-address'; link: string; address: AddressSpec }
  | { kind: 'remove-address'; link: string; address: AddressSpec }
  | { kind: 'add-route'; route: RouteSpec }
  | { kind: 'remove-route'; route: RouteSpec }
  | { kind: 'associate'; port: string; wifi: WifiTarget }
  | { kind: 'restore-wifi'; port: string; before: WifiFacts }
  /** NetworkManager keeps its hands off a link; its addresses stay until they are taken off. */
  | { kind: 'take-over'; link: string }
  | { kind: 'give-back'; link: string }
  /** NetworkManager keeps a radio in a network that it knows, and nothing else there. Both null: any in range. */
  | { kind: 'hold-wifi'; port: string; connection: string | null; ssid: string | null }
  | { kind: 'reconnect'; link: string; connection: string | null }
  /** NetworkManager shows the bond as a connection, and with it name servers and the way out. */
  | { kind: 'introduce'; bond: string; mode: string }
  /** `gateway`: of the connection that moves into the bond with its port, until the bond has its own. */
  | { kind: 'present'; bond: string; dns: string[]; ipv6: ShownIpv6; gateway: string | null }
  | { kind: 'start-dhcp'; link: string }
  | { kind: 'stop-dhcp'; link: string }
  | { kind: 'set-dns'; link: string; servers: string[] }
  | { kind: 'restore-dns'; link: string }
  | { kind: 'wait-port'; bond: string; port: string; required: boolean }
  | { kind: 'wait-lease'; link: string }
  | { kind: 'verify-gateway'; bond: string }
  | { kind: 'verify-ports'; bond: string };

/** What a step costs the people using the link while it runs. */
export type Interruption = 'nothing' | 'blink' | 'association' | 'connection';

export interface PlanStep {
  id: string;
  action: Action;
  /** One English sentence; the window may word it in another language from `action`. */
  says: string;
  interrupts: Interruption;
}

/** A value the profile did not name, and why this one. */
export interface ChosenDefault {
  option: string;
  value: OptionValue;
  why: string;
}

export interface Refusal {
  code: string;
  /** Path of the profile field, or the adapter, that it is about. */
  about: string;
  message: string;
  mend: string;
}

export interface Plan {
  /** Names this very plan: `up` with it is refused when the links moved since. */
  id: string;
  profile: string;
  bond: string;
  /** By what means: the kernel alone, or with NetworkManager. */
  engine?: 'direct' | 'networkmanager';
  /** Empty when the machine is already as wanted. */
  steps: PlanStep[];
  defaults: ChosenDefault[];
  warnings: { code: string; about: string; message: string }[];
  /** When not empty, `steps` is empty and nothing can be applied. */
  refusals: Refusal[];
}
