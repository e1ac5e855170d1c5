import { BOND_OPTIONS, findOption, type BondMode } from '../contract/bond-options.ts';
import { LinkbraidError } from '../contract/errors.ts';
import type { Refusal } from '../contract/plan.ts';
import {
  decodeProfile,
  type OptionValue,
  type Profile,
  type ProfileInput,
  type WifiNetwork,
} from '../contract/profile.ts';
import { profileValue } from './change-options.ts';
import { desire } from './desire.ts';
import { aliasFor } from './image.ts';
import { addressesOf, routesOf, type AddressFacts, type BondFacts, type Machine } from './machine.ts';
import { MANAGER_NAMES } from './usable.ts';

export interface Adoption {
  /** null where there are refusals. */
  profile: Profile | null;
  /** What the profile cannot say, and what to do elsewhere. */
  notes: string[];
  refusals: Refusal[];
}

/**
 * A bond that others made, read into a profile that asks for just what is there. What cannot be told from the machine
 * (a passphrase) comes from `networks`, those of saved profiles; what no profile can say is refused or noted.
 */
export function adoption(machine: Machine, bond: BondFacts, name: string, networks: readonly WifiNetwork[]): Adoption {
  const refusals = [...ownerRefusals(machine, bond), ...addressRefusals(machine, bond.name)];
  const ports: ProfileInput['ports'] = bond.ports.map((port) => {
    const ssid = machine.links[port]?.type === 'wifi' ? (machine.wifi[port]?.ssid ?? null) : undefined;
    const wanted = { adapter: port, ...portOptions(machine, port, bond.mode) };
    if (ssid === undefined) return wanted;
    const wifi = networks.find((network) => network.ssid === ssid);
    if (!wifi) refusals.push(networkRefusal(port, ssid));
    return { ...wanted, ...(wifi ? { wifi } : {}) };
  });
  if (refusals.length > 0) return { profile: null, notes: [], refusals };
  return asked(machine, bond, {
    name,
    bond: { name: bond.name, mode: bond.mode, ...mtuOf(machine, bond.name) },
    ports,
    ip: { ipv4: ipv4Of(machine, bond.name), ipv6: ipv6Of(machine, bond.name) },
  });
}

/** With every option that is not as the kernel, and then as we, would have it by default. */
function asked(machine: Machine, bond: BondFacts, start: ProfileInput): Adoption {
  const marked = withAlias(machine, bond.name, start.name);
  let options: Record<string, OptionValue> = ownOptions(bond);
  try {
    for (;;) {
      const profile = decodeProfile({ ...start, bond: { ...start.bond, options } });
      const { defaults, refusals } = desire(profile, marked);
      const others = defaults.filter(({ option, value }) => String(value) !== bond.options[option]);
      if (others.length === 0) {
        return refusals.length > 0
          ? { profile: null, notes: [], refusals }
          : { profile, notes: notesOn(machine, bond.name), refusals };
      }
      const kept = others.map(({ option }) => [option, profileValue(option, bond.options[option] ?? '')] as const);
      options = { ...options, ...Object.fromEntries(kept) };
    }
  } catch (error) {
    if (!(error instanceof LinkbraidError)) throw error;
    const mend = `Give the profile a plain name (--profile NAME), or take ${bond.name} down and set it up anew.`;
    return {
      profile: null,
      notes: [],
      refusals: [{ code: 'no-profile', about: bond.name, message: error.message, mend }],
    };
  }
}

function ownOptions(bond: BondFacts): Record<string, OptionValue> {
  return Object.fromEntries(
    BOND_OPTIONS.flatMap(({ name, scope, aliasOf, runTimeOnly, modes, default: born }) => {
      const value = bond.options[name];
      const said = scope === 'bond' && name !== 'mode' && aliasOf === null && !runTimeOnly && modes.includes(bond.mode);
      return said && value !== undefined && value !== born ? [[name, profileValue(name, value)] as const] : [];
    }),
  );
}

function portOptions(machine: Machine, port: string, mode: BondMode): { options?: Record<string, OptionValue> } {
  const own = Object.entries(machine.ports[port]?.options ?? {}).flatMap(([name, value]) => {
    const option = findOption(name, 'port');
    return option?.modes.includes(mode) && value !== option.default ? [[name, Number(value)] as const] : [];
  });
  return own.length === 0 ? {} : { options: Object.fromEntries(own) };
}

function withAlias(machine: Machine, bond: string, profile: string): Machine {
  const link = machine.links[bond];
  return link ? { ...machine, links: { ...machine.links, [bond]: { ...link, alias: aliasFor(profile) } } } : machine;
}

function ownerRefusals(machine: Machine, { name, ports }: BondFacts): Refusal[] {
  const owner = machine.links[name]?.manager;
  if (owner === 'networkmanager' || owner === 'networkd') {
    return [
      {
        code: 'managed-by-other',
        about: name,
        message: `${name} is looked after by ${MANAGER_NAMES[owner]}, which would go on doing so.`,
        mend: `Take it down there, and set it up with Linkbraid: "linkbraid import" reads its files.`,
      },
    ];
  }
  if (ports.length > 0) return [];
  const message = `${name} has no ports: there is nothing in it to look after.`;
  return [
    {
      code: 'no-ports',
      about: name,
      message,
      mend: `Use its name for a bond of a profile, or: ip link delete ${name}`,
    },
  ];
}

/** An address that runs out is renewed by somebody, and two clients on one link take it from each other. */
function addressRefusals(machine: Machine, bond: string): Refusal[] {
  return given(machine, bond).flatMap(({ address, validSeconds, peer }): Refusal[] => {
    if (validSeconds !== null)
      return [
        {
          code: 'leased-by-other',
          about: bond,
          message: `The address ${address} of ${bond} is leased, and the DHCP client of another program renews it.`,
          mend: `Stop that client and keep the address for now (ip address change ${address} dev ${bond} valid_lft forever), or take ${bond} down there and bring it up with Linkbraid.`,
        },
      ];
    if (peer === null) return [];
    const message = `No profile can say that ${address} of ${bond} leads to ${peer} alone.`;
    return [{ code: 'address-unsaid', about: bond, message, mend: `Take that address off ${bond} first.` }];
  });
}

function networkRefusal(port: string, ssid: string | null): Refusal {
  return ssid === null
    ? {
        code: 'wifi-network-unknown',
        about: port,
        message: `Which network ${port} has joined cannot be known: its wpa_supplicant does not say so on the system bus.`,
        mend: `Take ${port} out of the bond first, and add it afterwards: linkbraid port add`,
      }
    : {
        code: 'passphrase-missing',
        about: port,
        message: `No saved profile knows the network that ${port} has joined, and its passphrase cannot be read from the system.`,
        mend: 'Save a profile with that network first: linkbraid profile set FILE',
      };
}

function mtuOf(machine: Machine, bond: string): { mtu?: number } {
  const mtu = machine.links[bond]?.mtu ?? 1500;
  return mtu === 1500 ? {} : { mtu };
}

function ipv4Of(machine: Machine, bond: string): NonNullable<ProfileInput['ip']>['ipv4'] {
  const addresses = given(machine, bond).flatMap(({ family, address }) => (family === 4 ? [address] : []));
  if (addresses.length === 0) return { method: 'disabled' };
  return { method: 'static', addresses, ...gatewayOf(machine, bond, 4) };
}

function ipv6Of(machine: Machine, bond: string): NonNullable<ProfileInput['ip']>['ipv6'] {
  if (machine.links[bond]?.sysctls.disable_ipv6 === '1') return { method: 'disabled' };
  const addresses = given(machine, bond).flatMap(({ family, address }) => (family === 6 ? [address] : []));
  if (addresses.length === 0) return { method: 'auto' };
  return { method: 'static', addresses, ...gatewayOf(machine, bond, 6) };
}

function gatewayOf(machine: Machine, bond: string, family: 4 | 6): { gateway?: string } {
  const [first] = waysOut(machine, bond)
    .filter((route) => route.family === family)
    .sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0));
  return first?.gateway ? { gateway: first.gateway } : {};
}

function given(machine: Machine, bond: string): AddressFacts[] {
  return addressesOf(machine, bond).filter(({ origin, scope }) => origin === 'manual' && scope !== 'link');
}

function waysOut(machine: Machine, bond: string): Machine['routes'] {
  return routesOf(machine, bond).filter(
    ({ origin, destination, table, gateway }) =>
      origin === 'manual' && destination === 'default' && table === 'main' && gateway !== null,
  );
}

function notesOn(machine: Machine, bond: string): string[] {
  const notes: string[] = [];
  const said = waysOut(machine, bond).slice(0, 2);
  const unsaid = routesOf(machine, bond).filter((route) => route.origin === 'manual' && !said.includes(route));
  if (unsaid.length > 0) {
    const names = unsaid.map(({ destination }) => destination).join(', ');
    notes.push(`A profile has no place for the routes to ${names}: they stay until ${bond} is down for a moment.`);
  }
  if (machine.links[bond]?.manager === 'ifupdown') {
    notes.push(
      `/etc/network/interfaces still has ${bond}: take it out there, or ifupdown makes it at the next start as well.`,
    );
  }
  return notes;
}
