import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMPLETIONS } from './completions/all.ts';

/* Writes build/completions/linkbraid.*, which are kept in the repository: packaging needs no command line to run. */

for (const [name, text] of Object.entries(COMPLETIONS)) {
  writeFileSync(fileURLToPath(new URL(`completions/${name}`, import.meta.url)), text);
}
