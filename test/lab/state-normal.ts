/** What `ip -j` and `tc -j` print, brought to a form in which equal states are equal text. */

export type Raw = Readonly<Record<string, unknown>>;

export interface LinkState {
  readonly kind: string;
  readonly up: boolean;
  readonly promiscuous: boolean;
  readonly allMulticast: boolean;
  readonly arp: boolean;
  readonly mtu: number;
  readonly mac: string;
  readonly permanentMac: string;
  readonly master: string;
  readonly txQueue: number;
  readonly altNames: readonly string[];
  /** A bond's options, a VLAN's number and the like, of virtual links alone. */
  readonly options: string;
}

export interface LaptopState {
  readonly links: Readonly<Record<string, LinkState>>;
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  /** Queueing disciplines other than the ones the kernel gives by itself. */
  readonly qdiscs: readonly string[];
  readonly resolvConf:
    { readonly text: string; readonly mode: string; readonly link: string } | { readonly error: string };
  readonly sysctls: Readonly<Record<string, string>>;
  readonly nft: string;
  readonly processes: readonly string[];
  readonly supplicant: readonly string[];
}

/** In batch mode every command prints a document of its own, on one line. */
export function documents(text: string): Raw[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (JSON.parse(line) as Raw[]).filter((entry) => Object.keys(entry).length > 0));
}

export function linkOf(link: Raw): LinkState {
  const flags = (link.flags as string[] | undefined) ?? [];
  const info = link.linkinfo as { info_kind?: string; info_data?: Raw } | undefined;
  const mac = word(link.address);
  return {
    kind: info?.info_kind ?? String(link.link_type),
    up: flags.includes('UP'),
    // The count knows who asked silently, the flag only who asked aloud.
    promiscuous: flags.includes('PROMISC') || Number(link.promiscuity ?? 0) > 0,
    allMulticast: flags.includes('ALLMULTI'),
    arp: !flags.includes('NOARP'),
    mtu: Number(link.mtu),
    mac,
    permanentMac: word(link.permaddr ?? mac),
    master: word(link.master),
    txQueue: Number(link.txqlen ?? 0),
    altNames: ((link.altnames as string[] | undefined) ?? []).toSorted(),
    options: info?.info_data === undefined ? '' : stable(info.info_data),
  };
}

/** Lifetimes count down, so only whether they end is kept. */
export function addressOf(address: Raw): string {
  const life = (value: unknown): string => (value === 4294967295 ? 'forever' : value === 0 ? 'over' : 'finite');
  const flags = [
    'dynamic',
    'noprefixroute',
    'mngtmpaddr',
    'temporary',
    'deprecated',
    'secondary',
    'nodad',
    'dadfailed',
    'stable-privacy',
  ];
  return [
    `${String(address.local)}/${String(address.prefixlen)}`,
    ...(address.address === undefined ? [] : [`peer ${word(address.address)}`]),
    ...(address.broadcast === undefined ? [] : [`brd ${word(address.broadcast)}`]),
    `scope ${String(address.scope)}`,
    ...(address.label === undefined ? [] : [`label ${word(address.label)}`]),
    ...(address.metric === undefined ? [] : [`metric ${word(address.metric)}`]),
    ...flags.filter((flag) => address[flag] === true),
    `valid ${life(address.valid_life_time)}`,
    `preferred ${life(address.preferred_life_time)}`,
  ].join(' ');
}

/** Nothing for the kernel's own noise: multicast, and what comes and goes with traffic. */
export function routeOf(family: 'v4' | 'v6', route: Raw): string | undefined {
  const destination = String(route.dst);
  if (route.type === 'multicast' || destination.startsWith('ff00::') || route.cache !== undefined) return undefined;
  // Flags speak of carrier, which is the world's, not the laptop's; lifetimes count down.
  const { flags: _flags, expires, ...rest } = route;
  return `${family} ${destination} ${stable({ ...rest, ...(expires === undefined ? {} : { expires: 'finite' }) })}`;
}

export function ruleOf(family: 'v4' | 'v6', rule: Raw): string {
  return `${family} ${String(rule.priority).padStart(5)} ${stable(rule)}`;
}

/** What the kernel puts on a device by itself, before and after it was first up. */
const DEFAULT_QDISCS = new Set(['noop', 'noqueue', 'mq', 'pfifo_fast', 'fq_codel']);

export function qdiscOf(qdisc: Raw): string | undefined {
  const kind = String(qdisc.kind);
  if (DEFAULT_QDISCS.has(kind)) return undefined;
  return `${String(qdisc.dev)} ${kind} ${qdisc.root === true ? 'root' : `parent ${String(qdisc.parent)}`} ${stable(qdisc.options ?? {})}`;
}

function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** JSON with sorted keys. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${key}:${stable(entry)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}
