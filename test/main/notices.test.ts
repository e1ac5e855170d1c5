import { beforeEach, expect, test } from 'vitest';
import { Notices } from '../../main/notices.ts';
import { wordsFor } from '../../main/words.ts';
import { STATES, type StateName } from '../fake-helper/states.ts';

const words = wordsFor('en', 'en');
let notices: Notices;
let clock = 0;

function then(name: StateName, wanted: 'all' | 'important' | 'none' = 'all', later = 60_000): string | null {
  clock += later;
  const title = notices.next(STATES[name], wanted, words, clock)?.title ?? null;
  return title === null ? null : title.replaceAll(/[\u2068\u2069]/g, '');
}

beforeEach(() => {
  notices = new Notices();
  notices.reset(STATES['all-well']);
});

test('the first thing heard is no news', () => {
  notices.reset(null);
  expect(then('last-port')).toBeNull();
});

test('a lost link, the last one gone, and all of them back are news', () => {
  expect(then('last-port')).toBe('Running on wlan0 alone');
  expect(then('last-port')).toBeNull();
  expect(then('nothing-left')).toBe('No link is left');
  expect(then('nothing-left')).toBeNull();
  expect(then('all-well')).toBe('All links work again');
});

test('what the person did is no news', () => {
  expect(then('off')).toBeNull();
  expect(then('all-well')).toBeNull();
});

test('two of a kind come with a pause between', () => {
  expect(then('last-port')).not.toBeNull();
  expect(then('all-well', 'all', 1_000)).not.toBeNull();
  expect(then('last-port', 'all', 1_000)).toBeNull();
  expect(then('all-well', 'all', 60_000)).not.toBeNull();
});

test('only losses, or nothing, for those who want it so', () => {
  expect(then('last-port', 'none')).toBeNull();
  expect(then('all-well', 'important')).toBeNull();
  expect(then('nothing-left', 'important')).toBe('No link is left');
});
