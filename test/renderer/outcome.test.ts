import { expect, test } from 'vitest';
import { outcome } from '../../renderer/state/outcome.ts';
import { STATES } from '../fake-helper/states.ts';

const { provisional, restored, stuck, restoring, off } = STATES;
const on = STATES['all-well'];

test('what ended is told: by the helper, or by what is there once it has forgotten', () => {
  expect(outcome(null, restoring, restored)).toBe(restored.transaction);
  expect(outcome(null, restoring, stuck)).toBe(stuck.transaction);
  expect(outcome(null, restoring, off)).toEqual({ ...restoring.transaction, state: 'restored', deadline: null });
  expect(outcome(null, provisional, off)).toMatchObject({ id: provisional.transaction!.id, state: 'restored' });
});

test('what ended well is not taken for put back when it is switched off later', () => {
  const committed = { ...on, transaction: { ...provisional.transaction!, state: 'committed' as const } };
  expect(outcome(committed.transaction, committed, off)).toBe(committed.transaction);
});

test('it stays until something else begins', () => {
  expect(outcome(restored.transaction, off, off)).toBe(restored.transaction);
  expect(outcome(restored.transaction, off, provisional)).toBeNull();
  expect(outcome(restored.transaction, off, on)).toBeNull();
});

test('kept, or switched off as asked for: nothing to tell', () => {
  expect(outcome(null, provisional, on)).toBeNull();
  const down = { ...on, transaction: { ...provisional.transaction!, purpose: 'down' as const } };
  expect(outcome(null, down, off)).toBeNull();
  expect(outcome(null, null, off)).toBeNull();
});
