import { needPackages } from '../../build/setup.mjs';

/** What looks at packages from outside, and the shells whose completions they bring: tests elsewhere do without them. */
export default function tools(): void {
  needPackages(
    [
      { package: 'lintian', file: 'lintian' },
      { package: 'desktop-file-utils', file: 'desktop-file-validate' },
      { package: 'appstream', file: 'appstreamcli' },
      { package: 'rpm', file: 'rpm' },
      { package: 'rpm2cpio', file: 'rpm2cpio' },
      { package: 'cpio', file: 'cpio' },
      ...['groff', 'man-db', 'zsh', 'fish'].map((name) => ({ package: name, file: name === 'man-db' ? 'man' : name })),
    ],
    'looking at packages',
  );
}
