import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { profile } from '../fake-helper/parts.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { driver, folder, usePlayedHelper, world } from './played.ts';

/* Saved set-ups: edited, copied, read from files and written into them; and the report for a bug. */

usePlayedHelper();
beforeEach(async () => {
  world.knows(deskProfile);
  world.become({ ...STATES.off, profiles: [profile()] });
  world.server.asked.length = 0;
  await driver.goTo('Profiles');
});

const names = () => world.snapshot().profiles.map(({ name }) => name);
const saved = () => world.server.asked.findLast(({ method }) => method === 'profile.set')?.params;
const button = (name: string) => driver.page.getByRole('button', { name, exact: true });

async function choose(name: string, entry: string): Promise<void> {
  await button(`Actions for ${name}`).click();
  await driver.page.getByRole('menuitem', { name: entry }).click();
}

test('by keyboard alone: duplicated, switched on and off, a file imported and saved', async () => {
  const { keyboard } = driver.page;
  const press = async (name: string, key = 'Enter') => {
    await driver.tabTo(name);
    await keyboard.press(key);
  };
  await press('Home');
  await press('Profiles');
  await press('Actions for Desk');
  await driver.page.locator('[role=menuitem]:focus', { hasText: 'Duplicate' }).waitFor();
  await keyboard.press('Enter');
  await driver.page.getByRole('dialog').waitFor();
  await press('Duplicate');
  await driver.page.getByRole('article', { name: 'Desk 2' }).waitFor();
  await press('Switch on');
  await driver.page.locator('button:enabled', { hasText: 'Switch off' }).waitFor();
  await press('Switch off');
  await vi.waitFor(() => expect(world.snapshot().bonds).toEqual([]), { timeout: 10_000 });

  const path = join(folder, 'keys.json');
  writeFileSync(
    path,
    JSON.stringify({
      name: 'Keys',
      bond: { mode: 'active-backup' },
      ports: [{ adapter: 'eth0' }, { adapter: 'usb0' }],
    }),
  );
  await driver.answerDialogs(path);
  await press('Import…');
  await driver.page.getByText('You are looking over an imported set-up.').waitFor();
  await press('Next');
  await driver.page.getByRole('radio', { name: 'Keep me connected' }).waitFor();
  await press('Next');
  await driver.page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  await press('Only save');
  await driver.page.getByRole('article', { name: 'Keys' }).waitFor();
});

describe('a saved profile', () => {
  test('is edited without its password, and what Set up does not show stays', async () => {
    world.knows({ ...deskProfile, bond: { ...deskProfile.bond, mtu: 1400, options: { updelay: 200 } } });
    await button('Edit').click();
    await driver.page.getByText(/You are editing/).waitFor();
    await driver.next();
    await driver.page.getByLabel('Use first').selectOption('wlan0');
    await driver.next();
    await driver.waitForPlan();
    await button('Only save').click();
    await driver.page.getByRole('heading', { name: 'Profiles' }).waitFor();
    expect(saved()).toMatchObject({
      document: {
        name: 'Desk',
        bond: { mtu: 1400, options: { updelay: 200, primary: 'wlan0' } },
        ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { ssid: 'Home' } }],
      },
    });
    expect(JSON.stringify(saved())).not.toContain('"psk"');
  });

  test('is duplicated, renamed and removed', async () => {
    await choose('Desk', 'Duplicate');
    await driver.page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click();
    await driver.page.getByRole('article', { name: 'Desk 2' }).waitFor();
    await choose('Desk 2', 'Rename');
    await driver.page.getByLabel('New name').fill('Train');
    await driver.page.keyboard.press('Enter');
    await driver.page.getByRole('article', { name: 'Train' }).waitFor();
    await vi.waitFor(() => expect(names()).toEqual(['Desk', 'Train']));
    await choose('Train', 'Remove');
    await driver.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await vi.waitFor(() => expect(names()).toEqual(['Desk']));
  });

  test('takes the place of the one that runs', async () => {
    const other = { ...deskProfile, name: 'Train', bond: { ...deskProfile.bond, name: 'bond7' } };
    world.knows(other);
    world.become({
      ...STATES['all-well'],
      profiles: [profile({ activeBond: 'bond0' }), profile({ name: 'Train', bond: 'bond7' })],
    });
    await driver.page.getByRole('article', { name: 'Train' }).getByRole('button', { name: 'Switch on' }).click();
    await vi.waitFor(() => expect(world.snapshot().bonds[0]?.profile).toBe('Train'), { timeout: 10_000 });
    const order = world.server.asked.map(({ method }) => method).filter((method) => ['up', 'down'].includes(method));
    expect(order).toEqual(['down', 'up']);
  });

  test('is written for another tool, without its password', async () => {
    const path = join(folder, 'interfaces');
    await driver.answerDialogs(path);
    await choose('Desk', 'Export');
    await driver.page.getByLabel('Format').selectOption('ifupdown');
    await driver.page.getByText('iface bond0').waitFor();
    await button('Save…').click();
    await driver.page.getByText(/^Saved as/).waitFor();
    expect(readFileSync(path, 'utf8')).toContain('bond-mode active-backup');
    expect(readFileSync(path, 'utf8')).not.toContain('eight eight');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await button('Close').first().click();
  });
});

describe('a file', () => {
  test('of another tool is looked over in Set up before anything is saved', async () => {
    const path = join(folder, 'team.yaml');
    writeFileSync(
      path,
      'network:\n  ethernets: { eth0: {}, eth1: {} }\n  bonds:\n    team:\n      interfaces: [eth0, eth1]\n      addresses: [10.0.0.7/24]\n      parameters: { mode: active-backup, mii-monitor-interval: 100 }\n',
    );
    await driver.answerDialogs(path);
    await button('Import…').click();
    await driver.page.getByText('You are looking over an imported set-up.').waitFor();
    await driver.page.getByText('Not plugged in').waitFor();
    await driver.next();
    expect(await driver.page.getByLabel('Address with prefix').inputValue()).toBe('10.0.0.7/24');
    expect(saved()).toBeUndefined();
    await driver.next();
    await button('Only save').click();
    await vi.waitFor(() =>
      expect(saved()).toMatchObject({ document: { ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }] } }),
    );
  });

  test('that is nothing of the kind is told with its line', async () => {
    const path = join(folder, 'noise.yaml');
    writeFileSync(path, 'network: [');
    await driver.answerDialogs(path);
    await button('Import…').click();
    await driver.page.getByRole('alert').filter({ hasText: 'noise.yaml' }).waitFor();
    await button('Dismiss').click();
  });

  test('nobody picked changes nothing', async () => {
    await driver.answerDialogs(null);
    await button('Import…').click();
    await driver.page.getByRole('heading', { name: 'Profiles' }).waitFor();
  });
});

test('a report is shown, with addresses and names only if wanted, and saved as it was shown', async () => {
  world.become(STATES['all-well']);
  const path = join(folder, 'report.json');
  await driver.answerDialogs(path);
  await driver.goTo('Settings');
  await button('Show').click();
  const text = driver.page.getByRole('dialog').locator('pre');
  await text.filter({ hasText: 'MAC-1' }).waitFor();
  expect(await text.textContent()).not.toMatch(/00:00:24|Home|eight eight/);
  await driver.page.getByLabel('Names of Wi-Fi networks').check();
  await text.filter({ hasText: 'Home' }).waitFor();
  expect(await text.textContent()).not.toMatch(/00:00:24|eight eight/);
  await button('Save…').click();
  await driver.page.getByText(/^Saved as/).waitFor();
  expect(readFileSync(path, 'utf8')).toBe(await text.textContent());
  expect(existsSync(path)).toBe(true);
  await button('Close').first().click();
});
