import { findOption } from '../contract/bond-options.ts';
import type { OptionValue, ProfileInput } from '../contract/profile.ts';
import { dnsField, splitDns, staticAddressing, type AddressingInput } from './addressing.ts';
import { FormatError, PASSPHRASE_PLACEHOLDER, type Imported, type Note, type TextFile } from './format.ts';
import { NETPLAN, NETPLAN_ALIASES } from './netplan-vocabulary.ts';
import { readBoolean } from './networkd-vocabulary.ts';
import { asOptionValue, kernelNameOf } from './options.ts';
import { readTimeSpan } from './time-span.ts';
import { listOf, mapOf, readYaml, textOf, textsOf, type YamlMap, type YamlValue } from './yaml-text.ts';

type Wifi = NonNullable<ProfileInput['ports'][number]['wifi']>;
type Options = NonNullable<ProfileInput['bond']['options']>;

/** The first bond of these netplan files, or the one named; a later file wins over an earlier one. */
export function importNetplan(files: readonly TextFile[], wanted: string | null = null): Imported {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const networks = sorted.map(({ text }) => mapOf(readYaml(text).get('network')));
  const section = (name: string): YamlMap => new Map(networks.flatMap((network) => [...mapOf(network.get(name))]));
  const bonds = section('bonds');
  const name = wanted ?? [...bonds.keys()][0];
  if (name === undefined || !bonds.has(name))
    throw new FormatError(
      null,
      wanted === null ? 'no bond under "network: bonds:"' : `no bond "${wanted}" is described here`,
    );
  const unsaid: Note[] = [...bonds.keys()]
    .filter((other) => other !== name)
    .map((other) => ({ about: other, message: 'There is another bond in the file: import it by its name.' }));
  const bond = mapOf(bonds.get(name));
  const parameters = mapOf(bond.get('parameters'));
  noteRest(bond, BOND_KEYS, `bonds.${name}`, unsaid);
  const mtu = textOf(bond.get('mtu'));
  const sections = { wifis: section('wifis'), ethernets: section('ethernets') };
  return {
    profile: {
      name,
      bond: {
        name,
        mode: textOf(parameters.get('mode')) ?? 'balance-rr',
        options: readOptions(parameters, `bonds.${name}.parameters`, unsaid),
        ...(mtu !== null && /^\d{1,5}$/.test(mtu) ? { mtu: Number(mtu) } : {}),
      },
      ports: textsOf(bond.get('interfaces')).map((id) => readPort(id, sections, unsaid)),
      ip: readAddressing(bond, `bonds.${name}`, unsaid),
      autoActivate: textOf(bond.get('activation-mode')) === null,
    },
    unsaid,
  };
}

const BOND_KEYS = [
  'interfaces',
  'parameters',
  'mtu',
  'activation-mode',
  'dhcp4',
  'dhcp6',
  'accept-ra',
  'link-local',
  'addresses',
  'gateway4',
  'gateway6',
  'routes',
  'nameservers',
];

function readOptions(parameters: YamlMap, path: string, unsaid: Note[]): Options {
  const options: Options = {};
  for (const [key, value] of parameters) {
    if (key === 'mode') continue;
    const word = Object.hasOwn(NETPLAN_ALIASES, key) ? (NETPLAN_ALIASES[key] ?? key) : key;
    const option = findOption(kernelNameOf(NETPLAN, word) ?? '');
    const read = option ? readOption(option.name, value) : null;
    if (option && read !== null) options[option.name] = read;
    else unsaid.push({ about: `${path}.${key}`, message: 'It has no place in a profile.' });
  }
  return options;
}

function readOption(name: string, value: YamlValue): OptionValue | null {
  const option = findOption(name);
  if (Array.isArray(value)) return textsOf(value);
  if (!option || typeof value !== 'string') return null;
  const { domain } = option;
  if (domain.kind === 'integer' && domain.unit !== null) return readTimeSpan(value, domain.unit, domain.unit);
  const truth = domain.kind === 'flag' ? readBoolean(value) : null;
  return truth === null ? asOptionValue(option, value) : Number(truth);
}

function readPort(
  id: string,
  from: { wifis: YamlMap; ethernets: YamlMap },
  unsaid: Note[],
): ProfileInput['ports'][number] {
  const isWifi = from.wifis.has(id);
  const device = mapOf(isWifi ? from.wifis.get(id) : from.ethernets.get(id));
  const path = `${isWifi ? 'wifis' : 'ethernets'}.${id}`;
  const match = mapOf(device.get('match'));
  const mac = textOf(match.get('macaddress'));
  const matched = textOf(match.get('name'));
  if (matched !== null && /[*?[]/.test(matched))
    unsaid.push({ about: `${path}.match.name`, message: 'A profile names its adapters one by one, not by pattern.' });
  const adapter = textOf(device.get('set-name')) ?? matched ?? (mac === null ? id : { mac });
  noteRest(device, ['match', 'set-name', 'access-points', 'dhcp4', 'dhcp6', 'optional'], path, unsaid);
  const wifi = isWifi ? readWifi(mapOf(device.get('access-points')), path, unsaid) : null;
  return { adapter, ...(wifi ? { wifi } : {}) };
}

function readWifi(points: YamlMap, path: string, unsaid: Note[]): Wifi | null {
  const [first, ...others] = points;
  if (!first) return null;
  const [ssid, value] = first;
  if (others.length > 0)
    unsaid.push({
      about: `${path}.access-points`,
      message: `A port joins one network: "${ssid}" was taken of several.`,
    });
  const point = mapOf(value);
  const about = `${path}.access-points.${ssid}`;
  noteRest(point, ['auth', 'password', 'bssid', 'band', 'hidden'], about, unsaid);
  const auth = mapOf(point.get('auth'));
  noteRest(auth, ['key-management', 'password'], `${about}.auth`, unsaid);
  const password = textOf(auth.get('password')) ?? textOf(point.get('password'));
  const keyManagement = textOf(auth.get('key-management')) ?? (password === null ? 'none' : 'psk');
  const security = { none: 'open', psk: 'wpa2-psk', sae: 'wpa3-sae' }[keyManagement] as Wifi['security'];
  if (security === undefined) {
    unsaid.push({ about, message: `Security "${keyManagement}" has no place in a profile.` });
    return null;
  }
  const wifi: Wifi = { ssid, security };
  if (password !== null && password !== PASSPHRASE_PLACEHOLDER) wifi.psk = password;
  else if (security !== 'open') unsaid.push({ about, message: 'The passphrase must be given anew.' });
  const bssid = textOf(point.get('bssid'));
  if (bssid !== null) wifi.bssid = bssid;
  const band = textOf(point.get('band'));
  if (band === '5GHz' || band === '5G') wifi.band = '5';
  else if (band === '2.4GHz' || band === '2.4G') wifi.band = '2.4';
  if (readBoolean(textOf(point.get('hidden')) ?? 'no')) wifi.hidden = true;
  return wifi;
}

function readAddressing(bond: YamlMap, path: string, unsaid: Note[]): NonNullable<ProfileInput['ip']> {
  const isV6 = (text: string) => text.includes(':');
  const isSet = (key: string, otherwise: boolean) => readBoolean(textOf(bond.get(key)) ?? '') ?? otherwise;
  const entries = listOf(bond.get('addresses'));
  const addresses = entries.map((entry) =>
    entry instanceof Map ? ([...entry.keys()][0] ?? '') : (textOf(entry) ?? ''),
  );
  if (entries.some((entry) => entry instanceof Map))
    unsaid.push({ about: `${path}.addresses`, message: 'Labels and lifetimes of addresses were not taken over.' });
  const gateways = [textOf(bond.get('gateway4')), textOf(bond.get('gateway6'))].filter((gateway) => gateway !== null);
  for (const [index, route] of listOf(bond.get('routes')).entries()) {
    const via = textOf(mapOf(route).get('via'));
    if (/^(default|0\.0\.0\.0\/0|::\/0)$/.test(textOf(mapOf(route).get('to')) ?? '') && via !== null)
      gateways.push(via);
    else
      unsaid.push({ about: `${path}.routes[${index}]`, message: 'Only the default route has a place in a profile.' });
  }
  const nameservers = mapOf(bond.get('nameservers'));
  noteRest(nameservers, ['addresses'], `${path}.nameservers`, unsaid);
  const dns = splitDns(textsOf(nameservers.get('addresses')));
  const family = (automatic: boolean, v6: boolean): AddressingInput => {
    const own = addresses.filter((address) => isV6(address) === v6);
    const servers = v6 ? dns.v6 : dns.v4;
    if (own.length === 0) return { method: automatic ? 'auto' : 'disabled', ...dnsField(servers) };
    return staticAddressing(own, gateways.find((gateway) => isV6(gateway) === v6) ?? null, servers);
  };
  const linkLocal = bond.get('link-local');
  const noIpv6 = Array.isArray(linkLocal) && !linkLocal.includes('ipv6');
  return {
    ipv4: family(isSet('dhcp4', false), false),
    ipv6: family(!noIpv6 && (isSet('accept-ra', true) || isSet('dhcp6', false)), true),
  };
}

function noteRest(map: YamlMap, known: readonly string[], path: string, unsaid: Note[]): void {
  for (const key of map.keys())
    if (!known.includes(key)) unsaid.push({ about: `${path}.${key}`, message: 'It was not taken over.' });
}
