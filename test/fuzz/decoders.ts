import { Random } from './random.ts';
import { TARGETS } from './targets.ts';

export interface Tally {
  inputs: number;
  seconds: number;
  slowestMs: number;
  slowest: string;
}

/** Of the processor's time, since a busy machine pauses us. Linear work on 64 kB takes a few milliseconds of it. */
const HANG_MS = 2_000;

/** Feeds every decoder. @throws Error with the seed of the input that did it */
export function fuzzDecoders(options: {
  seed: number;
  inputs?: number;
  until?: number;
  names?: readonly string[];
}): Tally {
  const { seed, inputs = Infinity, until = Infinity, names } = options;
  const targets = TARGETS.filter(({ name }) => names?.includes(name) ?? true);
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  const began = performance.now();
  const tally: Tally = { inputs: 0, seconds: 0, slowestMs: 0, slowest: '' };
  while (tally.inputs < inputs && Date.now() < until) {
    const own = (seed + tally.inputs) >>> 0;
    const random = new Random(own);
    let place = random.next() * total;
    const target = targets.find(({ weight }) => (place -= weight) < 0) ?? targets[0]!;
    const at = process.cpuUsage();
    try {
      target.try(random);
    } catch (error) {
      throw new Error(`${target.name}: seed ${own}: ${String(error)}`, { cause: error });
    }
    const used = process.cpuUsage(at);
    const took = (used.user + used.system) / 1000;
    if (took > tally.slowestMs) Object.assign(tally, { slowestMs: took, slowest: `${target.name}, seed ${own}` });
    if (took > HANG_MS) throw new Error(`${target.name}: seed ${own}: took ${took.toFixed(0)} ms`);
    tally.inputs += 1;
  }
  return { ...tally, seconds: (performance.now() - began) / 1000 };
}
