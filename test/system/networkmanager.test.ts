import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { ACCESS_POINTS, INTERNET } from '../lab/world.ts';
import { Desktop, startNetworkManager } from './desktop.ts';
import type { Laptop } from './laptop.ts';

const AT_HOME: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { saved: true } }],
};
const AT_WORK: ProfileInput = {
  name: 'office',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan1', wifi: { saved: true, ssid: ACCESS_POINTS.office.ssid } }],
};

let desktop: Desktop;
let laptop: Laptop;

beforeAll(async () => {
  desktop = await Desktop.boot();
  laptop = desktop.laptop;
});

beforeEach(async () => {
  await laptop.startHelper();
});

afterEach(async () => {
  if ((await laptop.status()).bonds.length > 0) await laptop.cli(['down']); // of a test that failed
  await laptop.killHelper();
  await laptop.lab.shell('rm -rf /run/linkbraid /var/lib/linkbraid');
});

afterAll(async () => {
  await laptop.stop();
});

const bothUp = () =>
  laptop.until(
    'both ports up',
    ({ bonds }) => bonds[0]?.ports.filter(({ miiStatus }) => miiStatus === 'up').length === 2,
  );

describe('with NetworkManager', () => {
  it('a cable and a saved WPA2 network become one connection that it shows, and everything is given back', async () => {
    const plan = await laptop.cli(['plan', '-f', '-', '--json'], JSON.stringify(AT_HOME));
    expect(plan.json).toMatchObject({ engine: 'networkmanager', refusals: [] });
    const up = await laptop.up(AT_HOME);
    expect(up.code, up.stderr + up.stdout + (await laptop.helperLog())).toBe(0);
    await bothUp();
    await desktop.untilView(
      'it shows the bond, and is online',
      ({ general, bond }) => general === 'connected:full' && bond === 'bond0:bond:connected:Linkbraid bond0',
    );
    expect((await laptop.lab.exec(['ping', '-c', '3', '-W', '3', INTERNET.name])).code).toBe(0);

    await laptop.lab.cutCable('eth0');
    await laptop.until('Wi-Fi carries', ({ bonds }) => bonds[0]?.activePort === 'wlan0');
    expect((await laptop.lab.exec(['ping', '-c', '5', '-W', '3', INTERNET.v4])).stdout).toMatch(/[2-5] received/);
    await laptop.lab.plugCable('eth0');
    await laptop.until('the cable carries again', ({ bonds }) => bonds[0]?.activePort === 'eth0');

    await laptop.ok(['down']);
    expect(await desktop.differences()).toEqual([]);
  });

  it('a saved WPA3 network that it was not in is joined for a try, and left when nobody keeps it', async () => {
    const up = await laptop.up(AT_WORK, '--try', '5');
    expect(up.code, up.stderr + up.stdout + (await laptop.helperLog())).toBe(0);
    await laptop.until('put back', ({ bonds, transaction }) => bonds.length === 0 && transaction === null, 120_000);
    expect(await desktop.differences()).toEqual([]);
  });

  it('a helper killed on the way leaves nothing half done', async () => {
    for (const kind of ['introduce', 'hold-wifi', 'move-port']) {
      const going = laptop.up(AT_HOME).catch(() => null);
      await laptop.until(
        `${kind} under way`,
        ({ transaction }) =>
          transaction?.steps.some(({ says, state }) => state === 'running' && STEP[kind]!.test(says)) === true,
      );
      await laptop.killHelper();
      await going;
      const restored = await laptop.restore();
      expect(restored.code, restored.stderr + restored.stdout).toBe(0);
      expect(await desktop.differences(), kind).toEqual([]);
      await laptop.startHelper();
    }
  });

  it('killed and started again under a live bond it goes on showing it, and nothing is lost at the end', async () => {
    expect((await laptop.up(AT_HOME)).code).toBe(0);
    await bothUp();
    const probe = await laptop.lab.probe({ from: 'laptop', to: INTERNET.v4, intervalMs: 100 });
    await probe.untilAnswered();
    await laptop.lab.exec(['pkill', '-KILL', '-x', 'NetworkManager']);
    await startNetworkManager(laptop.lab);
    await desktop.untilView(
      'it shows the bond again',
      ({ general, bond }) => general === 'connected:full' && bond === 'bond0:bond:connected:Linkbraid bond0',
    );
    const { longestGapMs } = await probe.stop();
    expect(longestGapMs).toBeLessThan(3_000);
    await bothUp();
    await laptop.ok(['down']);
    expect(await desktop.differences()).toEqual([]);
  });
});

const STEP: Record<string, RegExp> = {
  introduce: /^Show bond0/,
  'hold-wifi': /^Let NetworkManager keep/,
  'move-port': /^Move eth0/,
};
