import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MANUAL_PAGES } from '../../build/man/all.ts';
import { plain } from '../../build/man/roff.ts';
import { COMMANDS } from '../../helper/cli/commands/all.ts';
import { BOND_OPTIONS } from '../../helper/contract/bond-options.ts';
import { METHODS } from '../../helper/contract/wire.ts';

describe.each(Object.keys(MANUAL_PAGES))('%s', (name) => {
  const text = MANUAL_PAGES[name] ?? '';

  test('is what the tables give: node build/run.mjs build/man.ts', () => {
    expect(readFileSync(`build/man/${name}`, 'utf8')).toBe(text);
  });

  const groff = spawnSync('groff', ['--version']).status === 0;
  test.runIf(groff)('is understood by the formatter without a complaint', () => {
    const result = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: text, encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
  });
});

test('linkbraid(1) names every command that is not hidden, and every bond option', () => {
  const page = MANUAL_PAGES['linkbraid.1'] ?? '';
  for (const { name, hidden } of COMMANDS) if (!hidden) expect(page).toContain(`\\fBlinkbraid ${plain(name)}`);
  for (const { name, aliasOf } of BOND_OPTIONS) if (aliasOf === null) expect(page).toContain(`\\fB${plain(name)}\\fR`);
});

test('linkbraid-helper(8) names every request', () => {
  const page = MANUAL_PAGES['linkbraid-helper.8'] ?? '';
  for (const name of Object.keys(METHODS))
    expect(page).toMatch(new RegExp(`(Requests: |, )${plain(name).replace('.', '\\.')}[,.]`));
});

test.each([
  ['.SH injected', '\\&.SH injected'],
  ["'br", '\\(aqbr'],
  ['a\\fBb\n.SH c', 'a\\efBb .SH c'],
  ['café', 'caf\\[u00E9]'],
])('%j is text to the formatter', (text, roff) => expect(plain(text)).toBe(roff));
