/** What the outside really says, to start from; and below them, what once made something fail. */

export const PROC_BONDING = [
  `Ethernet Channel Bonding Driver: v6.1.0-18-amd64

Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)
Primary Slave: eth0 (primary_reselect always)
Currently Active Slave: eth0
MII Status: up
MII Polling Interval (ms): 100
Up Delay (ms): 0
Down Delay (ms): 0
Peer Notification Delay (ms): 0
NS IPv6 target/s (xx::xx form): fe80::1, fe80::2

Slave Interface: eth0
MII Status: up
Speed: 1000 Mbps
Duplex: full
Link Failure Count: 0
Permanent HW addr: 00:00:24:c3:df:44
Slave queue ID: 0
`,
  `Ethernet Channel Bonding Driver: v5.10.0

Bonding Mode: IEEE 802.3ad Dynamic link aggregation
Transmit Hash Policy: layer2 (0)
MII Status: up
802.3ad info
LACP active: on
LACP rate: slow
Min links: 0
Aggregator selection policy (ad_select): stable
System priority: 65535
System MAC address: 02:00:00:00:00:01
Active Aggregator Info:
	Aggregator ID: 1
	Number of ports: 2
	Partner Mac Address: 00:00:00:00:00:00

Slave Interface: eth1
MII Status: up
Aggregator ID: 1
details actor lacp pdu:
    system priority: 65535
    port state: 77
details partner lacp pdu:
    oper key: 1
`,
];

export const LEASES = [
  'LINKBRAID_EVENT=bound\0ip=10.77.0.23\0subnet=255.255.255.0\0mask=24\0router=10.77.0.1 10.77.0.2\0dns=10.77.0.1 9.9.9.9\0lease=3600\0serverid=10.77.0.1\0',
  'LINKBRAID_EVENT=BOUND\0reason=BOUND\0new_ip_address=192.168.1.9\0new_subnet_mask=255.255.255.128\0new_routers=192.168.1.1\0new_domain_name_servers=192.168.1.1\0new_dhcp_lease_time=86400\0',
  'LINKBRAID_EVENT=deconfig\0',
  'LINKBRAID_EVENT=nak\0message=\u001b]0;hello\u0007\0',
];

export const IP_LINKS = [
  JSON.stringify([
    {
      ifindex: 2,
      ifname: 'eth0',
      flags: ['BROADCAST', 'UP'],
      mtu: 1500,
      operstate: 'UP',
      permaddr: '02:00:00:00:00:01',
      linkinfo: { info_kind: 'veth', info_data: {} },
      addr_info: [
        {
          family: 'inet',
          local: '10.0.0.2',
          prefixlen: 24,
          broadcast: '10.0.0.255',
          scope: 'global',
          label: 'eth0:1',
          metric: 100,
          dynamic: true,
          valid_life_time: 3000,
          preferred_life_time: 4294967295,
        },
        { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link', protocol: 'kernel_ll' },
      ],
    },
  ]),
];

export const IP_ROUTES = [
  JSON.stringify([
    {
      dst: 'default',
      gateway: '10.0.0.1',
      dev: 'eth0',
      protocol: 'dhcp',
      metric: 100,
      flags: ['onlink'],
      metrics: [{ mtu: 1400 }],
    },
    { type: 'unicast', dst: 'fe80::/64', dev: 'eth0', table: 'main', protocol: 'kernel', pref: 'medium' },
  ]),
];

export const TC_FILTERS = [
  JSON.stringify([
    { protocol: 'arp', pref: 19521, kind: 'flower', chain: 0 },
    {
      protocol: 'arp',
      pref: 19521,
      kind: 'flower',
      options: {
        handle: 1,
        keys: { eth_type: 'arp', src_mac: '02:00:00:00:00:01' },
        not_in_hw: true,
        actions: [{ order: 1, kind: 'pedit', control_action: { type: 'pipe' }, nkeys: 2 }],
      },
    },
  ]),
  JSON.stringify([
    { pref: 19523, kind: 'matchall', options: { keys: { dst_mac: '02:00:00:00:00:02' }, actions: [{}] } },
  ]),
];

export const IW_DEV = [
  'phy#1\n\tInterface wlan1\n\t\tifindex 5\n\t\taddr 02:00:00:00:01:00\n\t\tssid Home\n\t\ttype managed\n\t\t4addr: on\nphy#0\n\tUnnamed/non-netdev interface\n\t\twdev 0x2\n',
];

export const DATABASES = [
  'root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000:Ada,,,:/home/ada:/bin/bash\n',
  'root:x:0:\nnetdev:x:109:bob,ada\n+nis\n',
  'ID=debian\nID_LIKE="ubuntu debian"\n',
  'country 00: DFS-UNSET\n\t(2402 - 2472 @ 40)\ncountry DE: DFS-ETSI\n',
  '# by hand\nnameserver 10.77.0.1\nnameserver fe80::1%eth0\nsearch home\n',
  'lo=lo\neth0=eth0\n',
  'auto bond0\niface bond0 inet static\n\tbond-slaves eth0 eth1\n',
  'E:ID_VENDOR_FROM_DATABASE=Realtek\nE:ID_MODEL_FROM_DATABASE=RTL8153 Gigabit\n',
];

export const PROFILES = [
  JSON.stringify({
    name: 'desk',
    bond: {
      name: 'bond0',
      mode: 'active-backup',
      options: { miimon: 100, primary: 'eth0', arp_ip_target: ['10.0.0.1'] },
    },
    ports: [
      { adapter: 'eth0' },
      {
        adapter: 'wlan0',
        wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase', bssid: '02:00:00:00:00:09', band: '5' },
      },
      { adapter: { mac: '00:00:24:c3:df:45' } },
    ],
    ip: {
      ipv4: { method: 'static', addresses: ['10.0.200.2/24'], gateway: '10.0.200.1', dns: ['10.0.200.1'] },
      ipv6: { method: 'auto' },
    },
    autoActivate: true,
  }),
  JSON.stringify({ name: 'two', bond: { mode: 0 }, ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }] }),
];

/** By the name that a file of this kind has. */
export const FORMAT_FILES: Readonly<Record<string, readonly string[]>> = {
  '/etc/network/interfaces': [
    'auto bond0\niface bond0 inet static\n address 10.0.200.2/24\n gateway 10.0.200.1\n bond-slaves eth0 wlan0\n bond-mode active-backup\n bond-miimon 100\n wpa-ssid "Home"\n wpa-psk secret123\n',
    'iface bond0 inet static\naddress 10.0.200.2\nnetmask 255.255.255.0\nup /extra/work/ifenslave bond0 wlan0 wlan1\ndown /extra/work/ifenslave -d bond0 wlan0\n',
  ],
  '/etc/netplan/01.yaml': [
    'network:\n  version: 2\n  ethernets:\n    eth0: {}\n  wifis:\n    wlan0:\n      access-points:\n        "Home": {password: "secret123"}\n  bonds:\n    bond0:\n      interfaces: [eth0, wlan0]\n      parameters: {mode: active-backup, primary: eth0, mii-monitor-interval: 100}\n      dhcp4: true\n',
    'network:\n  bonds:\n    b: &a\n      interfaces: [eth0]\n      routes: [{to: default, via: 10.0.0.1}]\n    c: *a\n',
  ],
  '/etc/systemd/network/bond0.netdev': [
    '[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\nPrimaryReselectPolicy=always\n',
  ],
  '/etc/systemd/network/eth0.network': [
    '[Match]\nName=eth0\n\n[Network]\nBond=bond0\nPrimarySlave=yes\nDHCP=yes\nAddress=10.0.0.1/24\n',
  ],
  '/etc/NetworkManager/system-connections/bond0.nmconnection': [
    '[connection]\nid=desk\ntype=bond\ninterface-name=bond0\nuuid=a\n\n[bond]\nmode=active-backup\nmiimon=100\n\n[ipv4]\nmethod=manual\naddress1=10.0.0.2/24,10.0.0.1\n',
    '[connection]\nid=w\ntype=wifi\ninterface-name=wlan0\nmaster=bond0\nslave-type=bond\n\n[wifi]\nssid=72;111;109;101;\nmac-address=02:00:00:00:00:01\n\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=secret123\n',
  ],
};

export const JOURNALS = [
  [
    {
      kind: 'begin',
      id: 'a',
      bootId: 'BOOT',
      at: 1,
      purpose: 'up',
      profile: 'desk',
      bond: 'bond0',
      before: {},
      baseline: {},
      running: null,
      actions: [],
    },
    { kind: 'state', state: 'applying', deadline: null },
    { kind: 'intent', step: 's1' },
    { kind: 'done', step: 's1' },
    { kind: 'state', state: 'provisional', deadline: 123456 },
  ]
    .map((entry) => JSON.stringify(entry))
    .join('\n'),
];
