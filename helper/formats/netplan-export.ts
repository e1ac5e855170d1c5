import { stringify } from 'yaml';
import type { Profile, ProfilePort } from '../contract/profile.ts';
import { PASSPHRASE_PLACEHOLDER, type Exported, type Note } from './format.ts';
import { NETPLAN } from './netplan-vocabulary.ts';
import { sayOptions, unsaidPortOptions, type SaidOption } from './options.ts';

type Yaml = Record<string, unknown>;

export function exportNetplan(profile: Profile): Exported {
  const { said, unsaid } = sayOptions(profile, NETPLAN);
  const { name, mode, mtu } = profile.bond;
  unsaid.push(...unsaidPortOptions(profile, NETPLAN.tool));
  if (profile.name !== name) unsaid.push({ about: 'name', message: 'netplan has no place for a name of its own.' });
  const ids = profile.ports.map(({ adapter }, index) => (typeof adapter === 'string' ? adapter : `port${index + 1}`));
  const ethernets: Yaml = {};
  const wifis: Yaml = {};
  profile.ports.forEach((port, index) => {
    const match = typeof port.adapter === 'string' ? {} : { match: { macaddress: port.adapter.mac } };
    const id = ids[index] ?? '';
    if (port.wifi) wifis[id] = { ...match, ...accessPoints(port.wifi, `ports[${index}].wifi`, unsaid) };
    else ethernets[id] = { ...match };
  });
  const bond: Yaml = {
    interfaces: ids,
    parameters: { mode, ...Object.fromEntries(said.map((option) => [option.name, yamlValue(option)])) },
    ...(mtu === undefined ? {} : { mtu }),
    ...addressing(profile),
    ...(profile.autoActivate ? {} : { 'activation-mode': 'manual' }),
  };
  const network: Yaml = {
    version: 2,
    renderer: 'networkd',
    ...(Object.keys(ethernets).length > 0 ? { ethernets } : {}),
    ...(Object.keys(wifis).length > 0 ? { wifis } : {}),
    bonds: { [name]: bond },
  };
  // netplan reads YAML 1.1, where more words than in 1.2 need quotes; and it follows no anchors.
  const text = stringify({ network }, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 });
  return { files: [{ path: `/etc/netplan/60-${name}.yaml`, text }], unsaid };
}

/** Intervals need no unit: netplan takes milliseconds, and seconds for learn-packet-interval, as the kernel does. */
function yamlValue({ option, value }: SaidOption): unknown {
  if (option.domain.kind === 'integer') return Number(value);
  if (option.domain.kind === 'flag') return value === '1';
  return option.domain.kind === 'ipv4-list' ? value.split(',') : value;
}

function addressing({ ip }: Profile): Yaml {
  const families = [ip.ipv4, ip.ipv6];
  const addresses = families.flatMap((family) => family.addresses ?? []);
  const servers = families.flatMap((family) => family.dns ?? []);
  const routes = families.flatMap(({ gateway }) =>
    gateway === undefined ? [] : [{ to: gateway.includes(':') ? '::/0' : '0.0.0.0/0', via: gateway }],
  );
  return {
    dhcp4: ip.ipv4.method === 'auto',
    'accept-ra': ip.ipv6.method === 'auto',
    ...(ip.ipv6.method === 'disabled' ? { 'link-local': [] } : {}),
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(routes.length > 0 ? { routes } : {}),
    ...(servers.length > 0 ? { nameservers: { addresses: servers } } : {}),
  };
}

function accessPoints(wifi: NonNullable<ProfilePort['wifi']>, about: string, unsaid: Note[]): Yaml {
  const cannot = (field: string, message: string) => unsaid.push({ about: `${about}.${field}`, message });
  if (wifi.adHoc) cannot('adHoc', 'The ad-hoc cell is not written: netplan would look for an access point.');
  if (wifi.fourAddress) cannot('fourAddress', 'netplan cannot ask for four-address mode.');
  if (wifi.band === '6') cannot('band', 'netplan cannot choose the 6 GHz band.');
  if (wifi.ssid === undefined) {
    cannot('saved', 'netplan cannot take a network from the network manager: add it under access-points.');
    return {};
  }
  if (wifi.security === 'owe') cannot('security', 'netplan cannot say OWE (Enhanced Open).');
  const needsPassphrase = wifi.security === 'wpa2-psk' || wifi.security === 'wpa3-sae';
  if (needsPassphrase) cannot('psk', 'Passphrases are not exported: put it in by hand.');
  const keyManagement = wifi.security === 'wpa3-sae' ? 'sae' : 'psk';
  const point: Yaml = {
    ...(needsPassphrase ? { auth: { 'key-management': keyManagement, password: PASSPHRASE_PLACEHOLDER } } : {}),
    ...(wifi.bssid === undefined ? {} : { bssid: wifi.bssid }),
    ...(wifi.band === '5' || wifi.band === '2.4' ? { band: `${wifi.band}GHz` } : {}),
    ...(wifi.hidden ? { hidden: true } : {}),
  };
  return { 'access-points': { [wifi.ssid]: point } };
}
