import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { ROUTER } from '../lab/world.ts';
import { DESK, Laptop } from './laptop.ts';
import { ELSEWHERE, wakeElsewhere } from './waking.ts';

const DOCK: ProfileInput = {
  name: 'dock',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: { mac: '52:54:00:4c:42:12' } }],
  autoActivate: true,
};

let laptop: Laptop;

beforeAll(async () => {
  laptop = await Laptop.boot();
});

beforeEach(async () => {
  await laptop.startHelper();
});

afterEach(async () => {
  await laptop.reset();
});

afterAll(async () => {
  await laptop.stop();
});

const answered = async () =>
  (await laptop.lab.exec(['ping', '-c', '5', '-i', '0.5', '-W', '3', ROUTER.v4])).stdout.match(/(\d) received/)?.[1];

describe('docks', () => {
  it('a profile comes up when its adapter is plugged in later, steps aside without it, and comes again', async () => {
    await laptop.ok(['profile', 'set', '-'], JSON.stringify(DOCK));
    for (const time of ['first', 'second']) {
      await laptop.lab.plugUsbAdapter();
      const up = await laptop.until(
        `up for the ${time} time`,
        ({ bonds, transaction }) => bonds[0]?.ports.length === 1 && transaction === null,
        120_000,
      );
      expect(up.bonds[0]).toMatchObject({ profile: 'dock', gateway: ROUTER.v4 });
      await laptop.lab.unplugUsbAdapter();
      await laptop.until(
        'stepped aside',
        ({ bonds, transaction }) => bonds.length === 0 && transaction === null,
        60_000,
      );
    }
    expect(JSON.stringify((await laptop.ok(['events', '--json'])).json)).toContain('stepped aside');
  });
});

describe('sleep', () => {
  it('woken up where the old address is worth nothing, the bond gets one that is', async () => {
    await laptop.ok(['up', '-f', '-', '--json'], JSON.stringify({ ...DESK, ports: [{ adapter: 'eth0' }] }));
    const [before] = (await laptop.status()).bonds;
    await wakeElsewhere(laptop.lab, async () => {
      const now = await laptop.until('a new address', ({ bonds }) => ELSEWHERE.test(bonds[0]?.addresses[0] ?? ''));
      expect(now.bonds[0]?.addresses.filter((address) => !address.includes(':'))).toHaveLength(1);
      expect(now.bonds[0]?.addresses).not.toEqual(before?.addresses);
      expect(await answered()).toBe('5');
    });
  });
});

describe('radios', () => {
  it('airplane mode, and an access point that goes and comes: the cable carries on, and Wi-Fi is back by itself', async () => {
    await laptop.ok(['up', '-f', '-', '--json'], JSON.stringify(DESK));
    const wifi = (up: boolean) =>
      laptop.until(
        `Wi-Fi is ${up ? 'back' : 'gone'}`,
        ({ bonds }) => (bonds[0]?.ports.find(({ name }) => name === 'wlan0')?.miiStatus === 'up') === up,
        90_000,
      );
    await wifi(true);
    await laptop.lab.rfkill('block');
    await wifi(false);
    expect(await answered()).toBe('5');
    await laptop.lab.rfkill('unblock');
    await wifi(true);
    await laptop.lab.stopAccessPoint('home');
    await wifi(false);
    await laptop.lab.startAccessPoint('home');
    await wifi(true);
    await laptop.lab.cutCable('eth0');
    await laptop.until('Wi-Fi carries', ({ bonds }) => bonds[0]?.activePort === 'wlan0');
    expect(await answered()).toMatch(/[3-5]/);
  });
});
