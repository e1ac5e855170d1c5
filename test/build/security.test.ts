import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Lines of SECURITY.md that name a test: its file, and the names that stand behind it. */
const named = [
  ...readFileSync('SECURITY.md', 'utf8').matchAll(/`(test\/[\w/.-]+\.test\.ts)`((?:,? "[^"]+")+)/g),
].flatMap(([, file = '', names = '']) =>
  [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => [file, name] as const),
);

test('every threat names what shows that it is stopped', () => {
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?:to|a|files|DHCP) /.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row).toMatch(/`test\/[^`]+\.test\.ts` "[^"]+"(, "[^"]+")* *\|$/);
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
