import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { tellMainJob } from '../demo/story.ts';
import type { LaptopState } from '../lab/lab.ts';
import { Laptop } from '../system/laptop.ts';
import { Driver } from './driver.ts';

/*
 * Everything a person does, in the real window, through the real helper, on a real kernel: one day of a laptop, each
 * test from where the one before it left off.
 */

const SOCKET = '/run/linkbraid/helper.sock';
const pictures = resolve('test-results/laptop');
const folder = mkdtempSync(join(tmpdir(), 'linkbraid-laptop-'));
let laptop: Laptop;
let driver: Driver;
let before: LaptopState;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  laptop = await Laptop.boot();
  // Leads to whichever helper answers there, as the socket of a real machine does.
  driver = await Driver.open({ socket: (await laptop.lab.forward(SOCKET)).path });
  await driver.resize(900, 640);
  before = await laptop.lab.laptopOnCable();
});
afterAll(async () => {
  await driver.close();
  await laptop.stop();
  rmSync(folder, { recursive: true });
});

let failed = false;
beforeEach(() => {
  // What comes after one that failed would only fail for its reasons.
  if (failed) throw new Error('an earlier part of this day went wrong');
  onTestFailed(async () => {
    failed = true;
    await driver.picture(join(pictures, 'failed.png'));
    console.log(await laptop.helperLog());
  });
});

const button = (name: string) => driver.page.getByRole('button', { name, exact: true });
const kernel = (file: string) => laptop.lab.run(['cat', `/sys/class/net/bond0/bonding/${file}`]);
const portsInKernel = async () => (await kernel('slaves')).trim().split(' ').sort();
const running = async () => (await laptop.status()).bonds.map(({ profile }) => profile);

/** Set up with both cables, to the question whether to keep it. */
async function joinCables(name: string): Promise<void> {
  await driver.goTo('Set up');
  await driver.chooseLinks({ eth0: null, eth1: null });
  await driver.choosePurpose('Keep me connected');
  await driver.next();
  await driver.nameSetUp(name);
  await driver.waitForPlan();
  await driver.applyPlan();
  await driver.waitForQuestion(120_000);
}

async function isBackAsItWas(): Promise<void> {
  await driver.page.getByText('Everything is back as it was.').waitFor({ timeout: 120_000 });
  await driver.waitForHeadline('Your links work one by one.');
  expect(await laptop.differences(before)).toEqual([]);
}

test('first run: no helper, then one that starts', async () => {
  await driver.page.locator('[data-page="absent"]').waitFor();
  await laptop.startHelper();
  await driver.waitForHeadline('Your links work one by one.', 60_000);
});

test('a cable and Wi-Fi are joined and kept; the cable is lost and back under traffic; switched off, nothing stays', async () => {
  const outcome = await tellMainJob(laptop, driver, before, {
    say: (text) => console.log(text),
    picture: (name) => driver.picture(join(pictures, `${name}.png`)),
  });
  expect(outcome.differences).toEqual([]);
  expect(outcome.addressOnWifi).toBe(outcome.addressOnCable);
  // The emulator itself stands still for a second on a busy machine; how short it is at best, the bench tells.
  expect(outcome.longestGapMs).toBeLessThan(3_000);
  expect(outcome.mbit).toBeGreaterThan(0.5);
});

test('put back', async () => {
  await joinCables('Two cables');
  expect(await portsInKernel()).toEqual(['eth0', 'eth1']);
  await driver.putBack();
  await isBackAsItWas();
});

test('nobody keeps it: it goes back by itself', async () => {
  await joinCables('Two cables');
  await driver.page.getByRole('timer').waitFor();
  await isBackAsItWas();
});

test('kept; both cables lost one after the other, and back', async () => {
  await joinCables('Two cables');
  await driver.keep();
  await driver.waitForHeadline('Two links, one connection.');
  await laptop.lab.cutCable('eth0');
  await driver.waitForHeadline(/^Running on .*eth1.* alone\.$/);
  expect(await driver.portRole('eth0')).toBe('Lost');
  await laptop.lab.cutCable('eth1');
  await driver.waitForHeadline('No link is left.');
  await driver.picture(join(pictures, 'nothing-left.png'));
  await laptop.lab.plugCable('eth1');
  await driver.waitForHeadline(/^Running on .*eth1.* alone\.$/);
  await laptop.lab.plugCable('eth0');
  await driver.waitForHeadline('Two links, one connection.');
});

test('an option of the live bond is changed', async () => {
  await driver.goTo('Expert');
  await driver.setOption('miimon', '50');
  await driver.page.getByText(/The saved profile .* was changed too/).waitFor();
  expect(await kernel('miimon')).toBe('50\n');
  expect(await driver.page.locator('[data-option="miimon"] .value').textContent()).toBe('50');
});

test('a port is removed and added again', async () => {
  await button('Remove eth1').click();
  await driver.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await button('Add eth1').waitFor();
  expect(await portsInKernel()).toEqual(['eth0']);
  await button('Add eth1').click();
  await button('Remove eth1').waitFor();
  expect(await portsInKernel()).toEqual(['eth0', 'eth1']);
});

test('a file of another tool is imported, and switched to', async () => {
  const file = join(folder, 'team.yaml');
  writeFileSync(
    file,
    `network:
  ethernets: { eth0: {}, eth1: {} }
  bonds:
    team:
      interfaces: [eth0, eth1]
      addresses: [10.77.0.60/24]
      parameters: { mode: balance-rr, mii-monitor-interval: 100 }
`,
  );
  await driver.answerDialogs(file);
  await driver.goTo('Profiles');
  await button('Import…').click();
  await driver.page.getByText('You are looking over an imported set-up.').waitFor();
  await driver.next();
  await driver.next();
  await driver.nameSetUp('Team');
  await button('Only save').click();
  const card = driver.page.getByRole('article', { name: 'Team' });
  await card.getByRole('button', { name: 'Switch on' }).click();
  await card.locator('button:enabled', { hasText: 'Switch off' }).waitFor({ timeout: 120_000 });
  await driver.page.getByRole('article', { name: 'Two cables' }).getByRole('button', { name: 'Switch on' }).waitFor();
  const [bond] = (await laptop.status()).bonds;
  expect(bond).toMatchObject({ profile: 'Team', mode: 'balance-rr' });
  expect(bond?.addresses).toContain('10.77.0.60/24');
});

test('back to the other profile', async () => {
  const card = driver.page.getByRole('article', { name: 'Two cables' });
  await card.getByRole('button', { name: 'Switch on' }).click();
  await card.locator('button:enabled', { hasText: 'Switch off' }).waitFor({ timeout: 120_000 });
  expect(await running()).toEqual(['Two cables']);
  await driver.goTo('Home');
  await driver.waitForHeadline('Two links, one connection.');
});

test('the helper is killed and comes back; the bond never noticed', async () => {
  const index = await laptop.lab.run(['cat', '/sys/class/net/bond0/ifindex']);
  await laptop.killHelper();
  await driver.page.locator('[data-page="absent"]').waitFor();
  await laptop.startHelper();
  await driver.waitForHeadline('Two links, one connection.', 60_000);
  expect(await laptop.lab.run(['cat', '/sys/class/net/bond0/ifindex'])).toBe(index);
});

test('someone who may not change anything sees everything, and is told what is missing', async () => {
  // A socket that leads to the helper as a user without any rights.
  const relay = `const net = require('node:net');
    net.createServer((from) => from.pipe(net.connect('${SOCKET}')).pipe(from)).listen('/tmp/stranger.sock')`;
  await laptop.lab.start(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'node', '-e', relay]);
  const stranger = await Driver.open({ socket: (await laptop.lab.forward('/tmp/stranger.sock')).path });
  try {
    await stranger.waitForHeadline('Two links, one connection.', 60_000);
    await stranger.switchOff();
    await stranger.page.getByRole('alert').filter({ hasText: 'You are not allowed to do this' }).waitFor();
    await stranger.picture(join(pictures, 'not-allowed.png'));
    await driver.switchOff();
    await driver.waitForHeadline('Your links work one by one.', 120_000);
    await stranger.page.locator('[data-page="not-allowed"]').waitFor();
  } finally {
    await stranger.close();
  }
  expect(await laptop.differences(before)).toEqual([]);
});
