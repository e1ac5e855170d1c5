import { expect, test } from 'vitest';
import { trayView } from '../../main/tray-menu.ts';
import { wordsFor } from '../../main/words.ts';
import { STATES, type StateName } from '../fake-helper/states.ts';

const view = (name: StateName, language: 'en' | 'de' = 'en') =>
  trayView(
    { state: 'connected', version: '0.1.0', snapshot: STATES[name], rights: null },
    true,
    wordsFor(language, 'en'),
  );

test.each([
  ['off', 'off', false, true],
  ['all-well', 'on', true, true],
  ['poor-port', 'strained', true, true],
  ['last-port', 'strained', true, true],
  ['nothing-left', 'down', true, true],
  ['applying', 'off', false, false],
  ['foreign', 'on', true, false],
] as const)('%s', (name, icon, checked, enabled) => {
  expect(view(name)).toMatchObject({ icon, toggle: { checked, enabled } });
});

test('without a helper there is nothing to switch', () => {
  const absent = trayView({ state: 'absent', message: '' }, true, wordsFor('de', 'en'));
  expect(absent).toMatchObject({ lines: ['Der Helfer läuft nicht'], toggle: { enabled: false } });
});

test('each port has its line, and hostile names cannot turn it round', () => {
  expect(view('all-well').lines).toHaveLength(3);
  for (const line of view('hostile-names', 'de').lines) expect(line).not.toMatch(/[\u202a-\u202e]/);
});
