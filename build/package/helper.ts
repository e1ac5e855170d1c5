import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import lock from '../../package-lock.json' with { type: 'json' };
import { ROOT, run, type Arch } from './facts.ts';
import { npmPackage } from './npm.ts';

/**
 * The Node that runs the helper and the command line: neither Debian 12's nor Ubuntu 22.04's is new enough, and running
 * them in Electron would leave that open to be run as Node by anyone. npm carries the official programs.
 */
export const NODE_VERSION = '24.21.0';

const NODE_INTEGRITY: Record<Arch, string> = {
  x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

const STRIP: Record<Arch, string> = { x64: 'x86_64-linux-gnu-strip', arm64: 'aarch64-linux-gnu-strip' };

/** Fills `to` with all that the helper and the command line need; whoever installs it gives them names to be called by. */
export function layOutHelper(to: string, arch: Arch): void {
  mkdirSync(to, { recursive: true });
  const node = npmPackage(`node-linux-${arch}`, NODE_VERSION, NODE_INTEGRITY[arch]);
  copyFileSync(join(node, 'bin/node'), join(to, 'node'));
  copyFileSync(join(node, 'LICENSE'), join(to, 'LICENSE.node'));
  chmodSync(join(to, 'node'), 0o755);
  strip(join(to, 'node'), arch);

  const built = join(ROOT, 'dist/helper');
  for (const name of readdirSync(built)) cpSync(join(built, name), join(to, name));
  // Without it plain Node takes the programs for scripts of the old kind.
  writeFileSync(join(to, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['linkbraid.js', 'linkbraid-helper.js']) {
    const path = join(to, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^#!.*\n/, ''));
    chmodSync(path, 0o644);
  }

  const koffi = join(to, 'node_modules/koffi');
  copyMatching(join(ROOT, 'node_modules/koffi'), koffi, /^(package\.json|(index|indirect)\.c?js|LICENSE.*)$/);
  copyMatching(join(ROOT, 'node_modules/koffi/src/koffi'), join(koffi, 'src/koffi'), /\.c?js$/);
  copyMatching(join(ROOT, 'node_modules/koffi/src/koffi/src'), join(koffi, 'src/koffi/src'), /^static\.c?js$/);
  const binary = nativeKoffi(arch);
  const native = join(to, `node_modules/@koromix/koffi-linux-${arch}`);
  copyMatching(binary, native, /^(package\.json|index\.js)$/);
  copyMatching(join(binary, `linux_${arch}`), join(native, `linux_${arch}`), /\.node$/);
  strip(join(native, `linux_${arch}/koffi.node`), arch);
  // As the service starts it. A file that was forgotten shows here and not on a person's machine.
  if (arch === process.arch) run(join(to, 'node'), ['--jitless', join(to, 'linkbraid-helper.js'), '--version']);
}

/** npm installs the one for this machine alone. */
function nativeKoffi(arch: Arch): string {
  const name = `@koromix/koffi-linux-${arch}` as const;
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  return arch === process.arch ? join(ROOT, 'node_modules', name) : npmPackage(name, version, integrity);
}

/** Symbols are of use to nobody there, and a sixth of the size. Left in where the tool for that processor is missing. */
function strip(file: string, arch: Arch): void {
  const tool = arch === process.arch ? 'strip' : STRIP[arch];
  try {
    run(tool, ['--strip-unneeded', '--remove-section=.comment', file]);
  } catch {
    console.error(`package: ${tool} is not there, so ${file} keeps its symbols`);
  }
}

function copyMatching(from: string, to: string, names: RegExp): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile() && names.test(entry.name)) copyFileSync(join(from, entry.name), join(to, entry.name));
  }
}
