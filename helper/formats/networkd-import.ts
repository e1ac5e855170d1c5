import { findOption } from '../contract/bond-options.ts';
import type { ProfileInput } from '../contract/profile.ts';
import { dnsField, splitDns, staticAddressing, type AddressingInput } from './addressing.ts';
import { FormatError, missingNetwork, type Imported, type Note, type TextFile } from './format.ts';
import { entriesOf, readIni, valueOf, type IniEntry, type IniSection } from './ini.ts';
import { fromNetworkdValue, NETWORKD, readBoolean } from './networkd-vocabulary.ts';
import { kernelNameOf } from './options.ts';

interface Unit {
  path: string;
  sections: IniSection[];
}

/** The first bond of these .netdev and .network files, or the one named. */
export function importNetworkd(files: readonly TextFile[], wanted: string | null = null): Imported {
  const units = files
    .map(({ path, text }): Unit => ({ path, sections: readIni(text) }))
    .sort((a, b) => (fileName(a.path) < fileName(b.path) ? -1 : 1));
  const bonds = units.filter(({ sections }) => valueOf(entriesOf(sections, 'NetDev'), 'Kind') === 'bond');
  const netdev = bonds.find(({ sections }) => wanted === null || nameOf(sections) === wanted);
  if (!netdev) throw new FormatError(null, 'no .netdev file with "Kind=bond" is among these');
  const name = nameOf(netdev.sections);
  if (name === null) throw new FormatError(null, `${netdev.path} does not say "Name="`);
  const unsaid: Note[] = bonds
    .filter((other) => other !== netdev)
    .map(({ path }) => ({ about: path, message: 'This is another bond: import it by its name.' }));

  const device = entriesOf(netdev.sections, 'NetDev');
  const { mode, options } = readBond(netdev, unsaid);
  const network = units.find(({ sections }) => valueOf(entriesOf(sections, 'Match'), 'Name') === name);
  const mtu = readMtu(valueOf(device, 'MTUBytes') ?? valueOf(entriesOf(network?.sections ?? [], 'Link'), 'MTUBytes'));
  const ports = readPorts(units, name, options, unsaid);
  noteRest(netdev, { NetDev: ['Name', 'Kind', 'Description', 'MTUBytes'], Bond: null }, unsaid);
  if (network)
    noteRest(
      network,
      {
        Match: ['Name'],
        Link: ['ActivationPolicy', 'MTUBytes'],
        Network: ADDRESSING,
        Address: ['Address'],
        Route: ['Gateway', 'Destination'],
      },
      unsaid,
    );
  else unsaid.push({ about: name, message: 'No .network file matches the bond: its addresses are not known.' });
  return {
    profile: {
      name: valueOf(device, 'Description') ?? name,
      bond: { name, mode, options, ...(mtu === null ? {} : { mtu }) },
      ports,
      ...(network ? { ip: readAddressing(network.sections) } : {}),
      autoActivate: valueOf(entriesOf(network?.sections ?? [], 'Link'), 'ActivationPolicy') !== 'manual',
    },
    unsaid,
  };
}

const ADDRESSING = ['DHCP', 'IPv6AcceptRA', 'LinkLocalAddressing', 'Address', 'Gateway', 'DNS'];

type Options = NonNullable<ProfileInput['bond']['options']>;

function readBond({ path, sections }: Unit, unsaid: Note[]): { mode: string; options: Options } {
  const entries = entriesOf(sections, 'Bond');
  const options: Options = {};
  for (const { key, value, line } of entries) {
    if (key === 'Mode') continue;
    const option = findOption(kernelNameOf(NETWORKD, key) ?? '');
    const read = option && key !== 'PrimarySlave' ? fromNetworkdValue(option, value) : null;
    if (option && read !== null) options[option.name] = read;
    else unsaid.push({ about: `${path}, line ${line}`, message: `"${key}=${value}" has no place in a profile.` });
  }
  return { mode: valueOf(entries, 'Mode') ?? 'balance-rr', options };
}

function readPorts(units: readonly Unit[], bond: string, options: Options, unsaid: Note[]): ProfileInput['ports'] {
  return units.flatMap((unit): ProfileInput['ports'] => {
    const network = entriesOf(unit.sections, 'Network');
    if (valueOf(network, 'Bond') !== bond) return [];
    const match = entriesOf(unit.sections, 'Match');
    const names = valueOf(match, 'Name')?.split(/\s+/) ?? [];
    const macs = (valueOf(match, 'PermanentMACAddress') ?? valueOf(match, 'MACAddress'))?.split(/\s+/) ?? [];
    noteRest(
      unit,
      {
        Match: ['Name', 'PermanentMACAddress', 'MACAddress'],
        Network: ['Bond', 'PrimarySlave', 'LinkLocalAddressing'],
      },
      unsaid,
    );
    const isPrimary = readBoolean(valueOf(network, 'PrimarySlave') ?? 'no') === true;
    if (isPrimary && names[0] !== undefined) options.primary = names[0];
    const plain = names.filter((name) => !/[*?[!]/.test(name));
    if (plain.length < names.length || names.length + macs.length === 0)
      unsaid.push({
        about: unit.path,
        message: 'A profile names its adapters one by one; this file matches by pattern.',
      });
    unsaid.push(...plain.flatMap(missingNetwork));
    return names.length > 0 ? plain.map((adapter) => ({ adapter })) : macs.map((mac) => ({ adapter: { mac } }));
  });
}

function readAddressing(sections: readonly IniSection[]): NonNullable<ProfileInput['ip']> {
  const network = entriesOf(sections, 'Network');
  const all = (key: string) => network.filter((entry) => entry.key === key).flatMap(({ value }) => value.split(/\s+/));
  const addresses = [
    ...all('Address'),
    ...entriesOf(sections, 'Address')
      .filter(isAddress)
      .map(({ value }) => value),
  ];
  const dns = splitDns(all('DNS'));
  const dhcp = valueOf(network, 'DHCP') ?? 'no';
  const isV6 = (text: string) => text.includes(':');
  const family = (automatic: boolean, v6: boolean): AddressingInput => {
    const own = addresses.filter((address) => isV6(address) === v6);
    const servers = v6 ? dns.v6 : dns.v4;
    const gateway = [...all('Gateway'), ...defaultGateways(sections)].find((address) => isV6(address) === v6) ?? null;
    if (own.length > 0) return staticAddressing(own, gateway, servers);
    return { method: automatic ? 'auto' : 'disabled', ...dnsField(servers) };
  };
  // Router advertisements are heeded unless the file says otherwise.
  const advertised = readBoolean(valueOf(network, 'IPv6AcceptRA') ?? 'yes') === true;
  const linkLocal = !/^(no|ipv4)$/.test(valueOf(network, 'LinkLocalAddressing') ?? 'ipv6');
  return {
    ipv4: family(/^(yes|true|ipv4)$/.test(dhcp), false),
    ipv6: family(linkLocal && (advertised || /^(yes|true|ipv6)$/.test(dhcp)), true),
  };
}

/** A [Route] without a destination, or to everywhere. */
function defaultGateways(sections: readonly IniSection[]): string[] {
  const routes = sections.filter(({ name }) => name === 'Route').filter(isDefaultRoute);
  return routes.flatMap(({ entries }) => valueOf(entries, 'Gateway') ?? []);
}

function isDefaultRoute({ entries }: IniSection): boolean {
  return /^(0\.0\.0\.0\/0|::\/0)?$/.test(valueOf(entries, 'Destination') ?? '');
}

function isAddress({ key }: IniEntry): boolean {
  return key === 'Address';
}

/** Tells of every key that is not in `known`; null stands for a section that was read in full elsewhere. */
function noteRest({ path, sections }: Unit, known: Record<string, readonly string[] | null>, unsaid: Note[]): void {
  for (const section of sections) {
    if (section.name === 'Route' && Object.hasOwn(known, 'Route') && !isDefaultRoute(section))
      unsaid.push({
        about: `${path}, line ${section.line}`,
        message: 'Only the default route has a place in a profile.',
      });
    const keys = Object.hasOwn(known, section.name) ? known[section.name] : [];
    if (keys === null) continue;
    for (const { key, value, line } of section.entries)
      if (!keys?.includes(key))
        unsaid.push({
          about: `${path}, line ${line}`,
          message: `"${key}=${value}" in [${section.name}] was not taken over.`,
        });
  }
}

function readMtu(text: string | null): number | null {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function nameOf(sections: readonly IniSection[]): string | null {
  return valueOf(entriesOf(sections, 'NetDev'), 'Name');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
