import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MAINTAINER, NAME, ROOT, sourceTime } from './facts.ts';

/** Where the packages put the programs. The service, the AppArmor profile and `install-helper.sh` name it too. */
const PROGRAMS = `/usr/lib/${NAME}`;

interface Parts {
  /** The app's folder, as electron-builder leaves it. */
  app: string;
  helper: string;
  version: string;
}

/** The file system of a machine that has Linkbraid and nothing else: what every package format holds. */
export function layOutTree(root: string, { app, helper, version }: Parts): void {
  rmSync(root, { recursive: true, force: true });
  const at = (path: string) => join(root, path);
  const put = (from: string, to: string) => {
    mkdirSync(dirname(at(to)), { recursive: true });
    copyFileSync(join(ROOT, from), at(to));
  };
  const write = (to: string, content: string | Buffer) => {
    mkdirSync(dirname(at(to)), { recursive: true });
    writeFileSync(at(to), content);
  };
  const link = (target: string, to: string) => {
    mkdirSync(dirname(at(to)), { recursive: true });
    symlinkSync(target, at(to));
  };

  cpSync(helper, at(PROGRAMS), { recursive: true });
  // What a package manager installs needs no installer of its own.
  const installer = /\/resources\/(helper|system)$/;
  cpSync(app, at(`${PROGRAMS}/app`), { recursive: true, filter: (path) => !installer.test(path) });
  link(`../lib/${NAME}/app/linkbraid-desktop`, '/usr/bin/linkbraid-desktop');
  for (const command of ['bin/linkbraid', 'sbin/linkbraid-helper']) {
    write(`/usr/${command}`, `#!/bin/sh\nexec ${PROGRAMS}/node ${PROGRAMS}/${basename(command)}.js "$@"\n`);
    chmodSync(at(`/usr/${command}`), 0o755);
  }

  for (const unit of ['linkbraid-helper.service', 'linkbraid-helper.socket'])
    put(`build/system/${unit}`, `/usr/lib/systemd/system/${unit}`);
  put('build/system/org.linkbraid.policy', '/usr/share/polkit-1/actions/org.linkbraid.policy');
  put('build/system/modules-load.conf', `/usr/lib/modules-load.d/${NAME}.conf`);
  put('build/system/modprobe.conf', `/usr/lib/modprobe.d/${NAME}.conf`);
  put('build/system/apparmor', `/usr/share/${NAME}/apparmor`);
  put('build/system/linkbraid.desktop', '/usr/share/applications/linkbraid.desktop');
  const metainfo = readFileSync(join(ROOT, 'build/system/org.linkbraid.Linkbraid.metainfo.xml'), 'utf8');
  const date = new Date(sourceTime() * 1000).toISOString().slice(0, 10);
  write(
    '/usr/share/metainfo/org.linkbraid.Linkbraid.metainfo.xml',
    metainfo.replace('@VERSION@', version).replace('@DATE@', date),
  );

  for (const icon of readdirSync(join(ROOT, 'build/icons'))) {
    const size = icon.endsWith('.svg') ? 'scalable' : icon.replace('.png', '');
    put(`build/icons/${icon}`, `/usr/share/icons/hicolor/${size}/apps/linkbraid${icon.slice(icon.lastIndexOf('.'))}`);
  }
  put('build/completions/linkbraid.bash', '/usr/share/bash-completion/completions/linkbraid');
  put('build/completions/linkbraid.zsh', '/usr/share/zsh/vendor-completions/_linkbraid');
  put('build/completions/linkbraid.fish', '/usr/share/fish/vendor_completions.d/linkbraid.fish');
  for (const page of ['linkbraid.1', 'linkbraid-helper.8']) {
    write(`/usr/share/man/man${page.slice(-1)}/${page}.gz`, gzip(readFileSync(join(ROOT, 'build/man', page))));
  }
  link('linkbraid.1.gz', '/usr/share/man/man1/linkbraid-desktop.1.gz');

  put('build/system/lintian-overrides', `/usr/share/lintian/overrides/${NAME}`);
  write(`/usr/share/doc/${NAME}/copyright`, copyright());
  write(`/usr/share/doc/${NAME}/changelog.gz`, gzip(Buffer.from(changelog(version))));
  settle(root);
}

/** Modes and times that do not depend on who made the package, when, and under which umask. */
function settle(root: string): void {
  const time = sourceTime();
  for (const name of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const path = join(root, name);
    const found = lstatSync(path);
    if (found.isSymbolicLink()) {
      lutimesSync(path, time, time);
      continue;
    }
    const executable = found.isDirectory() || (found.mode & 0o100) !== 0;
    chmodSync(path, executable && !/\.(so(\.\d+)?|node|pak|html|txt|gz)$/.test(name) ? 0o755 : 0o644);
    utimesSync(path, time, time);
  }
}

function gzip(content: Buffer): Buffer {
  const packed = gzipSync(content, { level: 9 });
  // The time of packing, and the system it was packed on.
  packed.fill(0, 4, 8);
  packed[9] = 3;
  return packed;
}

function changelog(version: string): string {
  const date = new Date(sourceTime() * 1000).toUTCString().replace('GMT', '+0000');
  return `${NAME} (${version}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the sources.\n\n -- ${MAINTAINER}  ${date}\n`;
}

function copyright(): string {
  const license = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  const text = license
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
    .join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Linkbraid

Files: *
Copyright: The Linkbraid authors
License: Expat

Files: ${PROGRAMS.slice(1)}/node
Copyright: Node.js contributors
License: Expat
Comment: Node.js and what it contains, as told by LICENSE.node beside it.

Files: ${PROGRAMS.slice(1)}/app/*
Copyright: Electron contributors, GitHub Inc., the Chromium authors
License: Expat
Comment: Electron and what it contains, as told by LICENSE.electron.txt and LICENSES.chromium.html beside it.

License: Expat
${text}
`;
}
