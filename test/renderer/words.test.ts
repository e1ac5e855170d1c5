import { describe, expect, test } from 'vitest';
import { de } from '../../renderer/words/de.ts';
import { en, type Words } from '../../renderer/words/en.ts';
import { Format } from '../../renderer/words/format.ts';
import { grouped, interruptions, sentence } from '../../renderer/words/plan.ts';
import { byDay, eventSentence, passes } from '../../renderer/activity/timeline.ts';
import { headline, underline } from '../../renderer/home/headline.ts';
import { standing } from '../../main/bridge/standing.ts';
import { planFor } from '../fake-helper/planner.ts';
import { EVENTS } from '../fake-helper/air.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';

const plan = planFor(deskProfile, 'p1');
const bare = (text: string) => text.replaceAll(/[\u2068\u2069]/g, '');

describe.each([
  ['English', en, 'en'],
  ['German', de, 'de'],
] as [string, Words, 'en' | 'de'][])('%s', (_name, words, locale) => {
  const format = new Format(locale);

  test('every step of a plan has a sentence, each name kept to itself', () => {
    for (const { action } of plan.steps) {
      const said = sentence(action, words);
      expect(bare(said).length).toBeGreaterThan(5);
      expect(said.split('\u2068').length).toBe(said.split('\u2069').length);
    }
  });

  test('every state has a headline, and what is on an address', () => {
    for (const state of Object.values(STATES)) {
      const now = standing(state);
      expect(headline(now, words)).not.toBe('');
      if (now.is === 'all-well') expect(underline(now, words, format)).toContain('10.0.200.2');
    }
  });

  test('every event can be told', () => {
    for (const event of EVENTS) expect(eventSentence(event, words, locale).text).not.toBe('');
  });
});

test('steps fall into groups without one lost', () => {
  const groups = grouped(plan.steps);
  expect(groups.flatMap(({ steps }) => steps)).toHaveLength(plan.steps.length);
  expect(groups.map(({ group }) => group)).toEqual(['prepare', 'wifi', 'join', 'address', 'check']);
});

test('each link is named once, with the worst that happens to it', () => {
  expect(interruptions(plan)).toEqual({ connection: ['eth0'], association: ['wlan0'], blink: [] });
});

test('events: newest first, by day; filters part them without a rest', () => {
  const days = byDay(EVENTS);
  expect(days[0]?.events[0]?.kind).toBe('transaction');
  const links = EVENTS.filter((event) => passes(event, 'links'));
  const changes = EVENTS.filter((event) => passes(event, 'changes'));
  expect(links.length + changes.length).toBe(EVENTS.length);
});

test.each([
  [null, '–'],
  [0, '0 bit/s'],
  [999, '999 bit/s'],
  [1_000, '1,0 kbit/s'],
  [41_300_000, '41,3 Mbit/s'],
  [999_600_000, '1,0 Gbit/s'],
  [433_300_000, '433 Mbit/s'],
])('rate %s', (bits, text) => {
  expect(new Format('de').rateText(bits).replaceAll('\u00a0', ' ')).toBe(text);
});

test('a level below zero has a true minus', () => {
  expect(new Format('en').dbm(-51)).toBe('\u221251\u00a0dBm');
});
