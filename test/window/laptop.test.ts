import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellMainJob } from '../demo/story.ts';
import { Laptop } from '../system/laptop.ts';
import { Driver } from './driver.ts';

const FOLDER = resolve('test-results/laptop');
let laptop: Laptop;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  laptop = await Laptop.boot();
  await laptop.startHelper();
});

afterAll(async () => {
  await laptop.stop();
});

test('the real window joins real links through the real helper, and gives them back', async () => {
  const driver = await Driver.open({ socket: laptop.socketPath });
  try {
    await driver.resize(900, 640);
    const outcome = await tellMainJob(laptop, driver, {
      say: (text) => console.log(text),
      picture: (name) => driver.picture(join(FOLDER, `${name}.png`)),
    });
    expect(outcome.differences).toEqual([]);
    expect(outcome.addressOnWifi).toBe(outcome.addressOnCable);
    expect(outcome.longestGapMs).toBeLessThan(500);
    expect(outcome.mbit).toBeGreaterThan(0.5);
  } finally {
    await driver.close();
  }
});
