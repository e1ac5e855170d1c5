import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NAME, run, sourceTime, type Arch } from './facts.ts';

/** The app's folder as it is, for systems with neither dpkg nor rpm; `resources/system/install-helper.sh` does the rest. */
export function makeArchive(app: string, arch: Arch, version: string, release: string): string {
  mkdirSync(release, { recursive: true });
  const folder = `${NAME}-${version}`;
  const file = join(release, `${folder}-${arch}.tar.gz`);
  run('tar', [
    '--create',
    `--file=${file}`,
    '--use-compress-program=gzip -n -6',
    '--sort=name',
    `--mtime=@${sourceTime()}`,
    ...['--owner=0', '--group=0', '--numeric-owner'],
    '--mode=u+rwX,go+rX,go-w',
    `--transform=flags=r;s|^${basename(app)}|${folder}|`,
    `--directory=${dirname(app)}`,
    basename(app),
  ]);
  return file;
}
