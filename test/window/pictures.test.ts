import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import { EVENTS, NETWORKS } from '../fake-helper/air.ts';
import { STATES, deskProfile, type StateName } from '../fake-helper/states.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from './driver.ts';

/* A picture of every state, to be looked at, and a machine's check of what it can judge: names, roles, contrast. */

const OUT = join(process.cwd(), 'test-results/pictures');
const SMALL = [900, 640] as const;
const LARGE = [1400, 900] as const;

const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fake-'));
const socket = join(folder, 'helper.sock');
const world = new FakeWorld();
let driver: Driver;

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  world.networks = NETWORKS;
  world.knows(deskProfile);
  await world.server.listen(socket);
  world.become(STATES.off, EVENTS);
  driver = await Driver.open({ socket });
  await driver.page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await driver.close();
  await world.server.close();
  rmSync(folder, { recursive: true });
});

async function check(name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: driver.page }).setLegacyMode(true).analyze();
  expect
    .soft(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`))
    .toEqual([]);
  const overflow = await driver.page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
  expect.soft(overflow, `${name} is wider than the window`).toBe(0);
}

/** Light and dark at both sizes in English; German where the words are most likely to be cut. */
async function pictures(name: string): Promise<void> {
  for (const [theme, language, [width, height]] of [
    ['light', 'en', LARGE],
    ['light', 'en', SMALL],
    ['dark', 'en', SMALL],
    ['dark', 'de', LARGE],
    ['light', 'de', SMALL],
  ] as const) {
    await driver.change({ language });
    await driver.theme(theme);
    await driver.resize(width, height);
    await driver.page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
    await driver.picture(join(OUT, `${name}-${width}-${theme}-${language}.png`));
    if (width === SMALL[0]) await check(`${name} ${theme} ${language}`);
  }
  await driver.change({ language: 'en' });
  await driver.theme('light');
}

/** A countdown that has just begun, whenever the picture is taken. */
function current(state: Snapshot): Snapshot {
  const { transaction } = state;
  if (transaction === null || transaction.deadline === null) return state;
  return { ...state, transaction: { ...transaction, deadline: Date.now() + 28_000 } };
}

/** A minute of traffic, so that the charts have something to draw. */
function traffic(name: StateName): void {
  const state = STATES[name];
  const wave = (phase: number, seconds: number) =>
    0.55 + 0.3 * Math.sin(seconds / 5 + phase) + 0.15 * Math.sin(seconds / 1.7);
  for (let second = 60; second >= 0; second -= 1) {
    const at = Date.now() - second * 1000;
    const bonds = state.bonds.map((bond) => ({
      ...bond,
      ports: bond.ports.map((port, index) => ({
        ...port,
        rxBitsPerSecond: (port.rxBitsPerSecond ?? 0) * wave(index * 1.7, second),
        txBitsPerSecond: (port.txBitsPerSecond ?? 0) * wave(index * 1.7, second),
      })),
    }));
    world.server.tell('snapshot', { ...state, at, bonds });
  }
}

describe('home', () => {
  test.each(Object.keys(STATES) as StateName[])('%s', async (name) => {
    await driver.goTo('Home');
    traffic(name);
    world.become(current(STATES[name]));
    await driver.page.waitForTimeout(200);
    await pictures(`home-${name}`);
  });

  test('helper absent, and of another version', async () => {
    await world.server.close();
    await driver.page.getByText('The helper is not running').waitFor();
    await pictures('home-no-helper');
    world.server.protocol = 99;
    await world.server.listen(socket);
    await driver.page.getByText('App and helper do not match').waitFor();
    await pictures('home-other-version');
    world.server.protocol = 1;
    await driver.page.getByRole('button', { name: 'Try again' }).click();
    await driver.page.locator('#state').waitFor();
  });
});

test('set up', async () => {
  world.become(STATES['other-managers']);
  await driver.goTo('Set up');
  await pictures('setup-1-links');
  await driver.page.getByRole('checkbox', { name: 'wlan0' }).check({ force: true });
  await driver.page.getByRole('dialog').getByText('Home 6E').waitFor();
  await pictures('setup-2-networks');
  const dialog = driver.page.getByRole('dialog');
  await dialog.locator('label').filter({ hasText: 'WPA2' }).first().click();
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: 'Use this network' }).click();
  await pictures('setup-3-password');
  await dialog.getByLabel('Password', { exact: true }).fill('long enough');
  await dialog.getByRole('button', { name: 'Use this network' }).click();
  await driver.chooseLink('eth0');
  await pictures('setup-4-chosen');
  await driver.next();
  await pictures('setup-5-purpose');
  await driver.page.getByLabel('Addresses').selectOption('static');
  await driver.page.getByLabel('Address with prefix').fill('10.0.200.300/24');
  await pictures('setup-6-address');
  await driver.page.getByLabel('Addresses').selectOption('auto');
  await driver.next();
  await driver.page.getByText('This is what will happen').waitFor();
  await pictures('setup-7-plan');
  world.planNotes = {
    refusals: [
      {
        code: 'one-access-point',
        about: 'ports[1]',
        message: 'wlan0 and wlan1 would meet at one access point, which knows one station per address.',
        mend: 'Choose another network for one of them, or “Keep me connected”.',
      },
    ],
    warnings: [
      {
        code: 'maybe-one-router',
        about: 'ports',
        message: 'Both networks may come from one router: when it fails, both go.',
      },
    ],
  };
  await driver.page.getByRole('button', { name: 'Back' }).click();
  await driver.next();
  await driver.page.getByText('It cannot be done this way').waitFor();
  await pictures('setup-8-refused');
  world.planNotes = {};
});

test('activity, profiles, settings', async () => {
  world.become({
    ...STATES['all-well'],
    profiles: [
      ...STATES['all-well'].profiles,
      { ...STATES.off.profiles[0]!, name: 'Train', ports: ['wlan0', 'wlan1'], mode: 'balance-rr', suspended: true },
    ],
  });
  await driver.goTo('Activity');
  await pictures('activity');
  await driver.goTo('Profiles');
  await pictures('profiles');
  await driver.page.getByRole('article', { name: 'Train' }).getByRole('button', { name: 'Remove' }).click();
  await pictures('profiles-remove');
  await driver.page.getByRole('button', { name: 'Cancel' }).click();
  await driver.goTo('Settings');
  await driver.page.getByRole('button', { name: 'Check', exact: true }).click();
  await driver.page.getByText('The bonding driver is there.').waitFor();
  await pictures('settings');
});
