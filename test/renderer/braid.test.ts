import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weave, type StrandState } from '../../renderer/home/braid.ts';
import { CHART_MS, withRates, type Courses } from '../../renderer/state/rates.ts';
import { bond, cable, port, snapshot } from '../fake-helper/parts.ts';

const states: StrandState[] = ['carrying', 'waiting', 'joining', 'lost', 'loose', 'idle'];

test('every strand is drawn, inside the drawing, those behind first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 1400 }),
      (strands, width) => {
        const pieces = weave(strands, { width, height: 120 });
        expect(new Set(pieces.map(({ strand }) => strand)).size).toBe(strands.length);
        const firstInFront = pieces.findIndex(({ front }) => front);
        expect(pieces.slice(firstInFront).every(({ front }) => front)).toBe(true);
        for (const { path } of pieces) expect(path).not.toMatch(/NaN|Infinity/);
      },
    ),
  );
});

test('rates: the last minute, and a gap for what is not known', () => {
  let rates: Courses = new Map();
  for (let second = 0; second <= 90; second += 1) {
    const known = second !== 60;
    const eth0 = cable();
    const ports = [port(eth0, { rxBitsPerSecond: known ? second : null, txBitsPerSecond: known ? 1 : null })];
    rates = withRates(rates, snapshot({ at: second * 1000, adapters: [eth0], bonds: [bond(ports)] }));
  }
  const kept = rates.get('eth0')?.points ?? [];
  expect(kept.at(-1)).toEqual({ at: 90_000, down: 90, up: 1 });
  expect(kept[0]?.at).toBeGreaterThan(90_000 - CHART_MS);
  expect(kept.some(({ at }) => at === 60_000)).toBe(false);
});

test('rates that come quicker than can be drawn are averaged, and leave the list of points alone until the next', () => {
  let rates: Courses = new Map();
  const read = (at: number, down: number) => {
    rates = withRates(
      rates,
      snapshot({ at, adapters: [cable({ rxBitsPerSecond: down, txBitsPerSecond: 0 })], bonds: [] }),
    );
    return rates.get('eth0')!.points;
  };
  const first = read(1_000, 1);
  expect(read(1_200, 20)).toBe(first);
  expect(read(1_400, 30)).toBe(first);
  expect(read(1_600, 40)).toEqual([...first, { at: 1_600, down: 30, up: 0 }]);
});
