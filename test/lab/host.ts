import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needPackages } from '../../build/setup.mjs';

/** What the lab runs on the host, where it looks for it, and the Debian or Ubuntu package that brings it. */
const NEEDED = [
  { file: 'qemu-system-x86_64', package: 'qemu-system-x86' },
  { file: 'mmdebstrap', package: 'mmdebstrap' },
  { file: 'tar2sqfs', package: 'squashfs-tools-ng' },
  {
    file: '/usr/share/keyrings/debian-archive-keyring.gpg',
    package: 'debian-archive-keyring',
  },
] as const;

/** Makes sure the host has what the lab runs: installs it where it may, and says what is missing where it may not. */
export function needHostPrograms(log: (line: string) => void = () => undefined): void {
  needPackages(NEEDED, 'the virtual laptop', log);
}

/** The Debian mirror this host already uses (it may be the only one it can reach), or Debian's own. */
export function hostMirror(): string {
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list'];
  if (existsSync(folder)) files.push(...readdirSync(folder).map((name) => join(folder, name)));
  for (const file of files.filter((name) => /\.(list|sources)$/.test(name) && existsSync(name)))
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const uri = /^\s*(?:deb\s.*?|URIs:\s*)(https?:\/\/[^\s#]+\/debian)\/?(?:\s|$)/.exec(line)?.[1];
      if (uri !== undefined) return uri;
    }
  return 'http://deb.debian.org/debian';
}

/** The host's apt proxy, which mmdebstrap does not take over by itself. */
export function proxyOptions(): string[] {
  const dump = spawnSync('apt-config', ['dump'], { encoding: 'utf8' });
  return (dump.stdout ?? '').split('\n').filter((line) => /^Acquire::https?::Proxy(::[^ ]*)? "[^"]+";$/.test(line));
}
