import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { ARCH_NAMES, DESCRIPTION, NAME, run, sourceTime, SUMMARY, type Arch } from './facts.ts';

const REQUIRES = [
  'alsa-lib',
  'at-spi2-core',
  'dbus',
  'gtk3',
  'iproute',
  'iputils',
  'kmod',
  'libnotify',
  'mesa-libgbm',
  'nss',
];
const RECOMMENDS = ['polkit', 'wpa_supplicant', '(udhcpc or dhcp-client)'];

/** The same tree as an .rpm. A "~" in the version means the same to rpm as to dpkg. */
export function makeRpm(tree: string, arch: Arch, version: string, release: string): string {
  const work = mkdtempSync(join(tmpdir(), 'linkbraid-rpm-'));
  try {
    const spec = join(work, `${NAME}.spec`);
    writeFileSync(spec, specFile(tree, version));
    const { rpm } = ARCH_NAMES[arch];
    const define = (name: string, value: string) => ['--define', `${name} ${value}`];
    run('rpmbuild', [
      '-bb',
      ...['--target', `${rpm}-linux`],
      ...define('_topdir', work),
      ...define('_rpmdir', join(work, 'out')),
      ...define('_rpmfilename', `${NAME}-${version}.${rpm}.rpm`),
      ...define('_buildhost', 'reproducible'),
      ...define('use_source_date_epoch_as_buildtime', '1'),
      ...define('clamp_mtime_to_source_date_epoch', '1'),
      ...define('_build_id_links', 'none'),
      ...define('__os_install_post', '%{nil}'),
      // Electron's libraries are its own business; what it needs of the system stands in Requires.
      ...define('__requires_exclude', '^.*$'),
      ...define('__provides_exclude', '^.*$'),
      ...define('_binary_payload', 'w10.zstdio'),
      spec,
    ]);
    mkdirSync(release, { recursive: true });
    const made = readdirSync(join(work, 'out'))[0] ?? '';
    const file = join(release, made);
    run('cp', [join(work, 'out', made), file]);
    return file;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function specFile(tree: string, version: string): string {
  const names = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length))
    .filter((name) => !name.startsWith('/DEBIAN/'))
    .sort();
  return `Name: ${NAME}
Version: ${version}
Release: 1
Summary: ${SUMMARY}
License: ${manifest.license}
${REQUIRES.map((name) => `Requires: ${name}`).join('\n')}
${RECOMMENDS.map((name) => `Recommends: ${name}`).join('\n')}

%description
${DESCRIPTION.join('\n')}

%install
cp -a ${tree}/. %{buildroot}/
rm -rf %{buildroot}/DEBIAN
find %{buildroot} -exec touch -h -d @${sourceTime()} {} +

%post
systemctl preset linkbraid-helper.socket linkbraid-helper.service >/dev/null 2>&1 || :
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  systemctl start linkbraid-helper.socket || :
  # In an upgrade the old helper still runs: the new one takes over its bonds as they are.
  [ "$1" = 1 ] || systemctl try-restart linkbraid-helper.service || :
fi

%preun
if [ "$1" = 0 ]; then
  systemctl --no-reload disable --now linkbraid-helper.socket linkbraid-helper.service >/dev/null 2>&1 || :
  # The network first: what bonds have taken over is given back while there is something left that can.
  /usr/sbin/linkbraid-helper release || echo 'linkbraid: the network could not be put back in full, see above' >&2
fi

%postun
if [ "$1" = 0 ]; then rm -rf /run/linkbraid; fi
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :

%files
%defattr(-,root,root)
${names.map((name) => `"${name}"`).join('\n')}
`;
}
