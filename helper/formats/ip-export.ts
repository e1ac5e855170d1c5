import { BOND_OPTIONS } from '../contract/bond-options.ts';
import type { Profile } from '../contract/profile.ts';
import { optionOrder } from '../plan/options.ts';
import type { Exported, Note } from './format.ts';
import { sayOptions, type SaidOption, type Vocabulary } from './options.ts';
import { shellLine } from './shell.ts';

/** iproute2 has a word for every option of the driver. */
const IPROUTE2: Vocabulary = {
  tool: 'ip',
  names: Object.fromEntries(
    BOND_OPTIONS.filter(({ scope }) => scope === 'bond').map(({ name, iproute2 }) => [name, iproute2]),
  ),
  without: {},
};

/** A script that makes the bond until the next start of the machine. */
export function exportIp(profile: Profile): Exported {
  const { said, unsaid } = sayOptions(profile, IPROUTE2);
  const { name, mode, mtu } = profile.bond;
  const ordered = inOrder(profile, said);
  const ofPorts = (option: SaidOption) => option.option.domain.kind === 'port' && option.value !== '';
  const ports = profile.ports.flatMap(({ adapter, options }, index) => {
    if (typeof adapter === 'string') return [{ adapter, options: options ?? {} }];
    const message = `The script needs a name: add the adapter with the address ${adapter.mac} by hand.`;
    unsaid.push({ about: `ports[${index}].adapter`, message });
    return [];
  });
  const commands: string[][] = [
    ['modprobe', 'bonding', 'max_bonds=0'],
    [
      'ip',
      'link',
      'add',
      'name',
      name,
      ...mtuWords(mtu),
      'type',
      'bond',
      'mode',
      mode,
      ...words(ordered, (o) => !ofPorts(o)),
    ],
    ...ports.flatMap(({ adapter, options }) => [
      ['ip', 'link', 'set', 'dev', adapter, 'down'],
      ['ip', 'link', 'set', 'dev', adapter, 'master', name],
      ...Object.entries(options).map(([key, value]) => [
        'ip',
        'link',
        'set',
        'dev',
        adapter,
        'type',
        'bond_slave',
        key,
        String(value),
      ]),
    ]),
    ['ip', 'link', 'set', 'dev', name, 'up'],
    ...ordered
      .filter(ofPorts)
      .map((option) => ['ip', 'link', 'set', 'dev', name, 'type', 'bond', option.name, option.value]),
    ...addressing(profile),
  ];
  unsaid.push(...notes(profile));
  const text = ['#!/bin/sh', 'set -eu', '', ...commands.map(shellLine), ''].join('\n');
  return { files: [{ path: `${name}.sh`, text }], unsaid };
}

function inOrder(profile: Profile, said: readonly SaidOption[]): SaidOption[] {
  const values = Object.fromEntries(said.map(({ option, value }) => [option.name, value]));
  const order = optionOrder(values, profile.bond.mode);
  return [...said].sort((a, b) => order.indexOf(a.option.name) - order.indexOf(b.option.name));
}

function words(said: readonly SaidOption[], wanted: (option: SaidOption) => boolean): string[] {
  return said.filter(wanted).flatMap(({ name, value }) => (value === '' ? [] : [name, value]));
}

function mtuWords(mtu: number | undefined): string[] {
  return mtu === undefined ? [] : ['mtu', String(mtu)];
}

function addressing({ bond, ip }: Profile): string[][] {
  return [ip.ipv4, ip.ipv6].flatMap(({ method, addresses, gateway }, index) => {
    const family = index === 0 ? '-4' : '-6';
    if (family === '-6' && method === 'disabled')
      return [['sysctl', '-q', '-w', `net/ipv6/conf/${bond.name}/disable_ipv6=1`]];
    return [
      ...(addresses ?? []).map((address) => ['ip', family, 'address', 'add', address, 'dev', bond.name]),
      ...(gateway === undefined ? [] : [['ip', family, 'route', 'add', 'default', 'via', gateway, 'dev', bond.name]]),
    ];
  });
}

function notes(profile: Profile): Note[] {
  const { ip, ports, autoActivate, name, bond } = profile;
  const result: Note[] = [];
  if (name !== bond.name) result.push({ about: 'name', message: 'The script has no place for a name of its own.' });
  if (autoActivate)
    result.push({
      about: 'autoActivate',
      message: 'A script does not run by itself: start it at boot, for example from a systemd unit.',
    });
  if (ip.ipv4.method === 'auto')
    result.push({
      about: 'ip.ipv4.method',
      message: 'ip is no DHCP client: start yours on the bond after the script.',
    });
  for (const family of ['ipv4', 'ipv6'] as const)
    if (ip[family].dns?.length) result.push({ about: `ip.${family}.dns`, message: 'ip does not set name servers.' });
  ports.forEach(({ wifi }, index) => {
    if (wifi)
      result.push({
        about: `ports[${index}].wifi`,
        message: 'ip does not join Wi-Fi networks: run wpa_supplicant or iwd for this port.',
      });
  });
  return result;
}
