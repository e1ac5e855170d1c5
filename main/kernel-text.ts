import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the kernel prints of a bond, as it prints it. Null where there is none: the helper may run on another machine. */
export async function kernelText(bond: string, folder = '/proc/net/bonding'): Promise<string | null> {
  try {
    return await readFile(join(folder, bond), 'utf8');
  } catch {
    return null;
  }
}
