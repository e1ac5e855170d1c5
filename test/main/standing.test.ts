import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readable } from '../../main/bridge/readable.ts';
import { profileToSwitchOn, standing } from '../../main/bridge/standing.ts';
import { profile, snapshot } from '../fake-helper/parts.ts';
import { STATES, type StateName } from '../fake-helper/states.ts';

test.each([
  ['off', 'off'],
  ['all-well', 'all-well'],
  ['adding-speed', 'all-well'],
  ['poor-port', 'poor-port'],
  ['last-port', 'last-port'],
  ['twelve-adapters', 'fewer-ports'],
  ['nothing-left', 'nothing-left'],
] satisfies [StateName, string][])('%s stands as %s', (name, is) => {
  expect(standing(STATES[name]).is).toBe(is);
});

test('the switch brings up the profile used last, as long as there is one', () => {
  const two = snapshot({ profiles: [profile({ name: 'Desk' }), profile({ name: 'Train' })] });
  expect(profileToSwitchOn(two, 'Train')).toBe('Train');
  expect(profileToSwitchOn(two, 'gone')).toBe('Desk');
  expect(profileToSwitchOn(snapshot(), 'Desk')).toBeNull();
});

test('no name from the air can steer the text around it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(readable(name)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
    }),
  );
  expect(readable('👩‍💻 مقهى')).toBe('👩‍💻 مقهى');
});
