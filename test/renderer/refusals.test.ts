import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BOND_OPTIONS } from '../../helper/contract/bond-options.ts';
import { refusals } from '../../renderer/words/de-refusals.ts';
import { optionSentences } from '../../renderer/words/de-options.ts';
import { told } from '../../renderer/words/refusal.ts';
import { GROUPS, groupOf, optionsIn } from '../../renderer/expert/options.ts';

const sources = ['plan', 'serve', 'apply', 'engines'].flatMap((folder) =>
  readdirSync(join('helper', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join('helper', folder, name), 'utf8')),
);

test('every code that the helper refuses or warns with has its German', () => {
  const codes = sources.flatMap((text) => [...text.matchAll(/\bcode: '([a-z-]+)'/g)].map(([, code]) => code!));
  expect(codes.length).toBeGreaterThan(30);
  expect([...new Set(codes)].filter((code) => refusals[code] === undefined)).toEqual([]);
});

test('a code nobody knows is told in the words of the helper', () => {
  const refusal = { code: 'from-the-future', about: 'x', message: 'It cannot be.', mend: 'Wait.' };
  expect(told(refusal, 'de')).toEqual({ text: 'It cannot be.', mend: 'Wait.', english: true });
  expect(told({ ...refusal, code: 'last-port', about: 'eth0' }, 'de')).toMatchObject({ english: false });
});

test('every option has its German sentence and its place', () => {
  for (const option of BOND_OPTIONS) {
    expect(optionSentences[`${option.scope}.${option.name}`], option.name).toBeTruthy();
    expect(GROUPS).toContain(groupOf(option));
  }
  const shown = GROUPS.flatMap((group) => optionsIn(group, { mode: null, find: '' }));
  expect(shown).toHaveLength(BOND_OPTIONS.length);
});
