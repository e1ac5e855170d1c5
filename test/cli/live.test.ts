import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { bondChange, serve, stopAll, temporaryDirectory, type Running } from '../serve/fixtures.ts';
import { adapter, bond, FakeTerminal, linkbraid, snapshot } from './fixtures.ts';

let terminal: FakeTerminal;
let helper: Running;

beforeEach(async () => {
  terminal = new FakeTerminal();
  helper = await serve();
  terminal.environment.LINKBRAID_SOCKET = helper.socketPath;
  helper.core.current = snapshot({ bonds: [bond()] });
});
afterEach(stopAll);

const STANDING = 'bond0 is up: eth0 active, wlan0 backup. 10.0.200.2/24, gateway 10.0.200.1.\n';

describe('what is asked of the helper', () => {
  const wifi = { ssid: 'Home', security: 'wpa2-psk', psk: 's3cret phrase' };
  test.each<[string, string, unknown[]]>([
    ['activate bond0 wlan0', 'activate', ['bond0', 'wlan0', undefined]],
    ['activate bond0 wlan0 --try 30', 'activate', ['bond0', 'wlan0', 30]],
    ['adopt bond1', 'adopt', [{ bond: 'bond1' }]],
    ['adopt bond1 --profile desk', 'adopt', [{ bond: 'bond1', profile: 'desk' }]],
    [
      'set bond0 --force-option quick_start=on --force-option a=b=c --try 5',
      'set',
      ['bond0', {}, { rebuild: false, onlyNow: false, trySeconds: 5, forceOptions: { quick_start: 'on', a: 'b=c' } }],
    ],
    [
      'set bond0 miimon=50 mode=1',
      'set',
      ['bond0', { miimon: '50', mode: '1' }, { rebuild: false, onlyNow: false, forceOptions: {} }],
    ],
    [
      'set bond0 arp_ip_target= --rebuild --only-now',
      'set',
      ['bond0', { arp_ip_target: '' }, { rebuild: true, onlyNow: true, forceOptions: {} }],
    ],
    ['port add bond0 eth1', 'addPort', [{ bond: 'bond0', adapter: 'eth1', onlyNow: false }]],
    ['port add bond0 wlan1 --wifi-ssid Home', 'addPort', [{ bond: 'bond0', adapter: 'wlan1', onlyNow: false, wifi }]],
    [
      'port add bond0 wlan1 --wifi-ssid Cafe --wifi-security open --only-now',
      'addPort',
      [{ bond: 'bond0', adapter: 'wlan1', onlyNow: true, wifi: { ssid: 'Cafe', security: 'open' } }],
    ],
    [
      'port add bond0 wlan1 --wifi-from travel --wifi-ssid Home',
      'addPort',
      [{ bond: 'bond0', adapter: 'wlan1', onlyNow: false, from: { profile: 'travel', ssid: 'Home' } }],
    ],
    ['port remove bond0 eth1', 'removePort', [{ bond: 'bond0', adapter: 'eth1', onlyNow: false }]],
    [
      'port set bond0 eth1 prio=-5 queue_id=2 --only-now --try 5',
      'setPort',
      [{ bond: 'bond0', adapter: 'eth1', options: { prio: '-5', queue_id: '2' }, onlyNow: true, trySeconds: 5 }],
    ],
    ['advise', 'advise', [{ links: [], hostToHost: false, adHoc: false }]],
    ['advise --host-to-host eth0', 'advise', [{ links: [{ adapter: 'eth0' }], hostToHost: true, adHoc: false }]],
    [
      'advise eth0 wlan0=A=b',
      'advise',
      [{ links: [{ adapter: 'eth0' }, { adapter: 'wlan0', ssid: 'A=b' }], hostToHost: false, adHoc: false }],
    ],
  ])('%s', async (line, method, given) => {
    terminal.input = 's3cret phrase\nsecond line\n';
    expect(await linkbraid(terminal, ...line.split(' '))).toMatchObject({ status: 0, stderr: '' });
    expect(helper.core.calls).toEqual([{ method, arguments: given }]);
    expect(terminal.stdout).not.toContain('s3cret');
  });

  test('a passphrase that is not given is left to the helper to find', async () => {
    await linkbraid(terminal, 'port', 'add', 'bond0', 'wlan1', '--wifi-ssid', 'Home');
    expect(helper.core.calls).toMatchObject([{ arguments: [{ wifi: { ssid: 'Home', security: 'wpa2-psk' } }] }]);
  });

  test.each([
    ['set bond0', '"set" takes BOND OPTION=VALUE...'],
    ['set bond0 --force-option quick', '"quick": expected OPTION=VALUE'],
    ['set bond0 miimon', '"miimon": expected OPTION=VALUE'],
    ['port set bond0 eth0 prio', '"prio": expected OPTION=VALUE'],
    ['set bond0 =50', '"=50": expected OPTION=VALUE'],
    ['advise =Home', '"=Home": expected ADAPTER or ADAPTER=SSID'],
    ['port', '"port" goes on: "port add", "port remove", "port set".'],
    ['port add bond0', '"port add" takes BOND ADAPTER.'],
    ['port add bond0 wlan1 --wifi-security open', '--wifi-security: goes with --wifi-ssid'],
    [
      'port add bond0 wlan1 --wifi-ssid x --wifi-security wep',
      '--wifi-security: expected one of open, owe, wpa2-psk, wpa3-sae',
    ],
    ['port add bond0 wlan1 --wifi-from x --wifi-security open', '--wifi-security: --wifi-from knows it already'],
    ['export desk', '--format: expected one of ifupdown, netplan, networkd, nmcli, ip'],
    ['export desk --format exe', '--format: expected one of ifupdown, netplan, networkd, nmcli, ip'],
    ['import gone.yaml', 'gone.yaml cannot be read (ENOENT).'],
  ])('nothing for %s', async (line, why) => {
    const { status, stdout, stderr } = await linkbraid(terminal, ...line.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(`linkbraid: ${why}`);
    expect(helper.core.calls).toEqual([]);
  });
});

describe('a change of a live bond', () => {
  test('says how the bond stands, and what else was changed', async () => {
    helper.core.answerChange = () => Promise.resolve(bondChange({ saved: 'desk', notes: ['One thing.'] }));
    expect(await linkbraid(terminal, 'set', 'bond0', 'miimon=50')).toEqual({
      status: 0,
      stdout: `${STANDING}One thing.\nThe saved profile "desk" was changed too.\n`,
      stderr: '',
    });
  });

  test('with --json is the transaction and that', async () => {
    helper.core.answerChange = () => Promise.resolve(bondChange({ saved: 'desk', notes: ['One thing.'] }));
    await linkbraid(terminal, 'activate', 'bond0', 'eth0', '--json');
    expect(JSON.parse(terminal.stdout)).toEqual(bondChange({ saved: 'desk', notes: ['One thing.'] }));
  });

  test('refused ends with 3 and the mend', async () => {
    const refusals = [{ code: 'last-port', about: 'eth0', message: 'It is the last.', mend: 'linkbraid down bond0' }];
    helper.core.answerChange = () => Promise.reject(new LinkbraidError('refused', 'It is the last.', { refusals }));
    expect(await linkbraid(terminal, 'port', 'remove', 'bond0', 'eth0')).toEqual({
      status: 3,
      stdout: '',
      stderr: 'linkbraid: refused:\n  eth0: It is the last.\n    To mend: linkbraid down bond0\n',
    });
  });
});

const INTERFACES = `auto bond0
iface bond0 inet dhcp
  bond-mode active-backup
  bond-miimon 100
  bond-slaves eth0 eth1
  frobnicate yes
`;

describe('import', () => {
  test('prints a profile that can be saved, and tells what it could not take over', async () => {
    terminal.environment.LINKBRAID_SOCKET = '/nowhere';
    terminal.files['interfaces'] = INTERFACES;
    const { status, stdout, stderr } = await linkbraid(terminal, 'import', 'interfaces');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'bond0',
      bond: { name: 'bond0', mode: 'active-backup', options: { miimon: 100 } },
      ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
    });
    expect(stderr).toBe('line 6: "frobnicate yes" was not taken over.\n');
  });

  test('saves it', async () => {
    terminal.files['interfaces'] = INTERFACES;
    const { stdout } = await linkbraid(terminal, 'import', '--save', 'interfaces');
    expect(stdout).toBe('Saved "bond0".\n');
    expect(helper.profiles.get('bond0').ports).toHaveLength(2);
  });

  test('a file that cannot be understood ends with 2 and its line', async () => {
    terminal.files['x.netdev'] = '[NetDev]\nName\n';
    expect(await linkbraid(terminal, 'import', 'x.netdev')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'linkbraid: x.netdev: line 2: expected "key=value"\n',
    });
    const machine = await linkbraid(
      Object.assign(terminal, { stdout: '', stderr: '' }),
      'import',
      'x.netdev',
      '--json',
    );
    expect(JSON.parse(machine.stdout)).toMatchObject({ error: { code: 'usage', details: { line: 2 } } });
  });

  test('reads stdin', async () => {
    terminal.input = INTERFACES;
    expect(await linkbraid(terminal, 'import', '-')).toMatchObject({ status: 0 });
  });
});

describe('export', () => {
  const wifi = { ssid: 'Home', security: 'wpa2-psk', psk: 's3cret phrase' };
  beforeEach(() =>
    helper.profiles.set({
      name: 'desk',
      bond: { name: 'bond0', mode: 'active-backup', options: {} },
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi }],
      ip: { ipv4: { method: 'auto' }, ipv6: { method: 'auto' } },
      autoActivate: false,
    } as never),
  );

  test('prints each file below its path, never a passphrase', async () => {
    const { status, stdout } = await linkbraid(terminal, 'export', 'desk', '--format', 'networkd');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# \/etc\/systemd\/network\/50-bond0\.netdev\n\[NetDev\]\n/);
    expect(stdout).toContain('\n\n# /etc/systemd/network/50-bond0.network\n');
    expect(stdout).not.toContain('s3cret');
  });

  test('leaves the first line of a script where it belongs', async () => {
    const { stdout } = await linkbraid(terminal, 'export', 'desk', '--format', 'ip');
    expect(stdout).toMatch(/^#!\/bin\/sh\n# bond0\.sh\n/);
  });

  test('writes the files below a directory, over none that is there', async () => {
    const argv = ['export', 'desk', '--format', 'netplan', '--directory', 'out/'];
    expect(await linkbraid(terminal, ...argv)).toMatchObject({ status: 0, stdout: 'out/etc/netplan/60-bond0.yaml\n' });
    expect(terminal.files['out/etc/netplan/60-bond0.yaml']).toContain('bonds:');
    const again = await linkbraid(Object.assign(terminal, { stdout: '', stderr: '' }), ...argv);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('linkbraid: out/etc/netplan/60-bond0.yaml is there already: move it away first.\n');
  });

  test('with --json: the files and what they cannot say', async () => {
    await linkbraid(terminal, 'export', 'desk', '--format', 'ip', '--json');
    expect(JSON.parse(terminal.stdout)).toMatchObject({ files: [{ path: 'bond0.sh' }] });
  });
});

describe('names for the shell', () => {
  test.each([
    ['adapters', 'eth0\n'],
    ['profiles', ''],
    ['bonds', 'bond0\n'],
    ['ports bond0', 'eth0\nwlan0\n'],
    ['ports bond1', ''],
    ['ports', ''],
    ['passphrases', ''],
  ])('%s', async (asked, names) => {
    helper.core.current = snapshot({ adapters: [adapter()], bonds: [bond()] });
    expect(await linkbraid(terminal, '__complete', ...asked.split(' '))).toEqual({
      status: 0,
      stdout: names,
      stderr: '',
    });
  });

  test('options need no helper; without one the rest is silence', async () => {
    terminal.environment.LINKBRAID_SOCKET = join(temporaryDirectory(), 'none');
    expect((await linkbraid(terminal, '__complete', 'options')).stdout).toMatch(/^mode=\nmiimon=\n/);
    const names = await linkbraid(Object.assign(terminal, { stdout: '' }), '__complete', 'bonds');
    expect(names).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('the command is for programs only', async () => {
    expect((await linkbraid(terminal, '--help')).stdout).not.toContain('__complete');
  });
});
