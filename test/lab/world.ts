import { pbkdf2Sync } from 'node:crypto';

/** The world around the virtual laptop: names, addresses and secrets, for the lab and its tests alike. */

export type CableName = 'eth0' | 'eth1';
export type ApName = 'home' | 'home2' | 'attic' | 'office' | 'open';
/** A place where the path between the laptop and the network can be shaped or broken. */
export type PathName = CableName | 'usb0' | ApName;

export interface AccessPoint {
  readonly name: ApName;
  readonly netns: string;
  readonly ssid: string;
  readonly security: 'wpa2' | 'wpa3' | 'open';
  /** Empty where there is no security. */
  readonly passphrase: string;
  readonly bssid: string;
  readonly channel: number;
  readonly frequency: number;
  /** Whether it is on the air after a boot and after a reset. */
  readonly on: boolean;
  /** Number of its radio in the guest: the kernel calls it phyN until it moves into its namespace. */
  readonly radio: number;
}

/** The laptop's own radios: wlan0 … wlan3. */
export const LAPTOP_RADIOS = 4;

/** As awkward as names and secrets in real homes are: quotes, `$`, `:`, accents, a backslash at the end. */
const HOME_SSID = 'Café "Zuhaus" $HOME: 5';
const HOME_PASSPHRASE = 'päss "wört" $x: y\'z\\';

export const ACCESS_POINTS: Readonly<Record<ApName, AccessPoint>> = {
  home: point('home', 4, HOME_SSID, 'wpa2', HOME_PASSPHRASE, 36, true),
  home2: point('home2', 5, HOME_SSID, 'wpa2', HOME_PASSPHRASE, 1, false),
  attic: point('attic', 6, 'attic', 'wpa2', 'correct horse battery', 6, true),
  office: point('office', 7, 'Office Net', 'wpa3', 'sae-Secret 2&more', 44, true),
  open: point('open', 8, 'Free WiFi', 'open', '', 11, true),
};

export const AP_NAMES = Object.keys(ACCESS_POINTS) as ApName[];

/** The machine at the other end of links that lead nowhere else, see peer.ts; at rest until a test starts it. */
export const PEER = {
  v4: '10.78.0.1',
  v6: 'fd78::1',
  laptop: '10.78.0.2',
  laptop6: 'fd78::2',
  /** Numbers of its radios. */
  radios: [LAPTOP_RADIOS + AP_NAMES.length, LAPTOP_RADIOS + AP_NAMES.length + 1],
} as const;

export const RADIOS = LAPTOP_RADIOS + AP_NAMES.length + PEER.radios.length;

function point(
  name: ApName,
  radio: number,
  ssid: string,
  security: AccessPoint['security'],
  passphrase: string,
  channel: number,
  on: boolean,
): AccessPoint {
  const bssid = `02:00:00:00:0${radio}:00`;
  const frequency = channel > 14 ? 5000 + 5 * channel : 2407 + 5 * channel;
  return { name, netns: `ap-${name}`, ssid, security, passphrase, bssid, channel, frequency, on, radio };
}

/** MAC addresses of the virtual network cards; the far ends of the cables are sw0, sw1 and sw2. */
export const MACS = {
  eth0: '52:54:00:4c:42:10',
  eth1: '52:54:00:4c:42:11',
  usb0: '52:54:00:4c:42:12',
  sw0: '52:54:00:4c:42:20',
  sw1: '52:54:00:4c:42:21',
  sw2: '52:54:00:4c:42:22',
  mgmt: '52:54:00:4c:42:30',
} as const;

/** Where each of the laptop's cables ends in the switch. */
export const FAR_END: Readonly<Record<CableName | 'usb0', 'sw0' | 'sw1' | 'sw2'>> = {
  eth0: 'sw0',
  eth1: 'sw1',
  usb0: 'sw2',
};

export const ROUTER = { v4: '10.77.0.1', v6: 'fd77::1', name: 'router.lab.test', leases: '/run/lab/leases' } as const;
export const INTERNET = { v4: '10.99.0.2', v6: 'fd99::2', name: 'internet.lab.test' } as const;
export const LAN = { v4: '10.77.0.0/24', v6: 'fd77::/64', dhcpFrom: '10.77.0.100', dhcpTo: '10.77.0.199' } as const;

/** /etc/resolv.conf of a laptop nobody has connected yet. The server does not exist. */
export const PRISTINE_RESOLV = '# written by the lab\nnameserver 192.0.2.53\n';

/** hostapd's configuration. SSIDs go in as hex and WPA2 keys derived, so that no quoting can spoil them. */
export function hostapdConfig(ap: AccessPoint, passphrase: string = ap.passphrase): string {
  const lines = [
    'interface=radio0',
    'bridge=br0',
    'driver=nl80211',
    `ctrl_interface=/run/lab/hostapd-${ap.name}`,
    'country_code=MA', // 21 channels; where 6 GHz is free too, a scan takes three times as long
    'ieee80211d=1',
    `ssid2=${Buffer.from(ap.ssid).toString('hex')}`,
    'utf8_ssid=1',
    `hw_mode=${ap.channel > 14 ? 'a' : 'g'}`,
    `channel=${ap.channel}`,
    'ieee80211n=1',
    'wmm_enabled=1',
    'auth_algs=1',
  ];
  if (ap.security === 'wpa2') {
    const key = pbkdf2Sync(Buffer.from(passphrase), Buffer.from(ap.ssid), 4096, 32, 'sha1').toString('hex');
    lines.push('wpa=2', 'wpa_key_mgmt=WPA-PSK', 'rsn_pairwise=CCMP', `wpa_psk=${key}`);
  }
  if (ap.security === 'wpa3')
    lines.push('wpa=2', 'wpa_key_mgmt=SAE', 'rsn_pairwise=CCMP', 'ieee80211w=2', `sae_password=${passphrase}`);
  return `${lines.join('\n')}\n`;
}

/** The router's DHCP and router advertisements; DNS is a server of its own, so that either can fail alone. */
export function dhcpConfig(): string {
  return [
    'user=root',
    'port=0',
    'interface=lan0',
    'bind-interfaces',
    'no-ping', // else every offer waits three seconds for a reply of nobody
    'dhcp-authoritative',
    `dhcp-range=${LAN.dhcpFrom},${LAN.dhcpTo},1h`,
    'dhcp-range=fd77::,ra-only,1h',
    'enable-ra',
    `dhcp-leasefile=${ROUTER.leases}`,
    `dhcp-option=option:dns-server,${ROUTER.v4}`,
    'pid-file=/run/lab/dhcp.pid',
    '',
  ].join('\n');
}

export function dnsConfig(): string {
  return [
    'user=root',
    'interface=lan0',
    'except-interface=lo',
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    `host-record=${ROUTER.name},${ROUTER.v4},${ROUTER.v6}`,
    `host-record=${INTERNET.name},${INTERNET.v4},${INTERNET.v6}`,
    'pid-file=/run/lab/dns.pid',
    '',
  ].join('\n');
}

export function dhcpCommand(): string {
  return 'ip netns exec router dnsmasq --conf-file=/run/lab/dhcp.conf';
}

export function dnsCommand(): string {
  return 'ip netns exec router dnsmasq --conf-file=/run/lab/dns.conf';
}
