import type { Profile, ProfilePort } from '../contract/profile.ts';
import type { Exported, Note, TextFile } from './format.ts';
import { writeIni } from './ini.ts';
import { NETWORKD, networkdValue } from './networkd-vocabulary.ts';
import { sayOptions, unsaidPortOptions } from './options.ts';

type Line = [key: string, value: string];

/** One .netdev and one .network for the bond, one .network for each port, read by systemd-networkd in this order. */
export function exportNetworkd(profile: Profile): Exported {
  const { said, unsaid } = sayOptions(profile, NETWORKD);
  const { name, mode, mtu } = profile.bond;
  unsaid.push(...unsaidPortOptions(profile, NETWORKD.tool));
  const names = [name, ...profile.ports.flatMap(({ adapter }) => (typeof adapter === 'string' ? adapter : []))];
  for (const odd of names.filter((text) => /[%\\*?[\]!"']/.test(text)))
    unsaid.push({ about: odd, message: 'systemd takes some characters of this name for a pattern.' });
  const primary = said.find(({ option }) => option.name === 'primary')?.value ?? null;
  if (primary && !profile.ports.some((port) => port.adapter === primary))
    unsaid.push({
      about: 'bond.options.primary',
      message: 'A primary is marked at its port, and no port has this name.',
    });
  const options = said
    .filter(({ option }) => option.name !== 'primary')
    .map(({ option, name: word, value }): Line => [word, networkdValue(option, value)]);
  const path = (file: string) => `/etc/systemd/network/${file}`;
  const files: TextFile[] = [
    {
      path: path(`50-${name}.netdev`),
      text: writeIni([
        ['NetDev', [['Name', name], ['Kind', 'bond'], ['Description', profile.name], ...mtuLine(mtu)]],
        ['Bond', [['Mode', mode], ...options]],
      ]),
    },
    {
      path: path(`50-${name}.network`),
      text: writeIni([
        ['Match', [['Name', name]]],
        ['Link', profile.autoActivate ? [] : [['ActivationPolicy', 'manual']]],
        ['Network', addressing(profile)],
      ]),
    },
    ...profile.ports.map((port, index) => ({
      path: path(`50-${name}-port${String(index + 1).padStart(2, '0')}.network`),
      text: portFile(name, port, primary),
    })),
  ];
  unsaid.push(...profile.ports.flatMap((port, index) => wifiNotes(port, `ports[${index}].wifi`)));
  return { files, unsaid };
}

function mtuLine(mtu: number | undefined): Line[] {
  return mtu === undefined ? [] : [['MTUBytes', String(mtu)]];
}

function portFile(bond: string, { adapter }: ProfilePort, primary: string | null): string {
  const match: Line = typeof adapter === 'string' ? ['Name', adapter] : ['PermanentMACAddress', adapter.mac];
  const network: Line[] = [['Bond', bond]];
  if (adapter === primary) network.push(['PrimarySlave', 'yes']);
  return writeIni([
    ['Match', [match]],
    ['Network', network],
  ]);
}

/** DHCPv6 follows from router advertisements (systemd.network(5), IPv6AcceptRA=), so DHCP= speaks of IPv4 alone. */
function addressing({ ip }: Profile): Line[] {
  const lines: Line[] = [
    ['DHCP', ip.ipv4.method === 'auto' ? 'ipv4' : 'no'],
    ['IPv6AcceptRA', ip.ipv6.method === 'auto' ? 'yes' : 'no'],
  ];
  if (ip.ipv6.method === 'disabled') lines.push(['LinkLocalAddressing', 'no']);
  for (const family of [ip.ipv4, ip.ipv6]) {
    for (const address of family.addresses ?? []) lines.push(['Address', address]);
    if (family.gateway !== undefined) lines.push(['Gateway', family.gateway]);
    for (const server of family.dns ?? []) lines.push(['DNS', server]);
  }
  return lines;
}

function wifiNotes({ wifi }: ProfilePort, about: string): Note[] {
  if (!wifi) return [];
  return [
    { about, message: 'systemd-networkd does not join Wi-Fi networks: run wpa_supplicant or iwd for this port.' },
  ];
}
