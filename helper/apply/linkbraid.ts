import { LinkbraidError } from '../contract/errors.ts';
import { adapterKey, type OptionValue, type Profile } from '../contract/profile.ts';
import type { ProfileSummary, Snapshot } from '../contract/snapshot.ts';
import type { Plan } from '../contract/plan.ts';
import type { Transaction } from '../contract/transaction.ts';
import type { AdapterNetworks, BondChange, DecodedParams, Finding, LinkAdvice, LinkEvent } from '../contract/wire.ts';
import type { Engine } from '../engines/engine.ts';
import { assemble } from '../observe/assemble.ts';
import { Chronicle } from '../observe/chronicle.ts';
import type { Happening } from '../observe/events.ts';
import type { Observer } from '../observe/observer.ts';
import { RateMeter } from '../observe/rates.ts';
import { advise } from '../plan/advise.ts';
import { adviceInput, linksToJudge } from '../plan/advise-input.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import type { Core, ProfileStore } from '../serve/core.ts';
import { keepStoredPassphrases, requirePassphrases } from '../serve/passphrases.ts';
import { adopt } from './adopt.ts';
import { Automatic } from './automatic.ts';
import { Changes, type SetHow } from './changes.ts';
import type { EventLog } from './event-log.ts';
import type { BondRecords, Journal } from './journal.ts';
import { Scans } from './scans.ts';
import { Rejoin } from './rejoin.ts';
import { Steering } from './steering.ts';
import type { Suspended } from './suspended.ts';
import { Transactions } from './transactions.ts';
import { Watch } from './watch.ts';
import { savedPassphrases } from './work.ts';

/** How often rates and signal are read. Carrier and the like come by event, at once. */
const TICK_MS = 1_000;
/** While nobody watches, at every such tick. */
const UNWATCHED_TICKS = 5;

export interface Parts {
  engine: Engine;
  observer: Observer;
  journal: Journal;
  records: BondRecords;
  profiles: ProfileStore;
  suspended: Suspended;
  log: EventLog;
  doctor: () => Promise<Finding[]>;
}

/** The helper's heart: one truth from the observer, one hand in the transactions, and whoever asks gets both. */
export class Linkbraid implements Core {
  private readonly transactions: Transactions;
  private readonly changes: Changes;
  private readonly scans: Scans;
  private readonly steering: Steering;
  private readonly rejoin: Rejoin;
  private readonly watch: Watch;
  private byItself: Automatic | null = null;
  private readonly rates = new RateMeter();
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  private shown: Snapshot;
  private before: Machine;
  private timer: NodeJS.Timeout | null = null;
  private ticks = 0;

  constructor(private readonly parts: Parts) {
    const { engine, observer, journal, records, suspended } = parts;
    this.transactions = new Transactions({
      engine,
      observer,
      journal,
      records,
      changed: () => this.publish(),
      suspend: (profile) => suspended.add(profile),
      save: (profile) => this.save(profile),
      passphrases: (name) => savedPassphrases(parts.profiles, name),
      quiet: () => this.scans.quiet(),
      underWay: (is) => (is ? this.watch.pause() : this.watch.follow(observer.machine())),
    });
    this.changes = new Changes({ transactions: this.transactions, observer, profiles: parts.profiles });
    this.scans = new Scans(engine, () => !this.transactions.busy());
    this.before = observer.machine();
    const running = (bond: string) => records.get(bond, observer.machine().bootId)?.running ?? null;
    this.rejoin = new Rejoin({
      running,
      reapply: (bond, ports) =>
        this.reported(
          this.transactions.unasked(() => this.changes.reapply(bond)),
          `${ports.join(', ')} could not be taken into ${bond} again`,
        ),
      busy: () => this.transactions.busy() || this.transactions.waits(),
      now: () => Date.now(),
    });
    const busy = () => this.transactions.busy();
    this.watch = new Watch(engine, { machine: () => observer.machine(), running, busy });
    this.steering = new Steering(engine, busy, (bond) => this.watch.silent(bond), this.before);
    this.shown = this.take(0);
    const chronicle = new Chronicle(() => performance.now());
    observer.onMachine((machine) => {
      const moved = (bond: string, port: string | null) => this.watch.movedTo(bond, port);
      for (const happening of chronicle.tell(this.before, machine, busy(), moved)) parts.log.add(happening);
      this.before = machine;
      this.watch.follow(machine);
      this.steering.look(machine);
      this.rejoin.look(machine);
      void this.byItself?.look(machine);
      this.publish();
    });
    parts.profiles.onChange(() => this.publish());
  }

  /** Settles what was left, before anything else may be asked. */
  async start(): Promise<void> {
    const { engine, observer, records } = this.parts;
    records.forgetEarlierBoots(observer.machine().bootId);
    engine.afterBoot();
    engine.adopt();
    const settled = await this.transactions.recover(false);
    if (settled) this.report(settled);
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** Brings up what shall come up by itself, now and later. Clients need not wait for it. */
  async automatic(): Promise<void> {
    const { observer, profiles, suspended, log } = this.parts;
    const report = (transaction: Transaction) => this.report(transaction);
    this.byItself = new Automatic({
      observer,
      profiles,
      suspended,
      up: (profile, whole) => this.transactions.unasked(() => this.transactions.up(profile, { whole })).then(report),
      down: (bond) => this.transactions.unasked(() => this.transactions.down(bond)).then(report),
      busy: () => this.transactions.busy() || this.transactions.waits(),
      tell: (says, details) => log.add(transactionEvent(null, says, details)),
    });
    await this.byItself.start();
  }

  stop(): void {
    this.byItself?.stop();
    if (this.timer) clearInterval(this.timer);
    this.watch.stop();
    this.parts.observer.stop();
  }

  /** In a change, what asks for an address is a step of its own. */
  woke(): void {
    if (!this.transactions.busy()) this.parts.engine.woke();
  }

  snapshot(): Snapshot {
    return this.shown;
  }

  onSnapshot(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async networks(adapter: string | undefined, scan: boolean): Promise<AdapterNetworks[]> {
    const radios = Object.values(this.parts.observer.machine().links).filter((link) => link.type === 'wifi');
    const asked = radios.filter(({ name }) => adapter === undefined || name === adapter).map(({ name }) => name);
    if (adapter !== undefined && asked.length === 0) {
      throw new LinkbraidError('not-found', `There is no Wi-Fi adapter named ${adapter}.`);
    }
    return Promise.all(asked.map((name) => this.scans.ask(name, scan)));
  }

  plan(profile: Profile): Promise<Plan> {
    return this.transactions.plan(profile);
  }

  async up(profile: Profile, options: { plan?: string; trySeconds?: number }): Promise<Transaction> {
    this.parts.suspended.remove(profile.name);
    this.parts.suspended.settle(profile.name);
    return this.reported(this.transactions.up(profile, options), `“${profile.name}” could not be brought up`);
  }

  keep(): Promise<Transaction> {
    return this.reported(this.transactions.keep(), 'Keeping failed');
  }

  revert(): Promise<Transaction> {
    return this.reported(this.transactions.revert(), 'Putting back failed');
  }

  async down(name: string | undefined): Promise<Transaction> {
    const machine = await this.parts.observer.fresh();
    const standing = Object.keys(machine.bonds).filter((bond) => profileOf(machine, bond) !== null);
    // One that somebody removed has left its ports without what they had before: that can still be given back.
    const gone = this.parts.records.bonds(machine.bootId).filter((bond) => !machine.links[bond]);
    const ours = standing.length > 0 && name === undefined ? standing : [...standing, ...gone];
    const bond = name ?? (ours.length === 1 ? ours[0] : undefined);
    if (bond === undefined) {
      if (ours.length === 0) throw new LinkbraidError('not-found', 'No bond of Linkbraid is up.');
      throw new LinkbraidError('usage', `Several bonds are up: name one of ${ours.join(', ')}.`);
    }
    const profile = profileOf(machine, bond);
    if (profile !== null) this.parts.suspended.settle(profile);
    if (!ours.includes(bond)) throw new LinkbraidError('not-found', `There is no bond of Linkbraid named ${bond}.`);
    return this.reported(this.transactions.down(bond), `${bond} could not be taken down`);
  }

  events(limit: number): LinkEvent[] {
    return this.parts.log.latest(limit);
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    return this.parts.log.onEvent(listener);
  }

  doctor(): Promise<Finding[]> {
    return this.parts.doctor();
  }

  async advise({ links: asked, hostToHost, adHoc }: DecodedParams<'advise'>): Promise<LinkAdvice> {
    const machine = await this.parts.observer.fresh();
    const links = linksToJudge(machine, asked);
    const radios = links.filter(({ adapter }) => machine.links[adapter]?.type === 'wifi');
    const heard = await Promise.all(radios.map(({ adapter }) => this.scans.ask(adapter, false)));
    const known = adviceInput(machine, links, heard);
    const input = hostToHost || adHoc ? { ...known, sameNetwork: true, hostToHost: true, adHoc } : known;
    return { ...advise(input), input };
  }

  adopt(request: DecodedParams<'adopt'>): Promise<BondChange> {
    const { profiles } = this.parts;
    return this.changed(adopt({ transactions: this.transactions, profiles }, request), `${request.bond} was adopted`);
  }

  activate(bond: string, port: string, trySeconds?: number): Promise<BondChange> {
    return this.changed(this.changes.activate(bond, port, trySeconds), `${port} was made the active port of ${bond}`);
  }

  set(bond: string, options: Record<string, OptionValue>, how: SetHow): Promise<BondChange> {
    const settings = written({ ...options, ...how.forceOptions });
    return this.changed(this.changes.set(bond, options, how), `${bond} was changed: ${settings}`);
  }

  addPort(request: DecodedParams<'port.add'>): Promise<BondChange> {
    return this.changed(this.changes.addPort(request), `${request.adapter} was added to ${request.bond}`);
  }

  removePort(request: DecodedParams<'port.remove'>): Promise<BondChange> {
    return this.changed(this.changes.removePort(request), `${request.adapter} was taken out of ${request.bond}`);
  }

  setPort(request: DecodedParams<'port.set'>): Promise<BondChange> {
    return this.changed(this.changes.setPort(request), `${request.adapter} was changed: ${written(request.options)}`);
  }

  /** Counters and signal strength come with no event of their own; nobody needs them while nothing is up or watched. */
  private tick(): void {
    const { observer } = this.parts;
    this.ticks += 1;
    const watched = this.listeners.size > 0;
    if (!watched && (Object.keys(observer.machine().bonds).length === 0 || this.ticks % UNWATCHED_TICKS !== 0)) return;
    this.rates.measure(observer.machine(), Date.now());
    void this.watch.readRadios();
    void observer.tick();
  }

  private reported(work: Promise<Transaction>, failure: string): Promise<Transaction> {
    return this.logged(work, failure, (transaction) => this.report(transaction));
  }

  private changed(work: Promise<BondChange>, says: string): Promise<BondChange> {
    return this.logged(work, 'A change of the bond failed', ({ bond, state, purpose }) =>
      this.parts.log.add(transactionEvent(bond, says, { state, purpose })),
    );
  }

  private async logged<T extends Transaction>(
    work: Promise<T>,
    failure: string,
    tell: (transaction: T) => void,
  ): Promise<T> {
    try {
      const transaction = await work;
      tell(transaction);
      return transaction;
    } catch (error) {
      const problem = error instanceof LinkbraidError ? error : null;
      if (problem?.code === 'failed' || problem?.code === 'stuck') {
        this.parts.log.add(transactionEvent(null, `${failure}: ${problem.message}`, { code: problem.code }));
      }
      throw error;
    }
  }

  private report({ bond, profile, purpose, state }: Transaction): void {
    const name = profile ? `“${profile}”` : bond;
    const says = {
      committed: `${name} is up`,
      provisional: `${name} is up and waits to be kept`,
      restored: purpose === 'down' ? `${name} was switched off` : `${name} was put back`,
    } as Partial<Record<Transaction['state'], string>>;
    this.parts.log.add(transactionEvent(bond, says[state] ?? `${name}: ${state}`, { state, purpose }));
  }

  /** What was decided by `keep` stands; a profile that cannot be written is told, and stays as it was. */
  private save(profile: Profile): void {
    const { profiles, log } = this.parts;
    try {
      const stored = profiles.list().find(({ name }) => name === profile.name);
      if (stored) profiles.set(requirePassphrases(keepStoredPassphrases(profile, stored)));
    } catch (error) {
      const why = error instanceof LinkbraidError ? error.message : 'it could not be written.';
      log.add(transactionEvent(null, `The saved profile “${profile.name}” stays as it was: ${why}`, {}));
    }
  }

  private publish(): void {
    const next = this.take(this.shown.sequence + 1);
    if (sameButForTime(next, this.shown)) return;
    this.shown = next;
    for (const listener of [...this.listeners]) listener(next);
  }

  private take(sequence: number): Snapshot {
    const machine = this.parts.observer.machine();
    return {
      sequence,
      at: Date.now(),
      ...assemble(machine, this.rates.latest(), (bond, port) => this.watch.measured(bond, port)),
      profiles: this.parts.profiles.list().map((profile) => this.summary(profile, machine)),
      transaction: this.transactions.current(),
    };
  }

  private summary(profile: Profile, machine: Machine): ProfileSummary {
    const activeBond = Object.keys(machine.bonds).find((bond) => profileOf(machine, bond) === profile.name) ?? null;
    return {
      name: profile.name,
      bond: profile.bond.name,
      mode: profile.bond.mode,
      ports: profile.ports.map(({ adapter }) => adapterKey(adapter)),
      autoActivate: profile.autoActivate,
      suspended: this.parts.suspended.has(profile.name),
      activeBond,
    };
  }
}

function transactionEvent(bond: string | null, says: string, details: LinkEvent['details']): Happening {
  return { kind: 'transaction', bond, port: null, says, details };
}

function sameButForTime(a: Snapshot, b: Snapshot): boolean {
  const plain = (snapshot: Snapshot) => JSON.stringify({ ...snapshot, sequence: 0, at: 0 });
  return plain(a) === plain(b);
}

function written(options: Record<string, OptionValue>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
