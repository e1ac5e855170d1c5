/** The lab proves itself: what other system tests build on is seen to work here. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bootLab, diffState, type Lab } from '../lab/lab.ts';
import { ACCESS_POINTS, INTERNET, ROUTER, type AccessPoint } from '../lab/world.ts';

let lab: Lab;
let failed = false;

beforeAll(async () => {
  lab = await bootLab();
});

afterEach((context) => {
  if (context.task.result?.state === 'fail') failed = true;
});

afterAll(async () => {
  const log = await lab?.stop({ keepLog: failed });
  if (log !== undefined) console.log(`the guest's console: ${log}`);
});

async function carrier(name: string): Promise<string> {
  return (await lab.readFile(`/sys/class/net/${name}/carrier`)).trim();
}

/** Asks until the answer pleases: scans and associations take as long as the emulator lets them. */
async function until<T>(
  what: string,
  ask: () => Promise<T>,
  good: (value: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  const limit = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (good(value)) return value;
    if (Date.now() > limit) throw new Error(`${what}: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function wpa(...words: string[]): Promise<string> {
  return lab.run(['wpa_cli', '-p', '/run/wpa_supplicant', '-i', 'wlan0', ...words]);
}

const CREATE_INTERFACE = `
const { Variant, systemBus } = require('/linkbraid/node_modules/@particle/dbus-next');
const bus = systemBus();
bus.getProxyObject('fi.w1.wpa_supplicant1', '/fi/w1/wpa_supplicant1')
  .then((object) => object.getInterface('fi.w1.wpa_supplicant1').CreateInterface({ Ifname: new Variant('s', 'wlan0') }))
  .then(() => bus.disconnect());
`;

/** D-Bus starts the supplicant as on any Debian; the rest is quicker said to its control socket. */
async function associate(
  ap: AccessPoint,
  good: (text: string) => boolean = (text) => text.includes('wpa_state=COMPLETED'),
  ask = 'status',
): Promise<void> {
  await lab.run(['node', '-e', CREATE_INTERFACE]);
  await wpa('add_network');
  const hex = Buffer.from(ap.ssid).toString('hex');
  const fields: Record<string, string[]> = {
    open: ['key_mgmt', 'NONE'],
    wpa2: ['psk', `"${ap.passphrase}"`],
    wpa3: ['key_mgmt', 'SAE', 'ieee80211w', '2', 'sae_password', `"${ap.passphrase}"`],
  };
  const words = ['ssid', hex, ...(fields[ap.security] ?? [])];
  for (let index = 0; index < words.length; index += 2)
    expect(await wpa('set_network', '0', words[index] ?? '', words[index + 1] ?? '')).toBe('OK\n');
  await wpa('enable_network', '0');
  await until(`${ask} of ${ap.name}`, () => wpa(ask), good);
}

describe('agent', () => {
  it('runs programs with arguments, input and environment, and tells how they end', async () => {
    const result = await lab.exec(['sh', '-c', 'cat; echo "$1$WORD" >&2; exit 3', 'sh', 'a "b" $c '], {
      stdin: 'Käse\n',
      env: { WORD: 'w' },
    });
    expect(result).toEqual({ code: 3, signal: null, stdout: 'Käse\n', stderr: 'a "b" $c w\n', timedOut: false });
    await expect(lab.run(['ls', '/nowhere'])).rejects.toThrow("cannot access '/nowhere'");
    await expect(lab.run(['no-such-program'])).rejects.toThrow('ENOENT');
    expect(await lab.exec(['sleep', '60'], { timeoutMs: 300 })).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
  });

  it('keeps programs in the background', async () => {
    const job = await lab.start(['sh', '-c', 'read line; echo "got $line"; sleep 100'], { keepStdin: true });
    await job.input('hello\n');
    await until(
      'output',
      () => job.output(),
      ({ stdout }) => stdout === 'got hello\n',
    );
    await job.signal('SIGTERM');
    expect(await job.wait()).toMatchObject({ signal: 'SIGTERM' });
  });

  it('forwards a Unix socket', async () => {
    const server = await lab.start(['socat', 'UNIX-LISTEN:/run/echo.sock,fork', 'EXEC:cat']);
    await until(
      'socket',
      () => lab.exec(['test', '-S', '/run/echo.sock']),
      ({ code }) => code === 0,
    );
    const { path, close } = await lab.forward('/run/echo.sock');
    const socket = connect(path);
    const text = await new Promise<string>((resolve, reject) => {
      let all = '';
      socket
        .on('data', (chunk) => (all += chunk.toString()))
        .once('end', () => resolve(all))
        .once('error', reject);
      socket.end('there and back');
    });
    expect(text).toBe('there and back');
    close();
    await server.signal('SIGKILL');
  });

  it('shows the checkout', async () => {
    expect(await lab.readFile('/linkbraid/package.json')).toContain('"name": "linkbraid"');
    const script =
      "const k = require('/linkbraid/node_modules/koffi'); console.log(k.load('libc.so.6').func('int getpid()')() > 0)";
    expect(await lab.run(['node', '-e', script])).toBe('true\n');
  });
});

describe('cables', () => {
  it('loses and finds carrier', async () => {
    await lab.run(['ip', 'link', 'set', 'eth0', 'up']);
    await until(
      'carrier',
      () => carrier('eth0'),
      (value) => value === '1',
    );
    const before = Date.now();
    await lab.cutCable('eth0');
    expect(await carrier('eth0')).toBe('0');
    expect(Date.now() - before).toBeLessThan(1000);
    await lab.plugCable('eth0');
    expect(await carrier('eth0')).toBe('1');
  });

  it('unplugs an adapter and gives it back under its name', async () => {
    await lab.unplugAdapter('eth1');
    expect((await lab.exec(['ip', 'link', 'show', 'eth1'])).stderr).toContain('does not exist');
    await lab.replugAdapter('eth1');
    expect(await lab.run(['ip', 'link', 'show', 'eth1'])).toContain('52:54:00:4c:42:11');
  });

  it('plugs in a USB adapter', async () => {
    const name = await lab.plugUsbAdapter();
    await lab.run(['ip', 'link', 'set', name, 'up']);
    await until(
      'carrier',
      () => carrier(name),
      (value) => value === '1',
    );
    await lab.unplugUsbAdapter();
  });

  it('gives addresses by DHCP, and none while the server is away', async () => {
    await lab.run(['ip', 'link', 'set', 'eth0', 'up']);
    const client = ['busybox', 'udhcpc', '-i', 'eth0', '-n', '-q', '-t', '2', '-T', '1', '-s', '/bin/true'];
    expect((await lab.exec(client)).stderr).toContain('lease of 10.77.0.');
    await lab.stopDhcp();
    expect((await lab.exec(client)).code).not.toBe(0);
    await lab.startDhcp();
    expect((await lab.exec(client)).code).toBe(0);
  });
});

describe('air', () => {
  afterEach(() => lab.reset());

  it('shows the access points in a scan', async () => {
    await lab.run(['ip', 'link', 'set', 'wlan1', 'up']);
    const wanted = [
      ACCESS_POINTS.home.bssid,
      ACCESS_POINTS.attic.bssid,
      ACCESS_POINTS.office.bssid,
      ACCESS_POINTS.open.bssid,
    ];
    // `iw scan` itself waits for an event without end; this asks for what has been found so far.
    const scan = () => lab.exec(['sh', '-c', 'iw dev wlan1 scan trigger; iw dev wlan1 scan dump']);
    const { stdout } = await until(
      'scan',
      scan,
      (result) => wanted.every((bssid) => result.stdout.includes(bssid)),
      60_000,
    );
    expect(stdout).not.toContain(ACCESS_POINTS.home2.bssid);
  });

  it.each(['home', 'office', 'open'] as const)('lets a station in: %s', async (name) => {
    await associate(ACCESS_POINTS[name]);
    await lab.shell('ip address add 10.77.0.60/24 dev wlan0; ping -c 3 -i 0.2 10.77.0.1');
  });

  it('turns a station away whose passphrase has become wrong', async () => {
    await lab.setPassphrase('attic', 'another secret');
    await associate(ACCESS_POINTS.attic, (text) => /^\d+\tattic\tany\t\[TEMP-DISABLED\]$/m.test(text), 'list_networks');
  });

  it('loses an access point with and without a word', async () => {
    await associate(ACCESS_POINTS.home);
    let before = Date.now();
    await lab.closeAccessPoint('home');
    await until(
      'goodbye',
      () => carrier('wlan0'),
      (value) => value === '0',
    );
    console.log(`orderly: carrier lost after ${Date.now() - before} ms`);
    await lab.startAccessPoint('home');
    await until(
      'carrier',
      () => carrier('wlan0'),
      (value) => value === '1',
    );
    await until(
      'associated',
      () => wpa('status'),
      (text) => text.includes('wpa_state=COMPLETED'),
    );
    before = Date.now();
    await lab.stopAccessPoint('home');
    await until(
      'silence',
      () => carrier('wlan0'),
      (value) => value === '0',
    );
    console.log(`silent: carrier lost after ${Date.now() - before} ms`);
  });

  it('blocks the radios of the laptop alone', async () => {
    await lab.run(['ip', 'link', 'set', 'wlan2', 'up']);
    await lab.rfkill('block');
    expect((await lab.exec(['ip', 'link', 'set', 'wlan3', 'up'])).stderr).toContain('RF-kill');
    expect(await lab.run(['iw', 'dev', 'radio0', 'info'], { netns: 'ap-home' })).toContain('channel 36');
    await lab.rfkill('unblock');
    await lab.run(['ip', 'link', 'set', 'wlan3', 'up']);
  });
});

describe('paths', () => {
  afterAll(() => lab.reset());

  it('reports the gap of a black hole, and answers beyond the router', async () => {
    await lab.laptopOnCable();
    const probe = await lab.probe({ from: 'laptop', to: INTERNET.v4, intervalMs: 10 });
    await probe.untilAnswered();
    await lab.blackHole('eth0');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await lab.heal('eth0');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const result = await probe.stop();
    console.log(`${result.sent} sent, ${result.lost} lost, longest gap ${result.longestGapMs} ms`);
    expect(result.longestGapMs).toBeGreaterThan(800);
    expect(result.longestGapMs).toBeLessThan(3000);
    expect(result.lost).toBeGreaterThan(30);
  });

  it('shapes in both directions', async () => {
    await lab.shape('eth0', { mbit: 10, delayMs: 5 });
    const up = await lab.iperf({ seconds: 3 });
    const down = await lab.iperf({ seconds: 3, reverse: true });
    await lab.unshape('eth0');
    const free = await lab.iperf({ seconds: 2 });
    console.log(
      `10 Mbit/s: up ${up.mbit.toFixed(1)}, down ${down.mbit.toFixed(1)}; unshaped up ${free.mbit.toFixed(0)}`,
    );
    for (const { mbit } of [up, down]) {
      expect(mbit).toBeGreaterThan(6);
      expect(mbit).toBeLessThan(10.5);
    }
    expect(free.mbit).toBeGreaterThan(15);
  });

  it('resolves names at the router', async () => {
    const answer = await lab.run(['busybox', 'nslookup', INTERNET.name, ROUTER.v4]);
    expect(answer).toContain(INTERNET.v4);
  });
});

describe('state', () => {
  it('is pristine again after a reset, whatever has happened', async () => {
    await lab.shell(`
modprobe bonding
ip link add bond0 type bond mode active-backup miimon 100
ip link set eth1 down
ip link set eth1 master bond0
ip link set bond0 mtu 1400 up
ip link set wlan3 down
ip link set wlan3 address 02:11:22:33:44:55
ip link set wlan3 promisc on
tc qdisc add dev eth1 root netem delay 1ms
nft add table netdev linkbraid
ip rule add from 10.1.2.3 table 77 priority 500
ip route add unreachable 10.66.0.0/16
echo 2 >/proc/sys/net/ipv4/conf/eth1/arp_ignore
echo 1 >/proc/sys/net/ipv6/conf/wlan3/disable_ipv6
ln -sf /run/other /etc/resolv.conf`);
    await lab.start(['sleep', '1000']);
    const changed = diffState(lab.pristine, await lab.captureState());
    for (const part of ['links.bond0', 'links.wlan3', 'qdiscs', 'nft', 'rules', 'routes', 'sysctls', 'resolvConf'])
      expect(changed.join('\n')).toContain(part);
    const before = Date.now();
    await lab.reset();
    console.log(`reset took ${Date.now() - before} ms`);
    expect(await lab.captureState()).toEqual(lab.pristine);
    expect(await lab.run(['lsmod'])).not.toContain('bonding');
  });

  it('stays the same at rest', async () => {
    const first = await lab.laptopOnCable();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await lab.settle()).toEqual(first);
    await lab.reset();
  });
});
