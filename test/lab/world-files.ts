import {
  ACCESS_POINTS,
  AP_NAMES,
  INTERNET,
  MACS,
  PEER,
  PRISTINE_RESOLV,
  RADIOS,
  ROUTER,
  dhcpCommand,
  dhcpConfig,
  dnsCommand,
  dnsConfig,
  hostapdConfig,
} from './world.ts';

/** Settings the guest's shell scripts read; `modules` is a node_modules folder that lies outside the checkout. */
export function settings(options: { readonly cache: string; readonly modules: string }): string {
  const entries: Record<string, string | number> = {
    ...Object.fromEntries(Object.entries(MACS).map(([name, mac]) => [`MAC_${name}`, mac])),
    RADIOS,
    CACHE: options.cache,
    MODULES: options.modules,
    RESOLV: PRISTINE_RESOLV,
  };
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${quote(String(value))}\n`)
    .join('');
}

/** The files that describe the world to the guest, by their name in /run/lab. */
export function worldFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const ap of Object.values(ACCESS_POINTS)) files.set(`hostapd-${ap.name}.conf`, hostapdConfig(ap));
  files.set('dhcp.conf', dhcpConfig());
  files.set('dns.conf', dnsConfig());
  files.set('world.sh', worldScript());
  return files;
}

/**
 * The script that builds the world around the laptop. Few programs, each with much to do: starting
 * one costs tens of milliseconds in emulation.
 */
function worldScript(): string {
  const aps = Object.values(ACCESS_POINTS);
  const spaces = ['switch', 'router', 'internet', 'peer', ...aps.map((ap) => ap.netns)];
  const lines = [
    'modprobe -a bridge veth',
    ...spaces.map((name) => `ip netns add ${name}`),
    // Switch and access points pass frames on and must not speak themselves.
    ...spaces
      .filter((name) => name !== 'router' && name !== 'internet' && name !== 'peer')
      .map((name) => `nsenter --net=/run/netns/${name} sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'`),
    ...aps.map((ap) => `iw phy phy${ap.radio} set netns name ${ap.netns}`),
    ...PEER.radios.map((radio) => `iw phy phy${radio} set netns name peer`),
    batch('', [
      'link set hwsim0 netns switch', // a tap of the virtual air that no laptop has
      'link set sw0 netns switch',
      'link set sw1 netns switch',
      'link set sw2 netns switch',
      'link add name p-router netns switch type veth peer name lan0 netns router',
      'link add name wan0 netns router type veth peer name eth0 netns internet',
      ...aps.map((ap) => `link add name p-${ap.name} netns switch type veth peer name up0 netns ${ap.netns}`),
    ]),
    batch('switch', [
      'link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
      ...['sw0', 'sw1', 'sw2', 'p-router', ...AP_NAMES.map((name) => `p-${name}`)].map(
        (port) => `link set ${port} master br0 up`,
      ),
      'link set br0 up',
    ]),
    ...aps.map((ap) =>
      batch(ap.netns, [
        'link set lo up',
        'link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
        `link set wlan${ap.radio} name radio0`,
        'link set up0 master br0 up',
        'link set br0 up',
      ]),
    ),
    batch('router', [
      'link set lo up',
      `address add ${ROUTER.v4}/24 dev lan0`,
      `address add ${ROUTER.v6}/64 dev lan0 nodad`,
      'address add 10.99.0.1/24 dev wan0',
      'address add fd99::1/64 dev wan0 nodad',
      'link set lan0 up',
      'link set wan0 up',
    ]),
    batch('internet', [
      'link set lo up',
      `address add ${INTERNET.v4}/24 dev eth0`,
      `address add ${INTERNET.v6}/64 dev eth0 nodad`,
      'link set eth0 up',
      'route add default via 10.99.0.1',
      'route add default via fd99::1',
    ]),
    "nsenter --net=/run/netns/router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'",
    'ip netns exec internet iperf3 --server --daemon',
    dhcpCommand(),
    dnsCommand(),
    ': >/run/lab/wait-for',
    ...aps
      .filter((ap) => ap.on)
      .map((ap) => `ip netns exec ${ap.netns} ${hostapdCommand(ap.name)} >/dev/null & echo $! >>/run/lab/wait-for`),
  ];
  return `${lines.join('\n')}\n`;
}

/** hostapd goes to the background once its access point is on the air. */
export function hostapdCommand(name: string): string {
  return `hostapd -B -P /run/lab/hostapd-${name}.pid -f /run/lab/hostapd-${name}.log /run/lab/hostapd-${name}.conf`;
}

function batch(netns: string, lines: readonly string[]): string {
  return `ip ${netns === '' ? '' : `-n ${netns} `}-batch - <<'END'\n${lines.join('\n')}\nEND`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
