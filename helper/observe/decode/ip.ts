import * as v from 'valibot';
import { BOND_OPTIONS, type BondOption } from '../../contract/bond-options.ts';
import type { RouteSpec } from '../../contract/plan.ts';
import type { AddressFacts, Machine } from '../../plan/machine.ts';

/*
 * What `ip -j -d addr show` and `ip -j -d route show table all` print (iproute2 ip/ipaddress.c, ip/iproute.c).
 * Only what is used is looked at; an entry that does not fit is left out rather than guessed.
 */

/** The kernel's INFINITY_LIFE_TIME. */
const FOREVER = 4_294_967_295;

const count = v.pipe(v.number(), v.integer());

const addressEntry = v.object({
  family: v.picklist(['inet', 'inet6']),
  local: v.string(),
  address: v.optional(v.string()),
  prefixlen: count,
  broadcast: v.optional(v.string()),
  scope: v.optional(v.string(), 'global'),
  label: v.optional(v.string()),
  metric: v.optional(count),
  dynamic: v.optional(v.boolean(), false),
  temporary: v.optional(v.boolean(), false),
  mngtmpaddr: v.optional(v.boolean(), false),
  noprefixroute: v.optional(v.boolean(), false),
  nodad: v.optional(v.boolean(), false),
  home: v.optional(v.boolean(), false),
  protocol: v.optional(v.string()),
  valid_life_time: v.optional(v.number(), FOREVER),
  preferred_life_time: v.optional(v.number(), FOREVER),
});

const linkEntry = v.object({
  ifindex: count,
  ifname: v.string(),
  permaddr: v.optional(v.string()),
  linkinfo: v.optional(
    v.object({
      info_kind: v.optional(v.string()),
      info_data: v.optional(v.record(v.string(), v.unknown())),
      info_slave_kind: v.optional(v.string()),
      info_slave_data: v.optional(v.record(v.string(), v.unknown())),
    }),
  ),
  addr_info: v.optional(v.array(v.unknown()), []),
});

export interface IpLink {
  index: number;
  name: string;
  /** Burnt-in address, where it differs from the one in use. */
  permanentMac: string | null;
  kind: string | null;
  /** Of a bond, what sysfs does not have. */
  bondOptions: Record<string, string>;
  /** Of a port of a bond. */
  portOptions: Record<string, string>;
  /** Of a bond, all that netlink has as numbers and words, by iproute2's names. */
  bondData: Record<string, string>;
  addresses: AddressFacts[];
}

export function decodeIpLinks(document: unknown): IpLink[] {
  return entries(document).flatMap((entry) => {
    const link = v.safeParse(linkEntry, entry);
    if (!link.success) return [];
    const {
      info_kind: kind,
      info_data: own,
      info_slave_kind: master,
      info_slave_data: asPort,
    } = link.output.linkinfo ?? {};
    return [
      {
        index: link.output.ifindex,
        name: link.output.ifname,
        permanentMac: link.output.permaddr ?? null,
        kind: kind ?? null,
        bondOptions: kind === 'bond' ? decodeOptions(NOT_IN_SYSFS, own ?? {}) : {},
        bondData: kind === 'bond' ? scalars(own ?? {}) : {},
        portOptions: master === 'bond' ? decodeOptions(OF_A_PORT, asPort ?? {}) : {},
        addresses: link.output.addr_info.flatMap((info) => decodeAddress(link.output.ifname, info)),
      },
    ];
  });
}

const NOT_IN_SYSFS = BOND_OPTIONS.filter((option) => option.scope === 'bond' && option.interface === 'netlink');
const OF_A_PORT = BOND_OPTIONS.filter((option) => option.scope === 'port');

/** In sysfs' writing. An empty list is not printed at all; anything else that is missing is not known. */
function decodeOptions(options: readonly BondOption[], data: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ name, iproute2, domain }) => {
      const value = data[iproute2];
      if (Array.isArray(value)) return [[name, value.join(',')]];
      if (typeof value === 'boolean') return [[name, value ? 'on' : 'off']];
      if (typeof value === 'string' || typeof value === 'number') return [[name, String(value)]];
      return domain.kind.endsWith('-list') ? [[name, '']] : [];
    }),
  );
}

function scalars(data: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );
}

function decodeAddress(link: string, entry: unknown): AddressFacts[] {
  const parsed = v.safeParse(addressEntry, entry);
  if (!parsed.success) return [];
  const it = parsed.output;
  const family = it.family === 'inet' ? 4 : 6;
  const lifetime = (seconds: number) => (seconds >= FOREVER ? null : seconds);
  return [
    {
      link,
      family,
      address: `${it.local}/${it.prefixlen}`,
      peer: it.address === undefined || it.address === it.local ? null : `${it.address}/${it.prefixlen}`,
      broadcast: it.broadcast ?? null,
      scope: it.scope,
      label: it.label === undefined || it.label === link ? null : it.label,
      metric: it.metric ?? null,
      flags: (['noprefixroute', 'nodad', 'home', 'mngtmpaddr'] as const).filter((flag) => it[flag]),
      validSeconds: lifetime(it.valid_life_time),
      preferredSeconds: lifetime(it.preferred_life_time),
      origin: originOf(family, it),
    },
  ];
}

/**
 * The kernel marks its own addresses since 5.18 (IFA_PROTO); older ones are told by their kind. A dynamic IPv6 address
 * with a prefix route is from a router advertisement, since managers that do that in user space ask for none.
 */
function originOf(family: 4 | 6, it: v.InferOutput<typeof addressEntry>): AddressFacts['origin'] {
  if (it.protocol === 'kernel_lo' || it.protocol === 'kernel_ll') return 'kernel';
  if (it.protocol === 'kernel_ra') return 'router';
  if (family === 4) return 'manual';
  if (it.temporary || (it.dynamic && !it.noprefixroute)) return 'router';
  return it.scope === 'link' && /^fe80::/i.test(it.local) ? 'kernel' : 'manual';
}

const routeEntry = v.object({
  type: v.optional(v.string(), 'unicast'),
  dst: v.string(),
  gateway: v.optional(v.string()),
  dev: v.string(),
  table: v.optional(v.string(), 'main'),
  protocol: v.optional(v.string(), 'boot'),
  scope: v.optional(v.string()),
  metric: v.optional(count),
  prefsrc: v.optional(v.string()),
  flags: v.optional(v.array(v.string()), []),
  metrics: v.optional(v.array(v.object({ mtu: v.optional(count) })), []),
  pref: v.optional(v.string()),
});

/** Routes with a single next hop through an interface; others belong to no adapter alone. */
export function decodeIpRoutes(document: unknown): Machine['routes'] {
  return entries(document).flatMap((entry) => {
    const parsed = v.safeParse(routeEntry, entry);
    if (!parsed.success) return [];
    const it = parsed.output;
    const family: RouteSpec['family'] = familyOf(it);
    return [
      {
        family,
        destination: it.dst,
        gateway: it.gateway ?? null,
        link: it.dev,
        table: it.table,
        protocol: it.protocol,
        scope: family === 4 ? (it.scope ?? null) : null,
        metric: it.metric ?? null,
        source: it.prefsrc ?? null,
        type: it.type,
        onlink: it.flags.includes('onlink'),
        mtu: it.metrics.find((metric) => metric.mtu !== undefined)?.mtu ?? null,
        origin:
          it.protocol === 'ra'
            ? ('router' as const)
            : it.protocol === 'kernel'
              ? ('kernel' as const)
              : ('manual' as const),
      },
    ];
  });
}

/** `default` tells nothing of its family; but every IPv6 route has a router preference, and no IPv4 route has one. */
function familyOf(it: v.InferOutput<typeof routeEntry>): 4 | 6 {
  return it.pref !== undefined || `${it.dst}${it.gateway ?? ''}`.includes(':') ? 6 : 4;
}

function entries(document: unknown): unknown[] {
  return Array.isArray(document) ? document : [];
}
