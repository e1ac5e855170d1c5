import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ModeAdvice } from '../../helper/contract/advice.ts';
import { BOND_MODES, type BondMode } from '../../helper/contract/bond-options.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { advise } from '../../helper/plan/advise.ts';
import { Laptop } from '../system/laptop.ts';
import { DIRECTIONS, table, type Cell, type Rates } from './table.ts';
import { MBIT, TOPOLOGIES, type Topology } from './topologies.ts';

/**
 * `npm run matrix [-- --quick] [-- TOPOLOGY… MODE…]`: every mode over every kind of links, on the real driver: whether it comes
 * up, what is lost, and what it carries as a multiple of one link alone; beside it what `advise` says. The table and the raw
 * figures go to test-results/matrix.md and matrix.json. Radios of the lab do not share the air: a best case.
 */

const QUICK = process.argv.includes('--quick');
const SECONDS = QUICK ? 4 : 8;
const ASKED = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const asked = <T>(all: readonly T[], name: (each: T) => string): readonly T[] => {
  const found = all.filter((each) => ASKED.includes(name(each)));
  return found.length === 0 ? all : found;
};
const CHOSEN = asked(TOPOLOGIES, ({ name }) => name);
const MODES = asked(BOND_MODES, (mode) => mode);

const FLOWS = {
  oneUp: { streams: 1, reverse: false },
  oneDown: { streams: 1, reverse: true },
  manyUp: { streams: 4, reverse: false },
  manyDown: { streams: 4, reverse: true },
} as const;

/**
 * Four streams that a hash has put on one port tell nothing of the mode, and that is one draw in eight: they are drawn
 * anew.
 */
const DRAWS = 3;

async function throughput({ lab }: Laptop, { far, ports }: Topology): Promise<Rates> {
  const found: Partial<Rates> = {};
  for (const direction of DIRECTIONS) {
    const flow = FLOWS[direction];
    let best = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      best = Math.max(best, (await lab.iperf({ to: far, seconds: SECONDS, ...flow })).mbit);
      if (flow.streams === 1 || ports.length === 1 || best > 1.2 * MBIT) break;
    }
    found[direction] = best;
  }
  return found as Rates;
}

const profileOf = (
  topology: Topology,
  mode: BondMode,
  count: number,
  advised: Record<string, string> = {},
): ProfileInput => ({
  name: 'matrix',
  bond: { mode, options: { ...advised, ...topology.options } },
  ports: topology.ports.slice(0, count),
  ...(topology.ip ? { ip: topology.ip } : {}),
});

/** One link alone: what all are measured by. */
async function measureOne(laptop: Laptop, topology: Topology): Promise<Rates> {
  const undo = await topology.prepare?.(laptop, 'balance-rr');
  const up = await laptop.up(profileOf(topology, 'balance-rr', 1));
  if (up.code !== 0) throw new Error(up.stdout);
  const unshape = await topology.shape(laptop);
  const found = await throughput(laptop, { ...topology, ports: topology.ports.slice(0, 1) });
  await laptop.ok(['down']);
  await unshape();
  await undo?.();
  return found;
}

async function measure(laptop: Laptop, topology: Topology, mode: BondMode): Promise<Cell> {
  const undo = await topology.prepare?.(laptop, mode);
  const advice = await adviceFor(laptop, topology, mode);
  const up = await laptop.up(profileOf(topology, mode, topology.ports.length, advice.options));
  const cell: Cell = { topology: topology.name, mode, code: up.code, why: null, lostPercent: null, mbit: {}, advice };
  if (up.code === 0) {
    await topology.ready?.();
    const ping = await laptop.lab.exec(['ping', '-q', '-i', '0.02', '-c', '200', topology.near]);
    cell.lostPercent = (200 - Number(/(\d+) received/.exec(ping.stdout)?.[1] ?? 0)) / 2;
    const unshape = await topology.shape(laptop);
    cell.mbit = await throughput(laptop, topology);
    await laptop.ok(['down']);
    await unshape();
  } else {
    cell.why = (up.json as { error: { message: string } }).error.message;
  }
  await undo?.();
  return cell;
}

const FLAGS = { no: [], 'four-address': ['--host-to-host'], 'ad-hoc': ['--ad-hoc'] };

/** As `linkbraid advise` says it, with the one thing that it cannot know: how fast each link was made here. */
async function adviceFor(laptop: Laptop, topology: Topology, mode: BondMode): Promise<ModeAdvice> {
  const links = topology.ports.map(({ adapter, wifi: network }) => {
    if (typeof adapter !== 'string') throw new Error('the lab names its adapters');
    return network?.ssid === undefined ? adapter : `${adapter}=${network.ssid}`;
  });
  const { json } = await laptop.ok(['advise', '--json', ...FLAGS[topology.hostToHost ?? 'no'], ...links]);
  const { input } = json as { input: Parameters<typeof advise>[0] };
  const ports = input.ports.map((port) => ({ ...port, measuredMbps: MBIT }));
  const found = advise({ ...input, ports, sameNetwork: true }).modes.find((each) => each.mode === mode);
  if (!found) throw new Error(`no advice for ${mode}`);
  return found;
}

const laptop = await Laptop.boot();
const cells: Cell[] = [];
const ones = new Map<string, Rates>();
try {
  await laptop.startHelper();
  for (const topology of CHOSEN) {
    ones.set(topology.name, await measureOne(laptop, topology));
    for (const mode of MODES.filter((each) => topology.modes?.includes(each) ?? true)) {
      const cell = await measure(laptop, topology, mode);
      cells.push(cell);
      console.log(table([cell], ones).split('\n').at(-1), cell.why ?? '');
    }
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
