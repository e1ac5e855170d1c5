import { describe, expect, it } from 'vitest';
import { ROUTER } from '../../lab/world.ts';
import { ADDRESS, bringUp, eachLeadsHome, laptop, profile, reaches, sysfs, untilPort, variations } from './bench.ts';
import { story } from './story.ts';

/*
 * Links that come and go, and what the driver leaves on them: the remaining scenarios of the kernel's bonding selftests
 * that a user of Linkbraid can get into.
 */
/** All hardware addresses that a link listens to. */
const listens = (link: string) => laptop.lab.run(['bridge', 'fdb', 'show', 'brport', link]);

/** Two of a kind on the bond, each in a namespace; everybody pings everybody, by IPv4 and IPv6. */
function stacked(kind: string): string {
  const own = (number: number) => [`10.77.0.7${number}`, `fd77::7${number}`] as const;
  const make = [1, 2].map(
    (number) => `
      ip netns add x${number}
      ip link add x${number} link bond0 netns x${number} type ${kind}
      ip -n x${number} link set x${number} up
      ip -n x${number} address add ${own(number)[0]}/24 dev x${number}
      ip -n x${number} address add ${own(number)[1]}/64 dev x${number} nodad`,
  );
  const bond = [ADDRESS.v4, ADDRESS.v6];
  const router = [ROUTER.v4, ROUTER.v6];
  const pairs: [string, readonly string[]][] = [
    ['router', [...bond, ...own(1), ...own(2)]],
    ['x1', [...own(2), ...router]],
    ['x2', [...own(1), ...router]],
    ['', router],
  ];
  // All at once: a ping waits most of its time.
  const pings = pairs.flatMap(([netns, targets]) =>
    targets.map(
      (target) =>
        `(${netns === '' ? '' : `ip netns exec ${netns}`} ping -q -c 3 -i 0.3 -W 3 ${target} >/dev/null || echo "${netns} ${target} is silent") &`,
    ),
  );
  return `${make.join('')}\n${pings.join('\n')}\nwait\nip netns delete x1; ip netns delete x2; ip -n router neigh flush all; echo all answer`;
}

export function links(): void {
  eachLeadsHome();

  describe('recovery', () => {
    it.each(
      variations(
        [
          ['mode-1-recovery-updelay', 'active-backup'],
          ['mode-2-recovery-updelay', 'balance-xor'],
        ] as const,
        1,
      ),
    )('%s', async (_name, mode) => {
      await bringUp(laptop, profile(mode, ['dock0', 'dock1'], { miimon: 100 }));
      for (const updelay of variations([0, 10_000, 200, 500, 1000, 2000, 5000], 2)) {
        await laptop.ok(['set', 'bond0', `updelay=${updelay}`]);
        // The driver must not wait out the delay of the one port there is.
        await story(
          laptop,
          `cut dock0; port dock0 down; plug dock0; cut dock1; port dock1 down; answers; port dock0 up
        echo 0 >$B/updelay; plug dock1; port dock1 up`,
        );
      }
    });
  });

  describe('dev_addr_lists', () => {
    it.each(
      variations(
        [
          ['bond_cleanup_mode1', 'active-backup'],
          ['bond_cleanup_mode4', '802.3ad'],
        ] as const,
        1,
      ),
    )('%s', async (_name, mode) => {
      const unicast = '02:00:00:12:34:56';
      const multicast = '33:33:ff:78:9a:bc';
      await bringUp(laptop, profile(mode, ['dock0', 'dock1']));
      await laptop.lab.shell(`
      ip link add mv0 link bond0 up address ${unicast} type macvlan
      ip address add fe80::78:9abc/64 dev bond0 nodad`);
      const both = async () => `${await listens('dock0')}${await listens('dock1')}`;
      expect(await both()).toContain(unicast);
      expect(await both()).toContain(multicast);
      await laptop.lab.run(['ip', 'link', 'delete', 'mv0']);
      await laptop.ok(['down']);
      expect(await both()).not.toContain(unicast);
      expect(await both()).not.toContain(multicast);
    });

    it('bond_listen_lacpdu_multicast, and bond-break-lacpdu-tx', async () => {
      const lacpdu = '01:80:c2:00:00:02';
      // From before the bond is there: with nobody to answer, the next ones come half a minute later.
      const capture = [
        'timeout',
        '60',
        'tcpdump',
        '-n',
        '-c',
        '1',
        '-i',
        'far-dock0',
        '-Q',
        'in',
        'ether proto 0x8809',
      ];
      const spoken = await laptop.lab.start(capture, { netns: 'switch' });
      while (!(await spoken.output()).stderr.includes('listening'))
        if (!(await spoken.output()).running) throw new Error((await spoken.output()).stderr);
      await bringUp(laptop, profile('802.3ad', ['dock0', 'dock1']));
      expect((await spoken.wait()).stdout).toContain('LACPv1');
      expect(await listens('dock0')).toContain(lacpdu);
      // Setting this takes the bond down and up again.
      await laptop.ok(['set', 'bond0', 'lacp_rate=fast', '--rebuild']);
      expect(await sysfs(laptop, 'lacp_rate')).toBe('fast 1');
      expect(await listens('dock0')).toContain(lacpdu);
      await laptop.ok(['down']);
      expect(await listens('dock0')).not.toContain(lacpdu);
    });
  });

  describe('one driver, several lives', () => {
    it('bond-arp-interval-causes-panic', async () => {
      const { lab } = laptop;
      await bringUp(laptop, profile('active-backup', ['dock0'], { miimon: 100, all_slaves_active: 1 }));
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
      const probing = { arp_interval: 1000, arp_ip_target: ROUTER.v4 };
      await bringUp(laptop, profile('balance-rr', ['dock0'], probing));
      expect(await sysfs(laptop, 'mode')).toBe('balance-rr 0');
      expect([await sysfs(laptop, 'miimon'), await sysfs(laptop, 'all_slaves_active')]).toEqual(['0', '0']);
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
      expect(await lab.shell('dmesg | grep -c "Oops\\|BUG:" || true')).toBe('0\n');
    });

    it('bond-lladdr-target', async () => {
      const routers = await laptop.lab.run(['ip', '-n', 'router', '-6', '-o', 'address', 'show', 'scope', 'link']);
      const target = /lan0\s+inet6 (fe80::[0-9a-f:]+)/.exec(routers)?.[1] ?? '';
      const probing = { arp_interval: 500, arp_validate: 'all', ns_ip6_target: target };
      await bringUp(laptop, profile('active-backup', ['dock0', 'dock1'], probing));
      for (const port of ['dock0', 'dock1']) await untilPort(laptop, port, 'up');
      expect((await laptop.status()).bonds[0]).toMatchObject({ carrier: true, options: { ns_ip6_target: target } });
    });
  });

  describe('what others put on top', () => {
    it.each(variations(['active-backup', 'balance-tlb', 'balance-alb'] as const, 1))(
      'bond_macvlan_ipvlan: %s',
      async (mode) => {
        await bringUp(laptop, profile(mode, ['dock0', 'dock1']));
        for (const kind of ['macvlan mode bridge', 'ipvlan mode l2'])
          expect(await laptop.lab.shell(stacked(kind), { timeoutMs: 120_000 }), kind).toBe('all answer\n');
      },
    );
  });
}
