/*
 * node build/run.mjs [--built] FILE [ARGUMENT…]: starts a TypeScript file of the repository as the only command typed
 * on a fresh clone, with dependencies in place and, with `--built`, an up-to-date dist/.
 */
import { TYPESCRIPT, run } from './children.mjs';
import { setUp } from './setup.mjs';

const [first, ...rest] = process.argv.slice(2);
const built = first === '--built';
const [file, ...args] = built ? rest : [first, ...rest];

try {
  setUp();
  const build = built ? await run([...TYPESCRIPT, 'build/build.ts', '--if-stale']) : 0;
  process.exitCode = build === 0 ? await run([...TYPESCRIPT, file, ...args]) : build;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
