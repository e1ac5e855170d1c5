import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { EVENTS } from '../fake-helper/air.ts';
import { profile } from '../fake-helper/parts.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { driver, folder, socket, usePlayedHelper, world } from './played.ts';

/* Every flow without a pointer: the page counts what a mouse or a finger would do, and must find nothing. */

usePlayedHelper(() => world.become(STATES.off, EVENTS));
beforeAll(() =>
  driver.page.evaluate(() => {
    const page = globalThis as unknown as { pointed: number; addEventListener: (type: string, on: () => void) => void };
    page.pointed = 0;
    page.addEventListener('pointerdown', () => (page.pointed += 1));
  }),
);
afterAll(async () => {
  expect(await driver.page.evaluate(() => (globalThis as unknown as { pointed: number }).pointed)).toBe(0);
});

/** Tabs to what bears this name, and presses. */
async function press(name: string, key = 'Enter'): Promise<void> {
  await driver.tabTo(name);
  await driver.page.keyboard.press(key);
}

/** Writes over what stands in the field. */
async function write(field: string, text: string): Promise<void> {
  await driver.tabTo(field);
  await driver.page.keyboard.press('Control+A');
  await driver.page.keyboard.type(text);
}

/** Opens a menu and goes down to one of its entries. */
async function choose(menu: string, entry: string): Promise<void> {
  await press(menu);
  const focused = driver.page.locator('[role=menuitem]:focus');
  for (let presses = 0; presses < 12; presses += 1) {
    if ((await focused.textContent())?.includes(entry)) return driver.page.keyboard.press('Enter');
    await driver.page.keyboard.press('ArrowDown');
  }
  throw new Error(`${menu} has no ${entry}`);
}

/** A choice of several is a single stop of the keyboard. */
async function select(field: string, wanted: string): Promise<void> {
  await driver.tabTo(field);
  const chosen = driver.page.locator('select:focus option:checked');
  await driver.page.keyboard.press('Home');
  for (let presses = 0; presses < 12; presses += 1) {
    if ((await chosen.textContent())?.includes(wanted)) return;
    await driver.page.keyboard.press('ArrowDown');
  }
  throw new Error(`${field} has no ${wanted}`);
}

const dialog = () => driver.page.getByRole('dialog');
const focusIsOn = (name: string) => driver.page.locator('button:focus', { hasText: name }).waitFor();
const asked = (method: string) => world.server.asked.findLast((each) => each.method === method)?.params;

beforeEach(async () => {
  await driver.page.keyboard.press('Escape');
  world.knows(deskProfile);
  world.server.asked.length = 0;
  world.become({ ...STATES.off, profiles: [profile()] });
  await press('Home');
  await driver.waitForHeadline('Your links work one by one.');
});

/** Set up with a cable and Wi-Fi, to the question whether to keep it. */
async function joinTwo(): Promise<void> {
  await press('Set up');
  await press('eth0', 'Space');
  await press('wlan0', 'Space');
  await dialog().getByText('Home 6E').waitFor();
  await press('2.4 · 5 GHz', 'Space');
  await write('Password', 'eight eight');
  await driver.page.keyboard.press('Enter');
  await press('Next');
  await driver.tabTo('Keep me connected');
  await press('Next');
  await driver.waitForPlan();
  await press('Join the links');
  await driver.waitForQuestion();
}

test('joined and put back', async () => {
  await joinTwo();
  await press('Put it back');
  await driver.page.getByText('Everything is back as it was.').waitFor();
});

test('joined and kept, switched off and on again', async () => {
  await joinTwo();
  await press('Keep');
  await driver.waitForHeadline('Two links, one connection.');
  await press('Joined connection', 'Space');
  await driver.waitForHeadline('Your links work one by one.');
  await press('Joined connection', 'Space');
  await driver.waitForHeadline('Two links, one connection.');
});

test('a hidden network, and an access point of one’s choice', async () => {
  await press('Set up');
  await press('wlan0', 'Space');
  await dialog().getByText('Home 6E').waitFor();
  // Networks are one stop of the keyboard; the last of them is the one that does not show itself.
  await press('2.4 · 5 GHz', 'ArrowUp');
  await write('Network name', 'Attic');
  await write('Password', 'eight eight');
  await press('Use this network');
  await dialog().waitFor({ state: 'detached' });
  await driver.page.getByText('Attic').waitFor();
  await press('Change');
  await dialog().waitFor();
  await driver.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await focusIsOn('Change');
});

test('options of a live bond and of its port', async () => {
  world.become(STATES['all-well']);
  await press('Expert');
  await press('Change miimon');
  await write('Value', '50');
  await driver.page.keyboard.press('Enter');
  await driver.page.locator('[data-option="miimon"] .value', { hasText: '50' }).waitFor();
  await press('Options of eth0');
  await press('Change prio of eth0');
  await write('Value', '7');
  await press('Only for now', 'Space');
  await driver.page.keyboard.press('Tab');
  await press('Set');
  await vi.waitFor(() => expect(asked('port.set')).toMatchObject({ adapter: 'eth0', options: { prio: 7 } }));
});

test('a port taken out and put in again, and made the active one', async () => {
  world.become(STATES['all-well']);
  await press('Expert');
  await press('Remove wlan0');
  await dialog().waitFor();
  await press('Remove');
  await press('Add wlan0');
  await dialog().getByText('Home 6E').waitFor();
  await press('2.4 · 5 GHz', 'Space');
  await write('Password', 'eight eight');
  await press('Use this network');
  await press('Make wlan0 active');
  await vi.waitFor(() => expect(world.snapshot().bonds[0]?.activePort).toBe('wlan0'));
});

test('profiles switched, edited, renamed and removed', async () => {
  world.knows({ ...deskProfile, name: 'Train', bond: { ...deskProfile.bond, name: 'bond7' } });
  world.become({ ...STATES.off, profiles: [profile(), profile({ name: 'Train', bond: 'bond7' })] });
  await press('Profiles');
  await press('Actions for Train');
  await driver.page.keyboard.press('Escape');
  await press('Switch on');
  await driver.page.locator('button:enabled', { hasText: 'Switch off' }).waitFor();
  await press('Switch off');
  await vi.waitFor(() => expect(world.snapshot().bonds).toEqual([]), { timeout: 10_000 });

  await press('Edit');
  await driver.page.getByText(/You are editing/).waitFor();
  await press('Next');
  await select('Use first', 'wlan0');
  await press('Next');
  await driver.waitForPlan();
  await press('Only save');
  await driver.page.getByRole('heading', { name: 'Profiles' }).waitFor();
  expect(asked('profile.set')).toMatchObject({ document: { bond: { options: { primary: 'wlan0' } } } });

  await choose('Actions for Train', 'Rename');
  await write('New name', 'Boat');
  await driver.page.keyboard.press('Enter');
  await driver.page.getByRole('article', { name: 'Boat' }).waitFor();
  await choose('Actions for Boat', 'Remove');
  await dialog().waitFor();
  await press('Remove');
  await driver.page.getByRole('article', { name: 'Boat' }).waitFor({ state: 'detached' });
});

test('a profile exported, and one imported', async () => {
  const out = join(folder, 'interfaces');
  await driver.answerDialogs(out);
  await press('Profiles');
  await choose('Actions for Desk', 'Export');
  await select('Format', 'ifupdown');
  await driver.page.getByText('iface bond0').waitFor();
  await press('Save…');
  await driver.page.getByText(/^Saved as/).waitFor();
  expect(readFileSync(out, 'utf8')).toContain('bond-mode active-backup');
  await driver.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });

  const file = join(folder, 'keys.json');
  const ports = [{ adapter: 'eth0' }, { adapter: 'usb0' }];
  writeFileSync(file, JSON.stringify({ name: 'Keys', bond: { mode: 'active-backup' }, ports }));
  await driver.answerDialogs(file);
  await press('Import…');
  await driver.page.getByText('You are looking over an imported set-up.').waitFor();
  await press('Next');
  await press('Next');
  await driver.waitForPlan();
  await press('Only save');
  await driver.page.getByRole('article', { name: 'Keys' }).waitFor();
});

test('what happened, looked through', async () => {
  world.become(STATES['all-well']);
  await press('Activity');
  const shown = driver.page.locator('main li');
  await shown.first().waitFor();
  const all = await shown.count();
  await press('Links', 'Space');
  await vi.waitFor(async () => expect(await shown.count()).toBeLessThan(all));
});

test('settings, the check of the computer, and a report', async () => {
  await press('Settings');
  const startAtLogin = driver.page.getByRole('switch', { name: 'Start at login' });
  const before = await startAtLogin.isChecked();
  await press('Start at login', 'Space');
  await vi.waitFor(async () => expect(await startAtLogin.isChecked()).toBe(!before));
  await press('Start at login', 'Space');
  await select('Notifications', 'Only');
  await select('Theme', 'Dark');
  await select('Language', 'Deutsch');
  await driver.page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await select('Sprache', 'English');
  await driver.page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await driver.page.getByLabel('Theme').inputValue()).toBe('dark');
  expect(await driver.page.getByLabel('Notifications').inputValue()).toBe('important');
  await press('Check');
  await driver.page.getByText('The bonding driver is loaded.').waitFor();
  const path = join(folder, 'report.json');
  await driver.answerDialogs(path);
  await press('Show');
  await driver.page.locator('dialog pre', { hasText: 'MAC-1' }).waitFor();
  await press('Names of Wi-Fi networks', 'Space');
  await driver.page.locator('dialog pre', { hasText: 'Home' }).waitFor();
  await press('Save…');
  await driver.page.getByText(/^Saved as/).waitFor();
  expect(readFileSync(path, 'utf8')).toContain('Home');
  await driver.page.keyboard.press('Escape');
  await focusIsOn('Show');
});

test('refused, and a helper that goes away', async () => {
  world.refuse = new LinkbraidError('not-allowed', 'this needs an administrator', { mend: 'sudo adduser ada netdev' });
  await press('Joined connection', 'Space');
  await driver.page.getByRole('alert').filter({ hasText: 'You are not allowed to do this' }).waitFor();
  await press('Dismiss');
  await driver.page.getByRole('alert').waitFor({ state: 'detached' });
  await world.server.close();
  await driver.page.locator('[data-page="absent"]').waitFor();
  await world.server.listen(socket);
  await press('Try again');
  await driver.waitForHeadline('Your links work one by one.');
});
