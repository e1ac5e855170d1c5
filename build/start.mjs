/* Opens the desktop app of this checkout. Arguments go to Electron. */
import { run } from './children.mjs';
import { electronPath } from './electron.mjs';
import { ROOT } from './setup.mjs';

try {
  process.exitCode = await run([await electronPath(), ROOT, ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
