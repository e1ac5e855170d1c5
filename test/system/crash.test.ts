import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import { casesOf } from '../sweep/cases.ts';
import { ACTS, Ground } from '../sweep/ground.ts';
import { DESK, Laptop } from './laptop.ts';

let laptop: Laptop;

beforeAll(async () => {
  laptop = await Laptop.boot();
});

afterEach(async () => {
  await laptop.reset();
});

afterAll(async () => {
  await laptop.stop();
});

/** A few moments that differ in kind; every journal write is swept on the fake, where a crash costs nothing. */
const MOMENTS = ['create-bond', 'join', 'associate', 'move-port', 'wait-lease'] as const;

describe('a helper killed in the middle of `up`', () => {
  it.each(MOMENTS)('during %s leaves nothing behind after `linkbraid-helper restore`', async (kind) => {
    const before = await laptop.lab.laptopOnCable();
    await laptop.startHelper();
    const up = laptop.up(DESK);
    await laptop.until(kind, (snapshot) => running(snapshot, kind));
    await laptop.killHelper();
    await up;

    const restored = await laptop.restore();
    expect(restored.code, restored.stderr).toBe(0);
    expect(await laptop.differences(before)).toEqual([]);
    const again = await laptop.restore();
    expect(again.code).toBe(0);
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('is settled by the next helper too, and the profile waits for a person', async () => {
    const before = await laptop.lab.laptopOnCable();
    await laptop.startHelper();
    await laptop.ok(['profile', 'set', '-'], JSON.stringify(DESK));
    const up = laptop.cli(['up', 'desk']);
    await laptop.until('start-dhcp', (snapshot) => running(snapshot, 'wait-lease'));
    await laptop.killHelper();
    await up;
    await laptop.startHelper();
    expect((await laptop.status()).profiles[0]).toMatchObject({ name: 'desk', suspended: true });
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('leaves a bond that was up alone, and the next helper knows it', async () => {
    const before = await laptop.lab.laptopOnCable();
    await laptop.startHelper();
    expect((await laptop.up(DESK)).code).toBe(0);
    await laptop.killHelper();
    expect((await laptop.restore()).code).toBe(0);
    await laptop.startHelper();
    const [bond] = (await laptop.status()).bonds;
    expect(bond).toMatchObject({ name: 'bond0', profile: 'desk', up: true });
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });
});

describe('`npm run sweep` in short', () => {
  it('whatever happens to `up`, it ends in the old or the new state, and from there leads a way home', async () => {
    const ground = await Ground.on(laptop);
    const [act] = ACTS;
    const course = await ground.rehearse(act);
    const { full = [], ...others } = casesOf(ground, act, course, 1);
    const run = async (cases: typeof full) => {
      for (const each of cases) {
        const { what, ends } = await each();
        expect(['old', 'new'], what).toContain(ends);
        await ground.wayHome();
      }
    };
    await run(Object.values(others).flat());
    await ground.smallDisk();
    await run(full);
    await ground.largeDisk();
  }, 900_000);

  it('walks over profiles, there and back and home again', async () => {
    const words = ['node', '--import', 'tsx', 'test/sweep/guest/walk.ts', '1', '2'];
    const { code, stdout, stderr } = await laptop.lab.exec(words, { cwd: '/linkbraid', timeoutMs: 240_000 });
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^walk 2: [1-9]/m);
  });
});

function running({ transaction }: Snapshot, kind: string): boolean {
  const steps = transaction?.steps ?? [];
  const at = steps.findIndex(({ action }) => action.kind === kind);
  return steps.slice(at).some(({ state }) => state !== 'waiting');
}
