import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BondMode } from '../../helper/contract/bond-options.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { STATION_MAC, turnAway } from '../lab/stations.ts';
import { ROUTER } from '../lab/world.ts';
import { Laptop, wifi } from './laptop.ts';

/*
 * Two radios on one access point, which the driver alone leaves with half of all packets or none: each keeps its own
 * address on the air, and the bond has one.
 */

let laptop: Laptop;
beforeAll(async () => (laptop = await Laptop.boot()));
afterAll(() => laptop.stop());
afterEach(() => laptop.reset());

const air = (mode: BondMode, options: ProfileInput['bond']['options'] = {}): ProfileInput => ({
  name: 'air',
  bond: { mode, options },
  ports: [
    { adapter: 'wlan0', wifi: wifi('open') },
    { adapter: 'wlan1', wifi: wifi('open') },
  ],
});

const port = (name: string, judge: (port: { role: string; carrier: boolean | null }) => boolean) =>
  laptop.until(name, ({ bonds }) => bonds[0]?.ports.some((each) => each.name === name && judge(each)) ?? false);

/**
 * Loses `radio`, and lets it in again once `to` answers without it.
 * @returns how long that took, in milliseconds
 */
async function carriesWithout(radio: 'wlan0' | 'wlan1', to: string): Promise<number> {
  await turnAway(laptop.lab, 'open', STATION_MAC[radio], true);
  await port(radio, ({ carrier }) => carrier === false);
  const began = Date.now();
  for (;;) {
    const { code } = await laptop.lab.exec(['ping', '-q', '-c', '1', '-W', '1', to]);
    if (code === 0 || Date.now() - began > 60_000) break;
  }
  const took = Date.now() - began;
  await turnAway(laptop.lab, 'open', STATION_MAC[radio], false);
  await port(radio, ({ role }) => role === 'active' || role === 'backup');
  return took;
}

describe('two radios on one access point', () => {
  it.each<[BondMode, ProfileInput['bond']['options']]>([
    ['balance-rr', {}],
    ['balance-xor', { xmit_hash_policy: 'layer3+4' }],
    ['active-backup', {}],
  ])('%s carries over both, through the loss of either, and leaves no trace', async (mode, options) => {
    await laptop.startHelper();
    const before = await laptop.lab.captureState();
    expect(await laptop.up(air(mode, options))).toMatchObject({ code: 0 });
    const bearing = (await laptop.status()).bonds[0];
    for (const to of [ROUTER.v4, ROUTER.v6]) {
      const all = await laptop.lab.exec(['ping', '-q', '-i', '0.02', '-c', '50', to]);
      expect(all.stdout).toContain(' 0% packet loss');
    }
    for (const [radio, to] of [
      ['wlan0', ROUTER.v4],
      ['wlan1', ROUTER.v6],
    ] as const) {
      // The router remembers for tens of seconds where we were: this is well below, and only our word to it explains that.
      expect(await carriesWithout(radio, to), `${radio} ${to}`).toBeLessThan(8_000);
    }
    const after = (await laptop.status()).bonds[0];
    expect(after).toMatchObject({ mac: bearing?.mac, addresses: bearing?.addresses });
    await laptop.ok(['down']);
    expect(await laptop.differences(before)).toEqual([]);
  });

  it('goes on carrying when the helper dies, and the next one takes it up', async () => {
    await laptop.startHelper();
    expect(await laptop.up(air('balance-rr'))).toMatchObject({ code: 0 });
    await laptop.killHelper();
    const ping = await laptop.lab.exec(['ping', '-q', '-i', '0.02', '-c', '50', ROUTER.v4]);
    expect(ping.stdout).toContain(' 0% packet loss');
    await laptop.startHelper();
    await laptop.ok(['down']);
    const rules = await laptop.lab.run(['tc', 'filter', 'show', 'dev', 'wlan1', 'egress']);
    expect(rules).toBe('');
  });
});
