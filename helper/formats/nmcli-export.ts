import { BOND_OPTIONS } from '../contract/bond-options.ts';
import type { Profile, ProfilePort } from '../contract/profile.ts';
import type { Addressing } from './addressing.ts';
import { PASSPHRASE_PLACEHOLDER, type Exported, type Note } from './format.ts';
import { sayOptions, type Vocabulary } from './options.ts';
import { shellLine } from './shell.ts';

/** Options that NetworkManager 1.42 refuses ("invalid option"); libnm-core-impl/nm-setting-bond.c. */
const UNKNOWN = [
  'mode',
  'ns_ip6_target',
  'arp_missed_max',
  'lacp_active',
  'coupled_control',
  'broadcast_neighbor',
  'lacp_strict',
];

const NETWORKMANAGER: Vocabulary = {
  tool: 'NetworkManager',
  names: Object.fromEntries(
    BOND_OPTIONS.filter(({ scope, name }) => scope === 'bond' && !UNKNOWN.includes(name)).map(({ name }) => [
      name,
      name,
    ]),
  ),
  without: { ad_select: ['actor_port_prio'] },
};

/** `nmcli connection add` for the bond and for each port. */
export function exportNmcli(profile: Profile): Exported {
  const { said, unsaid } = sayOptions(profile, NETWORKMANAGER);
  const { name, mode, mtu } = profile.bond;
  const options = [
    `mode=${mode}`,
    ...said.filter(({ value }) => value !== '').map((option) => `${option.name}=${escapeCommas(option.value)}`),
  ];
  const auto = ['autoconnect', profile.autoActivate ? 'yes' : 'no'];
  const bond = [
    ...['nmcli', 'connection', 'add', 'type', 'bond', 'con-name', profile.name, 'ifname', name, ...auto],
    ...['bond.options', options.join(',')],
    ...(mtu === undefined ? [] : ['802-3-ethernet.mtu', String(mtu)]),
    ...family('ipv4', profile.ip.ipv4),
    ...family('ipv6', profile.ip.ipv6),
    // Bringing up the bond alone leaves its ports down.
    ...['connection.autoconnect-slaves', '1'],
  ];
  const ports = profile.ports.map((port, index) => portCommand(profile, port, index, auto, unsaid));
  const text = ['#!/bin/sh', 'set -eu', '', ...[bond, ...ports].map(shellLine), ''].join('\n');
  return { files: [{ path: `${name}-nmcli.sh`, text }], unsaid };
}

/** Options are joined by commas; a comma within a value is escaped (nm_utils_escaped_tokens_split). */
function escapeCommas(value: string): string {
  return value.replaceAll(',', '\\,');
}

function family(word: 'ipv4' | 'ipv6', { method, addresses, gateway, dns }: Addressing): string[] {
  const nmMethod = method === 'static' ? 'manual' : method;
  return [
    ...[`${word}.method`, nmMethod],
    ...(addresses ? [`${word}.addresses`, addresses.join(',')] : []),
    ...(gateway === undefined ? [] : [`${word}.gateway`, gateway]),
    ...(dns && dns.length > 0 ? [`${word}.dns`, dns.join(',')] : []),
  ];
}

function portCommand(profile: Profile, port: ProfilePort, index: number, auto: string[], unsaid: Note[]): string[] {
  const about = `ports[${index}]`;
  const { adapter, wifi } = port;
  const label = typeof adapter === 'string' ? adapter : `port ${index + 1}`;
  const device = typeof adapter === 'string' ? adapter : '*';
  const hardware = wifi ? '802-11-wireless' : '802-3-ethernet';
  for (const name of Object.keys(port.options ?? {}))
    if (name !== 'queue_id')
      unsaid.push({ about: `${about}.options.${name}`, message: 'NetworkManager 1.42 has no word for it.' });
  const queue = port.options?.queue_id;
  return [
    ...['nmcli', 'connection', 'add', 'type', wifi ? 'wifi' : 'ethernet', 'con-name', `${profile.name} ${label}`],
    ...['ifname', device, ...auto, 'master', profile.bond.name, 'slave-type', 'bond'],
    ...(typeof adapter === 'string' ? [] : [`${hardware}.mac-address`, adapter.mac]),
    ...(wifi ? wifiWords(wifi, `${about}.wifi`, unsaid) : []),
    ...(queue === undefined ? [] : ['bond-port.queue-id', String(queue)]),
  ];
}

function wifiWords(wifi: NonNullable<ProfilePort['wifi']>, about: string, unsaid: Note[]): string[] {
  if (wifi.adHoc)
    unsaid.push({ about: `${about}.adHoc`, message: 'Ad-hoc: add 802-11-wireless.mode adhoc, band and channel.' });
  if (wifi.fourAddress)
    unsaid.push({ about: `${about}.fourAddress`, message: 'NetworkManager has no four-address mode.' });
  if (wifi.band === '6')
    unsaid.push({ about: `${about}.band`, message: 'NetworkManager 1.42 cannot choose the 6 GHz band.' });
  if (wifi.saved) {
    const message = 'Make the saved connection a port instead: nmcli connection modify ID master BOND slave-type bond.';
    unsaid.push({ about: `${about}.saved`, message });
  }
  const band = wifi.band === '5' ? 'a' : wifi.band === '2.4' ? 'bg' : null;
  const keyManagement = { open: null, owe: 'owe', 'wpa2-psk': 'wpa-psk', 'wpa3-sae': 'sae' }[wifi.security ?? 'open'];
  const needsPassphrase = wifi.security === 'wpa2-psk' || wifi.security === 'wpa3-sae';
  if (needsPassphrase)
    unsaid.push({ about: `${about}.psk`, message: 'Passphrases are not exported: put it in by hand.' });
  return [
    ...(wifi.ssid === undefined ? [] : ['ssid', wifi.ssid]),
    ...(wifi.bssid === undefined ? [] : ['802-11-wireless.bssid', wifi.bssid]),
    ...(band === null ? [] : ['802-11-wireless.band', band]),
    ...(wifi.hidden ? ['802-11-wireless.hidden', 'yes'] : []),
    ...(keyManagement === null ? [] : ['802-11-wireless-security.key-mgmt', keyManagement]),
    ...(needsPassphrase ? ['802-11-wireless-security.psk', PASSPHRASE_PLACEHOLDER] : []),
  ];
}
