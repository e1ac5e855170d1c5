import type { LaptopState } from '../lab/lab.ts';
import type { Laptop } from '../system/laptop.ts';
import { ACCESS_POINTS, ROUTER } from '../lab/world.ts';
import type { Driver } from '../window/driver.ts';

export interface Teller {
  say(text: string): void;
  picture(name: string): Promise<void>;
}

export interface Outcome {
  /** The longest time without an answer from the gateway while the cable was pulled and plugged in, in ms. */
  longestGapMs: number;
  lost: number;
  sent: number;
  mbit: number;
  addressOnCable: string | undefined;
  addressOnWifi: string | undefined;
  /** What was different after switching off from before; empty when nothing was. */
  differences: string[];
}

/**
 * The main job, as a person does it in the window: join a cable and Wi-Fi, pull the cable, plug it in, switch off.
 * `before`: the laptop on its cable, as it is now.
 */
export async function tellMainJob(
  laptop: Laptop,
  driver: Driver,
  before: LaptopState,
  { say, picture }: Teller,
): Promise<Outcome> {
  const { lab } = laptop;
  const home = ACCESS_POINTS.home;
  say(`The laptop is on its cable (eth0, ${ROUTER.v4} is the gateway). Wi-Fi is off.`);
  await driver.waitForHeadline(/./);
  await picture('1-before');

  say(`Choosing eth0 and wlan0, the network “${home.ssid}”, and “Keep me connected”.`);
  await driver.goTo('Set up');
  await driver.chooseLinks({ eth0: null, wlan0: { ssid: home.ssid, password: home.passphrase } });
  await driver.choosePurpose('Keep me connected');
  await driver.next();
  await driver.page.getByRole('button', { name: 'Join the links', disabled: false }).waitFor();
  await picture('2-plan');
  await driver.applyPlan();
  await driver.waitForQuestion(120_000);
  await picture('3-keep-or-put-back');
  await driver.keep();
  await driver.waitForHeadline('Two links, one connection.');
  const onCable = (await laptop.status()).bonds[0];
  say(
    `bond0 is up with ${onCable?.addresses.join(', ') ?? 'no address'}; ${onCable?.activePort ?? 'nothing'} carries, wlan0 stands by.`,
  );

  say('Sending data to a machine beyond the router …');
  const probe = await lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 10 });
  const transfer = lab.iperf({ seconds: 15 });
  await laptop.until('data on its way', ({ bonds }) => (bonds[0]?.txBitsPerSecond ?? 0) > 100_000);
  await picture('4-on-the-cable');

  say('… pulling the cable …');
  await lab.cutCable('eth0');
  await laptop.until('Wi-Fi active', ({ bonds }) => bonds[0]?.activePort === 'wlan0');
  say('… wlan0 has taken over …');
  const onWifi = await laptop.until(
    'data over Wi-Fi',
    ({ bonds }) => (bonds[0]?.ports.find(({ name }) => name === 'wlan0')?.txBitsPerSecond ?? 0) > 10_000,
  );
  await driver.page.locator('[data-port="wlan0"] .role', { hasText: 'In use' }).waitFor();
  await picture('5-cable-pulled');
  say('… and the data goes on. Plugging the cable in again …');
  await lab.plugCable('eth0');
  await laptop.until('the cable active again', ({ bonds }) => bonds[0]?.activePort === 'eth0');
  say('… and eth0 carries again.');
  await driver.page.locator('[data-port="eth0"] .role', { hasText: 'In use' }).waitFor();
  const { mbit } = await transfer;
  const { longestGapMs, lost, sent } = await probe.stop();
  await picture('6-cable-back');
  say(`${sent - lost} of ${sent} pings were answered, the longest silence was ${Math.round(longestGapMs)} ms.`);

  await driver.goTo('Activity');
  await picture('7-activity');
  await driver.goTo('Home');
  say('Switching off.');
  await driver.switchOff();
  await driver.waitForHeadline('Your links work one by one.', 60_000);
  await picture('8-after');
  const differences = await laptop.differences(before);
  say(differences.length === 0 ? 'Everything is exactly as it was before.' : `Left behind:\n${differences.join('\n')}`);

  const lease = (addresses: string[] | undefined) => addresses?.find((address) => address.startsWith('10.77.0.'));
  return {
    longestGapMs,
    lost,
    sent,
    mbit,
    addressOnCable: lease(onCable?.addresses),
    addressOnWifi: lease(onWifi.bonds[0]?.addresses),
    differences,
  };
}
