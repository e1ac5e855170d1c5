import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';
import { electronPath } from '../../build/electron.mjs';
import afterPack, { FUSES } from '../../build/fuses.mjs';

test('a packed app can be used as nothing else', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fuses-'));
  try {
    copyFileSync(await electronPath({ standIn: true }), join(folder, 'linkbraid-desktop'));
    await afterPack({ appOutDir: folder, packager: { executableName: 'linkbraid-desktop' } });
    const wire = await getCurrentFuseWire(join(folder, 'linkbraid-desktop'));
    for (const [fuse, on] of Object.entries(FUSES)) {
      expect(String.fromCharCode(wire[fuse as unknown as keyof typeof wire] as unknown as number), fuse).toBe(
        on ? '1' : '0',
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
