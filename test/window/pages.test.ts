import { test } from 'vitest';
import { EVENTS } from '../fake-helper/air.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { pictures as take } from './pictures.ts';
import { driver, usePlayedHelper, world } from './played.ts';

/* A picture of each of the other pages, in the states they can be in. */

usePlayedHelper(() => {
  world.knows(deskProfile);
  world.become(STATES.off, EVENTS);
});

const pictures = (name: string) => take(driver, name);

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
        code: 'mode-needs-link-speed',
        about: 'bond.mode',
        message:
          'In 802.3ad a port must report its speed; Wi-Fi adapters report none, so they would never carry anything.',
        mend: 'Choose active-backup to keep connected, or balance-xor to add up speed.',
      },
    ],
    warnings: [
      {
        code: 'other-way-out',
        about: 'usb0',
        message: 'The default route through usb0 comes first: what leaves this network goes on over usb0.',
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
  await driver.page.getByRole('button', { name: 'Actions for Train' }).click();
  await driver.page.getByRole('menuitem', { name: 'Remove' }).click();
  await pictures('profiles-remove');
  await driver.page.getByRole('button', { name: 'Cancel' }).click();
  await driver.goTo('Settings');
  await driver.page.getByRole('button', { name: 'Check', exact: true }).click();
  await driver.page.getByText('The bonding driver is loaded.').waitFor();
  await pictures('settings');
});

test('expert', async () => {
  world.become(STATES['all-well']);
  await driver.goTo('Expert');
  await driver.page.locator('[data-option="miimon"]').waitFor();
  await pictures('expert');
  await driver.page.getByRole('button', { name: 'Change fail_over_mac' }).click();
  await pictures('expert-rebuild');
  await driver.page.getByRole('button', { name: 'Cancel' }).click();
  await driver.page.getByRole('button', { name: 'Change miimon' }).click();
  await driver.page.getByLabel('Value').fill('a while');
  await pictures('expert-wrong');
  await driver.page.getByLabel('Value').fill('50');
  await driver.page.getByRole('button', { name: 'Set', exact: true }).click();
  await driver.page.getByText('The saved profile').waitFor();
  await pictures('expert-changed');
  await driver.page.getByRole('button', { name: 'Dismiss' }).click();
  await driver.page.getByText('Options', { exact: true }).first().click();
  await driver.page.getByRole('button', { name: 'Change prio of eth0' }).waitFor();
  await pictures('expert-port');
  await driver.page.getByRole('button', { name: 'Change prio of eth0' }).click();
  await pictures('expert-port-option');
  await driver.page.getByRole('button', { name: 'Cancel' }).click();
  await driver.page.locator('summary', { hasText: 'Options' }).first().click();
  world.become(STATES.off);
  await pictures('expert-off');
  world.become(STATES.foreign);
  await pictures('expert-foreign');
  world.become(STATES['all-well']);
  await driver.goTo('Home');
  await driver.page.getByRole('button', { name: 'Actions for' }).last().click();
  await pictures('home-menu');
});
