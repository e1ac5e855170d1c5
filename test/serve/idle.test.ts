import { expect, test } from 'vitest';
import type { Bond, ProfileSummary } from '../../helper/contract/snapshot.ts';
import { Idle } from '../../helper/serve/idle.ts';
import { emptySnapshot, transaction } from './fixtures.ts';

const NOTHING = emptySnapshot();

test('a helper that nobody needs may end after a rest', () => {
  const idle = new Idle(1000);
  expect(idle.isLongEnough(NOTHING, 0, 5000)).toBe(false);
  expect(idle.isLongEnough(NOTHING, 0, 5999)).toBe(false);
  expect(idle.isLongEnough(NOTHING, 0, 6000)).toBe(true);
});

test.each([
  ['someone is connected', NOTHING, 1],
  ['a change is under way', { ...NOTHING, transaction: transaction({ state: 'applying' }) }, 0],
  ['a bond of ours is up', { ...NOTHING, bonds: [{ profile: 'desk' } as Bond] }, 0],
  ['one is to come up by itself', { ...NOTHING, profiles: [{ autoActivate: true } as ProfileSummary] }, 0],
])('the rest begins anew while %s', (_case, snapshot, connections) => {
  const idle = new Idle(1000);
  idle.isLongEnough(NOTHING, 0, 0);
  expect(idle.isLongEnough(snapshot, connections, 900)).toBe(false);
  expect(idle.isLongEnough(NOTHING, 0, 1000)).toBe(false);
  expect(idle.isLongEnough(NOTHING, 0, 2000)).toBe(true);
});

test('a bond that others made keeps nobody awake', () => {
  const foreign = { ...NOTHING, bonds: [{ profile: null } as Bond] };
  expect(new Idle(0).isLongEnough(foreign, 0, 1)).toBe(true);
});
