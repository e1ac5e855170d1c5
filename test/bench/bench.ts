import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { ROUTER } from '../lab/world.ts';
import { DESK, Laptop, wifi } from '../system/laptop.ts';

/**
 * `npm run bench [-- --quick]`: figures for the docs, from the virtual laptop. Everything there is emulated and slow, so
 * what counts is one row against another. Raw figures go to test-results/bench.json.
 */
const RUNS = process.argv.includes('--quick') ? 3 : 7;
const FILE = resolve('test-results/bench.json');

const AIR: ProfileInput = {
  name: 'air',
  bond: { mode: 'active-backup' },
  ports: [
    { adapter: 'wlan0', wifi: wifi('home') },
    { adapter: 'wlan1', wifi: wifi('attic') },
  ],
};

const figures: Record<string, number[]> = {};

async function bringUp(laptop: Laptop, profile: ProfileInput): Promise<void> {
  const begun = Date.now();
  const up = await laptop.up(profile);
  if (up.code !== 0) throw new Error(up.stdout + up.stderr);
  note(`${profile.name}: from the command to verified traffic (s)`, (Date.now() - begun) / 1000);
}

/** The longest silence of a ping every 10 ms while `change` happens and until `active` carries. */
async function silence(laptop: Laptop, what: string, change: () => Promise<void>, active: string): Promise<void> {
  const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 10 });
  await probe.untilAnswered();
  await change();
  await laptop.until(`${active} active`, ({ bonds }) => bonds[0]?.activePort === active);
  const { sequence } = await laptop.status();
  await laptop.until('a second more', (snapshot) => snapshot.sequence > sequence);
  note(what, (await probe.stop()).longestGapMs);
}

async function failover(laptop: Laptop): Promise<void> {
  await bringUp(laptop, DESK);
  for (let run = 0; run < RUNS; run += 1) {
    await silence(laptop, 'cable pulled, to Wi-Fi (ms)', () => laptop.lab.cutCable('eth0'), 'wlan0');
    await silence(laptop, 'cable plugged in again (ms)', () => laptop.lab.plugCable('eth0'), 'eth0');
  }
  await laptop.ok(['down']);
  await bringUp(laptop, AIR);
  for (let run = 0; run < RUNS; run += 1) {
    const first = (await laptop.status()).bonds[0]?.activePort === 'wlan0';
    const [point, other] = first ? (['home', 'wlan1'] as const) : (['attic', 'wlan0'] as const);
    await silence(
      laptop,
      'access point switched off, to the other (ms)',
      () => laptop.lab.closeAccessPoint(point),
      other,
    );
    await laptop.lab.startAccessPoint(point);
    await laptop.until(
      'both links',
      ({ bonds }) => bonds[0]?.ports.every(({ miiStatus }) => miiStatus === 'up') ?? false,
    );
  }
  await laptop.ok(['down']);
}

async function roundRobin(laptop: Laptop): Promise<void> {
  for (const cable of ['eth0', 'eth1'] as const) await laptop.lab.shape(cable, { mbit: 3 });
  const profile = (ports: string[]): ProfileInput => ({
    name: `balance-rr over ${ports.length}`,
    bond: { mode: 'balance-rr' },
    ports: ports.map((adapter) => ({ adapter })),
  });
  for (let run = 0; run < Math.ceil(RUNS / 2); run += 1) {
    await bringUp(laptop, profile(['eth0']));
    const one = await laptop.lab.iperf({ seconds: 8 });
    await laptop.ok(['down']);
    await bringUp(laptop, profile(['eth0', 'eth1']));
    const two = await laptop.lab.iperf({ seconds: 8 });
    await laptop.ok(['down']);
    note('balance-rr over two cables, one TCP stream, against one cable (×)', two.mbit / one.mbit);
  }
}

function note(what: string, figure: number): void {
  (figures[what] ??= []).push(figure);
  console.log(`${what}: ${round(figure)}`);
}

function table(): string {
  const rows = Object.entries(figures).map(([what, values]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? NaN;
    return `| ${what} | ${round(median)} | ${round(sorted[0] ?? NaN)} – ${round(sorted.at(-1) ?? NaN)} | ${sorted.length} |`;
  });
  return ['| what | median | range | runs |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function round(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

const laptop = await Laptop.boot();
try {
  await laptop.startHelper();
  await failover(laptop);
  await roundRobin(laptop);
  mkdirSync(resolve('test-results'), { recursive: true });
  writeFileSync(FILE, JSON.stringify(figures, null, 1));
  console.log(`\n${table()}\n\nRaw figures: ${FILE}`);
} finally {
  await laptop.stop();
}
process.exit(0);
