import { describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../../helper/contract/profile.ts';
import { ROUTER } from '../../lab/world.ts';
import {
  bringUp,
  cut,
  laptop,
  leadsHomeAtTheEnd,
  plug,
  procBonding,
  profile,
  sysfs,
  untilActive,
  variations,
} from './bench.ts';

/*
 * NetworkManager-ci, bond.feature: modes and options. One bond lives through all of it, so each scenario is also a change
 * of whatever the one before has left, which the bank tries only here and there.
 */
const ports = ['dock0', 'dock1'];
type Wish = Pick<ProfileInput['bond'], 'mode'> & { options?: Record<string, string | number | string[]> };

/** Brings the bond to this, and expects the kernel to say so and the plan to have nothing more to do. */
async function becomes({ mode, options = {} }: Wish, expected: Record<string, string>): Promise<string> {
  const wanted = profile(mode, ports, options);
  await bringUp(laptop, wanted);
  const found = await Promise.all(
    Object.keys(expected).map(async (name) => [name, await sysfs(laptop, name)] as const),
  );
  expect(Object.fromEntries(found)).toEqual(expected);
  const again = await laptop.cli(['plan', '-f', '-', '--json'], JSON.stringify(wanted));
  expect(again.json).toMatchObject({ steps: [], refusals: [] });
  return procBonding(laptop);
}

const TARGET = { arp_interval: 1000, arp_ip_target: ROUTER.v4 };

export function nmOptions(): void {
  leadsHomeAtTheEnd();

  describe('modes', () => {
    it.each(
      variations<[string, Wish, Record<string, string>, string]>(
        [
          ['options - mode set to balance xor', { mode: 2 }, { mode: 'balance-xor 2' }, 'load balancing (xor)'],
          ['options - mode set to balance-rr', { mode: 0 }, { mode: 'balance-rr 0' }, 'load balancing (round-robin)'],
          [
            'options - mode set to active backup',
            { mode: 1 },
            { mode: 'active-backup 1' },
            'fault-tolerance (active-backup)',
          ],
          ['options - mode set to broadcast', { mode: 3 }, { mode: 'broadcast 3' }, 'fault-tolerance (broadcast)'],
          [
            'options - mode set to 802.3ad',
            { mode: 4 },
            { mode: '802.3ad 4', lacp_rate: 'slow 0' },
            'IEEE 802.3ad Dynamic link aggregation',
          ],
          [
            'options - mode set to 802.3ad with lacp_rate fast',
            {
              mode: '802.3ad',
              options: { miimon: 100, xmit_hash_policy: 'layer2+3', lacp_rate: 'fast', lacp_active: 'off' },
            },
            { lacp_rate: 'fast 1', xmit_hash_policy: 'layer2+3 2', lacp_active: 'off 0' },
            'LACP active: off',
          ],
          [
            'options - mode set to 802.3ad with vlan+srcmac',
            { mode: '802.3ad', options: { miimon: 100, xmit_hash_policy: 'vlan+srcmac' } },
            { xmit_hash_policy: 'vlan+srcmac 5', lacp_rate: 'slow 0', lacp_active: 'on 1' },
            'vlan+srcmac',
          ],
          [
            'options - mode set to balance-tlb',
            { mode: 5, options: { miimon: 100, lp_interval: 10 } },
            { mode: 'balance-tlb 5', lp_interval: '10' },
            'transmit load balancing',
          ],
          [
            'options - mode set to balance-alb',
            { mode: 6, options: { miimon: 100 } },
            { mode: 'balance-alb 6', lp_interval: '1' },
            'adaptive load balancing',
          ],
        ],
        6,
      ),
    )('%s', async (_name, wish, expected, words) => {
      expect(await becomes(wish, expected)).toContain(words);
    });
  });

  describe('options', () => {
    it.each(
      variations<[string, Wish, Record<string, string>]>(
        [
          [
            'options - set new miimon values',
            { mode: 0, options: { miimon: 100, downdelay: 100, updelay: 100 } },
            { miimon: '100', downdelay: '100', updelay: '100' },
          ],
          ['options - overwrite some value', { mode: 0, options: { miimon: 999 } }, { miimon: '999', updelay: '0' }],
          [
            'set packets_per_slave option',
            { mode: 'balance-rr', options: { packets_per_slave: 1024 } },
            { packets_per_slave: '1024', miimon: '100' },
          ],
          [
            'options - set new arp values',
            {
              mode: 0,
              options: {
                ...TARGET,
                arp_missed_max: 200,
                arp_ip_target: [ROUTER.v4, '10.77.0.2'],
                ns_ip6_target: ROUTER.v6,
              },
            },
            { miimon: '0', arp_interval: '1000', arp_missed_max: '200', arp_ip_target: `${ROUTER.v4} 10.77.0.2` },
          ],
          [
            'NM - bond - bond set arp_validate in rr mode',
            { mode: 0, options: { ...TARGET, arp_validate: 'active' } },
            { arp_validate: 'active 1', arp_missed_max: '2', arp_ip_target: ROUTER.v4 },
          ],
          [
            'set arp_all_targets',
            { mode: 1, options: { ...TARGET, arp_validate: 'all', arp_all_targets: 1 } },
            { arp_all_targets: 'all 1' },
          ],
          [
            'set peer_notif_delay option',
            { mode: 1, options: { miimon: 300, peer_notif_delay: 600 } },
            { peer_notif_delay: '600', arp_interval: '0', arp_validate: 'none 0', arp_ip_target: '' },
          ],
          [
            'set invalid peer_notif_delay option',
            { mode: 1, options: { miimon: 295, peer_notif_delay: 600 } },
            { peer_notif_delay: '590' },
          ],
          [
            'set active backup options',
            { mode: 1, options: { num_grat_arp: 3 } },
            { num_grat_arp: '3', num_unsol_na: '3' },
          ],
          [
            'set num_grat_arp and num_unsol_na options',
            { mode: 1, options: { num_unsol_na: 8 } },
            { num_grat_arp: '8', num_unsol_na: '8' },
          ],
          ['options - remove a value', { mode: 1 }, { num_grat_arp: '1', num_unsol_na: '1', peer_notif_delay: '0' }],
          [
            'set 802.3ad options',
            {
              mode: '802.3ad',
              options: {
                ad_actor_sys_prio: 666,
                ad_select: 'bandwidth',
                ad_actor_system: '00:00:00:00:11:00',
                min_links: 1,
                ad_user_port_key: 2,
                all_slaves_active: 1,
              },
            },
            {
              ad_actor_sys_prio: '666',
              ad_select: 'bandwidth 1',
              ad_actor_system: '00:00:00:00:11:00',
              min_links: '1',
              ad_user_port_key: '2',
              all_slaves_active: '1',
            },
          ],
          [
            'set balance-tlb options',
            { mode: 5, options: { tlb_dynamic_lb: 0, lp_interval: 666, primary: 'dock1', miimon: 500, updelay: 500 } },
            { tlb_dynamic_lb: '0', lp_interval: '666', primary: 'dock1', updelay: '500' },
          ],
          [
            'set balance-alb options',
            { mode: 6, options: { miimon: 100, xmit_hash_policy: 5, tlb_dynamic_lb: 0 } },
            { tlb_dynamic_lb: '0', xmit_hash_policy: 'vlan+srcmac 5' },
          ],
        ],
        6,
      ),
    )('%s', async (_name, wish, expected) => {
      await becomes(wish, expected);
    });

    it('NM - device - reapply: one option changes under a running bond, and nothing else is touched', async () => {
      await becomes({ mode: 0, options: { miimon: 100, updelay: 100 } }, { downdelay: '0' });
      const index = await laptop.lab.readFile('/sys/class/net/bond0/ifindex');
      const plan = await laptop.cli(
        ['plan', '-f', '-', '--json'],
        JSON.stringify(profile(0, ports, { miimon: 100, updelay: 100, downdelay: 1000 })),
      );
      expect((plan.json as { steps: { action: { kind: string } }[] }).steps.map(({ action }) => action.kind)).toEqual([
        'set-option',
        'verify-ports',
        'verify-gateway',
      ]);
      await becomes({ mode: 0, options: { miimon: 100, updelay: 100, downdelay: 1000 } }, { downdelay: '1000' });
      expect(await laptop.lab.readFile('/sys/class/net/bond0/ifindex')).toBe(index);
    });

    it('options - mode set to active backup with primary device', async () => {
      const { lab } = laptop;
      const mac = async (link: string) => (await lab.readFile(`/sys/class/net/${link}/address`)).trim();
      const follow = { miimon: 100, primary: 'dock0', fail_over_mac: 2 };
      const words = await becomes({ mode: 1, options: follow }, { primary: 'dock0', fail_over_mac: 'follow 2' });
      expect(words).toContain('(fail_over_mac follow)');
      await untilActive(laptop, 'dock0');
      const address = await mac('bond0');
      await laptop.ok(['set', 'bond0', 'primary=dock1']);
      await untilActive(laptop, 'dock1');
      expect([await mac('bond0'), await mac('dock1')]).toEqual([address, address]);
      const taken = await laptop.cli(['activate', 'bond0', 'dock0', '--json']);
      expect(taken.code).toBe(3);
      expect(JSON.stringify(taken.json)).toContain('primary');
      await laptop.ok(['set', 'bond0', 'primary_reselect=failure']);
      await laptop.ok(['activate', 'bond0', 'dock0']);
      expect(await sysfs(laptop, 'active_slave')).toBe('dock0');
      expect(await mac('bond0')).toBe(address);
    });

    it('port priority', async () => {
      const ranked = (first: number, second: number) => ({
        ...profile(1, [
          { adapter: 'dock0', options: { prio: first, queue_id: 2 } },
          { adapter: 'dock1', options: { prio: second, queue_id: 4 } },
        ]),
        bond: { mode: 'active-backup' as const, options: { primary: '' } },
      });
      const chosen = async (port: 'dock0' | 'dock1') => {
        const other = port === 'dock0' ? 'dock1' : 'dock0';
        await cut(laptop, other);
        await untilActive(laptop, port);
        await plug(laptop, other);
        await laptop.until(
          'both up',
          ({ bonds }) => bonds[0]?.ports.every(({ miiStatus }) => miiStatus === 'up') === true,
        );
      };
      await bringUp(laptop, ranked(2, 4));
      await chosen('dock0');
      expect(await sysfs(laptop, 'active_slave')).toBe('dock1');
      await bringUp(laptop, ranked(8, 4));
      await untilActive(laptop, 'dock0');
      expect(await procBonding(laptop)).toMatch(/dock0[^]*Slave queue ID: 2[^]*dock1[^]*Slave queue ID: 4/);
    });
  });
}
