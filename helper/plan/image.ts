import type { AddressSpec, RouteSpec } from '../contract/plan.ts';
import { NO_WIFI, addressesOf, routesOf, type AddressFacts, type LinkFacts, type Machine } from './machine.ts';
import { keptImage } from './keeper.ts';
import { orderedOptions } from './ordered-options.ts';
import type { LinkTarget, PortTarget, Target } from './target.ts';

/**
 * The state of `links` and `bond` as a target, so that the planner can lead back to it.
 * Addresses and routes that the kernel makes by itself (link-local, connected, from router advertisements) are left
 * out: they come back with the link.
 */
export function image(machine: Machine, links: readonly string[], bond: string): Target {
  const facts = machine.bonds[bond];
  const targets: Record<string, LinkTarget> = {};
  for (const name of [...links, ...(facts ? [bond] : [])]) {
    const link = linkImage(machine, name);
    if (link) targets[name] = link;
  }
  return {
    bond: facts
      ? {
          name: bond,
          profile: profileOf(machine, bond) ?? '',
          mode: facts.mode,
          options: orderedOptions(facts.options, facts.mode),
          ports: facts.ports.map((name) => ({ name, expectedUp: false, options: portOptions(machine, name) })),
        }
      : null,
    absent: facts ? [] : [bond],
    links: targets,
    // What a lease brought comes with the lease again.
    dns:
      machine.dhcp[bond] && machine.resolver.ours[bond]
        ? null
        : { link: bond, servers: machine.resolver.ours[bond] ?? [] },
  };
}

function portOptions(machine: Machine, port: string): PortTarget['options'] {
  return Object.entries(machine.ports[port]?.options ?? {}).map(([name, value]) => ({ name, value }));
}

export function linkImage(machine: Machine, name: string): LinkTarget | null {
  const link = machine.links[name];
  if (!link) return null;
  const wifi = machine.wifi[name];
  const inBond = link.master !== null && machine.bonds[link.master] !== undefined;
  const kept = machine.kept[name];
  if (kept?.managed && !kept.shows) {
    const { mac, ...rest } = keptImage(link, kept);
    const own = inBond ? {} : { mac };
    return { ...rest, ...own, ...translationImage(link), ...(wifi ? { wifi: { asBefore: NO_WIFI } } : {}) };
  }
  return {
    up: link.up,
    mtu: link.mtu,
    master: link.master,
    sysctls: link.sysctls,
    dhcp: machine.dhcp[name] !== undefined,
    // What a port's address is depends on its bond.
    ...(inBond ? {} : { mac: link.mac }),
    ...translationImage(link),
    ...(link.type === 'wifi' ? { fourAddress: link.fourAddress } : {}),
    addresses: addressesOf(machine, name)
      .filter((address) => address.origin === 'manual')
      .map(addressSpec),
    routes: routesOf(machine, name)
      .filter((route) => route.origin === 'manual')
      .map(({ origin: _origin, ...route }) => route),
    ...(wifi ? { wifi: { asBefore: wifi } } : {}),
    ...(kept?.shows ? { presents: { dns: machine.dhcp[name] ? [] : kept.shows.dns, ipv6: kept.shows.ipv6 } } : {}),
    ...(kept && !kept.shows ? { keeper: { asBefore: kept } } : {}),
  };
}

/** A port that keeps its own address is put back with it, and with the rules that make it one with the bond. */
function translationImage({ type, mac, translation }: LinkFacts): Pick<LinkTarget, 'mac' | 'translation'> {
  if (translation) return { mac, translation: { own: translation.own, shown: translation.shown } };
  return type === 'wifi' ? { translation: null } : {};
}

export function addressSpec({ link: _link, origin: _origin, ...spec }: AddressFacts): AddressSpec {
  return spec;
}

/** Bonds made by Linkbraid bear the profile's name in their kernel alias, which outlives the helper. */
const ALIAS = 'linkbraid:';

/** Empty for a bond that is not ours. */
export function aliasFor(profile: string): string {
  return profile === '' ? '' : ALIAS + profile;
}

export function profileOf(machine: Machine, bond: string): string | null {
  const alias = machine.links[bond]?.alias;
  return alias?.startsWith(ALIAS) ? alias.slice(ALIAS.length) : null;
}

/** The earlier of two images wins: what a first transaction found is what `down` gives back after many. */
export function mergeBaseline(earlier: Target | null, later: Target): Target {
  if (!earlier) return later;
  return { ...earlier, links: { ...later.links, ...earlier.links } };
}

export function sameAddress(a: AddressSpec, b: AddressSpec): boolean {
  return a.address === b.address && a.family === b.family && a.peer === b.peer;
}

export function sameRoute(a: RouteSpec, b: RouteSpec): boolean {
  return (
    a.family === b.family &&
    a.destination === b.destination &&
    a.gateway === b.gateway &&
    a.link === b.link &&
    a.table === b.table &&
    a.type === b.type &&
    (a.metric ?? 0) === (b.metric ?? 0)
  );
}
