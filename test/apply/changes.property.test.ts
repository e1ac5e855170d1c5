import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { OptionValue, ProfileInput } from '../../helper/contract/profile.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const WIFI = (ssid: string) => ({ ssid, security: 'wpa2-psk', psk: 'a passphrase' }) as const;
const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: WIFI('Home') }],
};

type Change = (live: LiveBond) => Promise<unknown>;

const VALUES: Record<string, OptionValue[]> = {
  mode: ['active-backup', 'balance-xor', 'balance-rr', 2],
  miimon: [50, 100, 'often'],
  updelay: [0, 200],
  primary: ['eth0', 'wlan0', 'eth1', ''],
  primary_reselect: ['always', 'failure', 1],
  fail_over_mac: ['none', 'active', 'follow'],
  num_unsol_na: [1, 2],
  xmit_hash_policy: ['layer2', 'layer3+4'],
};
const options = fc
  .uniqueArray(fc.constantFrom(...Object.entries(VALUES)), { minLength: 1, maxLength: 3 })
  .chain((chosen) =>
    fc.record<Record<string, OptionValue>>(
      Object.fromEntries(chosen.map(([name, values]) => [name, fc.constantFrom(...values)])),
    ),
  );
const names = fc.constantFrom('eth0', 'eth1', 'wlan0', 'wlan1');
const onlyNow = fc.boolean();
const bond = 'bond0';

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ options, rebuild: fc.boolean(), onlyNow }).map(
    (given): Change =>
      (live) =>
        live.changes.set(bond, given.options, given),
  ),
  fc.record({ adapter: names, onlyNow }).map((given): Change => (live) => {
    const wifi = given.adapter.startsWith('wlan') ? WIFI(given.adapter === 'wlan0' ? 'Home' : 'Office') : undefined;
    return live.changes.addPort({ bond, wifi, ...given });
  }),
  fc.record({ adapter: names, onlyNow }).map(
    (given): Change =>
      (live) =>
        live.changes.removePort({ bond, ...given }),
  ),
  names.map(
    (port): Change =>
      (live) =>
        live.changes.activate(bond, port),
  ),
);

it('whatever is changed, the record tells what runs, a refusal changes nothing, and `down` leads home', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), fc.boolean(), async (walk, saved) => {
      const links = [adapter('eth0', { up: true, carrier: true }), adapter('eth1'), adapter('wlan0'), adapter('wlan1')];
      const live = new LiveBond(links);
      try {
        const home = live.kernel.machine;
        await live.up(DESK, { saved });
        for (const step of walk) {
          const before = live.kernel.machine;
          await step(live).catch((error: unknown) => {
            expect(error).toBeInstanceOf(LinkbraidError);
            expect(['refused', 'invalid-profile']).toContain((error as LinkbraidError).code);
            expect(live.kernel.machine).toBe(before);
          });
          const record = live.records.get(bond, 'boot');
          if (!record?.running) throw new Error('no record of what runs');
          const { plan } = planProfile(record.running, live.kernel.machine, record.baseline);
          expect(plan).toMatchObject({ refusals: [], steps: [] });
        }
        await live.transactions.down(bond);
        const visible = ({ links: all }: typeof home) =>
          Object.values(all).map(({ name, up, mac, mtu, master }) => ({ name, up, mac, mtu, master }));
        expect(visible(live.kernel.machine)).toEqual(visible(home));
        expect(live.kernel.machine.wifi).toEqual(home.wifi);
      } finally {
        live.end();
      }
    }),
    { numRuns: 50 },
  );
}, 60_000);
