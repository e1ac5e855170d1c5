import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import type { LaptopState } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';
import { DESK, Laptop, wifi } from './laptop.ts';

const SHED: ProfileInput = {
  name: 'shed',
  bond: { name: 'bond1', mode: 'active-backup' },
  ports: [{ adapter: 'eth1' }, { adapter: 'wlan1', wifi: wifi('attic') }],
};

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

const bondNamed = async (wanted: string) => (await laptop.status()).bonds.find(({ name }) => name === wanted);
const leaseOf = async (bond: string) => (await bondNamed(bond))?.addresses.find((text) => text.startsWith('10.77.0.'));
const answers = async (via: string) =>
  (await laptop.lab.exec(['ping', '-c', '3', '-W', '2', '-I', via, ROUTER.v4])).code === 0;

it('two bonds at once, each with its lease; a restarted helper has both; the first goes first', async () => {
  for (const profile of [DESK, SHED]) {
    const up = await laptop.up(profile);
    expect(up.code, up.stderr + up.stdout).toBe(0);
  }
  const leased = await leaseOf('bond1');
  expect(leased).toBeDefined();
  expect(await leaseOf('bond0')).not.toBe(leased);
  const routes = await laptop.lab.shell('ip -4 route show default');
  expect(routes).toMatch(/dev bond0 proto dhcp\s*\n.*dev bond1 proto dhcp metric 1/);
  expect(await laptop.lab.readFile('/etc/resolv.conf')).toMatch(/# bond0\n.*\n# bond1\n/);

  const unnamed = await laptop.cli(['down']);
  expect(unnamed.code).toBe(2);
  expect(unnamed.stderr).toContain('bond0, bond1');
  const taken = await laptop.cli(['port', 'add', 'bond1', 'eth0', '--json']);
  expect(taken.code).toBe(3);
  expect(JSON.stringify(taken.json)).toContain('linkbraid port remove bond0 eth0');

  await laptop.killHelper();
  await laptop.startHelper();
  expect((await laptop.status()).bonds.map(({ name, profile }) => [name, profile])).toEqual([
    ['bond0', 'desk'],
    ['bond1', 'shed'],
  ]);

  await laptop.ok(['down', 'bond0']);
  expect(await leaseOf('bond1')).toBe(leased);
  expect(await laptop.lab.readFile('/etc/resolv.conf')).toMatch(/^# Linkbraid[^\n]*\n# bond1\n/);
  expect(await answers('bond1')).toBe(true);
  await laptop.ok(['down']);
  expect(await laptop.differences(before)).toEqual([]);
});

it('the second goes first, and the first carries on', async () => {
  await laptop.up(DESK);
  await laptop.up(SHED);
  await laptop.ok(['set', 'bond0', 'fail_over_mac=active', '--rebuild']);
  expect(await answers('bond1')).toBe(true);
  await laptop.ok(['down', 'bond1']);
  expect(await answers('bond0')).toBe(true);
  await laptop.ok(['down']);
  expect(await laptop.differences(before)).toEqual([]);
});
