import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import manifest from '../package.json' with { type: 'json' };

/*
 * Builds dist/ from every vite.*.config.ts of this folder. With `--if-stale`, only when something that goes into it
 * has changed since the last build.
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.made-from');
const SOURCES = ['helper', 'main', 'renderer', 'build', 'package.json', 'package-lock.json'];

const fingerprint = sources();
const fresh = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint;
if (!(fresh && process.argv.includes('--if-stale'))) {
  try {
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function buildAll(): Promise<void> {
  process.chdir(ROOT);
  rmSync(DIST, { recursive: true, force: true });
  const configs = readdirSync('build').filter((name) => /^vite\..+\.config\.ts$/.test(name));
  await Promise.all(
    configs.map((name) =>
      build({
        configFile: join('build', name),
        define: { __VERSION__: JSON.stringify(manifest.version) },
        logLevel: 'warn',
      }),
    ),
  );
  writeFileSync(STAMP, fingerprint);
}

/** Names, sizes and times: as good as the contents for this, and read in a few milliseconds. */
function sources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const inside = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
      : [''];
    for (const name of inside) {
      const file = statSync(join(path, name), { throwIfNoEntry: false });
      if (file?.isFile()) hash.update(`${source}/${name} ${String(file.size)} ${String(file.mtimeMs)}\n`);
    }
  }
  return hash.digest('hex');
}
