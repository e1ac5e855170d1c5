import type { Action, KeeperFacts, RouteSpec } from '../contract/plan.ts';
import { BOND_OPTIONS, findOption, type BondMode } from '../contract/bond-options.ts';
import { DELAYS } from './delays.ts';
import { NOT_KEPT, presentedAddresses } from './keeper.ts';
import { aliasFor, sameAddress, sameRoute } from './image.ts';
import type { BondFacts, LinkFacts, Machine, PortFacts } from './machine.ts';
import { standingAlone } from './standing.ts';

/**
 * What the machine will look like after an action has been carried out well, as far as planning depends on it.
 * The planner plays its steps against this; the tests hold it to what the real kernel does.
 */
export function predict(machine: Machine, action: Action): Machine {
  switch (action.kind) {
    case 'load-module':
      return { ...machine, bonding: 'loaded' };
    case 'create-bond':
      return createBond(machine, action);
    case 'mark-bond':
      return withLink(machine, action.bond, (link) => ({ ...link, alias: aliasFor(action.profile) || null }));
    case 'delete-bond':
      return deleteBond(machine, action.bond);
    case 'set-option':
      return withBond(machine, action.bond, (bond) => ({
        ...bond,
        mode: action.option === 'mode' ? (action.value as BondMode) : bond.mode,
        ...(findOption(action.option)
          ? {
              options: {
                ...bond.options,
                [action.option]: shownValue(bond, action.option, action.value),
                ...(action.option === 'mode' ? monitored(action.value, bond.options['miimon']) : {}),
                ...(action.option === 'miimon' ? delays(bond.options, action.value) : {}),
              },
            }
          : { others: { ...bond.others, [action.option]: action.value } }),
        activePort: action.option === 'active_slave' ? action.value || null : bond.activePort,
      }));
    case 'set-port-option':
      return withPort(machine, action.port, {
        options: { ...machine.ports[action.port]?.options, [action.option]: action.value },
      });
    case 'set-mtu':
      // `bond_change_mtu`: its ports follow.
      return [action.link, ...(machine.bonds[action.link]?.ports ?? [])].reduce(
        (state, name) => withLink(state, name, (link) => ({ ...link, mtu: action.mtu })),
        machine,
      );
    case 'set-mac':
      return withLink(machine, action.link, (link) => ({ ...link, mac: action.mac }));
    case 'set-up':
      return setUp(machine, action.link, action.up);
    case 'set-sysctl':
      return setSysctl(machine, action);
    case 'join':
      return join(machine, action.bond, action.port);
    case 'move-port':
      return movePort(machine, action);
    case 'leave':
      return leave(machine, action.bond, action.port);
    case 'translate':
      return withLink(machine, action.port, (link) => ({
        ...link,
        translation: { own: action.own, shown: action.shown, whole: true },
      }));
    case 'stop-translating':
      return withLink(machine, action.port, (link) => ({ ...link, translation: null }));
    case 'set-four-address':
      return withLink(machine, action.port, (link) => ({ ...link, fourAddress: action.on }));
    case 'clear-addresses':
      return withoutAddresses(machine, action.link);
    case 'add-address':
      return {
        ...machine,
        addresses: [
          ...machine.addresses.filter((a) => a.link !== action.link || !sameAddress(a, action.address)),
          { ...action.address, link: action.link, origin: 'manual' },
        ],
      };
    case 'remove-address':
      return {
        ...machine,
        addresses: machine.addresses.filter((a) => a.link !== action.link || !sameAddress(a, action.address)),
      };
    case 'add-route':
      return addRoute(machine, action.route);
    case 'remove-route':
      return { ...machine, routes: machine.routes.filter((route) => !sameRoute(route, action.route)) };
    case 'associate':
      return withWifi(machine, action.port, {
        supplicant: true,
        state: 'connected',
        ssid: action.wifi.ssid,
        bssid: action.wifi.bssid ?? machine.wifi[action.port]?.bssid ?? null,
        ours: action.wifi.ssid,
      });
    case 'restore-wifi':
      return withWifi(machine, action.port, { ...action.before });
    case 'take-over':
      return withKept(machine, action.link, { managed: false, connection: null, quiet: false });
    case 'give-back':
      return withKept(machine, action.link, { managed: true });
    case 'reconnect':
      return withKept(machine, action.link, { connection: action.connection, quiet: false });
    case 'hold-wifi': {
      const held = withKept(machine, action.port, {
        managed: true,
        connection: action.connection ?? machine.kept[action.port]?.connection ?? '(known)',
        quiet: true,
        ssid: action.ssid ?? machine.kept[action.port]?.ssid ?? null,
      });
      return withoutAddresses(held, action.port);
    }
    case 'introduce':
      // It is connected there without any address of its own, and the bond goes down again until its ports come.
      return withKept(setUp(machine, action.bond, false), action.bond, {
        managed: true,
        connection: '(ours)',
        shows: { addresses: [], dns: [], ipv6: 'ignore' },
      });
    case 'present':
      return withKept(machine, action.bond, {
        shows: { addresses: presentedAddresses(machine, action.bond, action.ipv6), dns: action.dns, ipv6: action.ipv6 },
      });
    case 'start-dhcp':
      return { ...machine, dhcp: { ...machine.dhcp, [action.link]: { address: null } } };
    case 'stop-dhcp':
      return { ...machine, dhcp: without(machine.dhcp, action.link) };
    case 'set-dns':
      return withResolver(machine, { ...machine.resolver.ours, [action.link]: action.servers });
    case 'restore-dns':
      return withResolver(machine, without(machine.resolver.ours, action.link));
    case 'wait-port':
      return withPort(machine, action.port, { miiStatus: 'up' });
    case 'wait-lease':
      return { ...machine, dhcp: { ...machine.dhcp, [action.link]: { address: '(leased)' } } };
    case 'announce':
    case 'verify-gateway':
    case 'verify-ports':
      return machine;
  }
}

function withoutAddresses(machine: Machine, name: string): Machine {
  const stays = ({ link, family }: { link: string; family: 4 | 6 }) => link !== name || family === 6;
  return { ...machine, addresses: machine.addresses.filter(stays), routes: machine.routes.filter(stays) };
}

function withKept(machine: Machine, name: string, facts: Partial<KeeperFacts>): Machine {
  return { ...machine, kept: { ...machine.kept, [name]: { ...NOT_KEPT, ...machine.kept[name], ...facts } } };
}

/** A primary that is not there is recorded, and shows once it joins (bond_option_primary_set). */
function shownValue(bond: BondFacts, option: string, value: string): string {
  return option === 'primary' && !bond.ports.includes(value) ? '' : value;
}

/** `ip link add type bond` starts with these (bond_main.c, bond_check_params through netlink). */
const DEFAULTS = defaultsOf('bond');
/** And a port with these, however often it has been one before. */
const PORT_DEFAULTS = defaultsOf('port');

function defaultsOf(scope: 'bond' | 'port'): Record<string, string> {
  return Object.fromEntries(
    BOND_OPTIONS.filter((option) => option.scope === scope).map((option) => [option.name, option.default]),
  );
}

/** Modes without ARP monitoring get a miimon of 100 where there is none (bond_options.c, bond_option_mode_set). */
function monitored(mode: string, miimon: string | undefined): { miimon?: string } {
  const anyway = mode === '802.3ad' || mode === 'balance-tlb' || mode === 'balance-alb';
  return anyway && (miimon ?? '0') === '0' ? { miimon: '100' } : {};
}

/** The driver keeps delays as numbers of looks at the ports: with the time between two looks they change too. */
function delays(options: BondFacts['options'], miimon: string): BondFacts['options'] {
  const before = Number(options['miimon'] ?? 0);
  if (before === 0) return {};
  const scaled = DELAYS.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, String((Number(value) / before) * Number(miimon))] as const];
  });
  return Object.fromEntries(scaled);
}

function createBond(
  machine: Machine,
  { bond: name, mode, profile, mac }: Extract<Action, { kind: 'create-bond' }>,
): Machine {
  const link: LinkFacts = {
    name,
    index: 0,
    type: 'bond',
    label: null,
    driver: 'bonding',
    bus: 'virtual',
    mac: mac ?? '',
    permanentMac: null,
    mtu: 1500,
    up: false,
    carrier: null,
    speedMbps: null,
    duplex: null,
    master: null,
    uppers: [],
    alias: aliasFor(profile),
    rfkill: 'none',
    manager: 'linkbraid',
    fourAddress: false,
    translation: null,
    sysctls: {},
    rxBytes: 0,
    txBytes: 0,
  };
  return {
    ...machine,
    links: { ...machine.links, [name]: { ...machine.links[name], ...link } },
    bonds: {
      ...machine.bonds,
      [name]: {
        name,
        mode: mode as BondMode,
        options: { ...DEFAULTS, mode, ...monitored(mode, '0') },
        others: {},
        ports: [],
        activePort: null,
      },
    },
  };
}

function deleteBond(machine: Machine, name: string): Machine {
  const free = (machine.bonds[name]?.ports ?? []).reduce((state, port) => leave(state, name, port), machine);
  return {
    ...free,
    links: without(free.links, name),
    bonds: without(free.bonds, name),
    kept: without(free.kept, name),
    addresses: free.addresses.filter((address) => address.link !== name),
    routes: free.routes.filter((route) => route.link !== name),
  };
}

/** `addrconf_disable_ipv6`: with IPv6 go its addresses, and their routes. */
function setSysctl(machine: Machine, { link: name, key, value }: Extract<Action, { kind: 'set-sysctl' }>): Machine {
  const set = withLink(machine, name, (link) => ({ ...link, sysctls: { ...link.sysctls, [key]: value } }));
  if (key !== 'disable_ipv6' || value !== '1') return set;
  const stays = ({ link, family }: { link: string; family: 4 | 6 }) => link !== name || family === 4;
  return { ...set, addresses: set.addresses.filter(stays), routes: set.routes.filter(stays) };
}

/**
 * `dev_change_flags`: routes go with the link; IPv6 addresses go too, IPv4 ones stay (net/ipv6/addrconf.c). VLANs go
 * down with what they stand on and come up with it, whichever they were before (net/8021q/vlan.c, vlan_device_event).
 */
function setUp(before: Machine, name: string, up: boolean): Machine {
  const machine = standingAlone(before, name).reduce((state, upper) => setUp(state, upper, up), before);
  const changed = withLink(machine, name, (link) => ({ ...link, up, carrier: up ? link.carrier : null }));
  if (up) return changed;
  return {
    ...(changed.ports[name] ? withPort(changed, name, { miiStatus: 'down' }) : changed),
    routes: changed.routes.filter((route) => route.link !== name),
    addresses: changed.addresses.filter((address) => address.link !== name || address.family === 4),
  };
}

/**
 * `bond_enslave`: the port is brought up and takes the bond's MTU and, unless that follows the active port, its MAC
 * address. Its carrier is watched from then on.
 */
function join(machine: Machine, bond: string, port: string): Machine {
  const state = withLink(machine, port, (link) => ({
    ...link,
    master: bond,
    up: true,
    mtu: machine.links[bond]?.mtu ?? link.mtu,
    mac: macFollowsActivePort(machine.bonds[bond]) ? link.mac : machine.links[bond]?.mac || link.mac,
  }));
  return withBond(
    withPort(state, port, { miiStatus: 'down', linkFailures: 0, options: PORT_DEFAULTS }),
    bond,
    (facts) => ({
      ...facts,
      ports: [...facts.ports, port],
    }),
  );
}

/** The way of `move-port` through its parts, which nothing else comes between. */
function movePort(machine: Machine, { bond, port, routes }: Extract<Action, { kind: 'move-port' }>): Machine {
  const bare = predict(machine, { kind: 'clear-addresses', link: port });
  const joined = join(setUp(bare, port, false), bond, port);
  return routes.reduce(addRoute, setUp(joined, bond, true));
}

function addRoute(machine: Machine, route: RouteSpec): Machine {
  const others = machine.routes.filter((have) => !sameRoute(have, route));
  return { ...machine, routes: [...others, { ...route, origin: 'manual' }] };
}

/** `fail_over_mac` is accepted in every mode and acts in one (bond_main.c). */
function macFollowsActivePort(bond: Machine['bonds'][string] | undefined): boolean {
  return bond?.mode === 'active-backup' && (bond.options['fail_over_mac'] ?? 'none') !== 'none';
}

/** `__bond_release_one`: the port gets its MTU and address back and is closed. */
function leave(machine: Machine, bond: string, port: string): Machine {
  const state = setUp(machine, port, false);
  const free = withLink(state, port, (link) => ({ ...link, master: null, mac: link.permanentMac ?? link.mac }));
  return withBond({ ...free, ports: without(free.ports, port) }, bond, (facts) => ({
    ...facts,
    ports: facts.ports.filter((name) => name !== port),
    activePort: facts.activePort === port ? null : facts.activePort,
  }));
}

function withLink(machine: Machine, name: string, change: (link: LinkFacts) => LinkFacts): Machine {
  const link = machine.links[name];
  return link ? { ...machine, links: { ...machine.links, [name]: change(link) } } : machine;
}

function withBond(
  machine: Machine,
  name: string,
  change: (bond: Machine['bonds'][string]) => Machine['bonds'][string],
) {
  const bond = machine.bonds[name];
  return bond ? { ...machine, bonds: { ...machine.bonds, [name]: change(bond) } } : machine;
}

function withPort(machine: Machine, name: string, facts: Partial<PortFacts>): Machine {
  const before = machine.ports[name] ?? { miiStatus: 'down', linkFailures: 0, options: {} };
  return { ...machine, ports: { ...machine.ports, [name]: { ...before, ...facts } } };
}

function withWifi(machine: Machine, name: string, facts: Partial<Machine['wifi'][string]>): Machine {
  const before = machine.wifi[name];
  return before ? { ...machine, wifi: { ...machine.wifi, [name]: { ...before, ...facts } } } : machine;
}

function withResolver(machine: Machine, ours: Machine['resolver']['ours']): Machine {
  return { ...machine, resolver: { ...machine.resolver, ours } };
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
