import type { AddressSpec, KeeperFacts, RouteSpec, ShownIpv6, WifiFacts, WifiTarget } from '../contract/plan.ts';
import type { Sysctl } from './machine.ts';

/*
 * Where the machine shall be. What a target does not mention is left alone. The same shape serves both ways: a
 * profile gives one (`desire`), and so does the state before a transaction (`image`), which is why there are no
 * hand-written inverse operations.
 */

export interface LinkTarget {
  up?: boolean;
  mac?: string;
  mtu?: number;
  /** null = free. */
  master?: string | null;
  /** All addresses the link shall have, beside those that the kernel makes by itself. */
  addresses?: AddressSpec[];
  /** All routes through the link, beside those that follow from its addresses. */
  routes?: RouteSpec[];
  sysctls?: Partial<Record<Sysctl, string>>;
  wifi?: { join: WifiTarget } | { asBefore: WifiFacts };
  dhcp?: boolean;
  /** What NetworkManager shall do with it: nothing, keep a radio in its network, or what it did before. */
  keeper?: { apart: true } | { hold: { connection: string | null; ssid: string | null } } | { asBefore: KeeperFacts };
  /** Of a bond that NetworkManager shall show; no servers = those of the lease. */
  presents?: { dns: string[]; ipv6: ShownIpv6 };
  /** Frames keep their own source and target beside those of station and access point. */
  fourAddress?: boolean;
  /** null = no rules of ours on it. */
  translation?: { own: string; shown: string } | null;
}

export interface BondTarget {
  name: string;
  profile: string;
  mode: string;
  /** In the order in which the kernel accepts them. */
  options: { name: string; value: string; when: 'no-ports' | 'bond-down' | 'live' | 'with-ports' }[];
  /** In the order of joining. */
  ports: PortTarget[];
  /** The port that carries the machine's connection now, and what of that the bond bears until it has its own. */
  carrying?: { port: string; addresses: AddressSpec[]; routes: RouteSpec[] } | null;
}

export interface PortTarget {
  name: string;
  /** A cable that shows no carrier now is not waited for: it may be plugged in next week. */
  expectedUp: boolean;
  /** It is up when the other end answers the bond, so that the bond has its addresses before it is waited for. */
  asks?: boolean;
  options: { name: string; value: string }[];
}

export interface Target {
  bond: BondTarget | null;
  /** Bonds that shall not exist. */
  absent: string[];
  links: Record<string, LinkTarget>;
  /** No servers = none of ours for this link; null = whatever there is, for example those of a lease. */
  dns: { link: string; servers: string[] } | null;
}
