import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { ROUTER } from '../lab/world.ts';
import { DESK, Laptop } from './laptop.ts';

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

/** Says as logind does that the machine wakes up; the bus lets nobody else bear its name. */
const WAKE = `
import { createRequire } from 'node:module';
const dbus = createRequire('/linkbraid/package.json')('@particle/dbus-next');
const bus = dbus.systemBus();
await bus.requestName('org.freedesktop.login1');
const say = (asleep) => bus.send(dbus.Message.newSignal('/org/freedesktop/login1', 'org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', [asleep]));
say(true); say(false);
setTimeout(() => process.exit(0), 300);
`;
const POLICY = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><policy user="root"><allow own="org.freedesktop.login1"/><allow send_type="signal"/></policy></busconfig>`;

describe('sleep', () => {
  it('woken up where the old address is worth nothing, the bond gets one that is', async () => {
    await laptop.ok(['up', '-f', '-', '--json'], JSON.stringify({ ...DESK, ports: [{ adapter: 'eth0' }] }));
    const [before] = (await laptop.status()).bonds;
    await laptop.lab.writeFile('/etc/dbus-1/system.d/lab.conf', POLICY);
    await laptop.lab.writeFile('/run/wake.mjs', WAKE);
    const config = await laptop.lab.readFile('/run/lab/dhcp.conf');
    await laptop.lab.stopDhcp();
    await laptop.lab.writeFile(
      '/run/lab/dhcp.conf',
      config.replace('10.77.0.100,10.77.0.199', '10.77.0.210,10.77.0.219'),
    );
    await laptop.lab.shell(`rm -f ${ROUTER.leases}; pkill -HUP dbus-daemon`);
    try {
      await laptop.lab.startDhcp();
      await laptop.lab.run(['node', '/run/wake.mjs']);
      const now = await laptop.until('a new address', ({ bonds }) =>
        /^10\.77\.0\.21\d\/24$/.test(bonds[0]?.addresses[0] ?? ''),
      );
      expect(now.bonds[0]?.addresses.filter((address) => !address.includes(':'))).toHaveLength(1);
      expect(now.bonds[0]?.addresses).not.toEqual(before?.addresses);
      expect(await answered()).toBe('5');
    } finally {
      await laptop.lab.stopDhcp();
      await laptop.lab.writeFile('/run/lab/dhcp.conf', config);
      await laptop.lab.shell(`rm -f ${ROUTER.leases} /etc/dbus-1/system.d/lab.conf; pkill -HUP dbus-daemon`);
      await laptop.lab.startDhcp();
    }
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
