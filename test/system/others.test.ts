import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { MACS, ROUTER } from '../lab/world.ts';
import type { LaptopState } from '../lab/lab.ts';
import { Laptop } from './laptop.ts';

const CABLES: ProfileInput = {
  name: 'cables',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
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

describe('what others put on a bond', () => {
  const of = ({ links, addresses, routes }: LaptopState, name: string) => ({
    link: links[name],
    addresses: addresses[name],
    routes: routes.filter((route) => JSON.stringify(route).includes(name)),
  });

  it('a VLAN keeps its addresses and routes, whatever becomes of the bond below', async () => {
    const up = await laptop.up(CABLES);
    expect(up.code, up.stderr + up.stdout).toBe(0);
    await laptop.lab.shell(`
ip link add link bond0 name bond0.10 type vlan id 10
ip address add 10.88.0.2/24 dev bond0.10
ip address add fd88::2/64 dev bond0.10
ip link set bond0.10 up
ip route add 10.89.0.0/16 via 10.88.0.1
ip route add fd89::/48 via fd88::1
ip link add link bond0 name bond0.20 type vlan id 20`);
    const vlan = of(await laptop.lab.settle(), 'bond0.10');

    await laptop.ok(['set', 'bond0', 'miimon=50']);
    await laptop.ok(['port', 'remove', 'bond0', 'eth1']);
    await laptop.ok(['port', 'add', 'bond0', 'eth1']);
    await laptop.ok(['set', 'bond0', 'mode=balance-xor', '--rebuild']);
    expect(of(await laptop.lab.settle(), 'bond0.10')).toEqual(vlan);
    expect(await laptop.lab.run(['ip', '-br', 'link', 'show', 'dev', 'bond0.20'])).toContain('DOWN');

    const down = await laptop.cli(['down', '--json']);
    expect(down.code).toBe(3);
    expect(JSON.stringify(down.json)).toContain('ip link delete bond0.10');
    await laptop.lab.shell('ip link delete bond0.10; ip link delete bond0.20');
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('a bridge keeps the bond as its port, and the addresses', async () => {
    expect((await laptop.up(CABLES)).code).toBe(0);
    await laptop.lab.shell(`
ip link add br0 type bridge
ip link set br0 address $(cat /sys/class/net/bond0/address)
ip link set bond0 master br0
ip address flush dev bond0
ip address add 10.77.0.60/24 dev br0
ip link set br0 up
ip route add default via ${ROUTER.v4} dev br0`);
    await laptop.ok(['set', 'bond0', 'mode=balance-xor', '--rebuild']);
    const [bond] = (await laptop.status()).bonds;
    expect(bond).toMatchObject({ mode: 'balance-xor', addresses: [] });
    expect(await laptop.lab.run(['ip', '-br', 'address', 'show', 'dev', 'br0'])).toContain('10.77.0.60/24');
    expect((await laptop.lab.exec(['ping', '-c', '5', '-W', '3', ROUTER.v4])).stdout).toMatch(/[1-5] received/);
    expect((await laptop.cli(['down'])).code).toBe(3);
    await laptop.lab.shell('ip link set bond0 nomaster; ip link delete br0');
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });
});

describe('a bond that others made', () => {
  it('is shown as such, and adopted under running traffic', async () => {
    await laptop.lab.shell(`
ip address flush dev eth0; ip link set eth0 down; ip link set eth1 down
ip link add uplink type bond mode active-backup miimon 200
ip link set eth0 master uplink; ip link set eth1 master uplink
ip link set uplink up
echo eth1 >/sys/class/net/uplink/bonding/primary
ip address add 10.77.0.70/24 dev uplink
ip route add default via ${ROUTER.v4} dev uplink metric 40`);
    await laptop.until(
      'both ports up',
      ({ bonds }) => bonds[0]?.ports.every(({ miiStatus }) => miiStatus === 'up') === true,
    );
    expect((await laptop.status()).bonds).toMatchObject([
      { name: 'uplink', profile: null, ours: false, manager: 'none' },
    ]);

    const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 20 });
    await probe.untilAnswered();
    await laptop.ok(['adopt', 'uplink', '--profile', 'lab']);
    expect((await probe.stop()).lost).toBe(0);
    expect((await laptop.status()).bonds).toMatchObject([{ profile: 'lab', ours: true, manager: 'linkbraid' }]);
    expect((await laptop.ok(['profile', 'show', 'lab', '--json'])).json).toMatchObject({
      bond: { name: 'uplink', mode: 'active-backup', options: { miimon: 200, primary: 'eth1' } },
      ip: { ipv4: { method: 'static', addresses: ['10.77.0.70/24'], gateway: ROUTER.v4 } },
    });
    const plan = (await laptop.ok(['plan', 'lab', '--json'])).json as { steps: { action: { kind: string } }[] };
    expect(plan.steps.filter(({ action }) => !/^(set-sysctl|verify-)/.test(action.kind))).toEqual([]);

    await laptop.ok(['set', 'uplink', 'miimon=100']);
    await laptop.ok(['down']);
    expect((await laptop.status()).bonds).toEqual([]);
    for (const { name, master, up, mac } of (await laptop.status()).adapters)
      if (name === 'eth0' || name === 'eth1') expect([name, master, up, mac]).toEqual([name, null, true, MACS[name]]);
  });
});
