import type { Installed } from './installed.ts';

/** What all processes of a service take. */
export interface Weight {
  /** Resident, files that are mapped included. */
  residentMb: number;
  /** Its own alone, which nothing can share or read again from disk. */
  ownMb: number;
  cpuMsPerMinute: number;
  /** By systemd, of 10. */
  exposure: number;
}

/** Looks on for a minute. */
export async function weigh(machine: Installed, unit: string): Promise<Weight> {
  const figures = await machine.sh(`
systemd-analyze security --no-pager ${unit} 2>/dev/null | sed -n 's/.*Overall exposure level.*: \\([0-9.]*\\).*/\\1/p'
group=/sys/fs/cgroup$(systemctl show -P ControlGroup ${unit})
used() { sed -n 's/^usage_usec //p' "$group/cpu.stat"; }
before=$(used)
sleep 60
after=$(used)
for pid in $(cat "$group/cgroup.procs"); do cat "/proc/$pid/smaps_rollup"; done |
  awk -v us=$((after - before)) '/^Rss:/ { rss += $2 } /^Anonymous:/ { own += $2 } END { print rss, own, us }'`);
  const [exposure = NaN, rss = NaN, own = NaN, us = NaN] = figures.trim().split(/\s/).map(Number);
  return { residentMb: rss / 1000, ownMb: own / 1000, cpuMsPerMinute: us / 1000, exposure };
}

/** Eight cables to a place that asks nothing of whoever is plugged in. */
export const EIGHT = {
  ports: Array.from({ length: 8 }, (_, index) => `p${index + 1}`),
  bond: 'bond8',
  address: '10.88.0.2/24',
  plug: `ip netns add sink && ip -n sink link add br0 type bridge && ip -n sink link set br0 up
for n in 1 2 3 4 5 6 7 8; do
  ip link add p$n type veth peer name q$n netns sink && ip -n sink link set q$n master br0 up
done
udevadm settle`,
  unplug: 'ip netns delete sink; udevadm settle; ! ip link show p1 2>/dev/null',
};

/** NetworkManager with nothing to look after, and with the eight in a bond. Nothing is left of it afterwards. */
export async function weighNetworkManager(machine: Installed): Promise<Weight[]> {
  await machine.sh(`
rm /run/systemd/system/NetworkManager.service
mkdir -p /run/NetworkManager/conf.d
printf '[main]\\ndns=none\\nno-auto-default=*\\n[keyfile]\\nunmanaged-devices=*,except:interface-name:p*,except:interface-name:${EIGHT.bond}\\n' \\
  >/run/NetworkManager/conf.d/lab.conf
systemctl daemon-reload
systemctl start NetworkManager`);
  await machine.until('NetworkManager answers', 'nmcli general');
  const idle = await weigh(machine, 'NetworkManager');
  await machine.sh(`
nmcli connection add save no type bond con-name ${EIGHT.bond} ifname ${EIGHT.bond} bond.options mode=active-backup,miimon=100 \\
  ipv4.method manual ipv4.addresses ${EIGHT.address} ipv6.method disabled
for port in ${EIGHT.ports.join(' ')}; do
  nmcli connection add save no type ethernet con-name $port ifname $port master ${EIGHT.bond} slave-type bond
done
for port in ${EIGHT.ports.join(' ')}; do nmcli --wait 90 connection up $port; done`);
  await machine.until('all eight are in', `[ "$(ls -d /sys/class/net/${EIGHT.bond}/lower_* | wc -l)" = 8 ]`);
  const eight = await weigh(machine, 'NetworkManager');
  await machine.sh(`
nmcli connection delete ${EIGHT.bond} ${EIGHT.ports.join(' ')}
systemctl stop NetworkManager
ip link delete ${EIGHT.bond} 2>/dev/null || true
rm -rf /run/NetworkManager
ln -s /dev/null /run/systemd/system/NetworkManager.service
systemctl daemon-reload`);
  return [idle, eight];
}
