import { run } from '../kernel/run.ts';
import { list, readText } from '../kernel/sysfs.ts';
import { readHooks } from '../kernel/translation.ts';
import { Monitor } from '../kernel/monitor.ts';
import type { Manager } from '../contract/snapshot.ts';
import type { ResolverFacts, WifiFacts } from '../contract/plan.ts';
import type { Machine, Translation } from '../plan/machine.ts';
import { decodeIpLinks, decodeIpRoutes, type IpLink } from './decode/ip.ts';
import { decodeFourAddress } from './decode/iw.ts';
import { decodeTranslation } from './decode/tc.ts';
import { readLinks } from './links.ts';
import { readManagers, type Running } from './managers.ts';

/** What is known beside the kernel, by those who speak with it. */
export interface Sources {
  running(): Promise<Running>;
  readWifi(link: string): Promise<WifiFacts>;
  /** Signal and rate alone, of a link that is associated. */
  readSignal(link: string): Promise<void>;
  knownWifi(link: string): WifiFacts;
  readResolver(): ResolverFacts;
  dhcp(): Machine['dhcp'];
  /** What NetworkManager has to do with each link. */
  readKept(): Promise<Machine['kept']>;
}

/** Events come in bursts: a link going down is a dozen messages within a few milliseconds. */
const SETTLE_MS = 15;

/**
 * Keeps the facts true: the quick part (sysfs) is read again at every event, the slow part (addresses, routes, Wi-Fi)
 * right after. Nothing is taken from the events themselves, so nothing is lost when one is missed.
 */
export class Observer {
  private latest: Machine;
  private ip = new Map<string, IpLink>();
  private kept: Machine['kept'] = {};
  private managers = new Map<string, Manager>();
  private translations = new Map<string, Translation>();
  private fourAddress: ReadonlySet<string> = new Set();
  private routes: Machine['routes'] = [];
  private readonly listeners = new Set<(machine: Machine) => void>();
  private readonly monitor = new Monitor(() => this.hint());
  private quick: NodeJS.Immediate | null = null;
  private slow: NodeJS.Timeout | null = null;
  private reading: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** How long the last slow reading took: under a storm of events, reading takes at most half of the time. */
  private readingMs = 0;

  constructor(private readonly sources: Sources) {
    this.latest = this.assemble();
  }

  async start(): Promise<void> {
    this.monitor.start();
    await this.fresh();
  }

  stop(): void {
    this.monitor.stop();
    if (this.quick) clearImmediate(this.quick);
    if (this.slow) clearTimeout(this.slow);
  }

  machine(): Machine {
    return this.latest;
  }

  onMachine(listener: (machine: Machine) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something may have changed. */
  hint(): void {
    this.quick ??= setImmediate(() => {
      this.quick = null;
      this.publish();
    });
    this.slow ??= setTimeout(
      () => {
        this.slow = null;
        // One reading that begins after the event is enough, however many events come while it waits its turn.
        if (this.waiting < 2) void this.fresh();
      },
      Math.max(SETTLE_MS, this.readingMs),
    );
  }

  /** Reads what changes without an event: counters and signal strength. */
  async tick(): Promise<void> {
    const joined = Object.entries(this.latest.wifi).filter(([, wifi]) => wifi.state === 'connected');
    await Promise.all(joined.map(([link]) => this.sources.readSignal(link)));
    this.publish();
  }

  /** The facts by a whole reading that begins after the call. */
  async fresh(): Promise<Machine> {
    this.waiting += 1;
    const mine = this.reading.then(() => this.readSlow());
    this.reading = mine.catch(() => {});
    try {
      await mine;
    } finally {
      this.waiting -= 1;
    }
    this.publish();
    return this.latest;
  }

  /**
   * Waits until `judge` gives something on some reading of the facts. What it throws ends the wait.
   * @returns null when the time is over
   */
  async until<T>(judge: (machine: Machine) => T | null, timeoutMs: number): Promise<T | null> {
    const now = judge(this.latest);
    if (now !== null) return now;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        stop();
        finish();
      };
      const timer = setTimeout(() => settle(() => resolve(null)), timeoutMs);
      const stop = this.onMachine((machine) => {
        try {
          const found = judge(machine);
          if (found !== null) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      });
    });
  }

  private async readSlow(): Promise<void> {
    const begun = performance.now();
    const text = await run('ip', ['-j', '-d', '-batch', '-'], { input: 'addr show\nroute show table all\n' });
    const [links, routes] = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
    const decoded = decodeIpLinks(links);
    this.ip = new Map(decoded.map((link) => [link.name, link]));
    this.routes = decodeIpRoutes(routes);
    const [running, kept] = await Promise.all([this.sources.running(), this.sources.readKept()]);
    this.kept = kept;
    this.managers = readManagers(decoded, running, kept);
    const radios = decoded.filter(({ name }) => list(`/sys/class/net/${name}/phy80211`).length > 0);
    await Promise.all([
      ...radios.map(({ name }) => this.sources.readWifi(name)),
      this.readTranslations(radios.map(({ name }) => name)),
      radios.length > 0 ? this.readFourAddress() : null,
    ]);
    this.readingMs = performance.now() - begun;
  }

  /** A radio that goes away in between ends tc: then the last reading stands until the next. */
  private async readTranslations(radios: readonly string[]): Promise<void> {
    const hooks = await readHooks(radios).catch(() => null);
    if (!hooks) return;
    const found = radios.flatMap((name, index): [string, Translation][] => {
      const translation = decodeTranslation(hooks[index]?.egress, hooks[index]?.ingress);
      return translation ? [[name, translation]] : [];
    });
    this.translations = new Map(found);
  }

  /** Without iw nobody can have asked for the mode by us. */
  private async readFourAddress(): Promise<void> {
    const text = await run('iw', ['dev']).catch(() => null);
    if (text !== null) this.fourAddress = decodeFourAddress(text);
  }

  private publish(): void {
    this.latest = this.assemble();
    for (const listener of [...this.listeners]) listener(this.latest);
  }

  private assemble(): Machine {
    const { links, bonds, ports } = readLinks(this.ip, this.managers, this.translations, this.fourAddress);
    const wifi: Machine['wifi'] = {};
    for (const link of Object.values(links)) {
      if (link.type === 'wifi') wifi[link.name] = this.sources.knownWifi(link.name);
    }
    return {
      bootId: readText('/proc/sys/kernel/random/boot_id') ?? '',
      kernel: readText('/proc/sys/kernel/osrelease') ?? '',
      bonding: readBonding(),
      links,
      bonds,
      ports,
      addresses: [...this.ip.values()].flatMap((link) => (links[link.name] ? link.addresses : [])),
      routes: this.routes.filter((route) => links[route.link]),
      resolver: this.sources.readResolver(),
      wifi,
      kept: Object.fromEntries(Object.entries(this.kept).filter(([name]) => links[name])),
      dhcp: this.sources.dhcp(),
    };
  }
}

/** Kernels seen to bring the module on disk; one that does not is looked at again, since a package may come. */
const shipsBonding = new Set<string>();

/** The module may be loaded, built in, on disk, or not there at all. */
function readBonding(): Machine['bonding'] {
  if (readText('/sys/class/net/bonding_masters') !== null) return 'loaded';
  const release = readText('/proc/sys/kernel/osrelease') ?? '';
  const named = (file: string) => /\/bonding\.ko/.test(readText(`/lib/modules/${release}/${file}`) ?? '');
  if (!shipsBonding.has(release) && (named('modules.dep') || named('modules.builtin'))) shipsBonding.add(release);
  return shipsBonding.has(release) ? 'available' : 'missing';
}
