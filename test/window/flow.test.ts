import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { STATES, deskProfile } from '../fake-helper/states.ts';
import { driver, socket, usePlayedHelper, world } from './played.ts';

usePlayedHelper();

const links = { eth0: null, wlan0: { ssid: 'Home', password: 'eight “eight”' } };

async function setUpDesk(): Promise<void> {
  await driver.goTo('Set up');
  await driver.chooseLinks(links);
  await driver.choosePurpose('Keep me connected');
  await driver.next();
  await driver.applyPlan();
}

describe('joining links', () => {
  beforeEach(async () => {
    world.become(STATES['new-here']);
    await driver.goTo('Home');
  });

  test('set up, apply, keep, switch off and on again', async () => {
    await setUpDesk();
    await driver.waitForQuestion();
    expect(await driver.portRole('eth0')).toBe('In use');
    expect(await driver.portRole('wlan0')).toBe('Standing by');
    await driver.keep();
    await driver.waitForHeadline('Two links, one connection.');
    const { params } = world.server.asked.find(({ method }) => method === 'profile.set')!;
    expect(params).toMatchObject({ document: { ports: [{ adapter: 'eth0' }, { wifi: { psk: 'eight “eight”' } }] } });

    await driver.switchOff();
    await driver.waitForHeadline('Your links work one by one.');
    await driver.switchOn();
    await driver.waitForHeadline('Two links, one connection.');
  });

  test('put back', async () => {
    await setUpDesk();
    await driver.waitForQuestion();
    await driver.putBack();
    await driver.page.getByText('Everything is back as it was.').waitFor();
    await driver.waitForHeadline('Your links work one by one.');
  });

  test('a plan that was asked for before the name was changed does not come in the way of the right one', async () => {
    const plan = world.answers.plan!;
    const held: (() => void)[] = [];
    world.answers.plan = async (params) => {
      await new Promise<void>((go) => held.push(go));
      return plan(params);
    };
    await driver.goTo('Set up');
    await driver.chooseLinks(links);
    await driver.next();
    await driver.nameSetUp('Other');
    await vi.waitFor(() => expect(held.length).toBe(2));
    held[0]!();
    await driver.page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
    const apply = driver.page.getByRole('button', { name: 'Join the links' });
    expect(await apply.isDisabled()).toBe(true);
    world.answers.plan = plan;
    held[1]!();
    await driver.applyPlan();
    await driver.waitForQuestion();
    await driver.putBack();
  });

  test('links that moved meanwhile get a new plan', async () => {
    await driver.goTo('Set up');
    await driver.chooseLinks(links);
    await driver.next();
    await driver.waitForPlan();
    world.refuse = null;
    const { up } = world.answers;
    world.answers.up = () => {
      world.answers.up = up;
      throw new LinkbraidError('moved', 'the links changed since the plan was made');
    };
    await driver.applyPlan();
    await driver.page.getByText('The links changed meanwhile').waitFor();
    await driver.applyPlan();
    await driver.waitForQuestion();
    await driver.keep();
  });

  test('by keyboard alone', async () => {
    const { keyboard } = driver.page;
    const tabTo = (name: string) => driver.tabTo(name);
    await tabTo('Set up');
    await keyboard.press('Enter');
    await tabTo('eth0');
    await keyboard.press('Space');
    await tabTo('wlan0');
    await keyboard.press('Space');
    await driver.page.getByRole('dialog').getByText('Home 6E').waitFor();
    await tabTo('2.4 · 5 GHz');
    await keyboard.press('Space');
    await tabTo('Password');
    await keyboard.type('eight eight');
    await keyboard.press('Enter');
    await tabTo('Next');
    await keyboard.press('Enter');
    await tabTo('Keep me connected');
    await keyboard.press('ArrowRight');
    await tabTo('Next');
    await keyboard.press('Enter');
    await driver.waitForPlan();
    await tabTo('Join the links');
    await keyboard.press('Enter');
    await driver.waitForQuestion();
    await tabTo('Keep');
    await keyboard.press('Enter');
    await driver.waitForHeadline('Two links, one connection.');
    expect(world.snapshot().bonds[0]?.mode).toBe('balance-rr');
  });

  test('someone who may not is told so, and what helps', async () => {
    world.become(STATES.off);
    world.knows(deskProfile);
    world.refuse = new LinkbraidError('not-allowed', 'this needs an administrator', {
      mend: 'sudo adduser ada netdev',
    });
    await driver.switchOn();
    await driver.page.getByRole('alert').filter({ hasText: 'You are not allowed to do this' }).waitFor();
    await driver.page.getByText('sudo adduser ada netdev').waitFor();
    await driver.page.getByRole('button', { name: 'Dismiss' }).click();
  });
});

test('a helper that goes away and comes back', async () => {
  world.become(STATES['all-well']);
  await driver.waitForHeadline('Two links');
  await world.server.close();
  await driver.page.getByText('The helper is not running').waitFor();
  await world.server.listen(socket);
  await driver.waitForHeadline('Two links');
});
