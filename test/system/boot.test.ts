import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { Laptop, wifi } from './laptop.ts';

/* The files of 2004: a bond from /etc/network/interfaces, made at boot. */

const WIRELESS = `iface bond0 inet static
address 10.0.200.2
netmask 255.255.255.0
broadcast 10.0.200.255
up /extra/work/ifenslave bond0 wlan0 wlan1
down /extra/work/ifenslave -d bond0 wlan0 wlan1
down ifdown wlan0
down ifdown wlan1
down ifup wlan0
down ifup wlan1
`;
const WIRED = `auto bond0
iface bond0 inet static
address 10.0.200.2
netmask 255.255.255.0
pre-up modprobe bonding mode=balance-rr
up ifenslave bond0 eth0 eth1
`;

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

/** Saved by a helper of the last boot; of that, only the profiles are left. */
async function restarted(save: () => Promise<unknown>): Promise<void> {
  await laptop.startHelper();
  await save();
  await laptop.killHelper();
  await laptop.lab.shell('rm -rf /run/linkbraid');
  await laptop.startHelper();
}

const bondIsUp = () =>
  laptop.until('the bond up', ({ bonds, transaction }) => bonds.length === 1 && transaction === null, 120_000);

describe('a bond of /etc/network/interfaces comes up when the machine starts', () => {
  it('two cables', async () => {
    await restarted(() => laptop.ok(['import', '-', '--save'], WIRED));
    const { bonds } = await bondIsUp();
    expect(bonds).toMatchObject([
      { name: 'bond0', mode: 'balance-rr', addresses: expect.arrayContaining(['10.0.200.2/24']) as unknown },
    ]);
    expect(bonds[0]?.ports.map(({ name }) => name)).toEqual(['eth0', 'eth1']);
    expect(await laptop.lab.readFile('/proc/net/bonding/bond0')).toContain(
      'Bonding Mode: load balancing (round-robin)',
    );

    // Taken down by a person, it stays down, whatever becomes of the helper.
    await laptop.ok(['down']);
    expect(await laptop.differences(laptop.lab.pristine)).toEqual([]);
    await laptop.killHelper();
    await laptop.startHelper();
    const events = (await laptop.ok(['events', '--json'])).json as { says: string }[];
    expect(events.map(({ says }) => says)).toContain('“bond0” is up');
    expect((await laptop.status()).bonds).toEqual([]);
  });

  it('two radios, each with its network', async () => {
    await restarted(async () => {
      const imported = (await laptop.ok(['import', '-', '--json'], WIRELESS)).json as ProfileInput;
      const networks = { wlan0: wifi('home'), wlan1: wifi('attic') } as Record<string, ReturnType<typeof wifi>>;
      const ports = imported.ports.map((port) => ({
        ...port,
        wifi: typeof port.adapter === 'string' ? networks[port.adapter] : undefined,
      }));
      await laptop.ok(['profile', 'set', '-'], JSON.stringify({ ...imported, ports, autoActivate: true }));
    });
    const { bonds } = await bondIsUp();
    expect(bonds).toMatchObject([
      { name: 'bond0', mode: 'balance-rr', addresses: expect.arrayContaining(['10.0.200.2/24']) as unknown },
    ]);
    expect(bonds[0]?.ports.map(({ wifi: radio }) => radio?.state)).toEqual(['connected', 'connected']);
    await laptop.ok(['down']);
    expect(await laptop.differences(laptop.lab.pristine)).toEqual([]);
  });
});
