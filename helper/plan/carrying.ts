import type { AddressSpec } from '../contract/plan.ts';
import { addressSpec } from './image.ts';
import { defaultMetric } from './default-route.ts';
import { addressesOf, routesOf, type Machine } from './machine.ts';
import type { BondTarget, LinkTarget } from './target.ts';

/*
 * The adapter that carries the user's connection now goes into a new bond last, when the others have joined and can
 * take over while it finds its link again (1 to 4 s on copper); and its addresses go with it, so that what is
 * connected stays so. If one of the others does not get that far, nothing was cut.
 */

/** `bond` with the port that carries now at the end; itself where none does, or the bond is up already. */
export function movedLast(machine: Machine, bond: BondTarget, wanted: LinkTarget): BondTarget {
  if (machine.links[bond.name]?.up) return bond;
  const names = bond.ports.map(({ name }) => name);
  const port = carrier(machine, names);
  if (port === null) return bond;
  const ports = [...bond.ports.filter(({ name }) => name !== port), ...bond.ports.filter(({ name }) => name === port)];
  return { ...bond, ports, carrying: { port, ...interim(machine, bond.name, port, names, wanted) } };
}

/** By the way out of the machine that comes first, else by any address. */
function carrier(machine: Machine, ports: readonly string[]): string | null {
  const free = ports.filter((port) => machine.links[port]?.master === null && machine.links[port].up);
  const addressed = free.filter((port) => addressesOf(machine, port).some(({ family }) => family === 4));
  const metricOf = (port: string) =>
    Math.min(
      ...routesOf(machine, port).map(({ destination, metric }) =>
        destination === 'default' ? (metric ?? 0) : Infinity,
      ),
    );
  return [...addressed].sort((a, b) => metricOf(a) - metricOf(b))[0] ?? null;
}

/** With the route to its own network, which NetworkManager sets by itself: there is none on the bond. */
function bare(address: AddressSpec): AddressSpec {
  return { ...address, label: null, flags: address.flags.filter((flag) => flag !== 'noprefixroute') };
}

/** Until a lease of its own is there, the bond goes on with what the adapter had. */
function interim(machine: Machine, bond: string, port: string, ports: readonly string[], wanted: LinkTarget) {
  if (wanted.dhcp !== true) return { addresses: [], routes: [] };
  const metric = defaultMetric(machine, bond, 4, ports);
  return {
    addresses: addressesOf(machine, port)
      .filter(({ family, origin, peer }) => family === 4 && origin === 'manual' && peer === null)
      .map((address) => bare(addressSpec(address))),
    routes: routesOf(machine, port)
      .filter(
        ({ family, destination, table, gateway }) =>
          family === 4 && destination === 'default' && table === 'main' && gateway !== null,
      )
      .slice(0, 1)
      .map(({ origin: _origin, ...route }) => ({ ...route, link: bond, metric, source: null })),
  };
}
