import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Lines of SECURITY.md that name a test: its file, and the names that stand behind it. */
const named = [
  ...readFileSync('SECURITY.md', 'utf8').matchAll(/`(test\/[\w/.-]+\.test\.ts)`((?:,? "[^"]+")+)/g),
].flatMap(([, file = '', names = '']) =>
  [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => [file, name] as const),
);

/** Rows of the threats, by whose they are. */
const threats = new Map(
  readFileSync('SECURITY.md', 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((section) => section.split(/^## /m)[0]!.split('\n'))
    .map(([title = '', ...lines]) => [title, lines.filter((line) => line.startsWith('| ')).slice(2)]),
);

test('every threat names what shows that it is stopped', () => {
  expect([...threats.keys()]).toEqual([
    'A hostile local user',
    'A hostile renderer',
    'A hostile access point, or network',
    'A hostile file',
  ]);
  for (const rows of threats.values()) {
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row).toMatch(/`test\/[^`]+\.test\.ts` "[^"]+".* \|$/);
  }
});

test.each(named)('%s has “%s”', (file, name) => {
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  expect(
    [`'${name}'`, `'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `('${name}: %s'`].some((quoted) =>
      text.includes(quoted),
    ),
  ).toBe(true);
});
