/**
 * Linkbraid beside a bond made by hand with nmcli and its defaults, in one run on one virtual laptop with
 * NetworkManager: `npm run bench:networkmanager`. Everything is emulated: compare the columns, do not quote them.
 */
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { ACCESS_POINTS, INTERNET } from '../lab/world.ts';
import { Desktop } from '../system/desktop.ts';

const ROUNDS = process.argv.includes('--quick') ? 1 : 3;

const PROFILE: ProfileInput = {
  name: 'bench',
  bond: { mode: 'active-backup', options: { primary: 'eth0' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { saved: true } }],
};

type Column = Record<
  'up, in s' | 'silence while it comes up, in ms' | 'cable pulled, in ms' | 'cable plugged, in ms',
  number
>;

const desktop = await Desktop.boot();
const { laptop } = desktop;
const { lab } = laptop;

async function silence(work: () => Promise<unknown>): Promise<number> {
  const probe = await lab.probe({ from: 'laptop', to: INTERNET.v4, intervalMs: 20 });
  await probe.untilAnswered(60_000);
  await work();
  // What comes late counts as well: until it has been answered for a while.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  return Math.round((await probe.stop()).longestGapMs);
}

const active = (port: string) => untilShell(`[ "$(cat /sys/class/net/bond0/bonding/active_slave)" = ${port} ]`);
const carry = () => untilShell('[ "$(grep -c "MII Status: up" /proc/net/bonding/bond0)" = 3 ]');

async function untilShell(condition: string): Promise<void> {
  const limit = Date.now() + 60_000;
  while ((await lab.exec(['sh', '-c', condition])).code !== 0)
    if (Date.now() > limit) throw new Error(`did not happen: ${condition}`);
}

async function measure(up: () => Promise<unknown>): Promise<Column> {
  let seconds = 0;
  const coming = await silence(async () => {
    const begun = performance.now();
    await up();
    await carry();
    seconds = (performance.now() - begun) / 1000;
  });
  await active('eth0');
  const pulled = await silence(async () => {
    await lab.cutCable('eth0');
    await active('wlan0');
  });
  const plugged = await silence(async () => {
    await lab.plugCable('eth0');
    await active('eth0');
  });
  return {
    'up, in s': Math.round(seconds * 10) / 10,
    'silence while it comes up, in ms': coming,
    'cable pulled, in ms': pulled,
    'cable plugged, in ms': plugged,
  };
}

async function byHand(): Promise<Column> {
  const { ssid, passphrase } = ACCESS_POINTS.home;
  const nmcli = (...words: string[]) => lab.run(['nmcli', ...words], { timeoutMs: 120_000 });
  // `primary` on both, so that the cable is what carries at the start and takes over again.
  const options = 'mode=active-backup,primary=eth0';
  await nmcli(
    'connection',
    'add',
    'type',
    'bond',
    'con-name',
    'hand',
    'ifname',
    'bond0',
    'autoconnect',
    'no',
    'bond.options',
    options,
  );
  await nmcli(
    'connection',
    'add',
    'type',
    'ethernet',
    'con-name',
    'hand-eth0',
    'ifname',
    'eth0',
    'master',
    'bond0',
    'autoconnect',
    'no',
  );
  await nmcli(
    ...['connection', 'add', 'type', 'wifi', 'con-name', 'hand-wlan0', 'ifname', 'wlan0', 'master', 'bond0'],
    ...['autoconnect', 'no', 'ssid', ssid, 'wifi-sec.key-mgmt', 'wpa-psk', 'wifi-sec.psk', passphrase],
  );
  const found = await measure(() =>
    Promise.all([
      nmcli('connection', 'up', 'hand-eth0'),
      nmcli('connection', 'up', 'hand-wlan0'),
      untilShell('ip -4 address show dev bond0 | grep -q inet'),
    ]),
  );
  await lab.shell(
    'nmcli connection delete hand-wlan0 hand-eth0 hand; nmcli --wait 60 connection up Dock; nmcli --wait 60 connection up Home ifname wlan0',
  );
  return found;
}

async function byLinkbraid(): Promise<Column> {
  await laptop.startHelper();
  const found = await measure(async () => {
    const { code, stdout } = await laptop.up(PROFILE);
    if (code !== 0) throw new Error(stdout);
  });
  await laptop.ok(['down']);
  await laptop.killHelper();
  return found;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

try {
  const hand: Column[] = [];
  const ours: Column[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    hand.push(await byHand());
    ours.push(await byLinkbraid());
    console.log(`round ${round}`, hand.at(-1), ours.at(-1));
  }
  console.log('\n| what | nmcli, its defaults | Linkbraid |\n| --- | --- | --- |');
  for (const what of Object.keys(hand[0]!) as (keyof Column)[]) {
    const of = (columns: Column[]) => {
      const values = columns.map((column) => column[what]);
      return `${median(values)} (${Math.min(...values)} – ${Math.max(...values)})`;
    };
    console.log(`| ${what} | ${of(hand)} | ${of(ours)} |`);
  }
} finally {
  await laptop.stop();
}
