import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Laptop } from '../system/laptop.ts';
import { Driver } from '../window/driver.ts';
import { byHand } from './by-hand.ts';
import { tellMainJob } from './story.ts';

/**
 * `npm run demo`: a virtual laptop, the helper on it, the real window on top. On a desktop the window is yours and the
 * terminal pulls the cables; without one the window drives itself and leaves pictures and a transcript.
 */
const FOLDER = resolve('test-results/demo');
const transcript: string[] = [];
const begun = Date.now();

function say(text: string): void {
  const line = `${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}`;
  transcript.push(line);
  console.log(line);
}

async function show(laptop: Laptop, command: string): Promise<void> {
  const text = `\n$ linkbraid ${command}\n${(await laptop.ok([command])).stdout}`;
  transcript.push(text);
  console.log(text);
}

async function main(): Promise<number> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  say('Starting the virtual laptop (the first time, its image is made: a few minutes) …');
  const laptop = await Laptop.boot();
  try {
    await laptop.startHelper();
    say('The laptop runs, and the helper on it answers.');
    await show(laptop, 'adapters');
    if (process.env['DISPLAY'] && !process.argv.includes('--by-itself')) return await byHand(laptop);
    const driver = await Driver.open({ socket: laptop.socketPath });
    try {
      await driver.resize(900, 640);
      const picture = (name: string) => driver.picture(join(FOLDER, `${name}.png`));
      const outcome = await tellMainJob(laptop, driver, await laptop.lab.laptopOnCable(), { say, picture });
      await show(laptop, 'events');
      return outcome.differences.length === 0 ? 0 : 1;
    } finally {
      await driver.close();
    }
  } finally {
    await laptop.stop();
    writeFileSync(join(FOLDER, 'transcript.txt'), `${transcript.join('\n')}\n`);
    console.log(`\nPictures and transcript: ${FOLDER}`);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
