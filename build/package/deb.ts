import { cpSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync, chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ARCH_NAMES, DESCRIPTION, MAINTAINER, NAME, ROOT, run, sourceTime, SUMMARY, type Arch } from './facts.ts';

/** What Electron links against, then what the helper starts. "a | b": as Debian 12 and newer releases call it. */
const DEPENDS = [
  'libc6 (>= 2.31)',
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libstdc++6',
  'dbus',
  'init-system-helpers (>= 1.52)',
  'iproute2 (>= 5.15)',
  'iputils-ping',
  'kmod',
];
const RECOMMENDS = ['polkitd | policykit-1', 'systemd', 'udhcpc | isc-dhcp-client', 'wpasupplicant'];

/**
 * electron-builder's own .deb goes to /opt, knows no system files and needs a tool from the internet; Debian's own
 * packer has none of these faults.
 */
export function makeDeb(tree: string, arch: Arch, version: string, release: string, fast: boolean): string {
  const control = join(tree, 'DEBIAN');
  cpSync(join(ROOT, 'build/system/debian'), control, { recursive: true });
  writeFileSync(join(control, 'control'), controlFile(arch, version, installedKilobytes(tree)));
  writeFileSync(join(control, 'md5sums'), checksums(tree));
  mkdirSync(release, { recursive: true });
  const time = sourceTime();
  for (const name of readdirSync(control)) {
    chmodSync(join(control, name), /^(control|md5sums)$/.test(name) ? 0o644 : 0o755);
    utimesSync(join(control, name), time, time);
  }
  chmodSync(control, 0o755);
  utimesSync(control, time, time);
  utimesSync(tree, time, time);
  const file = join(release, `${NAME}_${version}_${ARCH_NAMES[arch].deb}.deb`);
  run('dpkg-deb', ['--root-owner-group', ...(fast ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6']), '--build', tree, file]);
  rmSync(control, { recursive: true });
  return file;
}

function controlFile(arch: Arch, version: string, kilobytes: number): string {
  return `Package: ${NAME}
Version: ${version}
Architecture: ${ARCH_NAMES[arch].deb}
Maintainer: ${MAINTAINER}
Installed-Size: ${kilobytes}
Depends: ${DEPENDS.join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Section: net
Priority: optional
Description: ${SUMMARY}
${DESCRIPTION.map((line) => ` ${line === '' ? '.' : line}`).join('\n')}
`;
}

function files(tree: string): string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .filter((name) => !name.startsWith('DEBIAN/'))
    .sort();
}

function installedKilobytes(tree: string): number {
  return files(tree).reduce((sum, name) => sum + Math.ceil(statSync(join(tree, name)).size / 1024), 0);
}

function checksums(tree: string): string {
  return run('md5sum', ['--', ...files(tree)], { cwd: tree });
}
