import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkEvent } from '../../helper/contract/wire.ts';
import type { Probe } from '../lab/probe.ts';
import { ACCESS_POINTS, ROUTER } from '../lab/world.ts';
import { DESK, Laptop } from './laptop.ts';

/*
 * Links that lie: carrier everywhere, and nothing passes. The driver's own monitoring sees nothing of it, ever. `npm run bench`
 * holds the outages against what is promised; an emulator that shares its processor with others takes two or three times as long.
 */
const PROMISED_MS = 500;
const LOADED = 3;
/** What the radio itself takes to miss its beacons, in this emulator. */
const BEACONS_MISSED_MS = 1_350;

let laptop: Laptop;
beforeAll(async () => {
  laptop = await Laptop.boot();
  await laptop.startHelper();
  expect(await laptop.up(DESK)).toMatchObject({ code: 0 });
  await known();
});
afterAll(() => laptop.stop());

const active = (name: string) => laptop.until(`${name} active`, ({ bonds }) => bonds[0]?.activePort === name);
const known = () =>
  laptop.until('the cable was asked', ({ bonds }) =>
    Boolean(bonds[0]?.ports.some(({ name, latencyMs }) => name === 'eth0' && typeof latencyMs === 'number')),
  );
const failovers = async (): Promise<LinkEvent[]> => {
  const { json } = await laptop.cli(['events', '--json']);
  return (json as LinkEvent[]).filter(({ kind }) => kind === 'failover');
};

async function pinging(): Promise<Probe> {
  const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 10 });
  await probe.untilAnswered();
  return probe;
}

describe('a link that lies', () => {
  it('is left, and gone back to when it has proved itself', async () => {
    const probe = await pinging();
    await laptop.lab.blackHole('eth0');
    await active('wlan0');
    const { longestGapMs } = await probe.stop();
    const [event] = (await failovers()).slice(-1);
    expect(longestGapMs).toBeLessThan(PROMISED_MS * LOADED);
    expect(event?.details).toMatchObject({ from: 'eth0', to: 'wlan0', cause: 'no-answer' });
    const dead = (await laptop.status()).bonds[0]?.ports.find(({ name }) => name === 'eth0');
    expect(dead).toMatchObject({ carrier: true, miiStatus: 'up', health: { level: 'dead', score: 0 } });

    const back = await pinging();
    await laptop.lab.heal('eth0');
    await active('eth0');
    const returned = await back.stop();
    expect(returned.longestGapMs).toBeLessThan(PROMISED_MS);
    expect((await failovers()).at(-1)?.details).toMatchObject({ to: 'eth0', cause: 'preferred' });
  });

  it('is not taken for one while it is merely loaded to its limit', async () => {
    await laptop.lab.shape('eth0', { mbit: 5 });
    const before = (await failovers()).length;
    for (const reverse of [false, true]) await laptop.lab.iperf({ seconds: 8, streams: 4, reverse });
    // Five times what the link carries, with nothing coming back.
    const flood = ['iperf3', '-c', '10.99.0.2', '-u', '-b', '25M', '-l', '1200', '-t', '8'];
    await laptop.lab.exec(flood, { timeoutMs: 60_000 });
    expect((await failovers()).slice(before)).toEqual([]);
    await laptop.lab.unshape('eth0');
  });

  it('is no reason to move when nobody answers anywhere: then it is the gateway that is silent', async () => {
    const before = (await failovers()).length;
    await laptop.lab.run(['ip', '-n', 'switch', 'link', 'set', 'br0', 'down']);
    await laptop.until(
      'all dead',
      ({ bonds }) => bonds[0]?.ports.find(({ name }) => name === 'eth0')?.health.level === 'dead',
    );
    await laptop.lab.run(['ip', '-n', 'switch', 'link', 'set', 'br0', 'up']);
    await laptop.until(
      'alive again',
      ({ bonds }) => bonds[0]?.ports.find(({ name }) => name === 'eth0')?.health.level !== 'dead',
    );
    expect((await failovers()).slice(before)).toEqual([]);
  });
});

describe('an access point that vanishes without a word', () => {
  it('is left long before its beacons are missed', async () => {
    await laptop.ok(['down']);
    const air = {
      name: 'air',
      bond: { mode: 'active-backup' as const },
      ports: [
        {
          adapter: 'wlan0',
          wifi: { ssid: ACCESS_POINTS.attic.ssid, security: 'wpa2-psk' as const, psk: ACCESS_POINTS.attic.passphrase },
        },
        { adapter: 'wlan1', wifi: { ssid: ACCESS_POINTS.open.ssid, security: 'open' as const } },
      ],
    };
    expect(await laptop.up(air)).toMatchObject({ code: 0 });
    const first = (await laptop.status()).bonds[0]?.activePort;
    const [point, other] = first === 'wlan0' ? (['attic', 'wlan1'] as const) : (['open', 'wlan0'] as const);
    await laptop.until(
      'both were asked',
      ({ bonds }) => bonds[0]?.ports.every(({ latencyMs }) => typeof latencyMs === 'number') ?? false,
    );
    const probe = await pinging();
    await laptop.lab.stopAccessPoint(point);
    await active(other);
    const { longestGapMs } = await probe.stop();
    expect(longestGapMs).toBeLessThan(BEACONS_MISSED_MS);
  });
});
