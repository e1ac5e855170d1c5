import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { findElectron, packApp, packAppImage } from './package/app.ts';
import { makeArchive } from './package/archive.ts';
import { makeDeb } from './package/deb.ts';
import { NAME, ROOT, type Arch } from './package/facts.ts';
import { layOutHelper } from './package/helper.ts';
import { billOfMaterials } from './package/bill-of-materials.ts';
import { makeRpm } from './package/rpm.ts';
import { layOutTree } from './package/tree.ts';
import { needPackages } from './setup.mjs';

/*
 * npm run package [-- FORMAT…] [--arch x64|arm64] [--fast]: installable files into release/, each with a list of what is in it.
 * Formats: deb, rpm, tar.gz, AppImage; all that can be made here, when none is named. --fast packs quickly and large.
 */

const RELEASE = join(ROOT, 'release');
const FORMATS = ['deb', 'rpm', 'tar.gz', 'AppImage'];

const words = process.argv.slice(2);
const fast = words.includes('--fast') && words.splice(words.indexOf('--fast'), 1).length > 0;
const at = words.indexOf('--arch');
const [, named] = at < 0 ? [] : words.splice(at, 2);
const arch = (named ?? process.arch) as Arch;
const wanted = words.length === 0 ? FORMATS : words;
const wrong = wanted.find((word) => !FORMATS.includes(word)) ?? (['x64', 'arm64'].includes(arch) ? undefined : arch);

if (wrong !== undefined) {
  console.error(`package: what is "${wrong}"? Formats are ${FORMATS.join(', ')}; --arch is x64 or arm64.`);
  process.exitCode = 2;
} else {
  process.exitCode = await makePackages();
}

function firstLines(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 3).join(' ');
}

async function makePackages(): Promise<number> {
  needPackages([{ package: 'binutils', file: 'strip' }], 'small packages');
  if (wanted.includes('rpm')) needPackages([{ package: 'rpm', file: 'rpmbuild' }], 'the .rpm');
  const work = join(RELEASE, '.work', arch);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });

  const electron = await findElectron(arch);
  // Sorts before the version itself, so that the real one replaces it.
  const version = electron.standIn ? `${manifest.version}~standin` : manifest.version;
  if (electron.standIn) {
    console.error(
      `package: made with the stand-in Electron ${electron.version}, for trying out; not for people to use.`,
    );
  }
  const helper = join(work, 'helper');
  layOutHelper(helper, arch);
  const bill = billOfMaterials(version, electron.version);
  // Both with the packages and in them: a file that was handed on still tells what is in it.
  writeFileSync(join(helper, 'sbom.cdx.json'), bill);
  const app = await packApp(arch, electron, helper, work).catch((error: unknown) => {
    console.error(`package: nothing for ${arch}: Electron: ${firstLines(error)}`);
    return null;
  });
  if (app === null) return 1;
  const tree = join(work, 'tree');
  layOutTree(tree, { app, helper, version });

  const makers: Record<string, () => string | Promise<unknown>> = {
    deb: () => makeDeb(tree, arch, version, RELEASE, fast),
    rpm: () => makeRpm(tree, arch, version, RELEASE),
    'tar.gz': () => makeArchive(app, arch, version, RELEASE),
    AppImage: () => packAppImage(arch, app, electron, RELEASE),
  };
  let failed = 0;
  for (const format of wanted) {
    try {
      await makers[format]?.();
    } catch (error) {
      failed += 1;
      console.error(`package: no ${format}: ${firstLines(error)}`);
    }
  }
  writeFileSync(join(RELEASE, `${NAME}-${version}.cdx.json`), bill);
  rmSync(join(RELEASE, '.work'), { recursive: true, force: true });
  for (const name of readdirSync(RELEASE).sort()) {
    const path = join(RELEASE, name);
    if (statSync(path).isFile())
      console.log(`${(statSync(path).size / 1e6).toFixed(1).padStart(7)} MB  ${basename(path)}`);
  }
  // What needs the internet may be missing when nobody asked for it by name.
  return failed > 0 && words.length > 0 ? 1 : 0;
}
