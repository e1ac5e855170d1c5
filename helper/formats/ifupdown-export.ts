import { adapterKey, type Profile, type ProfilePort } from '../contract/profile.ts';
import type { Addressing } from './addressing.ts';
import { PASSPHRASE_PLACEHOLDER, type Exported, type Note } from './format.ts';
import { IFUPDOWN } from './ifupdown-vocabulary.ts';
import { sayOptions, unsaidPortOptions } from './options.ts';
import { shellLine } from './shell.ts';

/** interfaces(5) with the hooks of ifenslave 2.x and wpasupplicant. */
export function exportIfupdown(profile: Profile): Exported {
  const { said, unsaid } = sayOptions(profile, IFUPDOWN);
  const { name } = profile.bond;
  unsaid.push(...unsaidPortOptions(profile, IFUPDOWN.tool));
  if (profile.name !== name) unsaid.push({ about: 'name', message: 'The file has no place for a name of its own.' });

  const named = profile.ports.filter((port, index) => {
    if (typeof port.adapter === 'string') return true;
    const message = `ifupdown knows adapters by name only: add that of ${port.adapter.mac} to bond-slaves.`;
    unsaid.push({ about: `ports[${index}].adapter`, message });
    return false;
  });
  const bondLines = [
    `bond-slaves ${named.map(({ adapter }) => adapterKey(adapter)).join(' ') || 'none'}`,
    `bond-mode ${profile.bond.mode}`,
    ...said.map((option) => `${option.name} ${option.value.replaceAll(',', ' ')}`),
  ];
  const stanzas = [
    ...ipv4Stanzas(name, profile, bondLines),
    ...ipv6Stanzas(name, profile.ip.ipv6),
    ...profile.ports.flatMap((port, index) => wifiStanza(name, port, `ports[${index}].wifi`, unsaid)),
  ];
  const auto = profile.autoActivate ? [`auto ${name}`] : [];
  const text = [...auto, ...stanzas].join('\n\n');
  return { files: [{ path: `/etc/network/interfaces.d/${name}`, text: `${text}\n` }], unsaid };
}

function ipv4Stanzas(bond: string, profile: Profile, bondLines: string[]): string[] {
  const { ipv4, ipv6 } = profile.ip;
  const { mtu } = profile.bond;
  const noIpv6 =
    ipv6.method === 'disabled'
      ? [`up ${shellLine(['sysctl', '-q', '-w', `net/ipv6/conf/${bond}/disable_ipv6=1`])}`]
      : [];
  if (ipv4.method === 'static') {
    const mtuLine = mtu === undefined ? [] : [`mtu ${mtu}`];
    const [first = [], ...others] = addressLines(ipv4);
    const dns = dnsLine(ipv4);
    return [
      stanza(`iface ${bond} inet static`, [...first, ...mtuLine, ...dns, ...bondLines, ...noIpv6]),
      ...others.map((lines) => stanza(`iface ${bond} inet static`, lines)),
    ];
  }
  // `inet dhcp` has no mtu of its own, and the bond exists only after the hooks.
  const mtuLine = mtu === undefined ? [] : [`up ${shellLine(['ip', 'link', 'set', 'dev', bond, 'mtu', String(mtu)])}`];
  const method = ipv4.method === 'auto' ? 'dhcp' : 'manual';
  return [stanza(`iface ${bond} inet ${method}`, [...dnsLine(ipv4), ...bondLines, ...mtuLine, ...noIpv6])];
}

function ipv6Stanzas(bond: string, ipv6: Addressing): string[] {
  if (ipv6.method === 'disabled') return [];
  if (ipv6.method === 'auto') return [stanza(`iface ${bond} inet6 auto`, dnsLine(ipv6))];
  return addressLines(ipv6).map((lines, index) =>
    stanza(`iface ${bond} inet6 static`, [...lines, ...(index === 0 ? dnsLine(ipv6) : [])]),
  );
}

/** One stanza holds one address; the gateway goes with the first. */
function addressLines({ addresses, gateway }: Addressing): string[][] {
  return (addresses ?? []).map((address, index) => [
    `address ${address}`,
    ...(index === 0 && gateway !== undefined ? [`gateway ${gateway}`] : []),
  ]);
}

function dnsLine({ dns }: Addressing): string[] {
  return dns && dns.length > 0 ? [`dns-nameservers ${dns.join(' ')}`] : [];
}

function wifiStanza(bond: string, port: ProfilePort, about: string, unsaid: Note[]): string[] {
  const { adapter, wifi } = port;
  if (!wifi || typeof adapter !== 'string') {
    if (wifi) unsaid.push({ about, message: 'The network cannot be given without the name of the adapter.' });
    return [];
  }
  const cannot = (field: string, message: string) => unsaid.push({ about: `${about}.${field}`, message });
  if (wifi.band !== undefined) cannot('band', 'ifupdown cannot choose a band.');
  if (wifi.adHoc) cannot('adHoc', 'The ad-hoc cell is not written: ifupdown would look for an access point.');
  if (wifi.fourAddress) cannot('fourAddress', 'ifupdown cannot ask for four-address mode.');
  if (wifi.ssid === undefined) {
    cannot('saved', 'ifupdown cannot take a network from the network manager: add wpa-ssid and wpa-psk.');
    return [];
  }
  // The hook of wpasupplicant has no ieee80211w, without which neither of the two associates.
  if (wifi.security === 'wpa3-sae' || wifi.security === 'owe')
    cannot('security', `ifupdown cannot say ${wifi.security}: give a wpa-conf file instead.`);
  if (!isPlainLine(wifi.ssid)) cannot('ssid', 'The name of the network has characters that ifupdown cannot hold.');
  const keys = wifi.security === 'open' ? ['wpa-key-mgmt NONE'] : [];
  if (wifi.security === 'wpa2-psk') {
    keys.push('wpa-key-mgmt WPA-PSK', `wpa-psk ${PASSPHRASE_PLACEHOLDER}`);
    cannot('psk', 'Passphrases are not exported: put it in by hand.');
  }
  return [
    stanza(`allow-${bond} ${adapter}\niface ${adapter} inet manual`, [
      ...(isPlainLine(wifi.ssid) ? [`wpa-ssid ${wifi.ssid}`] : []),
      ...keys,
      ...(wifi.bssid === undefined ? [] : [`wpa-bssid ${wifi.bssid}`]),
      ...(wifi.hidden ? ['wpa-scan-ssid 1'] : []),
    ]),
  ];
}

/** The hook strips one pair of quotes; a backslash at the end joins lines. */
function isPlainLine(text: string): boolean {
  return /^[^\p{Cc}\s"](?:[^\p{Cc}]*[^\p{Cc}\s"\\])?$/u.test(text);
}

function stanza(head: string, lines: string[]): string {
  return [head, ...lines.map((line) => `    ${line}`)].join('\n');
}
