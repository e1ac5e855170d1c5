import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATES } from '../fake-helper/states.ts';
import { FakeWorld } from '../fake-helper/world.ts';
import { Driver } from './driver.ts';
import { pictures } from './pictures.ts';

/* What stands between a newcomer and joined links: each matter on a page of its own, with one thing to do. */

const folder = mkdtempSync(join(tmpdir(), 'linkbraid-fake-'));
const socket = join(folder, 'helper.sock');
const world = new FakeWorld();
let driver: Driver;

beforeAll(async () => {
  // As NetworkManager's program answers; the second name would be two fields to a careless reader.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/nmcli'),
    `#!/bin/sh
printf '%s\\n' 'no:Home:02\\:00\\:00\\:00\\:01\\:00:Infra:36:5180 MHz:90:WPA2:(none):pair_ccmp'
printf '%s\\n' 'no:a\\:b:02\\:00\\:00\\:00\\:02\\:00:Infra:36:5180 MHz:70:WPA2:(none):pair_ccmp'
printf '%s\\n' 'no:\u202egnp.exe:02\\:00\\:00\\:00\\:03\\:00:Infra:1:2412 MHz:50:(none):(none):(none)'
printf '%s\\n' 'noise'
`,
  );
  chmodSync(join(folder, 'bin/nmcli'), 0o755);
  driver = await Driver.open({ socket, environment: { PATH: `${folder}/bin:${process.env.PATH ?? ''}` } });
});
afterAll(async () => {
  await driver.close();
  await world.server.close();
  rmSync(folder, { recursive: true });
});

const page = (is: string) => driver.page.locator(`[data-page="${is}"]`);

test('no helper: how to start it, and what can be seen already', async () => {
  await page('absent').waitFor();
  await driver.page.getByText('sudo linkbraid-helper serve').waitFor();
  await driver.page.locator('bdi', { hasText: /^Home$/ }).waitFor();
  await driver.page.locator('bdi', { hasText: '\ufffdgnp.exe' }).waitFor();
  await pictures(driver, 'first-absent');
});

test('a helper that starts makes the page go away, asked for by keyboard; nothing is set up yet', async () => {
  await world.server.listen(socket);
  world.become(STATES['new-here']);
  await driver.tabTo('Try again');
  await driver.page.keyboard.press('Enter');
  await driver.waitForHeadline('Your links work one by one.');
  await driver.page.getByRole('button', { name: 'Set up' }).first().waitFor();
});

test('other managers own the adapters: each with the way to hand it over', async () => {
  world.become(STATES.managed);
  await page('managed').waitFor();
  await driver.page.getByText('nmcli device set eth0 managed no').waitFor();
  await pictures(driver, 'first-managed');
});

test('someone who may only look is told so, with the way to change that, and can still read on', async () => {
  await world.server.close();
  world.rights = { allowed: false, needs: 'membership of the group "netdev"', mend: 'sudo adduser ada netdev' };
  await world.server.listen(socket);
  world.become(STATES.off);
  await page('not-allowed').waitFor();
  await driver.page.getByText('sudo adduser ada netdev').waitFor();
  await pictures(driver, 'first-not-allowed');
  await driver.goTo('Profiles');
  await driver.page.getByRole('article', { name: 'Desk' }).waitFor();
  await driver.goTo('Home');
  world.become(STATES['all-well']);
  await driver.waitForHeadline('Two links, one connection.');
  expect(await page('not-allowed').count()).toBe(0);
});
