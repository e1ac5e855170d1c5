import type { AdapterNetworks, LinkEvent } from '../../helper/contract/wire.ts';

/* What the radios hear, and what has happened. */

const LONG = 'The quick brown fox jumps over 32';
export const HOSTILE_NAMES = [
  'مقهى الإنترنت',
  'שלום',
  '\u202eevil‮',
  '🦊 Fuchsbau 📶',
  "O'Neil: “$HOME”\u0007",
  LONG.slice(0, 32),
  'Größe',
  'ＷＩＤＥ　ＮＡＭＥ',
];

export const NETWORKS: AdapterNetworks[] = ['wlan0', 'wlan1'].map((adapter) => ({
  adapter,
  problem: null,
  networks: [
    {
      ssid: 'Home',
      security: 'wpa2-psk',
      signalDbm: -48,
      accessPoints: [
        { bssid: '02:00:00:00:01:00', frequencyMhz: 5180, signalDbm: -48 },
        { bssid: '02:00:00:00:01:01', frequencyMhz: 2437, signalDbm: -55 },
      ],
    },
    {
      ssid: 'Home 6E',
      security: 'wpa3-sae',
      signalDbm: -61,
      accessPoints: [{ bssid: '02:00:00:00:01:02', frequencyMhz: 6115, signalDbm: -61 }],
    },
    {
      ssid: 'Café “Zum $HOME”: frei',
      security: 'open',
      signalDbm: -70,
      accessPoints: [{ bssid: '02:00:00:00:02:00', frequencyMhz: 2412, signalDbm: -70 }],
    },
    {
      ssid: 'eduroam',
      security: 'enterprise',
      signalDbm: -58,
      accessPoints: [{ bssid: '02:00:00:00:03:00', frequencyMhz: 5500, signalDbm: -58 }],
    },
    ...HOSTILE_NAMES.map((ssid, index) => ({
      ssid,
      security: 'wpa2-psk' as const,
      signalDbm: -72 - index * 2,
      accessPoints: [{ bssid: `02:00:00:00:04:0${index}`, frequencyMhz: 2462, signalDbm: -72 - index * 2 }],
    })),
  ],
}));

export const EVENTS: LinkEvent[] = (
  [
    ['bond-up', null, 86_400_000 + 7_200_000],
    ['port-joined', 'eth0', 86_400_000 + 7_199_000],
    ['port-joined', 'wlan0', 86_400_000 + 7_198_000],
    ['carrier-lost', 'eth0', 3_600_000],
    ['failover', 'wlan0', 3_599_900],
    ['carrier-back', 'eth0', 3_000_000],
    ['failover', 'eth0', 2_999_900],
    ['transaction', null, 60_000],
  ] as const
).map(([kind, portName, ago], index) => ({
  id: index + 1,
  at: Date.now() - ago,
  kind,
  bond: 'bond0',
  port: portName,
  says: kind === 'transaction' ? '“Desk” is up' : kind,
  details: {},
}));
