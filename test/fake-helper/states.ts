import type { Bond, Port, Snapshot } from '../../helper/contract/snapshot.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { HOSTILE_NAMES } from './air.ts';
import { optionsFor } from './live.ts';
import { bond as bondPart, cable, port, profile, snapshot, stick, wifi, wifiStatus } from './parts.ts';
import { planFor } from './planner.ts';

/* Every state that must look right, by name. */

const bond = (ports: Port[], changes: Partial<Bond> = {}): Bond =>
  bondPart(ports, { options: optionsFor(changes.mode ?? 'active-backup'), ...changes });

const eth0 = cable({ master: 'bond0', addresses: [], gateway: null, manager: 'linkbraid' });
const wlan0 = wifi({ master: 'bond0', manager: 'linkbraid', wifi: wifiStatus(), carrier: true });
const wlan1 = stick();
const desk = profile({ activeBond: 'bond0' });
const busy = {
  latencyMs: 1.8,
  lossPercent: 0,
  rxBitsPerSecond: 41_300_000,
  txBitsPerSecond: 2_740_000,
  rxBytes: 8_123_456_789,
  txBytes: 512_345_678,
};
const quiet = { rxBitsPerSecond: 3_200, txBitsPerSecond: 1_100 };

export const deskProfile = decodeProfile({
  name: 'Desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'eight eight' } }],
});

function on(changes: Partial<Snapshot>): Snapshot {
  return snapshot({
    bonding: { state: 'loaded', kernel: '6.1.0-40-amd64' },
    adapters: [eth0, wlan0, wlan1],
    profiles: [desk],
    ...changes,
  });
}

function transaction(state: Transaction['state'], done: number, changes: Partial<Transaction> = {}): Transaction {
  const steps = planFor(deskProfile, 'p1').steps.map(({ id, says, action }, index) => ({
    id,
    says,
    action,
    state: index < done ? ('done' as const) : index === done ? ('running' as const) : ('waiting' as const),
  }));
  return {
    id: `t-${state}`,
    purpose: 'up',
    profile: 'Desk',
    bond: 'bond0',
    state,
    deadline: null,
    steps,
    problem: null,
    ...changes,
  };
}

const working = [port(eth0, { role: 'active', ...busy }), port(wlan0, { role: 'backup', ...quiet })];

const cut = (adapter: typeof eth0) =>
  port(adapter, {
    role: 'down',
    carrier: false,
    miiStatus: 'down',
    linkFailures: 1,
    speedMbps: null,
    duplex: null,
    wifi:
      adapter.kind === 'wifi'
        ? wifiStatus({
            ssid: null,
            bssid: null,
            frequencyMhz: null,
            signalDbm: null,
            txMbps: null,
            rxMbps: null,
            state: 'disconnected',
          })
        : null,
    rxBitsPerSecond: 0,
    txBitsPerSecond: 0,
    health: {
      level: 'dead',
      score: 0,
      reasons: adapter.kind === 'wifi' ? ['not connected'] : ['no carrier'],
    },
  });

export const STATES = {
  'new-here': snapshot(),
  'no-adapter': snapshot({
    adapters: [
      stick({
        usable: false,
        unusable: { reason: 'rfkill-hard', message: 'off', mend: 'Use the switch on the side of the computer.' },
      }),
    ],
  }),
  'one-adapter': snapshot({ adapters: [cable()] }),
  managed: snapshot({
    adapters: [cable(), wifi({ wifi: wifiStatus() })].map((adapter) => ({
      ...adapter,
      usable: false,
      unusable: {
        reason: 'managed-by-other',
        message: `${adapter.name} is looked after by NetworkManager, which would take it back.`,
        mend: `Hand it over: nmcli device set ${adapter.name} managed no`,
      },
    })),
  }),
  'bonding-missing': snapshot({ bonding: { state: 'missing', kernel: '6.12.0-cloud-amd64' } }),
  off: snapshot({ profiles: [profile()] }),
  applying: snapshot({ profiles: [profile()], transaction: transaction('applying', 7) }),
  verifying: on({ bonds: [bond(working)], transaction: transaction('verifying', 14) }),
  provisional: on({
    bonds: [bond(working)],
    transaction: transaction('provisional', 99, { deadline: Date.now() + 3_600_000 }),
  }),
  'all-well': on({ bonds: [bond(working)] }),
  'adding-speed': on({
    bonds: [
      bond(
        [
          port(eth0, { role: 'active', ...busy }),
          port(wlan0, { role: 'active', rxBitsPerSecond: 38_800_000, txBitsPerSecond: 2_500_000 }),
          port(wlan1, {
            role: 'active',
            rxBitsPerSecond: 36_100_000,
            txBitsPerSecond: 2_100_000,
            wifi: wifiStatus({ ssid: 'Home', frequencyMhz: 2437, signalDbm: -63, rxMbps: 144.4 }),
          }),
        ],
        { mode: 'balance-rr', activePort: null },
      ),
    ],
    profiles: [profile({ activeBond: 'bond0', mode: 'balance-rr', ports: ['eth0', 'wlan0', 'wlan1'] })],
  }),
  'poor-port': on({
    bonds: [
      bond([
        working[0]!,
        port(wlan0, {
          role: 'backup',
          ...quiet,
          linkFailures: 4,
          wifi: wifiStatus({ signalDbm: -82, rxMbps: 6.5, txMbps: 6 }),
          health: {
            level: 'poor',
            score: 31,
            reasons: ['very weak signal (-82 dBm)'],
          },
        }),
      ]),
    ],
  }),
  'last-port': on({ bonds: [bond([cut(eth0), port(wlan0, { role: 'active', ...busy })])] }),
  'nothing-left': on({ bonds: [bond([cut(eth0), cut(wlan0)], { carrier: false, activePort: null })] }),
  restoring: snapshot({
    profiles: [profile()],
    transaction: transaction('restoring', 9, {
      problem: {
        code: 'failed',
        message: 'wlan0 was turned away by “Home”: the passphrase is wrong.',
        left: [],
      },
    }),
  }),
  restored: snapshot({
    profiles: [profile({ suspended: true })],
    transaction: transaction('restored', 9, {
      problem: {
        code: 'failed',
        message: 'wlan0 was turned away by “Home”: the passphrase is wrong.',
        left: [],
      },
    }),
  }),
  stuck: snapshot({
    profiles: [profile({ suspended: true })],
    transaction: transaction('stuck', 9, {
      problem: {
        code: 'stuck',
        message: 'eth0 was unplugged on the way.',
        left: ['Give eth0 the address 10.0.200.17/24', 'Route default through 10.0.200.1'],
      },
    }),
  }),
  'other-managers': snapshot({
    adapters: [
      cable(),
      wifi({ wifi: wifiStatus(), addresses: ['10.0.201.23/24'] }),
      stick({ usable: false, unusable: { reason: 'not-station', message: '', mend: 'Stop the hotspot first.' } }),
      cable({
        name: 'enp5s0',
        label: 'Intel I225-V',
        usable: false,
        master: 'br0',
        manager: 'networkd',
        unusable: { reason: 'in-bridge', message: '', mend: 'Take it out of br0 first.' },
      }),
    ],
  }),
  'twelve-adapters': on({
    adapters: Array.from({ length: 12 }, (_, index) =>
      index < 4
        ? cable({ name: `enx0000${index}`, label: `USB Ethernet ${index + 1}` })
        : wifi({ name: `wlan${index}`, label: `Wi-Fi stick ${index - 3}`, wifi: wifiStatus() }),
    ),
    bonds: [
      bond(
        Array.from({ length: 12 }, (_, index) =>
          port(
            index < 4
              ? cable({ name: `enx0000${index}`, label: `USB Ethernet ${index + 1}` })
              : wifi({ name: `wlan${index}`, label: `Wi-Fi stick ${index - 3}` }),
            {
              role: index === 0 ? 'active' : index === 7 ? 'down' : 'backup',
              ...(index === 7 ? { health: { level: 'dead', score: 0, reasons: ['not connected'] } } : {}),
            },
          ),
        ),
      ),
    ],
  }),
  'hostile-names': on({
    bonds: [
      bond(
        HOSTILE_NAMES.map((ssid, index) =>
          port(
            wifi({
              name: `wlan${index}`,
              label: 'A label that somebody at the factory made far too long to fit anywhere',
            }),
            {
              role: index === 0 ? 'active' : 'backup',
              wifi: wifiStatus({ ssid }),
            },
          ),
        ),
      ),
    ],
  }),
  foreign: on({
    bonds: [bond(working, { profile: null, ours: false, manager: 'none', name: 'team-lan' })],
    profiles: [],
  }),
} satisfies Record<string, Snapshot>;
export type StateName = keyof typeof STATES;
