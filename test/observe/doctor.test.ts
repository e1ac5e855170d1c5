import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import {
  gatherMachineFacts,
  parseInterfaces,
  parseOsRelease,
  parseRegulatoryDomain,
  socketFacts,
} from '../../helper/kernel/machine-facts.ts';
import { judgeHelper, judgePermission } from '../../helper/observe/doctor-access.ts';
import { judgeMachine, type MachineFacts } from '../../helper/observe/doctor.ts';

/** A laptop on which nothing stands in the way. */
const HEALTHY: MachineFacts = {
  kernel: '6.1.0-28-amd64',
  processor: 'x64',
  distribution: ['debian'],
  bonding: 'loaded',
  emptyBonds: [],
  adapters: [
    { name: 'eth0', wifi: false },
    { name: 'wlan0', wifi: true },
  ],
  radioSwitches: [{ name: 'phy0', soft: false, hard: false }],
  regulatoryDomain: 'DE',
  running: ['wpa_supplicant'],
  installed: ['wpa_supplicant', 'dhclient'],
  systemBus: true,
  ifupdown: [],
  resolver: 'file',
};

describe('judging', () => {
  test('a healthy machine: every check says so', () => {
    expect(judgeMachine(HEALTHY).map(({ check, level }) => [check, level])).toEqual([
      ['bonding', 'ok'],
      ['adapters', 'ok'],
      ['regulatory-domain', 'ok'],
      ['wpa-supplicant', 'ok'],
      ['dhcp-client', 'ok'],
      ['other-manager', 'ok'],
      ['resolver', 'ok'],
    ]);
  });

  test.each<[Partial<MachineFacts>, string, 'ok' | 'note' | 'problem', RegExp, string | null]>([
    [{ bonding: 'available' }, 'bonding', 'ok', /will be loaded/, null],
    [
      { bonding: 'missing' },
      'bonding',
      'problem',
      /6\.1\.0-28-amd64/,
      'sudo apt install linux-image-amd64, then restart into that kernel',
    ],
    [
      { bonding: 'missing', processor: 'arm64' },
      'bonding',
      'problem',
      /no bonding/,
      'sudo apt install linux-image-arm64, then restart into that kernel',
    ],
    [
      { bonding: 'missing', distribution: ['ubuntu', 'debian'] },
      'bonding',
      'problem',
      /no bonding/,
      'sudo apt install linux-modules-6.1.0-28-amd64, then restart into that kernel',
    ],
    [
      { bonding: 'missing', distribution: ['fedora'] },
      'bonding',
      'problem',
      /no bonding/,
      'sudo dnf install kernel-modules, then restart into that kernel',
    ],
    [{ emptyBonds: ['bond0'] }, 'stray-bond', 'note', /^bond0 is an empty bond/, 'sudo ip link delete bond0'],
    [
      { adapters: [] },
      'adapters',
      'note',
      /no network adapters/,
      'a bond is worth having with two: plug in a dock or a USB adapter',
    ],
    [
      { adapters: [{ name: 'eth0', wifi: false }] },
      'adapters',
      'note',
      /only one adapter: eth0/,
      'a bond is worth having with two: plug in a dock or a USB adapter',
    ],
    [
      { radioSwitches: [{ name: 'phy0', soft: true, hard: false }] },
      'rfkill',
      'problem',
      /phy0 is turned off\.$/,
      'sudo rfkill unblock wifi',
    ],
    [
      { radioSwitches: [{ name: 'phy0', soft: true, hard: true }] },
      'rfkill',
      'problem',
      /by a switch/,
      'turn it on there, or in the firmware setup',
    ],
    [
      { regulatoryDomain: '00' },
      'regulatory-domain',
      'note',
      /No country/,
      'sudo iw reg set COUNTRY, with your two-letter country code',
    ],
    [{ running: [], installed: ['wpa_supplicant', 'dhclient'] }, 'wpa-supplicant', 'ok', /is installed/, null],
    [
      { running: [], installed: ['dhclient'] },
      'wpa-supplicant',
      'problem',
      /without wpa_supplicant/,
      'sudo apt install wpasupplicant',
    ],
    [{ systemBus: false }, 'd-bus', 'problem', /system bus/, 'sudo apt install dbus'],
    [{ installed: ['wpa_supplicant', 'udhcpc'] }, 'dhcp-client', 'ok', /^udhcpc/, null],
    [
      { installed: [], distribution: ['arch'] },
      'dhcp-client',
      'problem',
      /no DHCP client/,
      'sudo pacman -S dhclient, or give the profile static addresses',
    ],
    [
      { installed: [], distribution: ['gentoo'] },
      'dhcp-client',
      'problem',
      /no DHCP client/,
      'install isc-dhcp-client, or what your distribution calls it, or give the profile static addresses',
    ],
    [
      { running: ['NetworkManager'] },
      'other-manager',
      'note',
      /^NetworkManager is running/,
      'if it gets in the way: nmcli device set ADAPTER managed no',
    ],
    [
      { ifupdown: ['eth0', 'eth1'] },
      'other-manager',
      'note',
      /configures eth0, eth1/,
      'if it gets in the way: take the adapter out of that file',
    ],
    [{ resolver: 'systemd-resolved' }, 'resolver', 'ok', /systemd-resolved/, null],
    [{ resolver: 'missing' }, 'resolver', 'note', /no \/etc\/resolv\.conf/, 'sudo touch /etc/resolv.conf'],
  ])('%j', (change, check, level, says, mend) => {
    const findings = judgeMachine({ ...HEALTHY, ...change }).filter((finding) => finding.check === check);
    expect(findings).toEqual([{ check, level, says: expect.stringMatching(says) as string, mend }]);
  });

  test('without Wi-Fi nothing is said about what only Wi-Fi needs', () => {
    const adapters = ['eth0', 'eth1'].map((name) => ({ name, wifi: false }));
    const findings = judgeMachine({
      ...HEALTHY,
      adapters,
      installed: ['dhclient'],
      running: [],
      systemBus: false,
      regulatoryDomain: '00',
    });
    expect(findings.every(({ level }) => level === 'ok')).toBe(true);
  });

  const socket = { path: '/run/x.sock', found: 'socket' as const, owner: 0, self: 1000 };
  const gone = new LinkbraidError('no-helper', 'the Linkbraid helper is not running');
  test.each([
    [{ ...socket, found: 'nothing' as const, owner: null }, gone, /no socket at \/run\/x\.sock/],
    [{ ...socket, found: 'out of reach' as const, owner: null }, gone, /may not be looked at/],
    [{ ...socket, found: 'something else' as const }, gone, /is not a socket/],
    [{ ...socket, owner: 1001 }, gone, /belongs to user 1001/],
    [socket, gone, /no helper answers on it/],
    [
      socket,
      new LinkbraidError('version-mismatch', 'The helper speaks protocol 2.'),
      /^The helper speaks protocol 2\.$/,
    ],
  ])('why no helper answers %#', (facts, error, says) => {
    const finding = judgeHelper(facts, error);
    expect(finding).toMatchObject({ check: 'helper', level: 'problem', says: expect.stringMatching(says) as string });
    expect(finding.mend).not.toBeNull();
  });

  test('what a peer may do', () => {
    expect(judgePermission({ allowed: true })).toMatchObject({ level: 'ok', mend: null });
    expect(judgePermission({ allowed: false, needs: 'root', mend: 'sudo' })).toMatchObject({
      level: 'problem',
      mend: 'sudo',
    });
  });
});

describe('gathering', () => {
  const directories: string[] = [];
  afterEach(() => directories.splice(0).forEach((path) => rmSync(path, { recursive: true })));

  function machine(files: Record<string, string>, links: Record<string, string> = {}): string {
    const root = mkdtempSync(join(tmpdir(), 'linkbraid-machine-'));
    directories.push(root);
    const place = (path: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      return join(root, path);
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(place(path), text, { mode: 0o755 });
    for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
    return root;
  }

  test('reads what a laptop shows of itself', async () => {
    const root = machine(
      {
        'etc/os-release': 'PRETTY_NAME="Ubuntu 24.04"\nID=ubuntu\nID_LIKE="debian"\n',
        'lib/modules/6.1/modules.dep': 'kernel/drivers/net/bonding/bonding.ko.zst: kernel/net/tls/tls.ko.zst\n',
        'sys/class/net/lo/operstate': 'unknown',
        'sys/class/net/eth0/device/vendor': '',
        'sys/class/net/wlan0/device/vendor': '',
        'sys/class/net/wlan0/phy80211/index': '0',
        'sys/class/net/bonding_masters': 'bond0 bond1\n',
        'sys/class/net/bond0/bonding/slaves': '\n',
        'sys/class/net/bond0/operstate': 'down\n',
        'sys/class/net/bond1/bonding/slaves': 'eth0\n',
        'sys/class/net/bond1/operstate': 'up\n',
        'sys/class/rfkill/rfkill0/type': 'wlan\n',
        'sys/class/rfkill/rfkill0/name': 'phy0\n',
        'sys/class/rfkill/rfkill0/soft': '1\n',
        'sys/class/rfkill/rfkill0/hard': '0\n',
        'sys/class/rfkill/rfkill1/type': 'bluetooth\n',
        'proc/17/comm': 'systemd-network\n',
        'proc/18/comm': 'wpa_supplicant\n',
        'proc/self/comm': 'NetworkManager\n',
        'usr/sbin/iw': '',
        'usr/sbin/dhclient': '',
        'run/dbus/system_bus_socket': '',
        'etc/network/interfaces': 'auto lo\niface lo inet loopback\n  iface eth0 inet dhcp\n#iface eth9 inet dhcp\n',
        'etc/network/interfaces.d/wifi': 'iface wlan0 inet dhcp\niface eth0 inet6 auto\n',
      },
      { 'etc/resolv.conf': '../run/systemd/resolve/stub-resolv.conf' },
    );
    const asked: unknown[] = [];
    const output = (program: string, options: readonly string[]) => {
      asked.push([program, options]);
      return Promise.resolve('global\ncountry FR: DFS-ETSI\n\nphy#0\ncountry US: DFS-FCC\n');
    };
    expect(await gatherMachineFacts({ root, kernel: '6.1', output })).toEqual({
      kernel: '6.1',
      processor: process.arch,
      distribution: ['ubuntu', 'debian'],
      bonding: 'available',
      emptyBonds: ['bond0'],
      adapters: [
        { name: 'eth0', wifi: false },
        { name: 'wlan0', wifi: true },
      ],
      radioSwitches: [{ name: 'phy0', soft: true, hard: false }],
      regulatoryDomain: 'FR',
      running: ['wpa_supplicant', 'systemd-networkd'],
      installed: ['dhclient'],
      systemBus: true,
      ifupdown: ['eth0', 'wlan0'],
      resolver: 'systemd-resolved',
    });
    expect(asked).toEqual([[join(root, 'usr/sbin/iw'), ['reg', 'get']]]);
  });

  test('a machine that shows nothing is described all the same', async () => {
    expect(await gatherMachineFacts({ root: machine({}), kernel: '6.1' })).toMatchObject({
      bonding: 'missing',
      adapters: [],
      regulatoryDomain: null,
      running: [],
      installed: [],
      systemBus: false,
      resolver: 'missing',
    });
  });

  test.each([
    [{ 'sys/module/bonding/version': '' }, 'loaded'],
    [{ 'lib/modules/6.1/modules.builtin': 'kernel/drivers/net/bonding/bonding.ko\n' }, 'available'],
    [{ 'lib/modules/6.1/modules.dep': 'kernel/drivers/net/bonding/bonding.ko: x\n' }, 'available'],
    [{ 'lib/modules/6.1/modules.dep': 'kernel/x/notbonding.ko: kernel/y.ko\n' }, 'missing'],
    [{ 'lib/modules/6.2/modules.dep': 'kernel/drivers/net/bonding/bonding.ko:\n' }, 'missing'],
  ])('the bonding driver in %j', async (files, bonding) => {
    expect(await gatherMachineFacts({ root: machine(files as Record<string, string>), kernel: '6.1' })).toMatchObject({
      bonding,
    });
  });

  test.each([
    ['../run/resolvconf/resolv.conf', 'resolvconf'],
    ['/run/NetworkManager/resolv.conf', 'networkmanager'],
    ['/etc/my-resolv.conf', 'file'],
  ])('name servers by a link to %s', async (target, resolver) => {
    expect(await gatherMachineFacts({ root: machine({}, { 'etc/resolv.conf': target }) })).toMatchObject({ resolver });
  });

  test('this machine, whatever it is, without failing', async () => {
    const findings = judgeMachine(await gatherMachineFacts());
    expect(findings.map(({ check }) => check)).toContain('bonding');
  });

  test('what is at the socket’s place', async () => {
    const root = machine({ file: '' });
    const path = join(root, 'sock');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    const self = process.getuid?.();
    expect(socketFacts(path)).toEqual({ path, found: 'socket', owner: self, self });
    expect(socketFacts(join(root, 'file'))).toMatchObject({ found: 'something else' });
    expect(socketFacts(join(root, 'none'))).toMatchObject({ found: 'nothing', owner: null });
    expect(socketFacts(join(root, 'file', 'x'))).toMatchObject({ found: 'out of reach' });
    server.close();
  });

  test('parsers take nonsense', () => {
    expect(parseRegulatoryDomain('')).toBeNull();
    expect(parseRegulatoryDomain('country 00: DFS-UNSET')).toBe('00');
    expect(parseOsRelease("ID='arch'")).toEqual(['arch']);
    expect(parseInterfaces('iface\niface  \nifaces eth0')).toEqual([]);
  });
});
