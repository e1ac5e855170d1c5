import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../helper/contract/transaction.ts';
import { HAND_MADE } from '../lab/lab.ts';
import { ROUTER } from '../lab/world.ts';
import { DESK, Laptop, wifi } from './laptop.ts';

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

describe('a cable and a Wi-Fi adapter become one connection', () => {
  it('comes up, survives pulling the cable with its lease, and goes without a trace', async () => {
    const before = await laptop.lab.laptopOnCable();
    const up = await laptop.up(DESK);
    expect(up.code, up.stderr).toBe(0);
    const [bond] = (await laptop.status()).bonds;
    expect(bond).toMatchObject({ name: 'bond0', profile: 'desk', activePort: 'eth0', gateway: ROUTER.v4 });
    const address = bond?.addresses.find((text) => text.startsWith('10.77.0.'));
    expect(address).toBeDefined();

    const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 10 });
    await laptop.lab.cutCable('eth0');
    const onWifi = await laptop.until('Wi-Fi active', (status) => status.bonds[0]?.activePort === 'wlan0');
    expect(onWifi.bonds[0]?.addresses).toContain(address);
    await laptop.lab.plugCable('eth0');
    await laptop.until('the cable active again', (status) => status.bonds[0]?.activePort === 'eth0');
    const measured = await probe.stop();
    // The monitor looks every 100 ms; the emulator adds its own. A person does not notice 400 ms.
    expect(measured.longestGapMs).toBeLessThan(400);

    const kinds = ((await laptop.ok(['events', '--json'])).json as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toContain('failover');
    expect(kinds).toContain('carrier-lost');

    const down = await laptop.cli(['down', '--json']);
    expect(down.code, down.stderr).toBe(0);
    expect(await laptop.differences(before)).toEqual([]);
    expect((await laptop.status()).bonds).toEqual([]);
  });

  it('makes no bond that nobody asked for when it loads the driver', async () => {
    // Debian's systemd already says max_bonds=0; not every system does, so here it does not.
    await laptop.lab.shell(
      'for file in $(grep -ls max_bonds /lib/modprobe.d/* /etc/modprobe.d/*); do mv $file $file.off; done',
    );
    const up = await laptop.up({ ...DESK, bond: { name: 'braid', mode: 'active-backup' } });
    await laptop.lab.shell(
      'for file in $(ls /lib/modprobe.d/*.off /etc/modprobe.d/*.off); do mv $file ${file%.off}; done 2>/dev/null',
    );
    expect(up.code, up.stderr).toBe(0);
    expect(await laptop.lab.run(['cat', '/sys/class/net/bonding_masters'])).toBe('braid\n');
  });

  it('takes along what the cable carries, address and all', async () => {
    const before = await laptop.lab.laptopOnCable();
    const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 20 });
    await probe.untilAnswered();
    const ipv4 = { method: 'static' as const, addresses: [HAND_MADE.address], gateway: ROUTER.v4 };
    const up = await laptop.up({ ...DESK, ip: { ipv4 } });
    expect(up.code, up.stderr).toBe(0);
    // Seconds, while each step was a program of its own; now it is one.
    expect((await probe.stop()).longestGapMs).toBeLessThan(2000);
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('needs nothing more for a profile that is up already', async () => {
    await laptop.up(DESK);
    const plan = await laptop.cli(['plan', '-f', '-', '--json'], JSON.stringify(DESK));
    expect(plan.json).toMatchObject({ steps: [], refusals: [] });
    expect((await laptop.up(DESK)).code).toBe(0);
  });

  it('takes static addresses, routes and name servers for both families', async () => {
    const before = await laptop.lab.laptopOnCable();
    const up = await laptop.up({
      ...DESK,
      ip: {
        ipv4: { method: 'static', addresses: ['10.77.0.77/24'], gateway: ROUTER.v4, dns: [ROUTER.v4] },
        ipv6: { method: 'static', addresses: ['fd77::77/64'] },
      },
    });
    expect(up.code, up.stderr).toBe(0);
    const [bond] = (await laptop.status()).bonds;
    expect(bond?.addresses.sort()).toEqual(['10.77.0.77/24', 'fd77::77/64']);
    expect(await laptop.lab.readFile('/etc/resolv.conf')).toContain(`nameserver ${ROUTER.v4}`);
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });
});

describe('Wi-Fi alone', () => {
  it('one adapter, WPA3', async () => {
    const up = await laptop.up({
      name: 'w',
      bond: { mode: 'active-backup' },
      ports: [{ adapter: 'wlan0', wifi: wifi('office') }],
    });
    expect(up.code, up.stderr).toBe(0);
    const [bond] = (await laptop.status()).bonds;
    expect(bond?.ports[0]?.wifi).toMatchObject({ ssid: 'Office Net', state: 'connected' });
    await laptop.ok(['down']);
    expect(await laptop.differences(laptop.lab.pristine)).toEqual([]);
  });

  it('two adapters on two access points keep the lease when one access point goes', async () => {
    const up = await laptop.up({
      name: 'air',
      bond: { mode: 'active-backup' },
      ports: [
        { adapter: 'wlan0', wifi: wifi('home') },
        { adapter: 'wlan1', wifi: wifi('attic') },
      ],
    });
    expect(up.code, up.stderr).toBe(0);
    const [bond] = (await laptop.status()).bonds;
    expect(bond?.options['fail_over_mac']).toBe('none');
    const address = bond?.addresses.find((text) => text.startsWith('10.77.0.'));
    const active = bond?.activePort;
    await laptop.lab.closeAccessPoint(active === 'wlan0' ? 'home' : 'attic');
    const after = await laptop.until('the other adapter active', ({ bonds }) => {
      const now = bonds[0]?.activePort ?? null;
      return now !== null && now !== active;
    });
    expect(after.bonds[0]?.addresses).toContain(address);
    expect((await laptop.lab.exec(['ping', '-c', '3', '-W', '2', ROUTER.v4])).code).toBe(0);
    await laptop.lab.startAccessPoint(active === 'wlan0' ? 'home' : 'attic');
    await laptop.ok(['down']);
    expect(await laptop.differences(laptop.lab.pristine)).toEqual([]);
  });
});

describe('balance-rr', () => {
  it('adds up two cables for a single stream', async () => {
    // Slow links: above some 10 Mbit/s the emulated processor is what is measured.
    await laptop.lab.shape('eth0', { mbit: 3 });
    await laptop.lab.shape('eth1', { mbit: 3 });
    const profile = (ports: string[]) => ({
      name: 'fast',
      bond: { mode: 'balance-rr' as const },
      ports: ports.map((adapter) => ({ adapter })),
    });
    expect((await laptop.up(profile(['eth0']))).code).toBe(0);
    const one = await laptop.lab.iperf({ seconds: 5 });
    await laptop.ok(['down']);
    const up = await laptop.up(profile(['eth0', 'eth1']));
    expect(up.code, up.stderr).toBe(0);
    const two = await laptop.lab.iperf({ seconds: 5 });
    // More than one cable can carry; how much more is the bench's matter, where nothing else runs.
    expect(two.mbit / one.mbit).toBeGreaterThan(1.25);
  });

  it('is refused where the driver would leave every Wi-Fi port unused', async () => {
    const up = await laptop.up({
      name: 'load',
      bond: { mode: 'balance-alb' },
      ports: [
        { adapter: 'wlan0', wifi: wifi('home') },
        { adapter: 'wlan1', wifi: wifi('attic') },
      ],
    });
    expect(up.code).toBe(3);
    expect(up.json).toMatchObject({ error: { code: 'refused' } });
    expect(await laptop.differences(laptop.lab.pristine)).toEqual([]);
  });
});

describe('--try', () => {
  it('goes back by itself when nobody keeps it, and by hand on revert', async () => {
    const before = await laptop.lab.laptopOnCable();
    const tried = await laptop.up(DESK, '--try', '5');
    expect(tried.code, tried.stderr).toBe(0);
    expect((tried.json as Transaction).state).toBe('provisional');
    await laptop.until('the deadline', (status) => status.bonds.length === 0 && status.transaction === null);
    expect(await laptop.differences(before)).toEqual([]);

    await laptop.up(DESK, '--try', '120');
    expect((await laptop.cli(['revert'])).code).toBe(0);
    expect(await laptop.differences(before)).toEqual([]);

    await laptop.up(DESK, '--try', '120');
    expect((await laptop.cli(['keep'])).code).toBe(0);
    expect((await laptop.status()).transaction).toBeNull();
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });
});
