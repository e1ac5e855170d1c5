import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { NETWORKS } from '../fake-helper/air.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from './driver.ts';

/* The real window before a helper that is only played: one of each for all tests of a file. */

export const world = new FakeWorld();
/** For files that a test reads or writes; gone at the end. */
export const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fake-'));
export const socket = join(folder, 'helper.sock');
export let driver: Driver;

/** @param prepare brings the world into the state that the window opens on */
export function usePlayedHelper(prepare: () => void = () => {}): void {
  beforeAll(async () => {
    world.networks = NETWORKS;
    await world.server.listen(socket);
    prepare();
    driver = await Driver.open({ socket });
  });
  afterAll(async () => {
    await driver.close();
    await world.server.close();
    rmSync(folder, { recursive: true });
  });
}
