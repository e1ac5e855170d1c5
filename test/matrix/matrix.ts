import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Gain, ModeAdvice } from '../../helper/contract/advice.ts';
import { BOND_MODES, type BondMode } from '../../helper/contract/bond-options.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { advise } from '../../helper/plan/advise.ts';
import { shapeStations } from '../lab/stations.ts';
import type { PathName } from '../lab/world.ts';
import { ROUTER } from '../lab/world.ts';
import { Laptop, wifi } from '../system/laptop.ts';

/**
 * `npm run matrix [-- --quick] [-- TOPOLOGY…]`: every mode over every kind of links, on the real driver: whether it comes
 * up, what is lost, and what it carries as a multiple of one link alone; beside it what `advise` says. The table and the raw
 * figures go to test-results/matrix.md and matrix.json. Radios of the lab do not share the air: a best case.
 */

const MBIT = 3;
const QUICK = process.argv.includes('--quick');
const SECONDS = QUICK ? 4 : 8;
const ASKED = process.argv.slice(2).filter((word) => !word.startsWith('--'));

interface Topology {
  name: string;
  ports: ProfileInput['ports'];
  /** Gives each link the same rate; resolves to what undoes it. */
  shape: (laptop: Laptop) => Promise<() => Promise<void>>;
}

const paths =
  (...names: PathName[]) =>
  async (laptop: Laptop) => {
    for (const name of names) await laptop.lab.shape(name, { mbit: MBIT });
    return async () => {
      for (const name of names) await laptop.lab.unshape(name);
    };
  };

const TOPOLOGIES: Topology[] = [
  { name: 'cable + cable', ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }], shape: paths('eth0', 'eth1') },
  {
    name: 'cable + Wi-Fi',
    ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('open') }],
    shape: paths('eth0', 'open'),
  },
  {
    name: 'two Wi-Fi, one access point',
    ports: [
      { adapter: 'wlan0', wifi: wifi('open') },
      { adapter: 'wlan1', wifi: wifi('open') },
    ],
    shape: (laptop) => shapeStations(laptop.lab, 'open', ['02:00:00:00:00:00', '02:00:00:00:01:00'], MBIT),
  },
  {
    name: 'two Wi-Fi, two access points',
    ports: [
      { adapter: 'wlan0', wifi: wifi('open') },
      { adapter: 'wlan1', wifi: wifi('attic') },
    ],
    shape: paths('open', 'attic'),
  },
];

type Direction = keyof Omit<Gain, 'atMost'>;
const FLOWS: Record<Direction, { streams: number; reverse: boolean }> = {
  oneUp: { streams: 1, reverse: false },
  oneDown: { streams: 1, reverse: true },
  manyUp: { streams: 4, reverse: false },
  manyDown: { streams: 4, reverse: true },
};

interface Cell {
  topology: string;
  mode: BondMode;
  /** Exit status of `up`. */
  code: number;
  why: string | null;
  pingsLost: number | null;
  mbit: Partial<Record<Direction, number>>;
  advice: ModeAdvice;
}

async function throughput(laptop: Laptop): Promise<Record<Direction, number>> {
  const found: Partial<Record<Direction, number>> = {};
  for (const [name, flow] of Object.entries(FLOWS))
    found[name as Direction] = (await laptop.lab.iperf({ seconds: SECONDS, ...flow })).mbit;
  return found as Record<Direction, number>;
}

async function measure(laptop: Laptop, topology: Topology, mode: BondMode): Promise<Cell> {
  const advice = await adviceFor(laptop, topology, mode);
  const options = mode === 'balance-xor' ? { xmit_hash_policy: 'layer3+4' } : {};
  const up = await laptop.up({ name: 'matrix', bond: { mode, options }, ports: topology.ports });
  const cell: Cell = { topology: topology.name, mode, code: up.code, why: null, pingsLost: null, mbit: {}, advice };
  if (up.code !== 0) {
    const { error } = up.json as { error: { message: string } };
    return { ...cell, why: error.message };
  }
  const ping = await laptop.lab.exec(['ping', '-q', '-i', '0.02', '-c', '200', ROUTER.v4]);
  cell.pingsLost = 200 - Number(/(\d+) received/.exec(ping.stdout)?.[1] ?? 0);
  cell.mbit = await throughput(laptop);
  await laptop.ok(['down']);
  return cell;
}

/** As `linkbraid advise` says it, with the one thing that it cannot know: how fast each link was made here. */
async function adviceFor(laptop: Laptop, topology: Topology, mode: BondMode): Promise<ModeAdvice> {
  const links = topology.ports.map(({ adapter, wifi: network }) => {
    if (typeof adapter !== 'string') throw new Error('the lab names its adapters');
    return network?.ssid === undefined ? adapter : `${adapter}=${network.ssid}`;
  });
  const { json } = await laptop.ok(['advise', '--json', ...links]);
  const { input } = json as { input: Parameters<typeof advise>[0] };
  const ports = input.ports.map((port) => ({ ...port, measuredMbps: MBIT }));
  const found = advise({ ...input, ports, sameNetwork: true }).modes.find((each) => each.mode === mode);
  if (!found) throw new Error(`no advice for ${mode}`);
  return found;
}

/** A fifth off in either direction, since an emulated machine is noisy; "at most" is kept by anything below. */
function agrees(cell: Cell, one: Record<Direction, number>): boolean {
  if ((cell.code === 0) !== (cell.advice.verdict !== 'cannot')) return false;
  return (Object.keys(cell.mbit) as Direction[]).every((direction) => {
    const [told, was] = [cell.advice.gain[direction], (cell.mbit[direction] ?? 0) / one[direction]];
    return told === null || (was < told * 1.2 && (cell.advice.gain.atMost || was > told * 0.8));
  });
}

function table(cells: readonly Cell[], ones: ReadonlyMap<string, Record<Direction, number>>): string {
  const figure = (value: number | null) => (value === null ? '–' : `${value.toFixed(2)}×`);
  const rows = cells.map((cell) => {
    const one = ones.get(cell.topology);
    const measured = (Object.keys(FLOWS) as Direction[]).map((direction) => {
      const { mbit, advice } = cell;
      const was = mbit[direction] === undefined || !one ? null : mbit[direction] / one[direction];
      return cell.code === 0 ? `${figure(was)} (${figure(advice.gain[direction])})` : '–';
    });
    const lost = cell.pingsLost === null ? '–' : `${cell.pingsLost / 2} %`;
    const verdict = cell.code === 0 ? 'up' : 'refused';
    const fits = one && agrees(cell, one) ? 'yes' : '**no**';
    return `| ${cell.topology} | ${cell.mode} | ${verdict} | ${lost} | ${measured.join(' | ')} | ${cell.advice.verdict} | ${fits} |`;
  });
  return [
    '| links | mode | | lost | one up | one down | four up | four down | advice | agrees |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const laptop = await Laptop.boot();
const cells: Cell[] = [];
const ones = new Map<string, Record<Direction, number>>();
try {
  await laptop.startHelper();
  for (const topology of TOPOLOGIES.filter(({ name }) => ASKED.length === 0 || ASKED.includes(name))) {
    const unshape = await topology.shape(laptop);
    const alone = { name: 'alone', bond: { mode: 'active-backup' as const }, ports: topology.ports.slice(0, 1) };
    const up = await laptop.up(alone);
    if (up.code !== 0) throw new Error(up.stdout);
    ones.set(topology.name, await throughput(laptop));
    await laptop.ok(['down']);
    for (const mode of BOND_MODES) {
      const cell = await measure(laptop, topology, mode);
      cells.push(cell);
      console.log(table([cell], ones).split('\n').at(-1), cell.why ?? '');
    }
    await unshape();
  }
} finally {
  await laptop.stop();
}
const text = table(cells, ones);
mkdirSync('test-results', { recursive: true });
writeFileSync(resolve('test-results/matrix.json'), JSON.stringify({ ones: Object.fromEntries(ones), cells }, null, 1));
if (ASKED.length === 0) writeFileSync(resolve('test-results/matrix.md'), `${text}\n`);
console.log(`\n${text}`);
process.exit(0);
