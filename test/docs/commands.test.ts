import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const DOCUMENTS = ['README.md', 'SECURITY.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);

it.each(DOCUMENTS)('every command that %s names is there', (path) => {
  const named = [...readFileSync(path, 'utf8').matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name]) => name);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
});
