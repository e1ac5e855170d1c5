import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** docs/scenarios.md names tests by file and title; here it is held to them. */
interface Row {
  scenario: string;
  verdict: string;
  where: string;
}

const rows: Row[] = readFileSync('docs/scenarios.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, scenario]) => scenario !== 'scenario')
  .map(([, scenario = '', verdict = '', where = '']) => ({ scenario, verdict, where }));

/** Titles stand in the sources as they stand in the document, save for the marks around them. */
function isTest(file: string, rest: string): boolean {
  const path = [`test/${file}.test.ts`, `test/${file}.ts`].find((each) => existsSync(each));
  if (path === undefined) return false;
  const titles = [...readFileSync(path, 'utf8').matchAll(/'((?:[^'\\\n]|\\.)+)'/g)].map(([, title = '']) => title);
  return titles.some(
    (title) => title.length > 3 && rest.startsWith(title) && /^($|[.;,)])/.test(rest.slice(title.length)),
  );
}

describe('the list of scenarios', () => {
  it('has all banks in it', () => {
    expect(rows.length).toBeGreaterThan(100);
  });

  it.each(rows)('$scenario', ({ verdict, where }) => {
    expect(['pass', 'not applicable']).toContain(verdict);
    expect(where).not.toBe('');
    const named = [...where.matchAll(/`([a-z/-]+)` › /g)];
    if (verdict === 'pass') expect(named.length).toBeGreaterThan(0);
    for (const found of named) {
      const rest = where.slice(found.index + found[0].length);
      expect(isTest(found[1] ?? '', rest), `${found[1] ?? ''} › ${rest}`).toBe(true);
    }
  });
});
