import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };

/** What every package format is told alike. */

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type Arch = 'x64' | 'arm64';

/** What the formats call a processor. */
export const ARCH_NAMES: Record<Arch, { deb: string; rpm: string }> = {
  x64: { deb: 'amd64', rpm: 'x86_64' },
  arm64: { deb: 'arm64', rpm: 'aarch64' },
};

export const NAME = manifest.name;
export const MAINTAINER = 'The Linkbraid authors <authors@linkbraid.invalid>';
export const SUMMARY = 'several network links as one connection';
export const DESCRIPTION = [
  'Joins Ethernet docks, USB adapters and Wi-Fi with the bonding driver of the',
  'kernel: pick a cable and a Wi-Fi network, pull the cable, and what you were',
  'doing goes on. Every change is shown before it is made, checked, and put back',
  'when it fails.',
  '',
  'This package has the window and tray, the command line, and the helper, the',
  'only part with privileges.',
];

/** The time that everything in a package bears: of the commit, so that the same sources give the same package. */
export function sourceTime(): number {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const commit = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  return Number(commit.stdout.trim() || 0);
}

/** Runs to the end. @throws Error with what the program said */
export function run(program: string, args: readonly string[], options: { cwd?: string; env?: object } = {}): string {
  const result = spawnSync(program, args, {
    cwd: options.cwd ?? ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, ...options.env, SOURCE_DATE_EPOCH: String(sourceTime()) },
  });
  if (result.status === 0) return result.stdout;
  const said = result.error?.message ?? `${result.stdout}${result.stderr}`.trim();
  throw new Error(`${program} ${args[0] ?? ''} ended with ${String(result.status)}:\n${said}`);
}
