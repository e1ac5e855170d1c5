import type { Plan, RouteSpec } from '../contract/plan.ts';
import type { Profile } from '../contract/profile.ts';
import type { Machine } from './machine.ts';

/** What the kernel takes for a route without a metric (0 is none to it in IPv6: IP6_RT_PRIO_USER, net/ip6_route.h). */
const FIRST = { 4: 0, 6: 1024 } as const;

/**
 * The metric of the default route through `link`: the one it has, else the first that no other link's default route
 * has. Of two with one metric the kernel keeps the later only, and the other link would be cut off without a word.
 *
 * @param leaving links whose routes are about to go
 */
export function defaultMetric(
  machine: Machine,
  link: string,
  family: 4 | 6,
  leaving: readonly string[] = [],
): number | null {
  const routes = defaultRoutes(machine, family).filter((route) => !leaving.includes(route.link));
  const metricOf = (route: RouteSpec) => route.metric ?? FIRST[family];
  const own = routes.find((route) => route.link === link && route.origin === 'manual');
  const taken = new Set(routes.filter((route) => route.link !== link).map(metricOf));
  let metric = own && !taken.has(metricOf(own)) ? metricOf(own) : FIRST[family];
  while (taken.has(metric)) metric += 1;
  return metric === 0 ? null : metric;
}

export function defaultRoute(
  link: string,
  gateway: string,
  { metric, protocol = 'static' }: { metric: number | null; protocol?: string },
): RouteSpec {
  return {
    family: gateway.includes(':') ? 6 : 4,
    destination: 'default',
    gateway,
    link,
    table: 'main',
    protocol,
    scope: null,
    metric,
    source: null,
    type: 'unicast',
    onlink: false,
    mtu: null,
  };
}

/** A link outside of the bond whose default route comes first keeps what leaves the machine: no plan takes that away. */
export function otherWayOut(profile: Profile, machine: Machine, ports: readonly string[]): Plan['warnings'] {
  const { ipv4 } = profile.ip;
  if (ipv4.method !== 'auto' && ipv4.gateway === undefined) return [];
  const { name } = profile.bond;
  const ours = defaultMetric(machine, name, 4, ports) ?? 0;
  const [first] = defaultRoutes(machine, 4)
    .filter((route) => route.link !== name && !ports.includes(route.link) && (route.metric ?? 0) < ours)
    .sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0));
  if (!first) return [];
  const message = `The default route through ${first.link} comes first: what leaves this network goes on over ${first.link}.`;
  return [{ code: 'other-way-out', about: first.link, message }];
}

function defaultRoutes(machine: Machine, family: 4 | 6): Machine['routes'] {
  return machine.routes.filter(
    (route) => route.family === family && route.destination === 'default' && route.table === 'main',
  );
}
