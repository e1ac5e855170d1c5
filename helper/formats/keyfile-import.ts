import { findOption } from '../contract/bond-options.ts';
import type { ProfileInput } from '../contract/profile.ts';
import { dnsField, staticAddressing, type AddressingInput } from './addressing.ts';
import { FormatError, type Imported, type Note, type TextFile } from './format.ts';
import { entriesOf, readIni, valueOf, type IniEntry, type IniSection } from './ini.ts';
import { readKeyfileWifi } from './keyfile-wifi.ts';
import { asOptionValue } from './options.ts';

interface Connection {
  path: string;
  sections: IniSection[];
  head: IniEntry[];
}

/** The first bond of these NetworkManager keyfiles with its ports, or the one named by interface or connection. */
export function importKeyfiles(files: readonly TextFile[], wanted: string | null = null): Imported {
  const connections = files.map(({ path, text }): Connection => {
    const sections = readIni(text);
    return { path, sections, head: entriesOf(sections, 'connection') };
  });
  const bonds = connections.filter(({ head }) => valueOf(head, 'type') === 'bond');
  const bond = bonds.find(({ head }) => wanted === null || namesOf(head).includes(wanted));
  if (!bond) throw new FormatError(null, 'no keyfile with "type=bond" is among these');
  const name = valueOf(bond.head, 'interface-name') ?? valueOf(entriesOf(bond.sections, 'bond'), 'interface-name');
  const unsaid: Note[] = bonds
    .filter((other) => other !== bond)
    .map(({ path }) => ({ about: path, message: 'This is another bond: import it by its name.' }));

  const { mode, options } = readBond(bond, unsaid);
  const mtu =
    valueOf(entriesOf(bond.sections, 'ethernet'), 'mtu') ?? valueOf(entriesOf(bond.sections, '802-3-ethernet'), 'mtu');
  const ports = connections.filter(({ head }) => isPortOf(head, bond.head)).flatMap((port) => readPort(port, unsaid));
  if (ports.length === 0) unsaid.push({ about: bond.path, message: 'None of the files is a port of this bond.' });
  noteRest(bond, { ipv4: IP_KEYS, ipv6: IP_KEYS, bond: null, ethernet: ['mtu'], '802-3-ethernet': ['mtu'] }, unsaid);
  return {
    profile: {
      name: valueOf(bond.head, 'id') ?? name ?? 'bond0',
      bond: {
        ...(name === null ? {} : { name }),
        mode,
        options,
        ...(mtu !== null && /^\d{1,5}$/.test(mtu) ? { mtu: Number(mtu) } : {}),
      },
      ports,
      ip: {
        ipv4: readFamily(entriesOf(bond.sections, 'ipv4')),
        ipv6: readFamily(entriesOf(bond.sections, 'ipv6')),
      },
      autoActivate: valueOf(bond.head, 'autoconnect') !== 'false',
    },
    unsaid,
  };
}

type Options = NonNullable<ProfileInput['bond']['options']>;

/** Options stand under the kernel's own names. */
function readBond({ path, sections }: Connection, unsaid: Note[]): { mode: string; options: Options } {
  const entries = entriesOf(sections, 'bond');
  const options: Options = {};
  for (const { key, value, line } of entries) {
    if (key === 'mode' || key === 'interface-name') continue;
    const option = findOption(key);
    if (option && !option.runTimeOnly) options[option.name] = asOptionValue(option, value);
    else unsaid.push({ about: `${path}, line ${line}`, message: `"${key}=${value}" has no place in a profile.` });
  }
  return { mode: valueOf(entries, 'mode') ?? 'balance-rr', options };
}

function readPort(port: Connection, unsaid: Note[]): ProfileInput['ports'] {
  const isWifi = /^(wifi|802-11-wireless)$/.test(valueOf(port.head, 'type') ?? '');
  const hardware = isWifi ? ['wifi', '802-11-wireless'] : ['ethernet', '802-3-ethernet'];
  const device = hardware.flatMap((name) => entriesOf(port.sections, name));
  const mac = valueOf(device, 'mac-address');
  const adapter = valueOf(port.head, 'interface-name') ?? (mac === null ? null : { mac: mac.toLowerCase() });
  if (adapter === null) {
    unsaid.push({ about: port.path, message: 'This port is bound to no adapter: give it an interface name.' });
    return [];
  }
  const wifiSections = ['wifi', '802-11-wireless', 'wifi-security', '802-11-wireless-security'];
  noteRest(
    port,
    {
      ethernet: ['mac-address'],
      '802-3-ethernet': ['mac-address'],
      ...nulls(wifiSections),
      'bond-port': ['queue-id', 'prio'],
    },
    unsaid,
  );
  const wifi = isWifi ? readKeyfileWifi(port.path, port.sections, unsaid) : null;
  const options = readPortOptions(entriesOf(port.sections, 'bond-port'));
  return [{ adapter, ...(wifi ? { wifi } : {}), ...(Object.keys(options).length > 0 ? { options } : {}) }];
}

function readPortOptions(entries: readonly IniEntry[]): Options {
  const options: Options = {};
  for (const { key, value } of entries) {
    const option = findOption(key.replace('-', '_'), 'port');
    if (option) options[option.name] = asOptionValue(option, value);
  }
  return options;
}

const IP_KEYS = ['method', 'dns', 'gateway', /^address(es)?\d*$/];

function readFamily(entries: readonly IniEntry[]): AddressingInput {
  const method = valueOf(entries, 'method') ?? 'auto';
  const list = (value: string | null) => (value ?? '').split(/[;,\s]+/).filter((part) => part !== '');
  const dns = list(valueOf(entries, 'dns'));
  if (method !== 'manual') return { method: /^(auto|dhcp)$/.test(method) ? 'auto' : 'disabled', ...dnsField(dns) };
  // address1=10.0.0.2/24,10.0.0.1 : the gateway may stand behind the address.
  const found = entries.filter(({ key }) => /^address(es)?\d+$/.test(key)).map(({ value }) => list(value));
  const gateway = valueOf(entries, 'gateway') ?? found.find((parts) => parts.length > 1)?.[1] ?? null;
  return staticAddressing(
    found.flatMap(([address]) => address ?? []),
    gateway,
    dns,
  );
}

function isPortOf(head: readonly IniEntry[], bond: readonly IniEntry[]): boolean {
  const master = valueOf(head, 'controller') ?? valueOf(head, 'master');
  return master !== null && [...namesOf(bond), valueOf(bond, 'uuid')].includes(master);
}

function namesOf(head: readonly IniEntry[]): (string | null)[] {
  return [valueOf(head, 'interface-name'), valueOf(head, 'id')];
}

type KnownKeys = Record<string, readonly (string | RegExp)[] | null>;

function noteRest({ path, sections }: Connection, known: KnownKeys, unsaid: Note[]): void {
  const own: KnownKeys = { ...known, connection: null };
  for (const section of sections) {
    const keys = Object.hasOwn(own, section.name) ? own[section.name] : [];
    if (keys === null) continue;
    for (const { key, value, line } of section.entries) {
      const isKnown = keys?.some((name) => (typeof name === 'string' ? name === key : name.test(key)));
      if (isKnown || value === '' || HARMLESS.has(key)) continue;
      unsaid.push({ about: `${path}, line ${line}`, message: `"${key}" in [${section.name}] was not taken over.` });
    }
  }
}

/** NetworkManager writes these into nearly every file; they ask for nothing. */
const HARMLESS = new Set(['addr-gen-mode', 'may-fail']);

function nulls(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}
