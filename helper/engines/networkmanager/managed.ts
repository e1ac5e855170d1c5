import { LinkbraidError } from '../../contract/errors.ts';
import type { Action, RouteSpec } from '../../contract/plan.ts';
import { readLink, readText, writeLink, writeSysctl } from '../../kernel/sysfs.ts';
import { touch } from '../../kernel/links.ts';
import type { Lease } from '../../observe/decode/lease.ts';
import { defaultMetric } from '../../plan/default-route.ts';
import { presentedAddresses } from '../../plan/keeper.ts';
import { addressesOf, gatewayOf, routesOf, type Machine } from '../../plan/machine.ts';
import { isRefusal, REASON, STATE, type Device, type NetworkManager } from './network-manager.ts';
import { SILENCE, type Addressing } from './settings.ts';

export type KeeperAction = Extract<
  Action,
  { kind: 'take-over' | 'give-back' | 'hold-wifi' | 'reconnect' | 'introduce' | 'present' }
>;

type Presented = Pick<Extract<Action, { kind: 'present' }>, 'dns' | 'ipv6' | 'gateway'>;

/** It takes note of new links by and by, and lets go at once. Too short fails where the machine is busy. */
const NOTICE_MS = 15_000;
/** Scan, authenticate, handshake: as when we join by ourselves. */
const JOIN_MS = 25_000;
/** It reapplies when it has answered. */
const PRUNE_MS = 1_000;
/** After it was killed its service starts it again within a second. */
const RETURN_MS = 10_000;

/** Carries out what concerns NetworkManager. */
export class Managed {
  /** Of the link that was taken over last: the bond goes on with them until it has its own. */
  private lastServers: string[] = [];

  constructor(private readonly manager: NetworkManager) {}

  async perform(action: KeeperAction, machine: Machine, lease: Lease | null): Promise<void> {
    switch (action.kind) {
      case 'take-over':
        return this.takeOver(action.link, machine);
      case 'give-back':
        return this.giveBack(action.link);
      case 'hold-wifi':
        return this.hold(action);
      case 'reconnect':
        return this.reconnect(action.link, action.connection);
      case 'introduce':
        return this.introduce(action.bond, action.mode);
      case 'present':
        return this.present(action.bond, machine, lease, action);
    }
  }

  /** Of a bond whose lease has come, changed or gone. */
  async present(bond: string, machine: Machine, lease: Lease | null, how: Presented): Promise<void> {
    const device = await this.manager.device(bond);
    if (!device) return;
    const known = lease ? { ...machine, dhcp: { ...machine.dhcp, [bond]: { address: lease.address } } } : machine;
    const gateways = [
      lease ? lease.gateway : (how.gateway ?? gatewayOf(machine, bond, 4)),
      gatewayOf(machine, bond, 6),
    ];
    await this.readdress(bond, device, {
      addresses: presentedAddresses(known, bond, how.ipv6),
      gateways: gateways.filter((gateway) => gateway !== null),
      // Not the one that its route has: as long as NetworkManager does not know it to be online, it adds to that.
      metric: defaultMetric(machine, bond, 4, [bond]) ?? 0,
      dns: how.dns.length > 0 ? how.dns : (lease?.dns ?? (how.gateway === null ? [] : this.lastServers)),
      ipv6: how.ipv6,
    });
  }

  /** Nobody needs to wait for that. */
  lookOnline(): void {
    this.manager.lookOnline().catch(() => {}); // it may have gone; coming back it looks by itself
  }

  /** Before the bond goes, so that a crash in between leaves nothing of ours among the user's connections. */
  async forget(bond: string): Promise<void> {
    if (await this.manager.runs()) await this.manager.forget(bond);
  }

  private async takeOver(link: string, machine: Machine): Promise<void> {
    await this.withoutWayOut(link, machine);
    await this.manager.setManaged(link, false);
    const device = await this.manager.settled(link, (now) => !now || now.state <= STATE.unmanaged, NOTICE_MS);
    if (device && device.state > STATE.unmanaged)
      throw new LinkbraidError('failed', `NetworkManager did not let go of ${link}.`, { adapter: link });
    for (const { origin: _origin, ...route } of routesOf(machine, link))
      if (isWayOut(route)) await touch({ kind: 'add-route', route });
  }

  /**
   * NetworkManager takes the last default route that it knew of a link it has let go for one that is still there, and so the
   * machine for offline (`_get_best_connectivity`, nm-manager.c 1.42). So it is told that there is none.
   */
  private async withoutWayOut(link: string, machine: Machine): Promise<void> {
    const device = await this.manager.device(link);
    if (!device?.active) return;
    const addresses = addressesOf(machine, link).filter(({ family, scope }) => family === 4 && scope !== 'link');
    const kept = addresses.map(({ address }) => address);
    this.lastServers = device.dns;
    await this.manager.readdress(device, { ...SILENCE, addresses: kept, dns: device.dns, ipv6: 'ignore' });
    await within(PRUNE_MS, () => !leadsOut(link));
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
    if (addressing.ipv6 === 'ignore') await restartIpv6(bond);
  }
}

/** What NetworkManager leaves to the kernel it takes away all the same when it reapplies, and the kernel notices nothing. */
async function restartIpv6(bond: string): Promise<void> {
  await within(PRUNE_MS, () => !hasLinkLocal(bond));
  if (readLink(bond, 'carrier') !== '1' || hasLinkLocal(bond)) return; // with carrier it begins by itself
  for (const value of ['1', '0']) writeSysctl('ipv6', bond, 'disable_ipv6', value);
}

/** What the kernel does not tell of by itself. */
async function within(limitMs: number, judge: () => boolean): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!judge() && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isWayOut({ family, destination, table }: RouteSpec): boolean {
  return family === 4 && destination === 'default' && table === 'main';
}

function leadsOut(link: string): boolean {
  return new RegExp(`^${link}\\t00000000\\t`, 'm').test(readText('/proc/net/route') ?? '');
}

function hasLinkLocal(link: string): boolean {
  return new RegExp(`^fe80.* ${link}$`, 'm').test(readText('/proc/net/if_inet6') ?? '');
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
