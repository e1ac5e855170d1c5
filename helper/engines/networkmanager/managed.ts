import { LinkbraidError } from '../../contract/errors.ts';
import type { Action } from '../../contract/plan.ts';
import { readLink, writeLink } from '../../kernel/sysfs.ts';
import { touch } from '../../kernel/links.ts';
import type { Lease } from '../../observe/decode/lease.ts';
import { defaultMetric } from '../../plan/default-route.ts';
import { presentedAddresses } from '../../plan/keeper.ts';
import { gatewayOf, type Machine } from '../../plan/machine.ts';
import { isRefusal, REASON, STATE, type Device, type NetworkManager } from './network-manager.ts';
import { SILENCE, type Addressing } from './settings.ts';

export type KeeperAction = Extract<
  Action,
  { kind: 'take-over' | 'give-back' | 'hold-wifi' | 'reconnect' | 'introduce' | 'present' }
>;

/** It takes note of new links by and by, and lets go at once. Too short fails where the machine is busy. */
const NOTICE_MS = 15_000;
/** Scan, authenticate, handshake: as when we join by ourselves. */
const JOIN_MS = 25_000;
/** After it was killed its service starts it again within a second. */
const RETURN_MS = 10_000;

/** Carries out what concerns NetworkManager. */
export class Managed {
  constructor(private readonly manager: NetworkManager) {}

  async perform(action: KeeperAction, machine: Machine, lease: Lease | null): Promise<void> {
    switch (action.kind) {
      case 'take-over':
        return this.takeOver(action.link);
      case 'give-back':
        return this.giveBack(action.link);
      case 'hold-wifi':
        return this.hold(action);
      case 'reconnect':
        return this.reconnect(action.link, action.connection);
      case 'introduce':
        return this.introduce(action.bond, action.mode);
      case 'present':
        return this.present(action.bond, machine, lease, action.dns);
    }
  }

  /** Of a bond whose lease has come, changed or gone. */
  async present(bond: string, machine: Machine, lease: Lease | null, servers: string[]): Promise<void> {
    const device = await this.manager.device(bond);
    if (!device) return;
    const dns = servers.length > 0 ? servers : (lease?.dns ?? []);
    const leased = machine.dhcp[bond] !== undefined;
    const addresses = leased ? (lease ? [lease.address] : []) : presentedAddresses(machine, bond);
    const gateway = leased ? (lease?.gateway ?? null) : gatewayOf(machine, bond);
    const metric = gateway === null ? null : (defaultMetric(machine, bond, 4) ?? 0);
    const ipv4 = gateway?.includes(':') ? null : gateway;
    await this.readdress(bond, device, { addresses, gateway: ipv4, metric, dns: dns.filter(isIpv4), ipv6: 'ignore' });
  }

  /** Nobody needs to wait for that. */
  lookOnline(): void {
    this.manager.lookOnline().catch(() => {}); // it may have gone; coming back it looks by itself
  }

  /** Before the bond goes, so that a crash in between leaves nothing of ours among the user's connections. */
  async forget(bond: string): Promise<void> {
    if (await this.manager.runs()) await this.manager.forget(bond);
  }

  private async takeOver(link: string): Promise<void> {
    await this.manager.setManaged(link, false);
    const device = await this.manager.settled(link, (now) => !now || now.state <= STATE.unmanaged, NOTICE_MS);
    if (device && device.state > STATE.unmanaged)
      throw new LinkbraidError('failed', `NetworkManager did not let go of ${link}.`, { adapter: link });
  }

  private async giveBack(link: string): Promise<void> {
    await this.manager.settled(link, (now) => now !== null, RETURN_MS);
    if (!(await this.manager.runs()))
      throw new LinkbraidError('failed', `NetworkManager does not run, and ${link} is its own.`, { adapter: link });
    await this.manager.setManaged(link, true);
    await this.manager.settled(link, (now) => !now || now.state > STATE.unmanaged, NOTICE_MS);
  }

  /** As far as it can be done: the network may be out of range by now, or the cable out. */
  private async reconnect(link: string, connection: string | null): Promise<void> {
    // It makes a device ready after it got it, and connects by itself what it did before.
    const ready = (now: Device | null) => !now || now.state >= STATE.disconnected;
    const device = await this.manager.settled(link, ready, NOTICE_MS);
    if (!device || !ready(device)) return;
    if (connection === null) return this.manager.disconnect(device);
    const settings = await this.manager.find({ connection, ssid: null });
    if (settings === null) return;
    if (device.active?.uuid !== connection || (await this.isQuiet(link))) await this.manager.activate(device, settings);
    await this.manager.settled(link, (now) => !now || now.state >= STATE.activated, JOIN_MS);
  }

  private async isQuiet(link: string): Promise<boolean> {
    return (await this.manager.read())[link]?.quiet ?? false;
  }

  private async hold({ port, connection, ssid }: Extract<Action, { kind: 'hold-wifi' }>): Promise<void> {
    const ready = (now: Device | null) => !now || now.state >= STATE.disconnected;
    const device = await this.manager.settled(port, ready, NOTICE_MS);
    if (!device || device.state < STATE.disconnected)
      throw notHeld(port, 'rfkill', `NetworkManager has turned ${port} off, or is busy with it.`);
    const facts = (await this.manager.read())[port];
    const there = facts?.connection !== null && facts?.connection !== undefined;
    const right =
      there && (connection === null ? ssid === null || facts.ssid === ssid : facts.connection === connection);
    const going = right ? null : await this.join(port, device, { connection, ssid });
    const up = (now: Device | null) => now !== null && now.state >= STATE.ipConfig && now.state <= STATE.activated;
    const limit = Date.now() + JOIN_MS;
    let now: Device | null;
    do now = await this.manager.settled(port, up, 1_000);
    while (!up(now) && Date.now() < limit && (going === null || (await this.manager.isGoingUp(going))));
    if (!now || !up(now)) throw notJoined(port, now?.reason);
    await this.manager.readdress(now, SILENCE);
  }

  private async join(
    port: string,
    device: Device,
    want: { connection: string | null; ssid: string | null },
  ): Promise<string> {
    const named = want.connection !== null || want.ssid !== null;
    const settings = named ? await this.manager.find(want) : null;
    if (named && settings === null)
      throw notHeld(port, 'saved-unknown', `NetworkManager does not know the network that ${port} shall join.`);
    try {
      return await this.manager.activate(device, settings);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw notHeld(port, 'network-not-found', `NetworkManager knows no network that ${port} is in range of.`);
    }
  }

  private async introduce(bond: string, mode: string): Promise<void> {
    await this.manager.forget(bond);
    const device = await this.manager.settled(bond, (now) => now !== null, NOTICE_MS);
    if (!device) throw new LinkbraidError('failed', `NetworkManager does not see ${bond}.`, { bond });
    const address = readLink(bond, 'address');
    await this.manager.show(bond, device, mode);
    const up = await this.manager.settled(bond, (now) => !now || now.state >= STATE.activated, NOTICE_MS);
    if (up?.state !== STATE.activated)
      throw new LinkbraidError('failed', `NetworkManager does not take ${bond} for a connection.`, { bond });
    // Up it would speak with an address that its first port still bears elsewhere.
    await touch({ kind: 'set-up', link: bond, up: false });
    if (address !== null && readLink(bond, 'address') !== address)
      await touch({ kind: 'set-mac', link: bond, mac: address });
  }

  /** Given other addresses, NetworkManager sets the options of a bond anew, to its own idea of them. */
  private async readdress(bond: string, device: Device, addressing: Addressing): Promise<void> {
    const before = LOST_OPTIONS.map((name) => ({ name, value: readLink(bond, `bonding/${name}`) }));
    await this.manager.readdress(device, addressing);
    for (const { name, value } of before) {
      if (value === null || readLink(bond, `bonding/${name}`) === value) continue;
      // As the kernel prints it, a word and its number: the word is what it takes.
      writeLink(bond, `bonding/${name}`, value.split(' ')[0] ?? '');
    }
  }
}

/** What it sets again when it reapplies (nm-device-bond.c, OPTIONS_REAPPLY_FULL), in an order that the kernel takes. */
const LOST_OPTIONS = [
  'miimon',
  'updelay',
  'downdelay',
  'arp_interval',
  'arp_validate',
  'arp_all_targets',
  'primary',
  'primary_reselect',
  'fail_over_mac',
  'xmit_hash_policy',
  'num_grat_arp',
  'resend_igmp',
  'packets_per_slave',
  'min_links',
  'lp_interval',
  'all_slaves_active',
  'peer_notif_delay',
] as const;

function notJoined(port: string, reason: number | undefined): LinkbraidError {
  if (reason === REASON.noSecrets)
    return notHeld(port, 'wrong-passphrase', `NetworkManager has no passphrase with which ${port} is let in.`);
  if (reason === REASON.notFound)
    return notHeld(port, 'network-not-found', `NetworkManager knows no network that ${port} is in range of.`);
  return notHeld(port, 'no-association', `NetworkManager could not join a network with ${port} in time.`);
}

function notHeld(port: string, reason: string, message: string): LinkbraidError {
  return new LinkbraidError('failed', message, { reason, adapter: port });
}

function isIpv4(address: string): boolean {
  return !address.includes(':');
}
