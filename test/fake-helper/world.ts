import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Plan } from '../../helper/contract/plan.ts';
import { adapterKey, decodeProfile, withoutSecrets, type Profile } from '../../helper/contract/profile.ts';
import { judgePermission } from '../../helper/observe/doctor-access.ts';
import { keepStoredPassphrases, requirePassphrases } from '../../helper/serve/passphrases.ts';
import type { Bond, Snapshot } from '../../helper/contract/snapshot.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import type { AdapterNetworks, BondChange, LinkEvent } from '../../helper/contract/wire.ts';
import { adviceFor, optionsFor, withActive, withoutPort, withPort, withPortOptions, withSettings } from './live.ts';
import * as parts from './parts.ts';
import { planFor } from './planner.ts';
import { FakeServer, type Answers, type Source } from './server.ts';

/** A small laptop whose links move as the script says. Time passes only as fast as `stepMs`. */
export class FakeWorld implements Source {
  readonly server = new FakeServer(this);
  readonly answers: Answers;
  stepMs = 40;
  networks: AdapterNetworks[] = [];
  /** Thrown by the next call that changes something. */
  refuse: LinkbraidError | null = null;
  /** What the one at the window may do. */
  rights: Parameters<typeof judgePermission>[0] = { allowed: true };
  /** Added to every plan. */
  planNotes: Partial<Plan> = {};
  #snapshot: Snapshot = parts.snapshot();
  #events: LinkEvent[] = [];
  #profiles = new Map<string, Profile>();
  #plans = new Map<string, Plan>();
  #counter = 0;
  #run = 0;

  constructor() {
    this.answers = {
      adapters: () => this.#snapshot.adapters,
      networks: ({ adapter }) => this.networks.filter((entry) => adapter === undefined || entry.adapter === adapter),
      plan: ({ profile, document }) => this.#plan(this.#wanted(profile, document)),
      up: ({ profile, document, plan, trySeconds }) => this.#up(this.#wanted(profile, document), plan, trySeconds),
      keep: () => this.#settle('committed'),
      revert: () => this.#revert(),
      down: () => this.#down(),
      'profile.list': () => this.#snapshot.profiles,
      'profile.show': ({ name }) => withoutSecrets(this.#wanted(name, undefined)),
      'profile.set': ({ document }) => this.#save(this.#wanted(undefined, document)),
      'profile.remove': ({ name }) => this.#remove(name),
      advise: (params) => adviceFor(params, this.#snapshot),
      activate: ({ bond, port }) => this.#change(bond, (live) => withActive(live, port), null),
      set: ({ bond, options, rebuild, onlyNow }) =>
        this.#change(bond, (live) => withSettings(live, options, rebuild), onlyNow ? null : 'Desk'),
      'port.add': (params) => this.#change(params.bond, (live) => withPort(live, this.#snapshot, params), 'Desk'),
      'port.remove': ({ bond, adapter }) => this.#change(bond, (live) => withoutPort(live, adapter), 'Desk'),
      'port.set': (params) =>
        this.#change(params.bond, (live) => withPortOptions(live, params), params.onlyNow ? null : 'Desk'),
      doctor: () => [
        judgePermission(this.rights),
        { check: 'bonding', level: 'ok', says: 'The bonding driver is loaded.', mend: null },
        {
          check: 'rfkill',
          level: 'problem',
          says: 'The radio wlan1 is turned off.',
          mend: 'sudo rfkill unblock wifi',
        },
      ],
    };
  }

  snapshot(): Snapshot {
    return this.#snapshot;
  }

  events(): LinkEvent[] {
    return this.#events;
  }

  /** Puts the world into a state, and tells everyone. */
  become(snapshot: Snapshot, events: LinkEvent[] = this.#events): void {
    this.#run += 1;
    this.#events = events;
    this.#tell(snapshot);
  }

  happen(event: Pick<LinkEvent, 'kind' | 'bond' | 'port'> & Partial<LinkEvent>): void {
    const whole: LinkEvent = { id: ++this.#counter, at: Date.now(), says: event.kind, details: {}, ...event };
    this.#events = [...this.#events, whole];
    this.server.tell('event', whole);
  }

  knows(profile: Profile): void {
    this.#profiles.set(profile.name, profile);
  }

  #tell(changes: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...changes, sequence: this.#snapshot.sequence + 1, at: Date.now() };
    this.server.tell('snapshot', this.#snapshot);
  }

  #wanted(name: string | undefined, document: unknown): Profile {
    if (name === undefined) {
      const all = [...this.#profiles.values()];
      const given = decodeProfile(document);
      return requirePassphrases(keepStoredPassphrases(given, this.#profiles.get(given.name) ?? null, all));
    }
    const profile = this.#profiles.get(name);
    if (!profile) throw new LinkbraidError('not-found', `no profile "${name}"`);
    return profile;
  }

  #plan(profile: Profile): Plan {
    const plan = { ...planFor(profile, `p${++this.#counter}`), ...this.planNotes };
    if (plan.refusals.length > 0) plan.steps = [];
    this.#plans.set(plan.id, plan);
    return plan;
  }

  #mayChange(): void {
    const { refuse } = this;
    this.refuse = null;
    if (refuse) throw refuse;
    const state = this.#snapshot.transaction?.state;
    if (state !== undefined && !['committed', 'restored', 'stuck'].includes(state)) {
      throw new LinkbraidError('busy', 'another transaction is under way');
    }
  }

  #save(profile: Profile): { name: string } {
    this.#mayChange();
    this.#profiles.set(profile.name, profile);
    const { name, bond, ports, autoActivate } = profile;
    const summary = {
      name,
      bond: bond.name,
      mode: bond.mode,
      ports: ports.map(({ adapter }) => adapterKey(adapter)),
      autoActivate,
      suspended: false,
      activeBond: null,
    };
    this.#tell({ profiles: [...this.#snapshot.profiles.filter((other) => other.name !== name), summary] });
    return { name };
  }

  #remove(name: string): { name: string } {
    this.#mayChange();
    this.#wanted(name, undefined);
    this.#profiles.delete(name);
    this.#tell({ profiles: this.#snapshot.profiles.filter((other) => other.name !== name) });
    return { name };
  }

  #up(profile: Profile, planId: string | undefined, trySeconds: number | undefined): Promise<Transaction> {
    this.#mayChange();
    const plan = planId === undefined ? this.#plan(profile) : this.#plans.get(planId);
    if (!plan) throw new LinkbraidError('moved', 'the links changed since the plan was made');
    if (plan.refusals.length > 0) throw new LinkbraidError('refused', 'refused', { refusals: plan.refusals });
    return this.#carryOut('up', plan, () => {
      this.#tell(this.#joined(profile));
      if (trySeconds === undefined) return void this.#settle('committed');
      const run = this.#run;
      this.#tell({ transaction: { ...this.#now(), state: 'provisional', deadline: Date.now() + trySeconds * 1000 } });
      setTimeout(() => this.#run === run && this.#revert(), trySeconds * 1000).unref();
    });
  }

  #down(): Promise<Transaction> {
    this.#mayChange();
    const bond = this.#snapshot.bonds[0];
    if (!bond) throw new LinkbraidError('not-found', 'no bond');
    const steps = bond.ports.map(({ name }, index) => ({
      id: `s${index}`,
      action: { kind: 'leave' as const, bond: bond.name, port: name },
      says: `Take ${name} out`,
      interrupts: 'blink' as const,
    }));
    const plan = {
      id: 'down',
      profile: bond.profile ?? '',
      bond: bond.name,
      steps,
      defaults: [],
      warnings: [],
      refusals: [],
    };
    return this.#carryOut('down', plan, () => {
      this.#tell(this.#apart());
      this.#settle('committed');
    });
  }

  #change(name: string, edit: (bond: Bond) => Bond, saved: string | null): BondChange {
    this.#mayChange();
    const bond = this.#snapshot.bonds.find((each) => each.name === name);
    if (!bond) throw new LinkbraidError('not-found', `There is no bond of Linkbraid named ${name}.`);
    const changed = edit(bond);
    this.#tell({ bonds: this.#snapshot.bonds.map((each) => (each === bond ? changed : each)) });
    const id = `t${++this.#counter}`;
    const { profile } = bond;
    const done = {
      id,
      purpose: 'up',
      profile,
      bond: name,
      state: 'committed',
      deadline: null,
      steps: [],
      problem: null,
    };
    return { ...done, saved, notes: [] } as BondChange;
  }

  #revert(): Transaction {
    const transaction = this.#now();
    this.#run += 1;
    const run = this.#run;
    this.#tell({ transaction: { ...transaction, state: 'restoring', deadline: null } });
    setTimeout(() => {
      if (this.#run !== run) return;
      this.#tell(this.#apart());
      this.#settle('restored');
      // As the helper, which has nothing more to say of what ended well.
      this.#tell({ transaction: null });
    }, this.stepMs * 4);
    return this.#now();
  }

  /** Answers when all is done, as the helper does. */
  #carryOut(purpose: 'up' | 'down', plan: Plan, then: () => void): Promise<Transaction> {
    this.#run += 1;
    const run = this.#run;
    const { profile, bond } = plan;
    const id = `t${++this.#counter}`;
    const at = (done: number, state: Transaction['state']): Transaction => ({
      id,
      purpose,
      profile,
      bond,
      state,
      deadline: null,
      problem: null,
      steps: plan.steps.map(({ id: step, says, action }, index) => ({
        id: step,
        says,
        action,
        state: index < done ? 'done' : index === done ? 'running' : 'waiting',
      })),
    });
    return new Promise((resolve) => {
      const next = (done: number): void => {
        if (this.#run !== run) return resolve(at(done, 'applying'));
        if (done < plan.steps.length) {
          this.#tell({ transaction: at(done, 'applying') });
          return void setTimeout(() => next(done + 1), this.stepMs);
        }
        then();
        resolve(this.#now());
      };
      next(0);
    });
  }

  #settle(state: 'committed' | 'restored'): Transaction {
    this.#run += 1;
    this.#tell({ transaction: { ...this.#now(), state, deadline: null } });
    return this.#now();
  }

  #now(): Transaction {
    const { transaction } = this.#snapshot;
    if (!transaction) throw new LinkbraidError('not-found', 'nothing is under way');
    return transaction;
  }

  #joined(profile: Profile): Partial<Snapshot> {
    const names = profile.ports.map(({ adapter }) => adapterKey(adapter));
    const backup = profile.bond.mode === 'active-backup';
    const ports = this.#snapshot.adapters
      .filter(({ name }) => names.includes(name))
      .map((adapter, index) => {
        const ssid = profile.ports.find(({ adapter: ref }) => adapterKey(ref) === adapter.name)?.wifi?.ssid ?? null;
        return parts.port(adapter, {
          role: backup && index > 0 ? 'backup' : 'active',
          wifi: adapter.kind === 'wifi' ? parts.wifiStatus({ ssid }) : null,
        });
      });
    const bond = parts.bond(ports, {
      name: profile.bond.name,
      profile: profile.name,
      mode: profile.bond.mode,
      options: optionsFor(profile.bond.mode),
      ...(backup ? {} : { activePort: null }),
    });
    return {
      bonds: [bond],
      profiles: this.#snapshot.profiles.map((entry) =>
        entry.name === profile.name ? { ...entry, activeBond: bond.name } : entry,
      ),
    };
  }

  #apart(): Partial<Snapshot> {
    return { bonds: [], profiles: this.#snapshot.profiles.map((entry) => ({ ...entry, activeBond: null })) };
  }
}
