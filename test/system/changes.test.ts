import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROUTER } from '../lab/world.ts';
import type { LaptopState } from '../lab/lab.ts';
import { DESK, Laptop } from './laptop.ts';

let laptop: Laptop;
let before: LaptopState;

beforeAll(async () => {
  laptop = await Laptop.boot();
});

beforeEach(async () => {
  [before] = await Promise.all([laptop.lab.laptopOnCable(), laptop.startHelper()]);
});

afterEach(async () => {
  await laptop.reset();
});

afterAll(async () => {
  await laptop.stop();
});

const option = async (name: string) => (await laptop.status()).bonds[0]?.options[name];

describe('a bond that is up is changed in place', () => {
  it('its options, its active port, and all of it given back', async () => {
    await laptop.ok(['profile', 'set', '-'], JSON.stringify(DESK));
    await laptop.ok(['up', 'desk']);

    const taken = await laptop.cli(['activate', 'bond0', 'wlan0', '--json']);
    expect(taken.code).toBe(3);
    expect(JSON.stringify(taken.json)).toContain('primary');
    await laptop.ok(['set', 'bond0', 'primary=wlan0']);
    await laptop.until('wlan0 active', ({ bonds }) => bonds[0]?.activePort === 'wlan0');

    await laptop.ok(['set', 'bond0', 'miimon=50', 'updelay=200']);
    expect(await option('updelay')).toBe(200);

    const rebuild = await laptop.cli(['set', 'bond0', 'fail_over_mac=active', '--json']);
    expect(rebuild.code).toBe(3);
    await laptop.ok(['set', 'bond0', 'fail_over_mac=active', '--rebuild']);
    expect(await option('fail_over_mac')).toBe('active');
    expect((await laptop.status()).bonds[0]?.gateway).toBe(ROUTER.v4);

    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('a monitor by ARP takes its targets', async () => {
    await laptop.ok(['up', '-f', '-'], JSON.stringify({ ...DESK, ports: DESK.ports.slice(0, 1) }));
    await laptop.ok(['set', 'bond0', 'miimon=0', 'arp_interval=250', `arp_ip_target=${ROUTER.v4}`]);
    expect(await option('arp_ip_target')).toBe(ROUTER.v4);
    await laptop.until('the port up by ARP', ({ bonds }) => bonds[0]?.ports[0]?.miiStatus === 'up');
  });

  it('ports come and go under running traffic', async () => {
    await laptop.ok(['up', '-f', '-'], JSON.stringify({ ...DESK, ports: DESK.ports.slice(0, 1) }));
    const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 20 });
    await probe.untilAnswered();
    await laptop.ok(['port', 'add', 'bond0', 'eth1']);
    await laptop.until(
      'two ports',
      ({ bonds }) => bonds[0]?.ports.filter(({ miiStatus }) => miiStatus === 'up').length === 2,
    );
    expect((await probe.stop()).longestGapMs).toBeLessThan(500);

    const bearer = await laptop.cli(['port', 'remove', 'bond0', 'eth0', '--json']);
    expect(bearer.code).toBe(3);
    expect(JSON.stringify(bearer.json)).toContain('bears-the-address');
    await laptop.ok(['port', 'remove', 'bond0', 'eth1']);
    expect((await laptop.status()).bonds[0]?.ports.map(({ name }) => name)).toEqual(['eth0']);
    expect((await laptop.lab.exec(['ping', '-c', '2', '-W', '2', ROUTER.v4])).code).toBe(0);
    expect((await laptop.cli(['port', 'remove', 'bond0', 'eth0'])).code).toBe(3);
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });
});
