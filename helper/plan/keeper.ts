import type { Action, KeeperFacts, ShownIpv6 } from '../contract/plan.ts';
import type { Profile, ProfilePort } from '../contract/profile.ts';
import { addressesOf, type LinkFacts, type Machine } from './machine.ts';
import type { LinkTarget } from './target.ts';
import { ownAddress } from './translation.ts';

/*
 * Sharing the machine with NetworkManager. Cables it lets go, and they keep their addresses until the bond bears them.
 * Radios it keeps in networks that it knows, with passphrases that only it has, but without addresses there. The bond it
 * shows as a connection of its own, with the addresses that the bond has: so the desktop knows that it is online.
 */

export const NOT_KEPT: KeeperFacts = { managed: false, connection: null, ssid: null, quiet: false, shows: null };

export type EngineName = 'direct' | 'networkmanager';

/** With NetworkManager where it has one of the adapters, or shows the bond already. */
export function engineFor(profile: Profile, machine: Machine, ports: readonly LinkFacts[]): EngineName {
  if (profile.engine !== undefined) return profile.engine;
  const owns = ports.some(({ name }) => machine.kept[name]?.managed) || machine.kept[profile.bond.name]?.shows;
  return owns ? 'networkmanager' : 'direct';
}

/** A radio whose network the profile leaves to NetworkManager is kept by it; all else it lets go. */
export function keeperFor({ wifi }: ProfilePort, link: LinkFacts, machine: Machine): Pick<LinkTarget, 'keeper'> {
  if (wifi?.saved) return { keeper: { hold: { connection: null, ssid: wifi.ssid ?? null } } };
  return machine.kept[link.name]?.managed ? { keeper: { apart: true } } : {};
}

/** What a link that NetworkManager has is put back with: the rest it sets itself. */
export function keptImage(link: LinkFacts, kept: KeeperFacts): LinkTarget {
  return {
    // Given a link that is down, NetworkManager may leave it so.
    up: link.up,
    mtu: link.mtu,
    // A radio that looks around bears made-up addresses, which NetworkManager changes as it likes.
    mac: link.type === 'wifi' ? ownAddress(link) : link.mac,
    master: link.master,
    // Of one that is idle it changes these at its first use, and leaves them so.
    ...(kept.connection === null ? { sysctls: link.sysctls } : {}),
    keeper: { asBefore: kept },
  };
}

/** Before a link joins its bond, and as long as it is in it. */
export function keepApart(machine: Machine, name: string, { keeper }: LinkTarget): Action | null {
  const now = machine.kept[name];
  if (!keeper || !now) return null;
  if ('apart' in keeper || ('asBefore' in keeper && !keeper.asBefore.managed))
    return now.managed ? { kind: 'take-over', link: name } : null;
  const { connection, ssid } = 'hold' in keeper ? keeper.hold : keeper.asBefore;
  if (now.managed && now.connection !== null && now.quiet && (ssid === null || now.ssid === ssid)) return null;
  return { kind: 'hold-wifi', port: name, connection, ssid };
}

/** Last of all that is put back on a free link. */
export function giveBack(machine: Machine, name: string, { keeper }: LinkTarget): Action | null {
  if (!keeper || !('asBefore' in keeper)) return null;
  const now = machine.kept[name];
  const before = keeper.asBefore;
  if (!before.managed) return now?.managed ? { kind: 'take-over', link: name } : null;
  if (!now?.managed) return { kind: 'give-back', link: name };
  const same = before.connection === null ? !now.quiet : now.connection === before.connection;
  return same && now.quiet === before.quiet ? null : { kind: 'reconnect', link: name, connection: before.connection };
}

/** What NetworkManager is told: of a lease its address, else what the bond was given. */
export function presentedAddresses(machine: Machine, bond: string, ipv6: ShownIpv6): string[] {
  const given = addressesOf(machine, bond).filter(({ scope, origin }) => scope !== 'link' && origin === 'manual');
  const of = (family: 4 | 6) => given.filter((one) => one.family === family).map(({ address }) => address);
  const lease = machine.dhcp[bond]?.address ?? null;
  return [...(lease === null ? of(4) : [lease]), ...(ipv6 === 'manual' ? of(6) : [])].sort();
}

/** While it has no ports yet: bringing up its connection, NetworkManager takes a bond down and sets its options. */
export function introduceBond(
  machine: Machine,
  bond: string,
  mode: string,
  wanted: LinkTarget | undefined,
): Action | null {
  const alone = machine.bonds[bond]?.ports.length === 0 && Object.keys(machine.kept).length > 0;
  return wanted?.presents && alone && !machine.kept[bond]?.shows ? { kind: 'introduce', bond, mode } : null;
}

/** Whatever NetworkManager was not told of, it takes away as soon as a port brings the bond carrier. */
export function presentBond(
  machine: Machine,
  bond: string,
  { presents }: LinkTarget,
  gateway: string | null = null,
): Action | null {
  const shows = machine.kept[bond]?.shows;
  if (!presents || !shows) return null;
  const { dns, ipv6 } = presents;
  const servers = dns.length === 0 || shows.dns.join() === dns.join();
  const addresses = presentedAddresses(machine, bond, ipv6);
  if (servers && shows.ipv6 === ipv6 && [...shows.addresses].sort().join() === addresses.join()) return null;
  return { kind: 'present', bond, dns, ipv6, gateway };
}
