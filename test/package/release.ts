import { readdirSync } from 'node:fs';

/** The package with this ending in release/. */
export function releaseFile(ending: string): string {
  const found = readdirSync('release').find((name) => name.endsWith(ending));
  if (found === undefined) throw new Error(`there is no ${ending} in release/: npm run test:package makes it`);
  return `release/${found}`;
}
