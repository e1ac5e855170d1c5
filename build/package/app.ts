import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Arch as BuilderArch, build, Platform, type Configuration } from 'electron-builder';
import manifest from '../../package.json' with { type: 'json' };
import { electronPath } from '../electron.mjs';
import { NAME, ROOT, run, SUMMARY, type Arch } from './facts.ts';

const EXECUTABLE = 'linkbraid-desktop';

export interface Electron {
  /** A folder that holds it; null where electron-builder downloads it itself. */
  dist: string | null;
  version: string;
  /** Not the official one: good for trying packages, never for people. */
  standIn: boolean;
}

/** The Electron to pack: the official one, or for this machine's processor the stand-in of the tests. */
export async function findElectron(arch: Arch): Promise<Electron> {
  const wanted = manifest.devDependencies.electron;
  if (arch !== process.arch) return { dist: null, version: wanted, standIn: false };
  const dist = dirname(await electronPath({ standIn: true }));
  const version = run(join(dist, 'electron'), ['-p', 'process.versions.electron'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
  }).trim();
  return { dist, version, standIn: version !== wanted };
}

/**
 * The app in a folder of its own, in `work`: Electron, the window, and beside them what `install-helper.sh` needs, for
 * where no package manager brings the helper. @returns the folder
 */
export async function packApp(arch: Arch, electron: Electron, helper: string, work: string): Promise<string> {
  await build({
    targets: Platform.LINUX.createTarget('dir', BuilderArch[arch]),
    publish: 'never',
    projectDir: ROOT,
    config: configuration(electron, work),
  });
  const app = join(work, arch === 'x64' ? 'linux-unpacked' : `linux-${arch}-unpacked`);
  // Electron's own start for bare folders; the app is in app.asar.
  rmSync(join(app, 'resources/app'), { recursive: true, force: true });
  // The sandbox uses user namespaces. The old way, a program that is root for whoever runs it, is left out.
  rmSync(join(app, 'chrome-sandbox'), { force: true });
  // Not among extraResources: electron-builder leaves a node_modules in them out.
  cpSync(helper, join(app, 'resources/helper'), { recursive: true });
  chmodSync(join(app, EXECUTABLE), 0o755);
  return app;
}

/** One file that runs anywhere. Its tools come from the internet: without them there is none. */
export async function packAppImage(arch: Arch, app: string, electron: Electron, to: string) {
  return build({
    targets: Platform.LINUX.createTarget('AppImage', BuilderArch[arch]),
    publish: 'never',
    projectDir: ROOT,
    prepackaged: app,
    config: {
      ...configuration(electron, dirname(app)),
      directories: { output: to, buildResources: 'build/system' },
    },
  });
}

function configuration(electron: Electron, work: string): Configuration {
  const fuses = join(ROOT, 'build/fuses.mjs');
  return {
    appId: 'org.linkbraid.Linkbraid',
    productName: manifest.productName,
    directories: { output: work, buildResources: 'build/system' },
    electronVersion: electron.version,
    ...(electron.dist === null ? {} : { electronDist: withoutLoader(electron, work) }),
    ...(existsSync(fuses) ? { afterPack: fuses } : {}),
    // Vite has bundled all that the window's side needs.
    files: ['dist/main/**', 'dist/renderer/**', 'package.json', '!node_modules/**'],
    asar: true,
    npmRebuild: false,
    electronLanguages: ['en-US', 'de'],
    extraResources: [
      { from: 'build/system', to: 'system', filter: ['*', '!debian', '!*.in'] },
      { from: 'LICENSE', to: 'LICENSE' },
    ],
    linux: {
      executableName: EXECUTABLE,
      icon: 'build/icons',
      category: 'Settings',
      synopsis: SUMMARY,
      maintainer: manifest.author,
      desktop: { entry: { Name: manifest.productName, StartupWMClass: manifest.productName } },
      artifactName: `${NAME}-\${version}-\${arch}.\${ext}`,
    },
  };
}

/** The stand-in starts bare folders by an app of its own, which must not come along. */
function withoutLoader({ dist, standIn, version }: Electron, work: string): string {
  if (dist === null || !standIn) return dist ?? '';
  const copy = join(work, 'electron');
  if (!existsSync(copy)) {
    mkdirSync(work, { recursive: true });
    cpSync(dist, copy, { recursive: true, filter: (path) => !path.endsWith('/resources/app') });
    if (!existsSync(join(copy, 'version'))) writeFileSync(join(copy, 'version'), version);
  }
  return copy;
}
