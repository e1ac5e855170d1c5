import { run } from '../../helper/cli/run.ts';
import type { Terminal } from '../../helper/cli/terminal.ts';
import { PLAIN, type View } from '../../helper/cli/text/view.ts';
import type { Adapter, Bond, Port, Snapshot } from '../../helper/contract/snapshot.ts';
import type { Plan } from '../../helper/contract/plan.ts';
import { emptySnapshot } from '../serve/fixtures.ts';

/** 2026-11-22 14:03:22 UTC; tests that show times run in UTC. */
export const NOW = Date.UTC(2026, 10, 22, 14, 3, 22);

export const plainView = (width = Infinity): View => ({ width, style: PLAIN, now: NOW });

export class FakeTerminal implements Terminal {
  stdout = '';
  stderr = '';
  files: Record<string, string> = {};
  input = '';
  interactive = false;
  width = Infinity;
  environment: Record<string, string | undefined> = {};
  #interrupts = new Set<() => void>();
  #watchers = new Set<() => void>();

  out = (text: string) => {
    this.stdout += text;
    for (const watcher of this.#watchers) watcher();
  };
  err = (text: string) => void (this.stderr += text);
  view = () => plainView(this.width);
  errorView = () => plainView();
  readFile = (path: string) => {
    const text = this.files[path];
    if (text === undefined) return Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }));
    return Promise.resolve(text);
  };
  readInput = () => Promise.resolve(this.input);
  readSecret = () => Promise.resolve(this.input.split('\n', 1)[0] ?? '');
  writeFile = (path: string, text: string) => {
    if (this.files[path] !== undefined) return Promise.reject(Object.assign(new Error('there'), { code: 'EEXIST' }));
    this.files[path] = text;
    return Promise.resolve();
  };
  onInterrupt = (callback: () => void) => {
    this.#interrupts.add(callback);
    return () => this.#interrupts.delete(callback);
  };

  interrupt(): void {
    for (const callback of [...this.#interrupts]) callback();
  }

  /** Resolves once stdout holds the text. */
  shows(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.stdout.includes(text)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export async function linkbraid(terminal: FakeTerminal, ...argv: string[]): Promise<Outcome> {
  const status = await run({ argv, terminal, version: '1.2.3' });
  return { status, stdout: terminal.stdout, stderr: terminal.stderr };
}

export function adapter(change: Partial<Adapter> = {}): Adapter {
  return {
    name: 'eth0',
    kind: 'ethernet',
    label: null,
    bus: 'pci',
    driver: 'e1000e',
    mac: '00:00:24:c3:df:45',
    permanentMac: null,
    mtu: 1500,
    up: true,
    carrier: true,
    speedMbps: 1000,
    duplex: 'full',
    master: null,
    addresses: [],
    gateway: null,
    manager: 'none',
    usable: true,
    unusable: null,
    wifi: null,
    rxBytes: 0,
    txBytes: 0,
    rxBitsPerSecond: null,
    txBitsPerSecond: null,
    ...change,
  };
}

export const HOME = {
  ssid: 'Home',
  bssid: '02:00:00:00:01:00',
  frequencyMhz: 5180,
  signalDbm: -51,
  txMbps: 433.3,
  rxMbps: 390,
  state: 'connected',
} as const;

export function port(change: Partial<Port> = {}): Port {
  return {
    name: 'eth0',
    kind: 'ethernet',
    label: null,
    role: 'active',
    carrier: true,
    miiStatus: 'up',
    linkFailures: 0,
    mac: '00:00:24:c3:df:45',
    permanentMac: null,
    speedMbps: 1000,
    duplex: 'full',
    wifi: null,
    health: { level: 'good', score: 97, reasons: [] },
    rxBytes: 0,
    txBytes: 0,
    rxBitsPerSecond: 1_240_000,
    txBitsPerSecond: 81_300,
    ...change,
  };
}

export const WLAN_PORT = port({
  name: 'wlan0',
  kind: 'wifi',
  role: 'backup',
  linkFailures: 2,
  speedMbps: null,
  duplex: null,
  wifi: HOME,
  rxBitsPerSecond: 0,
  txBitsPerSecond: 0,
  health: { level: 'fair', score: 63, reasons: ['2 link failures since it joined'] },
});

export function bond(change: Partial<Bond> = {}): Bond {
  return {
    name: 'bond0',
    profile: 'desk',
    ours: true,
    manager: 'linkbraid',
    mode: 'active-backup',
    mac: '00:00:24:c3:df:45',
    mtu: 1500,
    up: true,
    carrier: true,
    activePort: 'eth0',
    addresses: ['10.0.200.2/24'],
    gateway: '10.0.200.1',
    dns: ['10.0.200.1'],
    options: { miimon: 100 },
    ports: [port(), WLAN_PORT],
    rxBytes: 0,
    txBytes: 0,
    rxBitsPerSecond: 1_240_000,
    txBitsPerSecond: 81_300,
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot(), at: NOW, ...change };
}

export const PLAN: Plan = {
  id: 'p-1',
  profile: 'desk',
  bond: 'bond0',
  steps: [
    {
      id: '1',
      action: { kind: 'load-module', module: 'bonding' },
      says: 'Create bond0 in mode active-backup.',
      interrupts: 'nothing',
    },
    { id: '2', action: { kind: 'set-up', link: 'eth0', up: false }, says: 'Take eth0 down.', interrupts: 'connection' },
    {
      id: '3',
      action: { kind: 'join', bond: 'bond0', port: 'eth0' },
      says: 'Put eth0 into bond0.',
      interrupts: 'blink',
    },
  ],
  defaults: [
    { option: 'miimon', value: 100, why: 'a bond without a monitor never notices a lost link' },
    { option: 'arp_ip_target', value: ['10.0.0.1', '10.0.0.2'], why: 'two targets' },
  ],
  warnings: [{ code: 'x', about: 'wlan0', message: 'its MAC changes while it is in the bond' }],
  refusals: [],
};
