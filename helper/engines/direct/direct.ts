import { createHash } from 'node:crypto';
import { LinkbraidError } from '../../contract/errors.ts';
import type { Action } from '../../contract/plan.ts';
import type { AdapterNetworks, Network } from '../../contract/wire.ts';
import { touch } from '../../kernel/links.ts';
import { announce } from '../../kernel/reach.ts';
import { readText } from '../../kernel/sysfs.ts';
import { SystemBus } from '../../kernel/system-bus.ts';
import type { Lease } from '../../observe/decode/lease.ts';
import type { Observer, Sources } from '../../observe/observer.ts';
import { defaultMetric, defaultRoute } from '../../plan/default-route.ts';
import type { Machine } from '../../plan/machine.ts';
import { plainAddress } from '../../plan/plain-address.ts';
import type { Engine, Secrets } from '../engine.ts';
import { Managed, type KeeperAction } from '../networkmanager/managed.ts';
import { NetworkManager } from '../networkmanager/network-manager.ts';
import { Dhcp } from './dhcp.ts';
import { Resolver } from './resolver.ts';
import { Supplicant } from './supplicant.ts';
import { verifyGateway, verifyPorts, waitForLease, waitForPort } from './waits.ts';

/** The kernel by rtnetlink and sysfs, Wi-Fi by wpa_supplicant, addresses by the machine's DHCP client. */
export class DirectEngine implements Engine {
  readonly sources: Sources;
  private readonly bus = new SystemBus();
  private readonly supplicant = new Supplicant(this.bus);
  private readonly manager = new NetworkManager();
  private readonly managed = new Managed(this.manager);
  private readonly dhcp: Dhcp;
  private readonly resolver: Resolver;
  /** Set by `attach`: the observer needs the sources first, the waits need the observer. */
  private observer!: Observer;
  private granting: Promise<void> = Promise.resolve();
  /** Links with a client of ours that are down now. */
  private readonly down = new Set<string>();

  constructor({ runDir, stateDir, dhcpScript }: { runDir: string; stateDir: string; dhcpScript: string }) {
    this.resolver = new Resolver(runDir, stateDir);
    this.dhcp = new Dhcp(runDir, dhcpScript, (link, lease) => this.grant(link, lease));
    this.sources = {
      running: async () => ({
        networkManager: await this.owns('org.freedesktop.NetworkManager'),
        networkd: await this.owns('org.freedesktop.network1'),
      }),
      readWifi: (link) => this.supplicant.read(link),
      readSignal: (link) => this.supplicant.readSignal(link),
      knownWifi: (link) => this.supplicant.known(link),
      readResolver: () => this.resolver.read(),
      dhcp: () => this.dhcpFacts(),
      readKept: () => this.manager.read(),
    };
  }

  async attach(observer: Observer): Promise<void> {
    this.observer = observer;
    this.supplicant.onChange(() => observer.hint());
    this.manager.onChange(() => observer.hint());
    observer.onMachine((machine) => this.follow(machine));
    await this.supplicant.watch().catch(() => {}); // no system bus: no Wi-Fi; cables work all the same
    await this.manager.watch().catch(() => {});
  }

  adopt(): void {
    this.dhcp.adopt();
  }

  /**
   * A lease runs out while the machine sleeps and its client's clock stands still; elsewhere it is worth nothing. Asked for
   * anew, the address stays until there is an answer.
   */
  woke(): void {
    for (const link of this.dhcp.links()) this.ask(link);
    this.observer.hint();
  }

  private ask(link: string): void {
    this.dhcp.start(link, clientIdFor(link), this.bearsOneAddress(link));
  }

  afterBoot(): void {
    this.resolver.restoreAfterBoot();
  }

  close(): void {
    this.bus.close();
    this.manager.close();
  }

  async perform(action: Action, secrets: Secrets): Promise<void> {
    switch (action.kind) {
      case 'associate':
        await this.supplicant.join(action.port, action.wifi, secrets(action.port, action.wifi));
        return;
      case 'restore-wifi':
        await this.supplicant.restore(action.port, action.before);
        return;
      case 'start-dhcp':
        this.ask(action.link);
        return;
      case 'stop-dhcp':
        this.dhcp.stop(action.link);
        return;
      case 'set-dns':
        await this.resolver.set(action.link, action.servers);
        return;
      case 'restore-dns':
        await this.resolver.restore(action.link);
        return;
      case 'wait-port':
        await waitForPort(this.observer, this.supplicant, action);
        return;
      case 'wait-lease':
        await waitForLease(this.observer, this.dhcp, action.link);
        await this.granting;
        return;
      case 'announce':
        this.announce(action.bond, action.port);
        return;
      case 'verify-ports':
        await verifyPorts(this.observer, action.bond);
        return;
      case 'verify-gateway':
        await verifyGateway(this.observer, action.bond);
        if (this.observer.machine().kept[action.bond]?.shows) this.managed.lookOnline();
        return;
      case 'take-over':
      case 'give-back':
      case 'hold-wifi':
      case 'reconnect':
      case 'introduce':
      case 'present':
        await this.keep(action);
        return;
      case 'delete-bond':
        await this.managed.forget(action.bond);
        await touch(action);
        return;
      default:
        await touch(action);
    }
  }

  private async keep(action: KeeperAction): Promise<void> {
    const machine = await this.observer.fresh();
    await this.managed.perform(action, machine, 'bond' in action ? this.dhcp.lease(action.bond) : null);
    await this.observer.fresh();
  }

  private announce(bond: string, port: string): void {
    const { links, addresses } = this.observer.machine();
    const mac = links[bond]?.mac;
    if (mac === undefined) return;
    const own = addresses.filter(({ link }) => link === bond).map(({ address }) => address.replace(/\/\d+$/, ''));
    announce(port, mac, own);
  }

  /** Whether frames to the bond's own MAC address reach every port: not those that bear another on the air. */
  private bearsOneAddress(bond: string): boolean {
    const { links, bonds } = this.observer.machine();
    return (bonds[bond]?.ports ?? []).every((port) => !links[port]?.translation);
  }

  async networks(adapters: readonly string[], how: { fresh: boolean; lend: boolean }): Promise<AdapterNetworks[]> {
    return Promise.all(
      adapters.map(async (adapter) => {
        try {
          return { adapter, networks: await this.look(adapter, how), problem: null };
        } catch (error) {
          const problem = error instanceof LinkbraidError ? error.message : `${adapter} could not look for networks.`;
          return { adapter, networks: [], problem };
        }
      }),
    );
  }

  /** The supplicant brings a radio up to look around; one that was down is taken down again. */
  private async look(adapter: string, how: { fresh: boolean; lend: boolean }): Promise<Network[]> {
    const wasUp = this.observer.machine().links[adapter]?.up;
    try {
      return await this.supplicant.scan(adapter, how);
    } finally {
      const { links, wifi } = await this.observer.fresh();
      if (wasUp === false && links[adapter]?.up && wifi[adapter]?.supplicant === false) {
        await touch({ kind: 'set-up', link: adapter, up: false });
      }
    }
  }

  private async owns(name: string): Promise<boolean> {
    return this.bus.hasOwner(name).catch(() => false);
  }

  private dhcpFacts(): Record<string, { address: string | null }> {
    return Object.fromEntries(
      this.dhcp.links().map((link) => [link, { address: this.dhcp.lease(link)?.address ?? null }]),
    );
  }

  /** A link that was set down and up again has lost the route that its lease brought; the client does not notice. */
  private follow({ links }: Machine): void {
    for (const link of this.dhcp.abandoned()) if (links[link]?.up) this.ask(link);
    for (const link of this.dhcp.links()) {
      const lease = this.dhcp.lease(link);
      const up = links[link]?.up ?? false;
      if (up && this.down.delete(link) && lease) this.grant(link, lease);
      if (!up) this.down.add(link);
    }
  }

  /** Leases change at any time; each is applied whole, one after another. */
  private grant(link: string, lease: Lease | null): void {
    this.granting = this.granting
      .then(() => this.apply(link, lease))
      .catch(() => {}) // the bond may be on its way out; the next reading shows what is true
      .then(() => this.observer.hint());
  }

  private async apply(link: string, lease: Lease | null): Promise<void> {
    const machine = await this.observer.fresh();
    // Somebody has made it a port of a bridge, which bears the addresses now.
    if (machine.links[link]?.master !== null) return;
    const stale = machine.addresses.filter(
      (address) =>
        address.link === link &&
        address.family === 4 &&
        address.validSeconds !== null &&
        address.address !== lease?.address,
    );
    // What NetworkManager shows, it sets, with the way out and the name servers.
    const shows = machine.kept[link]?.shows;
    if (shows) {
      // Without a lease it shall have no IPv4 address, although it bears the earlier one still.
      const told = lease ? machine : { ...machine, addresses: machine.addresses.filter(({ family }) => family === 6) };
      await this.managed.present(link, told, lease, { dns: [], ipv6: shows.ipv6, gateway: null });
    } else if (lease) await this.bear(link, lease, machine);
    // Only then: what is connected over an earlier one shall not lose its network in between.
    for (const { link: _link, origin: _origin, ...address } of stale) {
      await touch({ kind: 'remove-address', link, address });
    }
  }

  private async bear(link: string, lease: Lease, machine: Machine): Promise<void> {
    const leased = { broadcast: '+', validSeconds: lease.seconds, preferredSeconds: lease.seconds };
    await touch({ kind: 'add-address', link, address: plainAddress(lease.address, leased) });
    if (lease.gateway !== null) {
      const metric = defaultMetric(machine, link, 4);
      await touch({ kind: 'add-route', route: defaultRoute(link, lease.gateway, { metric, protocol: 'dhcp' }) });
    }
    if (lease.dns.length > 0) await this.resolver.set(link, lease.dns);
  }
}

/**
 * The lease must not hang on the MAC address, which changes with the active port in some modes; nor may two laptops
 * share it. machine-id(5) asks not to be shown to a network as it is, hence the hash.
 */
function clientIdFor(link: string): string {
  const machineId = readText('/etc/machine-id') ?? readText('/proc/sys/kernel/random/boot_id') ?? '';
  return `linkbraid-${createHash('sha256').update(`linkbraid ${machineId} ${link}`).digest('hex').slice(0, 16)}`;
}
