import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serve, stopAll } from '../serve/fixtures.ts';
import { fuzzDecoders } from './decoders.ts';
import { fuzzFrames } from './frames.ts';

/*
 * npm run fuzz [-- --seconds N] [--frames N] [--inputs N] [--seed N]: spoilt frames for a real server, spoilt input for
 * every decoder. Ends at the first finding, with the seed that brings it back.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    frames: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string' },
  },
});
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const {
  frames,
  inputs,
  seconds,
  seed = Date.now() >>> 0,
} = {
  frames: number(values.frames),
  inputs: number(values.inputs),
  seconds: number(values.seconds),
  seed: number(values.seed),
};
const counted = frames !== undefined || inputs !== undefined;
/** Half of the time for each kind. */
const share =
  ((seconds ?? (counted ? Infinity : 60)) * 1000) / (counted && (frames === undefined || inputs === undefined) ? 1 : 2);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is left once the garbage is gone: what grows here is never given back. */
function kept(): string {
  collect();
  return `${(process.memoryUsage().heapUsed / 1e6).toFixed(1)} MB`;
}

console.log(`seed ${seed}`);
try {
  if (frames !== undefined || !counted) {
    const { socketPath, core, log, profiles } = await serve();
    const forget = setInterval(() => {
      core.calls.length = 0;
      log.entries.length = 0;
      profiles.saved.clear();
    }, 50);
    // What the first frames leave behind in any program is not what grows with their number.
    await fuzzFrames(socketPath, { seed, frames: Math.min(10_000, frames ?? 10_000) });
    const before = kept();
    const tally = await fuzzFrames(socketPath, { seed, frames, until: Date.now() + share });
    clearInterval(forget);
    const answers = Object.entries(tally.answers).map(([kind, count]) => `${kind}: ${count}`);
    console.log(
      `${tally.frames} frames in ${tally.seconds.toFixed(0)} s, memory kept ${before} → ${kept()}; ${answers.join(', ')}`,
    );
  }
  if (inputs !== undefined || !counted) {
    fuzzDecoders({ seed, inputs: Math.min(10_000, inputs ?? 10_000) });
    const before = kept();
    const tally = fuzzDecoders({ seed, inputs, until: Date.now() + share });
    const slowest = `slowest ${tally.slowestMs.toFixed(0)} ms (${tally.slowest})`;
    console.log(
      `${tally.inputs} decoder inputs in ${tally.seconds.toFixed(0)} s, memory kept ${before} → ${kept()}; ${slowest}`,
    );
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stopAll();
}
