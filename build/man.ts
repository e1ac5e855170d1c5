import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MANUAL_PAGES } from './man/all.ts';

/* Writes build/man/*.1 and *.8, which are kept in the repository: packaging needs no command line to run. */

for (const [name, text] of Object.entries(MANUAL_PAGES)) {
  writeFileSync(fileURLToPath(new URL(`man/${name}`, import.meta.url)), text);
}
