import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENTS } from './events.ts';
import { Life, type EngineName } from './life.ts';

/** One bond lives through a laptop's life, one event after another: `npm run test:life`. */
const ENGINES: EngineName[] = ['direct', 'networkmanager'];

describe.each(ENGINES)("a laptop's life, %s", (engine) => {
  let life: Life;
  let hurt = false;

  beforeAll(async () => {
    life = await Life.begin(engine);
    await life.laptop.startHelper();
    await life.up();
  });

  afterAll(async () => {
    await life.laptop.stop();
  });

  it.each(EVENTS.filter((event) => (event.engine ?? engine) === engine))('$name', async ({ happens }) => {
    if (hurt) await anew();
    hurt = true;
    await life.allWell();
    await happens(life);
    await life.allWell();
    hurt = false;
  });

  it('and at the end everything is as before', async () => {
    if (hurt) await anew();
    await life.laptop.ok(['down']);
    expect(await life.differences()).toEqual([]);
  });

  /** After an event that it did not live through. */
  async function anew(): Promise<void> {
    await life.laptop.cli(['down']);
    await life.laptop.lab.mendWorld();
    await life.up();
  }
});
