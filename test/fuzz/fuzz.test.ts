import { afterEach, expect, test } from 'vitest';
import { serve, stopAll } from '../serve/fixtures.ts';
import { fuzzDecoders } from './decoders.ts';
import { fuzzFrames } from './frames.ts';
import { TARGETS } from './targets.ts';

/* The short run; `npm run fuzz` goes on for as long as asked. The same seeds each time: a failure here can be repeated. */

afterEach(stopAll);

test.each(TARGETS.map(({ name, weight }) => [name, weight < 1 ? 30 : 1500] as const))(
  'spoilt input: %s',
  (name, inputs) => expect(fuzzDecoders({ seed: 1, inputs, names: [name] }).inputs).toBe(inputs),
  30_000,
);

test('spoilt frames have one answer each, and the server goes on', async () => {
  const { socketPath } = await serve();
  const { answers } = await fuzzFrames(socketPath, { seed: 1, frames: 3000 });
  expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBe(3000);
  // Spoilt too much, all would end at the first look; these reach the decoders of parameters, and some the core.
  expect(answers.ok).toBeGreaterThan(100);
  expect(answers['-32602']).toBeGreaterThan(100);
}, 30_000);
