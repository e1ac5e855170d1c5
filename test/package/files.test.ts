import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseFile } from './release.ts';

/* The files as they are handed out, unpacked on this machine; the other tests here install them on a virtual one. */

let folder: string;
const tree = (format: string) => join(folder, format);

/** @returns what it said, on either stream */
function run(program: string, args: readonly string[], options: { cwd?: string; input?: string } = {}): string {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  expect(result, `${program} ${args.join(' ')}: ${result.stdout}${result.stderr}`).toMatchObject({ status: 0 });
  return result.stdout + result.stderr;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkbraid-files-'));
  run('dpkg-deb', ['--extract', releaseFile('.deb'), tree('deb')]);
  run('mkdir', [tree('rpm'), tree('tar.gz')]);
  run('sh', ['-c', 'rpm2cpio "$1" | cpio --quiet -idm', 'sh', resolve(releaseFile('.rpm'))], { cwd: tree('rpm') });
  run('tar', ['-xf', releaseFile('.tar.gz'), '--strip-components=1', '-C', tree('tar.gz')]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = { deb: 'usr/lib/linkbraid', rpm: 'usr/lib/linkbraid', 'tar.gz': 'resources/helper' };

describe.each(Object.entries(PROGRAMS))('the %s', (format, programs) => {
  const inside = (...names: string[]) => join(tree(format), programs, ...names);

  test('has a helper and a command line that start with the Node beside them', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const program of ['linkbraid-helper.js', 'linkbraid.js'])
      expect(run(inside('node'), ['--jitless', inside(program), '--version'])).toContain(version);
  });

  test('tells what it is made of', () => {
    const bill = JSON.parse(readFileSync(inside('sbom.cdx.json'), 'utf8')) as { components: { name: string }[] };
    const names = bill.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['electron', 'node', 'koffi', 'valibot']));
  });

  test('holds nothing that is root for whoever runs it', () => {
    expect(run('find', [tree(format), '-perm', '/6000'])).toBe('');
  });
});

test('lintian has neither an error nor a warning', () => {
  const said = run('lintian', ['--no-cfg', '--allow-root', '--fail-on', 'error,warning', releaseFile('.deb')]);
  expect(said).not.toMatch(/^[EW]: /m);
});

test('what desktops, manuals and shells read is in order', () => {
  const share = join(tree('deb'), 'usr/share');
  expect(run('desktop-file-validate', [join(share, 'applications/linkbraid.desktop')])).toBe('');
  const metainfo = join(share, 'metainfo/org.linkbraid.Linkbraid.metainfo.xml');
  expect(run('appstreamcli', ['validate', '--no-net', metainfo])).toContain('Validation was successful');
  for (const page of ['man1/linkbraid.1.gz', 'man1/linkbraid-desktop.1.gz', 'man8/linkbraid-helper.8.gz']) {
    const said = run('man', ['--warnings', '--local-file', join(share, 'man', page)]);
    expect(said).toMatch(/^LINKBRAID/);
    expect(said).not.toMatch(/^(troff|groff|<standard input>|man):/m);
  }
  run('bash', ['-n', join(share, 'bash-completion/completions/linkbraid')]);
  run('zsh', ['-n', join(share, 'zsh/vendor-completions/_linkbraid')]);
  run('fish', ['--no-execute', join(share, 'fish/vendor_completions.d/linkbraid.fish')]);
});

test('there is an icon in every size that desktops ask for', () => {
  const sizes = readdirSync(join(tree('deb'), 'usr/share/icons/hicolor'));
  expect(sizes).toEqual(
    expect.arrayContaining(['16x16', '32x32', '48x48', '64x64', '128x128', '256x256', '512x512', 'scalable']),
  );
});

test('the .rpm has the files of the .deb, and scripts that sh understands', () => {
  const paths = (format: string) =>
    run('find', ['.', '!', '-type', 'd'], { cwd: tree(format) })
      .split('\n')
      .sort();
  expect(paths('rpm')).toEqual(paths('deb'));
  const scripts = run('rpm', ['-qp', '--scripts', releaseFile('.rpm')]);
  for (const script of scripts.split(/^\w+ scriptlet \(using \/bin\/sh\):\n/m).slice(1))
    run('sh', ['-n'], { input: script });
  expect(scripts).toMatch(/preuninstall scriptlet[^]*linkbraid-helper release/);
});
