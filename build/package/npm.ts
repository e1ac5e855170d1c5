import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './facts.ts';

/** A package from npm, unpacked in the cache; its content is the one that `integrity` stands for, or none. */
export function npmPackage(name: string, version: string, integrity: string): string {
  const base =
    process.env.LINKBRAID_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'linkbraid');
  const folder = join(base, `npm-${name.replaceAll('/', '+')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(base, { recursive: true });
  const work = mkdtempSync(`${folder}.making-`);
  try {
    run('npm', ['pack', '--silent', '--pack-destination', work, `${name}@${version}`]);
    const tarball = readdirSync(work).find((file) => file.endsWith('.tgz')) ?? '';
    const digest = `sha512-${createHash('sha512')
      .update(readFileSync(join(work, tarball)))
      .digest('base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version}: unexpected content (${digest})`);
    run('tar', ['-xzf', tarball], { cwd: work });
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
