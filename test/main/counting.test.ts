import { expect, test } from 'vitest';
import { onlyCounted } from '../../main/counting.ts';
import { bond, cable, port } from '../fake-helper/parts.ts';
import { STATES } from '../fake-helper/states.ts';

const state = (rate: number | null, more = {}) => {
  const eth0 = cable();
  const ports = [port(eth0, { rxBitsPerSecond: rate, ...more })];
  return structuredClone({ ...STATES['all-well'], at: rate ?? 0, bonds: [bond(ports)] });
};

test('numbers that run on are nothing new', () => {
  expect(onlyCounted(state(1), state(2))).toBe(true);
});

test('everything else is: another value, one more or less, a number that is known now', () => {
  expect(onlyCounted(state(1), state(2, { linkFailures: 7 }))).toBe(false);
  expect(onlyCounted(state(1), state(1, { role: 'down' }))).toBe(false);
  expect(onlyCounted(state(1), state(null))).toBe(false);
  expect(onlyCounted(state(1), { ...state(1), bonds: [] })).toBe(false);
  expect(onlyCounted(state(1), { ...state(1), more: null })).toBe(false);
  expect(onlyCounted(STATES['all-well'], STATES['last-port'])).toBe(false);
});
