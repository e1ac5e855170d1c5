import type { Action } from '../contract/plan.ts';
import { profileOf, sameAddress, sameRoute } from './image.ts';
import { readsAs } from './force-options.ts';
import { giveBack, introduceBond, keepApart, presentBond } from './keeper.ts';
import { addressesOf, routesOf, SYSCTLS, type LinkFacts, type Machine } from './machine.ts';
import { standingAbove } from './standing.ts';
import type { BondTarget, LinkTarget, PortTarget, Target } from './target.ts';

/** Looks for one difference between what is and what shall be, and names the action that mends it. */
export type Rule = (machine: Machine, target: Target) => Action | null;

/*
 * Order constraints, each from the kernel unless said otherwise:
 * - what uses a bond (DHCP client, resolver) stops before the bond is touched;
 * - a port leaves before its bond is deleted, so that it gets its own address and MTU back one by one;
 * - mode and its like need a bond without ports (bond_options.c, BOND_OPTFLAG_NOSLAVES), some need it down (IFDOWN);
 * - a port must be down and without addresses to join; joining brings it up (bond_enslave);
 * - a MAC can be set on a Wi-Fi adapter only while it is down, so it associates after joining (mac80211 ieee80211_change_mac);
 * - a new bond stays down until the port that carries now moves in: two links that are up with one MAC address on one
 *   network fail duplicate address detection (net/ipv6/addrconf.c);
 * - joining gives a port the bond's MAC, so one that keeps its own gets it back right after, before it associates;
 * - translation is there before the first frame of the bond, and gone before the port is free: on a free one it would
 *   hand its frames to an address that nobody has;
 * - an interface needs to be up before routes through it can exist;
 * - a VLAN goes down with its bond and loses its routes and IPv6 addresses; it comes up only on one that is up.
 */
export const RULES: readonly Rule[] = [
  stopDhcp,
  restoreResolver,
  leaveWrongBond,
  deleteBond,
  loadModule,
  createBond,
  markBond,
  showBond,
  setBondOptions,
  prepareBondLink,
  restoreFreeLinks,
  bringPortsIn,
  keepUppers,
];

function stopDhcp(machine: Machine, target: Target): Action | null {
  for (const link of Object.keys(machine.dhcp)) {
    if (target.absent.includes(link) || target.links[link]?.dhcp === false || !machine.links[link])
      return { kind: 'stop-dhcp', link };
  }
  return null;
}

/** Only while our own servers stand there: what others wrote since is theirs. */
function restoreResolver({ resolver }: Machine, { dns }: Target): Action | null {
  return dns?.servers.length === 0 && resolver.ours[dns.link] ? { kind: 'restore-dns', link: dns.link } : null;
}

function leaveWrongBond(machine: Machine, target: Target): Action | null {
  // A bond that is not spoken of keeps its ports, also one that was ours once and has been given to it since.
  const spokenOf = Object.values(machine.bonds).filter(
    ({ name }) => target.absent.includes(name) || target.bond?.name === name,
  );
  for (const bond of spokenOf) {
    // Last in, first out: in active-backup the port that carries the traffic is usually the first.
    for (const port of [...bond.ports].reverse()) {
      const wanted = target.links[port]?.master;
      const mustGo =
        target.absent.includes(bond.name) ||
        (wanted !== undefined && wanted !== bond.name) ||
        (target.bond?.name === bond.name && !target.bond.ports.some(({ name }) => name === port));
      if (mustGo) return takeOut(machine, bond.name, port);
    }
  }
  return null;
}

function takeOut(machine: Machine, bond: string, port: string): Action {
  return machine.links[port]?.translation ? { kind: 'stop-translating', port } : { kind: 'leave', bond, port };
}

function deleteBond(machine: Machine, target: Target): Action | null {
  const bond = target.absent.find((name) => machine.bonds[name]);
  return bond ? { kind: 'delete-bond', bond } : null;
}

function loadModule(machine: Machine, target: Target): Action | null {
  return target.bond && machine.bonding !== 'loaded' ? { kind: 'load-module', module: 'bonding' } : null;
}

function createBond(machine: Machine, { bond, links }: Target): Action | null {
  if (!bond || machine.bonds[bond.name]) return null;
  const mac = links[bond.name]?.mac ?? null;
  return { kind: 'create-bond', bond: bond.name, mode: bond.mode, profile: bond.profile, mac };
}

/** One that a module load left behind is ours from now on, and one that runs another profile bears the new name. */
function markBond(machine: Machine, { bond }: Target): Action | null {
  if (!bond || !machine.bonds[bond.name] || (profileOf(machine, bond.name) ?? '') === bond.profile) return null;
  return { kind: 'mark-bond', bond: bond.name, profile: bond.profile };
}

function showBond(machine: Machine, { bond, links }: Target): Action | null {
  return bond && introduceBond(machine, bond.name, bond.mode, links[bond.name]);
}

function setBondOptions(machine: Machine, { bond: wanted }: Target): Action | null {
  const bond = wanted && machine.bonds[wanted.name];
  if (!bond) return null;
  const options = [{ name: 'mode', value: wanted.mode, when: 'no-ports' as const }, ...wanted.options];
  for (const { name, value, when } of options) {
    if (when === 'with-ports' || readsAs(bond, name, value)) continue;
    const lastPort = bond.ports.at(-1);
    if (when === 'no-ports' && lastPort) return takeOut(machine, bond.name, lastPort);
    if (when !== 'live' && machine.links[bond.name]?.up) {
      // Its routes go with the bond; a client that starts anew brings them back.
      if (machine.dhcp[bond.name]) return { kind: 'stop-dhcp', link: bond.name };
      return { kind: 'set-up', link: bond.name, up: false };
    }
    return { kind: 'set-option', bond: bond.name, option: name, value };
  }
  return null;
}

function prepareBondLink(machine: Machine, target: Target): Action | null {
  const name = target.bond?.name;
  const link = name === undefined ? undefined : machine.links[name];
  const wanted = name === undefined ? undefined : target.links[name];
  return link && wanted ? (matchMtu(link, wanted) ?? matchSysctls(link, wanted)) : null;
}

function restoreFreeLinks(machine: Machine, target: Target): Action | null {
  for (const [name, wanted] of Object.entries(target.links)) {
    const link = machine.links[name];
    if (!link || name === target.bond?.name || wanted.master !== null || link.master !== null) continue;
    const action =
      matchTranslation(link, wanted) ??
      matchMac(link, wanted) ??
      matchMtu(link, wanted) ??
      matchSysctls(link, wanted) ??
      matchFourAddress(link, wanted) ??
      matchWifi(machine, name, wanted) ??
      matchUp(link, wanted) ??
      addMissingAddress(machine, name, wanted) ??
      (link.up ? addMissingRoute(machine, name, wanted) : null) ??
      giveBack(machine, name, wanted);
    if (action) return action;
  }
  return null;
}

function bringPortsIn(machine: Machine, target: Target): Action | null {
  const { bond } = target;
  if (!bond || !machine.bonds[bond.name]) return null;
  // Addresses come as soon as a first link can carry them, so that the others join under running traffic.
  const carrying = bond.ports.find(({ name }) => name === bond.carrying?.port && machine.links[name]);
  const anchor = carrying ?? bond.ports.find((port) => port.expectedUp) ?? bond.ports.at(-1);
  for (const port of bond.ports) {
    const action =
      bringPortIn(machine, target, bond, port) ?? (port === anchor ? connectBond(machine, target, bond.name) : null);
    if (action) return action;
  }
  for (const { name, value } of bond.options.filter((option) => option.when === 'with-ports')) {
    const facts = machine.bonds[bond.name];
    // The driver passes over a port that carries nothing, without a word.
    if (name === 'active_slave' && value !== '' && machine.ports[value]?.miiStatus !== 'up') continue;
    // A primary that is not there (unplugged) is recorded for the day it comes, and does not show.
    const shown = name === 'primary' && !facts?.ports.includes(value) ? '' : value;
    if (facts && !readsAs(facts, name, shown)) return { kind: 'set-option', bond: bond.name, option: name, value };
  }
  const silent = bond.ports.find(
    ({ name, asks }) => asks && machine.ports[name] && machine.ports[name].miiStatus !== 'up',
  );
  if (silent) return { kind: 'wait-port', bond: bond.name, port: silent.name, required: true };
  return bond.ports.length === 0 ? connectBond(machine, target, bond.name) : null;
}

function bringPortIn(machine: Machine, target: Target, bond: BondTarget, port: PortTarget): Action | null {
  const link = machine.links[port.name];
  // Not there (unplugged), or given to another master since: the rest of the bond goes on without it.
  if (!link || (link.master !== null && link.master !== bond.name)) return null;
  const carrying = bond.carrying?.port;
  const wanted = target.links[port.name];
  const apart = wanted && keepApart(machine, port.name, wanted);
  if (apart) return apart;
  if (link.master !== bond.name) {
    if (port.name === carrying) return movePort(machine, target, bond);
    if (hasAddresses(machine, port.name)) return { kind: 'clear-addresses', link: port.name };
    if (link.up) return { kind: 'set-up', link: port.name, up: false };
    return { kind: 'join', bond: bond.name, port: port.name };
  }
  const own = keepOwnAddress(link, wanted);
  if (own) return own;
  const bondLink = machine.links[bond.name];
  const waits = carrying !== undefined && machine.links[carrying]?.master === null;
  if (target.links[bond.name]?.up !== false && bondLink && !bondLink.up && !waits)
    return { kind: 'set-up', link: bond.name, up: true };
  // Joining brings it up; down it was set by somebody since.
  if (!link.up) return { kind: 'set-up', link: port.name, up: true };
  const differs = port.options.find(({ name, value }) => machine.ports[port.name]?.options[name] !== value);
  if (differs)
    return { kind: 'set-port-option', bond: bond.name, port: port.name, option: differs.name, value: differs.value };
  const mode = matchFourAddress(link, wanted);
  if (mode) return mode;
  const wifi = wanted?.wifi;
  if (wifi && 'join' in wifi && machine.wifi[port.name]?.ours !== wifi.join.ssid)
    return { kind: 'associate', port: port.name, wifi: wifi.join };
  if (port.expectedUp && !port.asks && machine.ports[port.name]?.miiStatus !== 'up')
    return { kind: 'wait-port', bond: bond.name, port: port.name, required: wifi !== undefined || isHeld(wanted) };
  return null;
}

function isHeld(wanted: LinkTarget | undefined): boolean {
  return wanted?.keeper !== undefined && 'hold' in wanted.keeper;
}

/** What the bond shall bear is on it before, so that nothing but the move itself is in between. */
function movePort(machine: Machine, target: Target, bond: BondTarget): Action | null {
  const { carrying, name } = bond;
  const wanted = target.links[name];
  if (!carrying || !wanted) return null;
  const all = { ...wanted, addresses: [...(wanted.addresses ?? []), ...carrying.addresses] };
  const routes = [...(wanted.routes ?? []), ...carrying.routes];
  const gateway = routes.find(({ destination, family }) => destination === 'default' && family === 4)?.gateway ?? null;
  return (
    addMissingAddress(machine, name, all) ??
    presentBond(machine, name, wanted, gateway) ?? { kind: 'move-port', bond: name, port: carrying.port, routes }
  );
}

function keepOwnAddress(link: LinkFacts, wanted: LinkTarget | undefined): Action | null {
  if (!wanted) return null;
  const stale = wanted.translation === null && link.translation !== null;
  return (
    (stale ? matchTranslation(link, wanted) : null) ??
    matchMac(link, wanted) ??
    // A port is up as long as it is one, whatever it was before.
    (link.up ? null : { kind: 'set-up', link: link.name, up: true }) ??
    matchTranslation(link, wanted)
  );
}

function connectBond(machine: Machine, target: Target, bond: string): Action | null {
  const wanted = target.links[bond];
  const link = machine.links[bond];
  if (!wanted || !link) return null;
  return (
    matchUp(link, wanted) ??
    removeStrayAddress(machine, bond, wanted, target) ??
    addMissingAddress(machine, bond, wanted) ??
    leaseAddress(machine, bond, wanted) ??
    addMissingRoute(machine, bond, wanted) ??
    presentBond(machine, bond, wanted) ??
    setDns(machine, target)
  );
}

function keepUppers(machine: Machine, target: Target): Action | null {
  const bond = target.bond?.name;
  if (bond === undefined || !machine.links[bond]?.up) return null;
  for (const name of standingAbove(machine, bond)) {
    const link = machine.links[name];
    const wanted = target.links[name];
    if (!link || !wanted) continue;
    const action =
      matchUp(link, wanted) ??
      matchSysctls(link, wanted) ??
      addMissingAddress(machine, name, wanted) ??
      (link.up ? addMissingRoute(machine, name, wanted) : null);
    if (action) return action;
  }
  return null;
}

function leaseAddress(machine: Machine, link: string, wanted: LinkTarget): Action | null {
  if (wanted.dhcp !== true) return null;
  const lease = machine.dhcp[link];
  if (!lease) return { kind: 'start-dhcp', link };
  return lease.address === null ? { kind: 'wait-lease', link } : null;
}

function setDns(machine: Machine, { dns }: Target): Action | null {
  if (!dns || dns.servers.length === 0) return null;
  if (machine.resolver.ours[dns.link]?.join() === dns.servers.join()) return null;
  return { kind: 'set-dns', link: dns.link, servers: dns.servers };
}

function matchMac(link: LinkFacts, wanted: LinkTarget): Action | null {
  if (wanted.mac === undefined || link.mac === wanted.mac) return null;
  if (link.up) return { kind: 'set-up', link: link.name, up: false };
  return { kind: 'set-mac', link: link.name, mac: wanted.mac };
}

function matchTranslation(link: LinkFacts, { translation: wanted }: LinkTarget): Action | null {
  const now = link.translation;
  if (wanted === undefined || (wanted === null && now === null)) return null;
  if (wanted === null) return { kind: 'stop-translating', port: link.name };
  if (now?.whole && now.own === wanted.own && now.shown === wanted.shown) return null;
  return { kind: 'translate', port: link.name, ...wanted };
}

function matchFourAddress(link: LinkFacts, wanted: LinkTarget | undefined): Action | null {
  if (wanted?.fourAddress === undefined || link.fourAddress === wanted.fourAddress) return null;
  return { kind: 'set-four-address', port: link.name, on: wanted.fourAddress };
}

function matchMtu(link: LinkFacts, wanted: LinkTarget): Action | null {
  if (wanted.mtu === undefined || link.mtu === wanted.mtu) return null;
  return { kind: 'set-mtu', link: link.name, mtu: wanted.mtu };
}

function matchSysctls(link: LinkFacts, wanted: LinkTarget): Action | null {
  for (const key of SYSCTLS) {
    const value = wanted.sysctls?.[key];
    if (value !== undefined && link.sysctls[key] !== value) return { kind: 'set-sysctl', link: link.name, key, value };
  }
  return null;
}

function matchUp(link: LinkFacts, wanted: LinkTarget): Action | null {
  if (wanted.up === undefined || link.up === wanted.up) return null;
  return { kind: 'set-up', link: link.name, up: wanted.up };
}

function matchWifi(machine: Machine, name: string, wanted: LinkTarget): Action | null {
  const wifi = machine.wifi[name];
  if (!wifi || !wanted.wifi || !('asBefore' in wanted.wifi)) return null;
  const before = wanted.wifi.asBefore;
  // What NetworkManager has told its supplicant is its own.
  if (machine.kept[name]?.managed && wifi.ours === null) return null;
  const same = wifi.supplicant === before.supplicant && wifi.ours === before.ours;
  return same ? null : { kind: 'restore-wifi', port: name, before };
}

function addMissingAddress(machine: Machine, link: string, wanted: LinkTarget): Action | null {
  const address = wanted.addresses?.find((spec) => !addressesOf(machine, link).some((have) => sameAddress(have, spec)));
  return address ? { kind: 'add-address', link, address } : null;
}

function removeStrayAddress(machine: Machine, link: string, wanted: LinkTarget, { bond }: Target): Action | null {
  // What it bears meanwhile goes when its lease is there.
  const interim = machine.dhcp[link]?.address ? [] : (bond?.carrying?.addresses ?? []);
  const stray = addressesOf(machine, link).find(
    (have) =>
      have.origin === 'manual' &&
      have.address !== machine.dhcp[link]?.address &&
      ![...(wanted.addresses ?? []), ...interim].some((spec) => sameAddress(have, spec)),
  );
  if (!stray || !wanted.addresses) return null;
  const { link: _link, origin: _origin, ...address } = stray;
  return { kind: 'remove-address', link, address };
}

function addMissingRoute(machine: Machine, link: string, wanted: LinkTarget): Action | null {
  const missing = wanted.routes?.find((spec) => !routesOf(machine, link).some((have) => sameRoute(have, spec)));
  return missing ? { kind: 'add-route', route: missing } : null;
}

/** IPv6 addresses go by themselves when the link goes down. */
function hasAddresses(machine: Machine, link: string): boolean {
  return addressesOf(machine, link).some(({ family }) => family === 4);
}
