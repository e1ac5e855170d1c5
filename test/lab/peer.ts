import type { ProfileInput } from '../../helper/contract/profile.ts';
import type { Lab } from './lab.ts';
import { queuePackets } from './queue.ts';
import { PEER } from './world.ts';

export type PeerLinks = 'ad-hoc' | 'four-address';

/**
 * A machine of one's own at the other end: the laptop's two radios lead to it alone, and it bonds its ends of them too.
 * In ad-hoc each pair of radios has a cell; in four-address its radios are access points, and what joins them is bonded
 * by way of a macvlan, since the interface that hostapd makes for a station can be no port itself.
 */
export class Peer {
  private constructor(
    private readonly lab: Lab,
    private readonly links: PeerLinks,
  ) {}

  static async start(lab: Lab, links: PeerLinks, mode: string): Promise<Peer> {
    const peer = new Peer(lab, links);
    await peer.bond(mode);
    await lab.shell(links === 'ad-hoc' ? cells() : accessPoints(), { world: true, netns: 'peer' });
    await lab.shell('iperf3 --server --daemon --pidfile /run/lab/peer-iperf.pid', { world: true, netns: 'peer' });
    return peer;
  }

  private async bond(mode: string): Promise<void> {
    const monitor =
      this.links === 'ad-hoc' ? `arp_interval 100 arp_missed_max 10 arp_ip_target ${PEER.laptop}` : 'miimon 100';
    const hash = mode === 'balance-xor' ? 'xmit_hash_policy layer3+4' : '';
    await this.lab.run(['modprobe', 'bonding', 'max_bonds=0']);
    await this.lab.run(['ip', '-n', 'peer', '-batch', '-'], {
      stdin: [
        `link add bond0 type bond mode ${mode} ${monitor} ${hash}`,
        `address add ${PEER.v4}/24 dev bond0`,
        `address add ${PEER.v6}/64 dev bond0 nodad`,
        'link set bond0 up',
        '',
      ].join('\n'),
    });
  }

  /** The peer's ends, as the laptop's radios reach them now. */
  private async ports(): Promise<string[]> {
    const text = await this.lab.run(['ip', '-n', 'peer', '-j', 'link', 'show', 'master', 'bond0']);
    return (JSON.parse(text) as { ifname: string }[]).map(({ ifname }) => ifname);
  }

  /** Gives each link that is there now this rate in both directions. */
  async shape(mbit: number): Promise<void> {
    const netem = `netem limit ${queuePackets(mbit)} rate ${mbit}mbit`;
    const lines = (await this.ports()).flatMap((port, index) => [
      `tc qdisc replace dev ${port} root ${netem}`,
      `tc qdisc delete dev ${port} clsact 2>/dev/null || true`,
      `ip link delete ifb${index} 2>/dev/null || true`,
      `ip link add ifb${index} type ifb`,
      `ip link set ifb${index} up`,
      `tc qdisc add dev ifb${index} root ${netem}`,
      `tc qdisc add dev ${port} clsact`,
      `tc filter add dev ${port} ingress matchall action mirred egress redirect dev ifb${index}`,
    ]);
    await this.lab.shell(['modprobe ifb numifbs=0', ...lines].join('\n'), { netns: 'peer' });
  }

  /** Waits until both of its ends carry. */
  async whole(): Promise<void> {
    const limit = Date.now() + 60_000;
    for (;;) {
      const text = await this.lab.run(['cat', '/proc/net/bonding/bond0'], { netns: 'peer' });
      if (text.match(/^MII Status: up/gm)?.length === 1 + PEER.radios.length) return;
      if (Date.now() > limit) throw new Error(`an end of the peer does not carry:\n${text}`);
    }
  }

  /** One of its radios falls silent without a word, or speaks again. */
  async radio(index: number, state: 'up' | 'down'): Promise<void> {
    const name = `wlan${PEER.radios[index]}`;
    const set = `ip link set ${name} ${state}`;
    const pid = `/run/lab/peer-${index}.pid`;
    const lines = {
      'ad-hoc': state === 'up' ? [set, joinCell(index)] : [set],
      'four-address': state === 'up' ? [hostapd(index)] : [`kill -9 $(cat ${pid})`, set],
    }[this.links];
    await this.lab.shell(lines.join('\n'), { world: true, netns: 'peer' });
  }

  async stop(): Promise<void> {
    await this.lab.shell(
      [
        'kill -- -$(cat /run/lab/peer-watch.pid) 2>/dev/null || true', // with what it has started
        'kill $(cat /run/lab/peer-*.pid) 2>/dev/null || true',
        'rm -f /run/lab/peer-*.pid',
        'ip link delete bond0',
        'for ifb in /sys/class/net/ifb*; do [ ! -e $ifb ] || ip link delete ${ifb##*/}; done',
        ...PEER.radios.flatMap((radio) => [
          `ip link set wlan${radio} down`,
          `tc qdisc delete dev wlan${radio} clsact 2>/dev/null || true`,
          `iw dev wlan${radio} set type managed`,
        ]),
      ].join('\n'),
      { netns: 'peer' },
    );
  }
}

const CELLS = [
  { ssid: 'cell one', bssid: '02:ce:11:00:00:01', frequencyMhz: 2412 },
  { ssid: 'cell two', bssid: '02:ce:11:00:00:02', frequencyMhz: 5180 },
] as const;

const PEER_SSIDS = ['peer one', 'peer two'] as const;

function joinCell(index: number): string {
  const cell = CELLS[index];
  if (!cell) throw new Error(`no cell ${index}`);
  return `iw dev wlan${PEER.radios[index]} ibss join '${cell.ssid}' ${cell.frequencyMhz} fixed-freq ${cell.bssid}`;
}

function cells(): string {
  return PEER.radios
    .flatMap((radio, index) => [
      `ip link set wlan${radio} down`,
      `iw dev wlan${radio} set type ibss`,
      `ip link set wlan${radio} master bond0`,
      joinCell(index),
    ])
    .join('\n');
}

function hostapd(index: number): string {
  return `hostapd -B -P /run/lab/peer-${index}.pid /run/lab/peer-${index}.conf </dev/null >/dev/null`;
}

function accessPoints(): string {
  const each = PEER.radios.flatMap((radio, index) => [
    `cat >/run/lab/peer-${index}.conf <<'END'`,
    `interface=wlan${radio}`,
    'driver=nl80211',
    `ssid=${PEER_SSIDS[index]}`,
    `hw_mode=${index === 0 ? 'g' : 'a'}`,
    `channel=${index === 0 ? 1 : 36}`,
    'ieee80211n=1',
    'wmm_enabled=1',
    'wds_sta=1',
    'END',
    hostapd(index),
  ]);
  // A station's interface hears the same questions as the macvlan on it, and would answer for the bond with an address of its own.
  return ['echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore', WATCH_STATIONS, ...each].join('\n');
}

/** Whenever a station has come, its interface is new. */
const WATCH_STATIONS = `
setsid sh -c 'echo $$ >/run/lab/peer-watch.pid
ip -o monitor link | while read -r _; do
  for sta in /sys/class/net/*.sta*; do
    name=\${sta##*/}
    port=v-\${name%%.*}
    [ -e $sta ] && [ ! -e /sys/class/net/$port ] || continue
    ip link set $name up
    ip link add $port link $name type macvlan mode private && ip link set $port master bond0
  done
done' </dev/null >/dev/null 2>&1 &`;

/** Of a profile that leads to the peer. */
export const PEER_IP: NonNullable<ProfileInput['ip']> = {
  ipv4: { method: 'static', addresses: [`${PEER.laptop}/24`] },
  ipv6: { method: 'static', addresses: [`${PEER.laptop6}/64`] },
};

export function peerPorts(links: PeerLinks): ProfileInput['ports'] {
  if (links === 'four-address')
    return PEER_SSIDS.map((ssid, index) => ({
      adapter: `wlan${index}`,
      wifi: { ssid, security: 'open', fourAddress: true },
    }));
  return CELLS.map(({ ssid, bssid, frequencyMhz }, index) => ({
    adapter: `wlan${index}`,
    wifi: { ssid, bssid, security: 'open', adHoc: { frequencyMhz } },
  }));
}
