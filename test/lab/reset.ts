import type { Agent } from './agent.ts';
import type { LaptopState } from './state-normal.ts';
import { PRISTINE_RESOLV } from './world.ts';

/** Folders of the product and of programs it uses that would carry something from one scenario into the next. */
const LEFTOVERS = [
  '/run/linkbraid',
  '/etc/linkbraid',
  '/var/lib/linkbraid',
  '/run/wpa_supplicant',
  '/run/udhcpc*',
  '/var/lib/dhcp/*',
  '/run/dhclient*',
];

/** Brings the laptop itself back to `pristine`. The caller compares afterwards: this does what is usual, and no more. */
export async function resetLaptop(agent: Agent, pristine: LaptopState): Promise<void> {
  await agent.call({ op: 'reap', timeoutMs: 10_000 });
  const names = Object.keys(pristine.links);
  const commands = names.flatMap((name) => {
    const link = pristine.links[name];
    if (link === undefined || name === 'lo') return [];
    return [
      `link set ${name} nomaster`,
      `link set ${name} down`,
      `address flush dev ${name}`,
      `link set ${name} address ${link.permanentMac}`,
      `link set ${name} mtu ${link.mtu}`,
      `link set ${name} promisc off`,
      `link set ${name} allmulticast off`,
      `link set ${name} arp on`,
      `link set ${name} txqueuelen ${link.txQueue}`,
    ];
  });
  await agent.shell(
    `
for entry in /sys/class/rfkill/*; do
  [ ! -e $entry/soft ] || echo 0 >$entry/soft
done
known=' ${names.join(' ')} '
rm -rf ${LEFTOVERS.join(' ')}
for link in /sys/class/net/*; do
  name=\${link##*/}
  case $known in *" $name "*) continue;; esac
  [ ! -d $link ] || ip link delete "$name" 2>/dev/null || iw dev "$name" del 2>/dev/null || true
done
ip -force -batch - <<'END' 2>/dev/null || true
${commands.join('\n')}
END
iw dev | awk '/Interface/ { name = $2 } /type/ && $2 != "managed" || /4addr: on/ { print name }' | while read -r name; do
  iw dev "$name" set 4addr off 2>/dev/null || true
  iw dev "$name" set type managed
done
tc -force -batch - <<'END' 2>/dev/null || true
${names.flatMap((name) => [`qdisc delete dev ${name} root`, `qdisc delete dev ${name} clsact`]).join('\n')}
END
nft flush ruleset
[ ! -d /sys/module/bonding ] || modprobe -r bonding
rm -f /etc/resolv.conf`,
  );
  await agent.writeFile('/etc/resolv.conf', PRISTINE_RESOLV);
}

/** For what a scenario has changed beyond the usual: sysctls, rules, routes that belong to no device. */
export async function resetRest(agent: Agent, pristine: LaptopState, now: LaptopState): Promise<void> {
  const writes = Object.entries(pristine.sysctls).filter(([key, value]) => now.sysctls[key] !== value);
  for (const [key, value] of writes) await agent.writeFile(`/proc/sys/net/${key}`, value).catch(() => undefined);
  const lines: string[] = [];
  if (JSON.stringify(pristine.rules) !== JSON.stringify(now.rules))
    for (const family of ['-4', '-6']) {
      lines.push(`ip ${family} rule flush`);
      // `flush` spares the local table's rule alone.
      lines.push(`ip ${family} rule add priority 32766 table main protocol kernel`);
      if (family === '-4') lines.push('ip -4 rule add priority 32767 table default protocol kernel');
    }
  if (JSON.stringify(pristine.routes) !== JSON.stringify(now.routes))
    for (const type of ['unreachable', 'blackhole', 'prohibit'])
      for (const family of ['-4', '-6']) lines.push(`ip ${family} route flush table all type ${type}`);
  for (const line of lines) await agent.exec(line.split(' '));
}
