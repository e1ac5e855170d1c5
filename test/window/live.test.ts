import { beforeEach, expect, test } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { driver, usePlayedHelper, world } from './played.ts';

/* What a person does with a connection while it runs. */

usePlayedHelper(() => {
  world.knows(deskProfile);
  world.become(STATES['all-well']);
});
beforeEach(() => {
  world.become(STATES['all-well']);
  world.server.asked.length = 0;
});

const asked = (method: string) =>
  world.server.asked.filter((each) => each.method === method).map(({ params }) => params);
const option = (name: string) => driver.page.locator(`[data-option="${name}"] .value`);

test('an option is changed at once, with and without the saved profile', async () => {
  await driver.goTo('Expert');
  await driver.setOption('miimon', '50');
  await driver.page.getByText(/The saved profile .* was changed too/).waitFor();
  expect(await option('miimon').textContent()).toBe('50');
  await driver.setOption('primary_reselect', 'failure', { onlyNow: true });
  await driver.page.getByText('This lasts until the connection is switched off.').waitFor();
  expect(asked('set')).toMatchObject([
    { bond: 'bond0', options: { miimon: 50 }, rebuild: false, onlyNow: false },
    { bond: 'bond0', options: { primary_reselect: 'failure' }, rebuild: false, onlyNow: true },
  ]);
});

test('one that needs a rebuild says so before it asks for it', async () => {
  await driver.goTo('Expert');
  await driver.page.getByRole('button', { name: 'Change fail_over_mac' }).click();
  await driver.page.getByText('This interrupts the connection').waitFor();
  await driver.page.getByLabel('Value').selectOption('active');
  await driver.page.getByRole('button', { name: 'Rebuild and set' }).click();
  await option('fail_over_mac').filter({ hasText: 'active' }).waitFor();
  expect(asked('set')).toMatchObject([{ options: { fail_over_mac: 'active' }, rebuild: true }]);
});

test('a value that cannot be right is not sent, and a refusal is told', async () => {
  await driver.goTo('Expert');
  await driver.page.getByRole('button', { name: 'Change miimon' }).click();
  await driver.page.getByLabel('Value').fill('-1');
  expect(await driver.page.getByRole('button', { name: 'Set', exact: true }).isDisabled()).toBe(true);
  await driver.page.getByRole('button', { name: 'Cancel' }).click();
  const refusal = { code: 'option-needs', about: 'bond.options.updelay', message: 'No effect.', mend: 'Set miimon.' };
  world.refuse = new LinkbraidError('refused', 'No effect.', { refusals: [refusal] });
  await driver.setOption('updelay', '200');
  await driver.page.getByRole('alert').filter({ hasText: 'This cannot be done' }).waitFor();
  await driver.page.getByRole('button', { name: 'Dismiss' }).click();
});

test('another port is made active from its card', async () => {
  await driver.goTo('Home');
  await driver.page.getByRole('button', { name: 'Actions for wlan0' }).click();
  await driver.page.getByRole('menuitem', { name: 'Make active' }).click();
  await driver.page.locator('[data-port="wlan0"] .role', { hasText: 'In use' }).waitFor();
  expect(asked('activate')).toEqual([{ bond: 'bond0', port: 'wlan0' }]);
});

test('a port joins and leaves; a network whose password is stored needs it no more', async () => {
  await driver.goTo('Expert');
  await driver.page.getByRole('button', { name: 'Add wlan1' }).click();
  const dialog = driver.page.getByRole('dialog');
  await dialog.locator('label').filter({ hasText: 'Home' }).first().click();
  await dialog.getByText('Leave it empty to use the stored one.').waitFor();
  await dialog.getByText('Access point and band').click();
  await dialog.getByLabel('Band').selectOption('5');
  await dialog.getByRole('button', { name: 'Use this network' }).click();
  await driver.page.getByRole('button', { name: 'Remove wlan1' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await driver.page.getByRole('button', { name: 'Add wlan1' }).waitFor();
  expect(asked('port.add')).toMatchObject([
    {
      bond: 'bond0',
      adapter: 'wlan1',
      onlyNow: false,
      wifi: { ssid: 'Home', security: 'wpa2-psk', band: '5' },
    },
  ]);
  expect(asked('port.remove')).toEqual([{ bond: 'bond0', adapter: 'wlan1', onlyNow: false }]);
});

test('an option of one port is changed', async () => {
  await driver.goTo('Expert');
  await driver.tabTo('Options of wlan0');
  await driver.page.keyboard.press('Enter');
  const prio = driver.page.locator('[data-port-row="wlan0"] [data-option="prio"] .value');
  await prio.filter({ hasText: '0' }).waitFor();
  await driver.setOption('prio of wlan0', '-5');
  await prio.filter({ hasText: '-5' }).waitFor();
  expect(asked('port.set')).toEqual([{ bond: 'bond0', adapter: 'wlan0', options: { prio: -5 }, onlyNow: false }]);
});

test('by keyboard alone', async () => {
  await driver.goTo('Home');
  const { keyboard } = driver.page;
  await driver.tabTo('Expert');
  await keyboard.press('Enter');
  await driver.tabTo('Change miimon');
  await keyboard.press('Enter');
  await driver.tabTo('Value');
  await keyboard.press('Control+A');
  await keyboard.type('200');
  await keyboard.press('Enter');
  await option('miimon').filter({ hasText: '200' }).waitFor();
  await driver.tabTo('Make wlan0 active');
  await keyboard.press('Enter');
  await driver.page.getByRole('button', { name: 'Make eth0 active' }).waitFor();
  await driver.tabTo('Remove wlan0');
  await keyboard.press('Enter');
  await driver.tabTo('Remove');
  await keyboard.press('Enter');
  await driver.page.getByRole('button', { name: 'Add wlan0' }).waitFor();
});

test('a failover is seen live, the last link lost, and back', async () => {
  await driver.goTo('Home');
  world.become(STATES['last-port']);
  await driver.waitForHeadline(/wlan0/);
  expect(await driver.portRole('eth0')).toBe('Lost');
  world.become(STATES['nothing-left']);
  await driver.waitForHeadline('No link');
  world.become(STATES['all-well']);
  await driver.waitForHeadline('Two links, one connection.');
});
