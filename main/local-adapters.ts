import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAdapter } from './bridge/contract.ts';

/** The adapters of this machine, as sysfs has them: all that can be told without a helper. */
export function localAdapters(folder = '/sys/class/net'): LocalAdapter[] {
  return names(folder)
    .filter((name) => existsSync(join(folder, name, 'device')))
    .map((name) => ({
      name,
      kind: existsSync(join(folder, name, 'phy80211')) ? ('wifi' as const) : ('ethernet' as const),
      up: text(folder, name, 'operstate') === 'up',
    }))
    .sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(folder: string, name: string, file: string): string {
  try {
    return readFileSync(join(folder, name, file), 'utf8').trim();
  } catch {
    return '';
  }
}
