import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the lab runs on the host, where it looks for it, and the Debian or Ubuntu package that brings it. */
const NEEDED = [
  { file: 'qemu-system-x86_64', package: 'qemu-system-x86', why: 'runs the virtual laptop' },
  { file: 'mmdebstrap', package: 'mmdebstrap', why: 'makes its Debian root' },
  { file: 'tar2sqfs', package: 'squashfs-tools-ng', why: 'packs that root' },
  {
    file: '/usr/share/keyrings/debian-archive-keyring.gpg',
    package: 'debian-archive-keyring',
    why: 'checks its packages',
  },
] as const;

/** Makes sure the host has what the lab runs: installs it where it may, and says what is missing where it may not. */
export function needHostPrograms(log: (line: string) => void = () => undefined): void {
  const missing = NEEDED.filter((need) => !present(need.file));
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.package);
  const wanted = missing.map((need) => `${need.package} (${need.why})`).join(', ');
  const apt = aptCommand();
  if (apt === undefined) throw new Error(`The lab needs ${wanted}. Install: ${packages.join(' ')}`);
  log(`installing with apt: ${wanted}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-qq', '-y', '--no-install-recommends', ...packages],
  ];
  for (const step of steps) {
    const [program = 'apt-get', ...rest] = [...apt, ...step];
    const result = spawnSync(program, rest, { encoding: 'utf8', env: environment });
    // A failed update is no reason to stop: the lists at hand may do.
    if (result.status !== 0 && step[0] === 'install')
      throw new Error(`The lab needs ${wanted}; apt could not install it:\n${result.stderr}`);
  }
  const still = NEEDED.filter((need) => !present(need.file));
  if (still.length > 0) throw new Error(`apt succeeded, yet these are missing: ${still.map((n) => n.file).join(' ')}`);
}

function aptCommand(): string[] | undefined {
  if (!present('apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = present('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0;
  return sudo ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : undefined;
}

/** A path is looked up as it stands; a bare name in PATH and where Debian keeps system programs. */
function present(file: string): boolean {
  if (file.startsWith('/')) return existsSync(file);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
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
