import { expect } from 'vitest';
import { ACCESS_POINTS, ROUTER } from '../../lab/world.ts';
import { startNetworkManager } from '../desktop.ts';
import { ELSEWHERE, wakeElsewhere } from '../waking.ts';
import type { EngineName, Life } from './life.ts';

export interface LifeEvent {
  name: string;
  /** Both, where it does not say. */
  engine?: EngineName;
  happens: (life: Life) => Promise<void>;
}

/** Each finds both ports up and the cable carrying, and after each it shall be so again by itself. */
export const EVENTS: readonly LifeEvent[] = [
  { name: 'the cable is pulled and plugged in again', happens: cablePulled },
  { name: 'airplane mode, on and off', happens: airplaneMode },
  { name: 'out of range of the access point, and back', happens: outOfRange },
  { name: 'both links are lost, and come back one after the other', happens: nothingLeft },
  { name: 'roaming to another access point of the network, and back', happens: roaming },
  { name: 'the passphrase of the network changes, and back', happens: passphraseChanged },
  { name: 'a cable that is up but leads nowhere', happens: leadsNowhere },
  { name: 'woken up where the old address is worth nothing', happens: wokenUp },
  { name: 'another router in the place of the old one', happens: routerSwapped },
  { name: 'the adapter is taken away and comes back', happens: unplugged },
  { name: 'the helper is killed and started again', happens: helperKilled },
  { name: 'the DHCP client is killed, and the address runs out', happens: dhcpClientKilled },
  { name: 'wpa_supplicant is killed', happens: supplicantKilled },
  { name: 'NetworkManager is killed and started again', engine: 'networkmanager', happens: managerKilled },
  { name: 'the machine is started with only the radio', happens: radioOnly },
];

async function cablePulled(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.cutCable('eth0');
  await life.active('wlan0');
  await life.carries();
  await lab.plugCable('eth0');
}

async function airplaneMode(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.rfkill('block');
  await life.port('wlan0', 'down');
  await life.carries();
  await lab.rfkill('unblock');
}

async function outOfRange(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.stopAccessPoint('home');
  await life.port('wlan0', 'down');
  await life.carries();
  await lab.startAccessPoint('home');
}

async function nothingLeft(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.cutCable('eth0');
  await lab.stopAccessPoint('home');
  await life.port('wlan0', 'down');
  await lab.startAccessPoint('home');
  await life.active('wlan0');
  await life.carries();
  await lab.plugCable('eth0');
}

async function roaming(life: Life): Promise<void> {
  const { lab } = life.laptop;
  const at = (ap: 'home' | 'home2') =>
    life.until(`with ${ap}`, ({ ports }) =>
      ports.some(({ miiStatus, wifi }) => miiStatus === 'up' && wifi?.bssid === ACCESS_POINTS[ap].bssid),
    );
  await lab.startAccessPoint('home2');
  await lab.closeAccessPoint('home');
  await at('home2');
  await lab.cutCable('eth0');
  await life.active('wlan0');
  await life.carries();
  await lab.plugCable('eth0');
  await lab.startAccessPoint('home');
  await lab.closeAccessPoint('home2');
  await at('home');
}

async function passphraseChanged(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.setPassphrase('home', 'another one altogether');
  await life.port('wlan0', 'down');
  await life.carries();
  await lab.setPassphrase('home');
}

async function leadsNowhere(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.blackHole('eth0');
  await life.active('wlan0');
  await life.carries();
  await lab.heal('eth0');
}

async function wokenUp(life: Life): Promise<void> {
  await wakeElsewhere(life.laptop.lab, async () => {
    const now = await life.until('a new address', ({ addresses }) => ELSEWHERE.test(addresses[0] ?? ''));
    expect(now.bonds[0]?.addresses.filter((address) => !address.includes(':'))).toHaveLength(1);
    await life.carries();
  });
}

async function routerSwapped(life: Life): Promise<void> {
  const { lab } = life.laptop;
  const address = await lab.run(['cat', '/sys/class/net/lan0/address'], { netns: 'router' });
  const bear = (mac: string) => lab.run(['ip', 'link', 'set', 'lan0', 'address', mac], { netns: 'router' });
  await bear('02:00:5e:00:00:99');
  await life.carries();
  await bear(address.trim());
}

async function unplugged(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.unplugAdapter('eth0');
  await life.port('eth0', 'away');
  await life.carries();
  await lab.replugAdapter('eth0');
}

async function helperKilled(life: Life): Promise<void> {
  const { laptop } = life;
  const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 50 });
  await probe.untilAnswered();
  await laptop.killHelper();
  await laptop.startHelper();
  await life.until('the bond is known', ({ profile }) => profile === life.profile.name);
  expect((await probe.stop()).longestGapMs).toBeLessThan(1_000);
}

async function dhcpClientKilled(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.shell("pkill -KILL -f '[d]hc.*bond0'");
  await lab.shell("for i in $(seq 300); do pgrep -f '[d]hc.*bond0' >/dev/null && exit 0; sleep 0.2; done; exit 1", {
    timeoutMs: 90_000,
  });
}

async function supplicantKilled(life: Life): Promise<void> {
  await life.laptop.lab.shell('pkill -KILL -x wpa_supplicant');
  await life.port('wlan0', 'down');
  await life.carries();
}

async function managerKilled(life: Life): Promise<void> {
  const { lab } = life.laptop;
  await lab.shell('pkill -KILL -x NetworkManager');
  await life.carries();
  await startNetworkManager(lab);
}

async function radioOnly(life: Life): Promise<void> {
  const { lab, ok } = { lab: life.laptop.lab, ok: () => life.laptop.ok(['down']) };
  await ok();
  await lab.cutCable('eth0');
  await life.up();
  await life.active('wlan0');
  await life.carries();
  await lab.plugCable('eth0');
}
