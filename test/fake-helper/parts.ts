import type { Adapter, Bond, Port, ProfileSummary, Snapshot, WifiStatus } from '../../helper/contract/snapshot.ts';

/* Pieces that snapshots are put together from. Each takes what differs from an ordinary one. */

const still = { rxBytes: 0, txBytes: 0, rxBitsPerSecond: 0, txBitsPerSecond: 0 };

export function wifiStatus(changes: Partial<WifiStatus> = {}): WifiStatus {
  return {
    ssid: 'Home',
    bssid: '02:00:00:00:01:00',
    frequencyMhz: 5180,
    signalDbm: -51,
    txMbps: 433.3,
    rxMbps: 390,
    state: 'connected',
    ...changes,
  };
}

const unjoined: WifiStatus = {
  ssid: null,
  bssid: null,
  frequencyMhz: null,
  signalDbm: null,
  txMbps: null,
  rxMbps: null,
  state: 'disconnected',
};

export function cable(changes: Partial<Adapter> = {}): Adapter {
  return {
    ...still,
    name: 'eth0',
    kind: 'ethernet',
    label: 'Dock Ethernet',
    bus: 'usb',
    driver: 'r8152',
    mac: '00:00:24:c3:df:44',
    permanentMac: '00:00:24:c3:df:44',
    mtu: 1500,
    up: true,
    carrier: true,
    speedMbps: 1000,
    duplex: 'full',
    master: null,
    addresses: ['10.0.200.17/24'],
    gateway: '10.0.200.1',
    manager: 'networkmanager',
    usable: true,
    unusable: null,
    wifi: null,
    ...changes,
  };
}

export function wifi(changes: Partial<Adapter> = {}): Adapter {
  return cable({
    name: 'wlan0',
    kind: 'wifi',
    label: 'Intel Wi-Fi 6 AX200',
    bus: 'pci',
    driver: 'iwlwifi',
    mac: '00:00:24:c3:df:45',
    permanentMac: '00:00:24:c3:df:45',
    carrier: false,
    speedMbps: null,
    duplex: null,
    addresses: [],
    gateway: null,
    wifi: unjoined,
    ...changes,
  });
}

export function stick(changes: Partial<Adapter> = {}): Adapter {
  return wifi({
    name: 'wlan1',
    label: 'TP-Link Archer T3U',
    bus: 'usb',
    driver: 'rtw88_8822bu',
    mac: '00:00:24:c3:df:46',
    permanentMac: '00:00:24:c3:df:46',
    manager: 'none',
    ...changes,
  });
}

export function port(adapter: Adapter, changes: Partial<Port> = {}): Port {
  const { name, kind, label, mac, permanentMac, speedMbps, duplex } = adapter;
  return {
    ...still,
    name,
    kind,
    label,
    mac,
    permanentMac,
    speedMbps,
    duplex,
    role: 'backup',
    carrier: true,
    miiStatus: 'up',
    linkFailures: 0,
    options: { queue_id: 0, prio: 0, actor_port_prio: 255 },
    wifi: kind === 'wifi' ? wifiStatus() : null,
    health: { level: 'good', score: 97, reasons: [] },
    ...changes,
  };
}

export function bond(ports: Port[], changes: Partial<Bond> = {}): Bond {
  return {
    ...still,
    name: 'bond0',
    profile: 'Desk',
    ours: true,
    manager: 'linkbraid',
    mode: 'active-backup',
    mac: '00:00:24:c3:df:44',
    mtu: 1500,
    up: true,
    carrier: true,
    activePort: ports.find(({ role }) => role === 'active')?.name ?? null,
    addresses: ['10.0.200.2/24', 'fd00:200::2/64'],
    gateway: '10.0.200.1',
    dns: ['10.0.200.1'],
    options: { miimon: 100 },
    ports,
    ...changes,
  };
}

export function profile(changes: Partial<ProfileSummary> = {}): ProfileSummary {
  return {
    name: 'Desk',
    bond: 'bond0',
    mode: 'active-backup',
    ports: ['eth0', 'wlan0'],
    autoActivate: true,
    suspended: false,
    activeBond: null,
    ...changes,
  };
}

export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    sequence: 1,
    at: Date.now(),
    bonding: { state: 'available', kernel: '6.1.0-40-amd64' },
    adapters: [cable(), wifi({ wifi: wifiStatus(), addresses: ['10.0.201.23/24'], carrier: true }), stick()],
    bonds: [],
    profiles: [],
    transaction: null,
    ...changes,
  };
}
