import { ipv6Bytes, ipv6Text } from '../contract/addresses.ts';
import type { ChosenDefault, Plan, Refusal, WifiTarget } from '../contract/plan.ts';
import { adapterKey, type AdapterRef, type Profile, type ProfilePort, type WifiNetwork } from '../contract/profile.ts';
import { profileOf } from './image.ts';
import { forced } from './force-options.ts';
import { movedLast } from './carrying.ts';
import { defaultMetric, defaultRoute, otherWayOut } from './default-route.ts';
import type { LinkFacts, Machine, Sysctl } from './machine.ts';
import { engineFor, keeperFor, type EngineName } from './keeper.ts';
import { plainAddress } from './plain-address.ts';
import { wholeIntervals } from './delays.ts';
import { bornAgain, portBornAgain } from './born.ts';
import { defaultOptions, newerThanKernel, normaliseOptions, normalisePortOptions } from './options.ts';
import { orderedOptions } from './ordered-options.ts';
import { primaryRefusals } from './primary.ts';
import type { LinkTarget, PortTarget, Target } from './target.ts';
import { heldAddress, ownAddress, portAddress } from './translation.ts';
import { ownedBy, unusable } from './usable.ts';
import { isStation, wifiRefusals } from './wifi-limits.ts';

export interface Desire {
  target: Target;
  engine: EngineName;
  defaults: ChosenDefault[];
  warnings: Plan['warnings'];
  /** When not empty, the target must not be used. */
  refusals: Refusal[];
}

/** What a profile means on this machine: adapters found by name or permanent MAC, defaults filled in, limits told. */
export function desire(profile: Profile, machine: Machine): Desire {
  const refusals: Refusal[] = [...bondingRefusals(machine), ...nameRefusals(profile, machine)];
  const ports: { wanted: ProfilePort; link: LinkFacts }[] = [];
  const portOptions = new Map<string, Record<string, string>>();
  profile.ports.forEach((wanted, index) => {
    const link = findAdapter(machine, wanted.adapter);
    const problems = link ? portRefusals(wanted, link, machine, profile.bond.name, index) : [missing(wanted, index)];
    refusals.push(...problems);
    const { values, problems: misused } = normalisePortOptions(profile.bond.mode, wanted.options ?? {}, index);
    refusals.push(...misused, ...newerThanKernel(values, machine.kernel, `ports[${index}].options`));
    if (!link) return;
    ports.push({ wanted, link });
    portOptions.set(link.name, { ...portBornAgain(machine.ports[link.name], profile.bond.mode), ...values });
  });

  const wifiPorts = ports.filter(({ link }) => link.type === 'wifi');
  const stations = wifiPorts.filter(({ wanted }) => isStation(wanted.wifi)).map(({ link }) => link);
  const mode = profile.bond.mode;
  const defaults = defaultOptions(mode, profile.bond.options, {
    stations: stations.length,
    wifiPorts: wifiPorts.length,
    cells: profile.ports.some(({ wifi }) => wifi?.adHoc),
    gateway: profile.ip.ipv4.gateway,
    cablePorts: ports.length - wifiPorts.length,
    firstCable: ports.find(({ link }) => link.type !== 'wifi')?.link.name ?? null,
  });
  const given = {
    ...Object.fromEntries(defaults.map(({ option, value }) => [option, value])),
    ...profile.bond.options,
  };
  const normal = normaliseOptions(mode, given, { wifiPorts: wifiPorts.length });
  const { values, warnings } = wholeIntervals(normal.values);
  const portNames = ports.map(({ link }) => link.name);
  const unchecked = forced(profile.bond.forceOptions ?? {}, portNames);
  const newer = newerThanKernel(values, machine.kernel);
  refusals.push(
    ...wifiRefusals(
      mode,
      values,
      profile.ports.map(({ wifi }) => wifi),
    ),
    ...normal.problems,
    ...newer,
    ...primaryRefusals(values, portNames),
    ...unchecked.refusals,
  );
  const engine = engineFor(
    profile,
    machine,
    ports.map(({ link }) => link),
  );
  refusals.push(...keeperRefusals(profile, machine, engine, ports));
  const held = (wanted: ProfilePort) => engine === 'networkmanager' && wanted.wifi?.saved === true;
  const bears = { name: profile.bond.name, mode, options: values, mac: bondAddress(profile, machine, ports[0]?.link) };

  const unheld = ports.flatMap(({ link, wanted }) => (stations.includes(link) && !held(wanted) ? [link] : []));
  const plain = bondLink(profile, machine, portNames);
  const presents = engine === 'networkmanager' && bridgeOf(profile, machine) === null;
  const bond = presents ? { ...plain, presents: presented(profile) } : plain;
  return {
    target: {
      bond: movedLast(
        machine,
        {
          name: profile.bond.name,
          profile: profile.name,
          mode,
          options: [
            ...orderedOptions({ ...bornAgain(machine.bonds[profile.bond.name], mode, values), ...values }, mode),
            ...unchecked.options,
          ],
          ports: ports.map(({ link, wanted }) => portTarget(link, wanted, portOptions.get(link.name) ?? {})),
        },
        bond,
      ),
      absent: [],
      links: Object.fromEntries([
        [profile.bond.name, bond],
        ...ports.map(({ wanted, link }) => [
          link.name,
          {
            ...portLink(profile.bond.name, wanted),
            ...(held(wanted) ? heldAddress(link, bears) : portAddress(link, bears, unheld)),
            ...(engine === 'networkmanager' ? keeperFor(wanted, link, machine) : {}),
          },
        ]),
      ]) as Record<string, LinkTarget>,
      // What NetworkManager shows brings the name servers along.
      dns: bridgeOf(profile, machine) === null && engine === 'direct' ? dnsTarget(profile) : null,
    },
    engine,
    defaults,
    warnings: [
      ...warnings,
      ...unchecked.warnings,
      ...bridgeWarnings(profile, machine),
      ...otherWayOut(profile, machine, portNames),
    ],
    refusals,
  };
}

export function findAdapter(machine: Machine, ref: AdapterRef): LinkFacts | undefined {
  if (typeof ref === 'string') return machine.links[ref];
  return Object.values(machine.links).find(
    (link) => link.type !== 'bond' && (link.permanentMac ?? link.mac) === ref.mac,
  );
}

function portTarget(link: LinkFacts, { wifi }: ProfilePort, values: Record<string, string>): PortTarget {
  const options = Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    name: link.name,
    expectedUp: link.type === 'wifi' || link.carrier === true,
    // Two ends of a cell that waited for each other's answer before they had an address would wait for ever.
    asks: wifi?.adHoc !== undefined,
    options,
  };
}

/** `ether_setup`; its ports follow it. */
const BORN_MTU = 1500;

/** The bond bears the first port's own address, as the network there knows it. */
function bondLink(profile: Profile, machine: Machine, ports: readonly string[]): LinkTarget {
  const { ipv4, ipv6 } = profile.ip;
  const bond = profile.bond.name;
  const firstPort = machine.links[ports[0] ?? ''];
  const plain: LinkTarget = {
    up: true,
    ...(firstPort ? { mac: ownAddress(firstPort) } : {}),
    // What a new bond has, where the profile does not say.
    mtu: profile.bond.mtu ?? BORN_MTU,
  };
  if (bridgeOf(profile, machine) !== null) return plain;
  const addresses = [...(ipv4.addresses ?? []), ...(ipv6.addresses ?? [])];
  const routes = [ipv4.gateway, ipv6.gateway].flatMap((gateway) => {
    if (gateway === undefined) return [];
    const metric = defaultMetric(machine, bond, gateway.includes(':') ? 6 : 4, ports);
    return [defaultRoute(bond, gateway, { metric })];
  });
  return {
    ...plain,
    sysctls: ipv6Sysctls(ipv6.method),
    addresses: addresses.map((address) => plainAddress(address)),
    routes,
    dhcp: ipv4.method === 'auto',
  };
}

/** On a bond whose ports are not its own, NetworkManager would wait for ever before it asked a router: the kernel does. */
const SHOWN_IPV6 = { auto: 'ignore', static: 'manual', disabled: 'disabled' } as const;

function presented({ ip: { ipv4, ipv6 } }: Profile): NonNullable<LinkTarget['presents']> {
  const dns = [...(ipv4.dns ?? []), ...(ipv6.dns ?? []).map((server) => ipv6Text(ipv6Bytes(server)))];
  return { dns, ipv6: SHOWN_IPV6[ipv6.method] };
}

/** A bond of ours keeps the address it was made with, whichever ports it has since. */
function bondAddress({ bond }: Profile, machine: Machine, firstPort: LinkFacts | undefined): string {
  const ours = profileOf(machine, bond.name) !== null ? machine.links[bond.name]?.mac : undefined;
  return ours ?? (firstPort ? ownAddress(firstPort) : '');
}

/**
 * `accept_ra` 2, not 1: with 1 a laptop that forwards for containers or virtual machines gets no IPv6 at all
 * (Documentation/networking/ip-sysctl.rst).
 */
function ipv6Sysctls(method: 'auto' | 'static' | 'disabled'): Partial<Record<Sysctl, string>> {
  if (method === 'disabled') return { disable_ipv6: '1' };
  return { disable_ipv6: '0', accept_ra: method === 'auto' ? '2' : '0' };
}

/** Where the bond is a port of a bridge, that bears the addresses, and whoever made it looks after them. */
function bridgeOf(profile: Profile, machine: Machine): string | null {
  return machine.links[profile.bond.name]?.master ?? null;
}

function bridgeWarnings(profile: Profile, machine: Machine): Plan['warnings'] {
  const bridge = bridgeOf(profile, machine);
  if (bridge === null) return [];
  const message = `${profile.bond.name} is a port of ${bridge}, which bears the addresses: those of the profile are left out.`;
  return [{ code: 'bond-in-bridge', about: 'ip', message }];
}

function dnsTarget(profile: Profile): Target['dns'] {
  const servers = [...(profile.ip.ipv4.dns ?? []), ...(profile.ip.ipv6.dns ?? [])];
  // Without any here, those of the lease count.
  return servers.length > 0 || profile.ip.ipv4.method !== 'auto' ? { link: profile.bond.name, servers } : null;
}

function portLink(bond: string, { wifi }: ProfilePort): LinkTarget {
  const join = wifi && wifiTarget(wifi);
  return join ? { master: bond, wifi: { join }, fourAddress: wifi.fourAddress ?? false } : { master: bond };
}

/** null where the network is left to a network manager. */
export function wifiTarget(wifi: WifiNetwork): WifiTarget | null {
  if (wifi.ssid === undefined || wifi.security === undefined) return null;
  return {
    ssid: wifi.ssid,
    security: wifi.security,
    bssid: wifi.bssid ?? null,
    band: wifi.band ?? null,
    hidden: wifi.hidden ?? false,
    adHocMhz: wifi.adHoc?.frequencyMhz ?? null,
  };
}

function bondingRefusals(machine: Machine): Refusal[] {
  if (machine.bonding !== 'missing') return [];
  return [
    {
      code: 'bonding-missing',
      about: 'kernel',
      message: `This kernel (${machine.kernel}) has no bonding driver.`,
      mend: 'Install the full kernel package of your distribution (Debian: linux-image-amd64; Ubuntu: linux-modules-extra) and restart.',
    },
  ];
}

function nameRefusals(profile: Profile, machine: Machine): Refusal[] {
  const { name } = profile.bond;
  const link = machine.links[name];
  if (!link || profileOf(machine, name) !== null) return [];
  const bond = machine.bonds[name];
  // `modprobe bonding` without max_bonds=0 leaves one like this behind; nobody misses it, so it may be used.
  if (bond && bond.ports.length === 0 && !link.up && !machine.addresses.some((address) => address.link === name))
    return [];
  return [
    {
      code: 'name-taken',
      about: 'bond.name',
      message: `There is already ${bond ? 'a bond' : 'an interface'} named ${name} that Linkbraid did not make.`,
      mend: 'Choose another name for the bond, or remove that interface first.',
    },
  ];
}

/** Where the profile says by what means, and the machine is not so. */
function keeperRefusals(
  { engine: asked }: Profile,
  machine: Machine,
  engine: EngineName,
  ports: readonly { link: LinkFacts }[],
): Refusal[] {
  if (asked === 'networkmanager' && Object.keys(machine.kept).length === 0) {
    return [
      {
        code: 'no-network-manager',
        about: 'engine',
        message: 'NetworkManager does not run here.',
        mend: 'Start it, or leave "engine" out of the profile.',
      },
    ];
  }
  if (engine === 'networkmanager') return [];
  return ports.flatMap(({ link }) => {
    if (!machine.kept[link.name]?.managed) return [];
    const { reason, message, mend } = ownedBy(link, 'networkmanager');
    return [{ code: reason, about: 'engine', message, mend }];
  });
}

function missing({ adapter }: ProfilePort, index: number): Refusal {
  return {
    code: 'adapter-missing',
    about: `ports[${index}].adapter`,
    message: `There is no adapter ${adapterKey(adapter)} on this machine now.`,
    mend: 'Plug it in, or choose another adapter.',
  };
}

function portRefusals(wanted: ProfilePort, link: LinkFacts, machine: Machine, bond: string, index: number): Refusal[] {
  const about = `ports[${index}].adapter`;
  const why = unusable(link, machine, bond);
  if (why) return [{ code: why.reason, about, message: why.message, mend: why.mend }];
  if (link.type === 'bond' || link.type === 'other') {
    return [
      {
        code: 'not-an-adapter',
        about,
        message: `${link.name} is ${link.type === 'bond' ? 'a bond itself' : 'no adapter that carries Ethernet frames of its own'}, so it cannot be a port.`,
        mend: 'Name an Ethernet or Wi-Fi adapter.',
      },
    ];
  }
  if (link.type === 'wifi' && !wanted.wifi) {
    return [
      {
        code: 'wifi-network-missing',
        about: `ports[${index}].wifi`,
        message: `${link.name} is a Wi-Fi adapter, and the profile does not say which network it shall join.`,
        mend: 'Add "wifi" with "ssid" and "security".',
      },
    ];
  }
  if (link.type !== 'wifi' && wanted.wifi) {
    return [
      {
        code: 'wifi-on-cable',
        about: `ports[${index}].wifi`,
        message: `${link.name} is not a Wi-Fi adapter.`,
        mend: 'Leave "wifi" out for it.',
      },
    ];
  }
  if (wanted.wifi?.saved && !machine.kept[link.name]?.managed) {
    return [
      {
        code: 'saved-unknown',
        about: `ports[${index}].wifi.saved`,
        message: `No network manager looks after ${link.name} that could know saved networks.`,
        mend: 'Name the network with "ssid", "security" and "psk".',
      },
    ];
  }
  return [];
}
