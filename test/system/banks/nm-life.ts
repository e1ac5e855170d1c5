import { describe, expect, it } from 'vitest';
import { ROUTER } from '../../lab/world.ts';
import {
  ADDRESS,
  bringUp,
  cut,
  eachLeadsHome,
  home,
  laptop,
  plug,
  procBonding,
  profile,
  reaches,
  untilActive,
  untilPort,
} from './bench.ts';

/*
 * NetworkManager-ci, bond.feature: bonds and ports that come, go and are interfered with, through restarts of the helper
 * too; and what nmstate and systemd-networkd add to that.
 */
const mac = async (link: string) => (await laptop.lab.readFile(`/sys/class/net/${link}/address`)).trim();
const mtu = async (link: string) => Number(await laptop.lab.readFile(`/sys/class/net/${link}/mtu`));
const ports = async () => (await laptop.status()).bonds[0]?.ports.map(({ name }) => name);
const ip = (words: string) => laptop.lab.run(['ip', ...words.split(' ')]);

async function restartHelper(): Promise<void> {
  await laptop.killHelper();
  await laptop.startHelper();
}

export function nmLife(): void {
  eachLeadsHome();

  describe('ports', () => {
    it('add slaves, remove slave, remove all slaves', async () => {
      await bringUp(laptop, profile(1, ['dock0']));
      await laptop.ok(['port', 'add', 'bond0', 'dock1']);
      expect(await procBonding(laptop)).toMatch(/Slave Interface: dock0[^]*Slave Interface: dock1/);
      await laptop.ok(['port', 'remove', 'bond0', 'dock1']);
      expect(await ports()).toEqual(['dock0']);
      const last = await laptop.cli(['port', 'remove', 'bond0', 'dock0', '--json']);
      expect([last.code, JSON.stringify(last.json)]).toEqual([3, expect.stringContaining('last-port')]);
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
    });

    it('the order of ports is that of the profile, and the first gives its MAC address', async () => {
      const own = await Promise.all(['dock0', 'dock1', 'dock2'].map(mac));
      await bringUp(laptop, profile(1, ['dock2', 'dock0', 'dock1']));
      expect(await ports()).toEqual(['dock2', 'dock0', 'dock1']);
      expect([await mac('bond0'), await mac('dock0'), await mac('dock1')]).toEqual([own[2], own[2], own[2]]);
      await laptop.ok(['down']);
      await bringUp(laptop, profile(1, ['dock1', 'dock0']));
      expect([await mac('bond0'), await mac('dock0')]).toEqual([own[1], own[1]]);
    });

    it('mac reconnect preserve', async () => {
      const own = await Promise.all(['dock0', 'dock1'].map(mac));
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      const address = await mac('bond0');
      await laptop.ok(['down']);
      expect(await Promise.all(['dock0', 'dock1'].map(mac))).toEqual(own);
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      expect(await mac('bond0')).toBe(address);
    });

    it('removing_port_keeps_mac_of_existing_bond, and replace_bond_port', async () => {
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      const address = await mac('bond0');
      await laptop.ok(['port', 'remove', 'bond0', 'dock1']);
      expect(await mac('bond0')).toBe(address);
      await laptop.ok(['port', 'add', 'bond0', 'dock2']);
      expect([await ports(), await mac('bond0')]).toEqual([['dock0', 'dock2'], address]);
      // The one whose address the bond bears may not just leave: two links of one network would have the same.
      const bearer = await laptop.cli(['port', 'remove', 'bond0', 'dock0', '--json']);
      expect([bearer.code, JSON.stringify(bearer.json)]).toEqual([3, expect.stringContaining('bears-the-address')]);
    });

    it('set mtu', async () => {
      const big = profile(1, ['dock0', 'dock1']);
      await bringUp(laptop, { ...big, bond: { ...big.bond, mtu: 9000 } });
      expect(await Promise.all(['bond0', 'dock0', 'dock1'].map(mtu))).toEqual([9000, 9000, 9000]);
      await laptop.ok(['down']);
      expect(await Promise.all(['dock0', 'dock1'].map(mtu))).toEqual([1500, 1500]);
      await home();
    });
  });

  describe('bonds', () => {
    it('disconnect active bond, start bond by hand, remove active bond profile', async () => {
      await laptop.ok(['profile', 'set', '-'], JSON.stringify(profile(1, ['dock0', 'dock1'])));
      await laptop.ok(['up', 'bench']);
      await laptop.ok(['down']);
      await home();
      await laptop.ok(['up', 'bench']);
      expect(await ports()).toEqual(['dock0', 'dock1']);
      // The bank's answer is that the bond goes too; ours is to ask for that first.
      const removed = await laptop.cli(['profile', 'remove', 'bench', '--json']);
      expect(removed.code).not.toBe(0);
      expect(JSON.stringify(removed.json)).toContain('bond0');
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
      await laptop.ok(['down']);
      await laptop.ok(['profile', 'remove', 'bench']);
      await home();
    });

    it('start bond by hand with no slaves', async () => {
      await cut(laptop, 'dock0');
      await cut(laptop, 'dock1');
      const up = await laptop.up(profile(1, ['dock0', 'dock1']));
      expect([up.code, JSON.stringify(up.json)]).toEqual([1, expect.stringContaining('no-carrier')]);
      await plug(laptop, 'dock0');
      await plug(laptop, 'dock1');
      await home();
    });

    it('addresses restart persistence, assume options, leave UP with L2 only config', async () => {
      const options = { arp_interval: 500, arp_ip_target: ROUTER.v4, ns_ip6_target: ROUTER.v6 };
      const wanted = profile(1, [{ adapter: 'dock0', options: { prio: 5 } }, 'dock1'], options);
      await bringUp(laptop, wanted);
      await restartHelper();
      const [bond] = (await laptop.status()).bonds;
      expect(bond).toMatchObject({ profile: 'bench', options: { arp_interval: 500, ns_ip6_target: ROUTER.v6 } });
      expect(bond?.addresses.sort()).toEqual([`${ADDRESS.v4}/24`, `${ADDRESS.v6}/64`]);
      const plan = await laptop.cli(['plan', '-f', '-', '--json'], JSON.stringify(wanted));
      expect(plan.json).toMatchObject({ steps: [], refusals: [] });

      const bare = { ipv4: { method: 'disabled' as const }, ipv6: { method: 'disabled' as const } };
      await bringUp(laptop, { ...profile(1, ['dock0', 'dock1']), ip: bare });
      await restartHelper();
      expect((await laptop.status()).bonds[0]).toMatchObject({ up: true, carrier: true, addresses: [] });
    });

    it('reconnect device: the driver cannot be loaded, then it can', async () => {
      const { lab } = laptop;
      await lab.run(['modprobe', '-r', 'bonding']);
      await lab.writeFile('/etc/modprobe.d/97-test.conf', 'install bonding /bin/false\n');
      const up = await laptop.up(profile(1, ['dock0']));
      await lab.run(['rm', '/etc/modprobe.d/97-test.conf']);
      expect(up.code).toBe(1);
      expect(JSON.stringify(up.json)).toContain('as it was before');
      await bringUp(laptop, profile(1, ['dock0']));
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
    });

    it('reconnect device: an empty bond of that name is there already, and the default route comes', async () => {
      await ip('link add bond0 type bond');
      const wanted = profile(1, ['dock0']);
      const ipv4 = { method: 'static' as const, addresses: [`${ADDRESS.v4}/24`], gateway: ROUTER.v4 };
      await bringUp(laptop, { ...wanted, ip: { ...wanted.ip, ipv4 } });
      expect(await ip('route show default dev bond0')).toContain(`via ${ROUTER.v4}`);
      await laptop.ok(['down']);
      // Which was there before, and so is again.
      await ip('link delete bond0');
    });
  });

  describe('changes by others', () => {
    it('reflect changes from outside', async () => {
      await ip('link add bond7 type bond mode active-backup miimon 100');
      await ip('link set dock0 down');
      await ip('link set dock0 master bond7');
      await ip('link set bond7 up');
      const { bonds } = await laptop.until(
        'the bond and its port',
        ({ bonds: [bond] }) => bond?.activePort === 'dock0',
      );
      expect(bonds).toMatchObject([{ name: 'bond7', profile: null, mode: 'active-backup', options: { miimon: 100 } }]);
      await ip('link delete bond7');
      await laptop.until('no bond', (status) => status.bonds.length === 0);
    });

    it('ports should be unattached when controller dependency fails', async () => {
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      await ip('link delete bond0');
      const { adapters } = await laptop.until('no bond', (status) => status.bonds.length === 0);
      expect(adapters.filter(({ master }) => master !== null)).toEqual([]);
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
    });

    it('keep profile up after ipv6 flush', async () => {
      await bringUp(laptop, profile(1, ['dock0']));
      await ip('-6 address flush dev bond0');
      await laptop.until('the loss shown', ({ bonds }) => !bonds[0]?.addresses.includes(`${ADDRESS.v6}/64`));
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
      await bringUp(laptop, profile(1, ['dock0']));
      expect((await laptop.status()).bonds[0]?.addresses).toContain(`${ADDRESS.v6}/64`);
    });

    it('VLAN on top: restart persistence, and back once a port link revives', async () => {
      const { lab } = laptop;
      await lab.shell(`ip -n switch link add link br0 name br0.153 type vlan id 153
      ip -n switch address add 10.66.66.2/24 dev br0.153
      ip -n switch link set br0.153 up`);
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      await lab.shell(`ip link add link bond0 name bond0.153 type vlan id 153
      ip address add 10.66.66.1/24 dev bond0.153
      ip link set bond0.153 up`);
      expect(await reaches(laptop, '10.66.66.2')).toBe(true);
      await restartHelper();
      await cut(laptop, 'dock0');
      await cut(laptop, 'dock1');
      await laptop.until('no carrier', ({ bonds }) => bonds[0]?.carrier === false);
      await plug(laptop, 'dock1');
      await untilActive(laptop, 'dock1');
      expect(await ip('address show dev bond0.153')).toContain('10.66.66.1/24');
      expect(await reaches(laptop, '10.66.66.2')).toBe(true);
      await lab.shell('ip link delete bond0.153; ip -n switch link delete br0.153');
    });

    it('enslave bond device to bridge, and do not modify the unmanaged bridge', async () => {
      const { lab } = laptop;
      const bare = { ipv4: { method: 'disabled' as const }, ipv6: { method: 'disabled' as const } };
      const wanted = profile(2, ['dock0', 'dock1'], { xmit_hash_policy: 'vlan+srcmac' });
      await lab.shell('ip link add br9 type bridge vlan_filtering 1 mcast_snooping 0; ip link set br9 up');
      await bringUp(laptop, { ...wanted, ip: bare, bond: { ...wanted.bond, mtu: 9000 } });
      await lab.shell('ip link set bond0 master br9; ip address add 10.77.0.62/24 dev br9');
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
      await laptop.ok(['set', 'bond0', 'miimon=50']);
      expect(await ip('-d link show br9')).toContain('vlan_filtering 1');
      expect(await Promise.all(['bond0', 'dock0'].map(mtu))).toEqual([9000, 9000]);
      await lab.shell('ip link set bond0 nomaster; ip link delete br9');
    });
  });

  describe('nmstate and systemd-networkd', () => {
    it('rollback_for_bond', async () => {
      await bringUp(laptop, profile(1, ['dock0', 'dock1']));
      const good = await laptop.lab.settle();
      const bad = profile(0, ['dock0', 'dock2'], { arp_interval: 200, arp_ip_target: '192.0.2.1' });
      const ipv4 = { method: 'static' as const, addresses: [`${ADDRESS.v4}/24`], gateway: '10.77.0.250' };
      const up = await laptop.up({ ...bad, ip: { ipv4 } });
      expect(up.code).toBe(1);
      await untilPort(laptop, 'dock1', 'up');
      expect(await laptop.differences(good)).toEqual([]);
    });

    it('change_2_port_bond_mode_from_1_to_5, and change_bond_from_miimon_to_arp_internal', async () => {
      await bringUp(laptop, profile(1, ['dock0', 'dock1'], { miimon: 140 }));
      await laptop.ok(['set', 'bond0', 'miimon=0', 'arp_interval=200', `arp_ip_target=${ROUTER.v4}`]);
      expect((await laptop.status()).bonds[0]?.options).toMatchObject({ miimon: 0, arp_interval: 200 });
      await laptop.ok(['set', 'bond0', 'arp_interval=0', 'arp_ip_target=', 'miimon=100']);
      await laptop.ok(['set', 'bond0', 'mode=5', '--rebuild']);
      expect(await procBonding(laptop)).toContain('transmit load balancing');
      await laptop.ok(['set', 'bond0', 'tlb_dynamic_lb=0', '--rebuild']);
      await laptop.ok(['set', 'bond0', 'tlb_dynamic_lb=1', '--rebuild']);
      expect((await laptop.status()).bonds[0]?.options['tlb_dynamic_lb']).toBe(1);
      expect(await reaches(laptop, ROUTER.v4)).toBe(true);
    });
  });
}
