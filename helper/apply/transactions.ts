import { LinkbraidError } from '../contract/errors.ts';
import type { Plan, PlanStep } from '../contract/plan.ts';
import { withoutSecrets, type Profile } from '../contract/profile.ts';
import type { Transaction, TransactionState } from '../contract/transaction.ts';
import type { Secrets } from '../engines/engine.ts';
import { aged } from '../plan/age.ts';
import { withPresentValues } from '../plan/force-options.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import { planProfile, stepsFor, type Planned } from '../plan/plan.ts';
import { route } from '../plan/route.ts';
import { standingRefusals } from '../plan/standing.ts';
import type { Target } from '../plan/target.ts';
import { released, withoutLeavers } from './baseline.ts';
import { beginning } from './begin.ts';
import type { Begin, BondRecord, BondRecords, Journal, Recovered } from './journal.ts';
import { asProblem, refuse, removed, stuck, unplugged } from './problems.ts';
import { restore, type Eyes, type Hands } from './restore.ts';
import { advance, planned, type TransactionEvent } from './transaction.ts';
import { Turns } from './turns.ts';
import { verify } from './verify.ts';
import { profileWork, type Work } from './work.ts';

/**
 * Plan, journal, touch, verify, and back again when it must be. One transaction at a time. A profile that comes up is
 * kept on record with the state before it, and `down` is the way back to that state.
 */
export class Transactions {
  private now: { begin: Begin; shown: Transaction } | null = null;
  private readonly turns: Turns;
  /** As in the journal, with the passphrases that it must not hold. */
  private saves: Profile | null = null;
  private deadline: NodeJS.Timeout | null = null;
  /** Passphrases of bonds whose profile may not be saved, by bond. */
  private readonly joined = new Map<string, Secrets>();

  constructor(
    private readonly parts: {
      engine: Hands;
      observer: Eyes;
      journal: Journal;
      records: BondRecords;
      /** Called whenever `current` has changed. */
      changed: () => void;
      /** A restore nobody asked for: the profile must wait for a person. */
      suspend: (profile: string) => void;
      /** Those of a saved profile: what a bond had joined may have to be joined anew. */
      passphrases: (profile: string) => Secrets;
      /** Resolves when no radio is lent for a look around: what that changes must not pass for the earlier state. */
      quiet: () => Promise<void>;
      /** Told when a transaction begins to touch the links, and when it has ended. */
      underWay?: (is: boolean) => void;
      /** A change was kept, and the profile that it is about becomes this; after a restart without new passphrases. */
      save: (profile: Profile) => void;
    },
  ) {
    this.turns = new Turns((is) => parts.underWay?.(is));
  }

  busy(): boolean {
    return this.turns.busy();
  }

  unasked<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.unasked(work);
  }

  /** Whether a change waits for a person: to be kept or put back, or to be put back once more. */
  waits(): boolean {
    return this.now?.shown.state === 'provisional' || this.now?.shown.state === 'stuck';
  }

  /** The transaction under way or waiting, or the last one if it ended badly. */
  current(): Transaction | null {
    return this.now?.shown ?? null;
  }

  async plan(profile: Profile): Promise<Plan> {
    await this.parts.quiet();
    return this.planned(profile, await this.parts.observer.fresh()).plan;
  }

  up(
    profile: Profile,
    {
      plan: planId,
      trySeconds,
      whole = profile,
    }: { plan?: string | undefined; trySeconds?: number | undefined; whole?: Profile },
  ): Promise<Transaction> {
    const work = (machine: Machine): Work => {
      const planned = this.planned(profile, machine);
      refuse(planned.plan.refusals);
      if (planId !== undefined && planId !== planned.plan.id) {
        throw new LinkbraidError(
          'moved',
          'The links have changed since this plan was made. Look at the new plan first.',
        );
      }
      return { ...profileWork(profile, planned), running: whole };
    };
    return this.change(profile.bond.name, work, trySeconds);
  }

  /** Carries out what `work` makes of the facts and the bond's record; whatever it throws ends it before any touch. */
  change(
    bond: string,
    work: (machine: Machine, record: BondRecord | null) => Work,
    trySeconds?: number,
  ): Promise<Transaction> {
    return this.turns.alone(async () => {
      this.settled();
      await this.parts.quiet();
      const machine = await this.parts.observer.fresh();
      const record = this.parts.records.get(bond, machine.bootId);
      const { profile, steps, target, touches, secrets, seen, saves = null, ...made } = work(machine, record);
      const running = made.running && withoutSecrets(made.running);
      const begin = { ...this.begin('up', profile, bond, machine, touches, steps), running };
      begin.saves = saves && withoutSecrets(saves);
      begin.before = withPresentValues(begin.before, machine, target);
      begin.baseline = withoutLeavers(made.baseline ?? begin.baseline, machine, target);
      if (steps.length === 0) {
        if (record) this.parts.records.set({ ...record, running });
        return { ...planned(begin, steps), state: 'committed' };
      }
      this.open(begin, steps);
      this.saves = saves;
      try {
        await this.carryOut(steps, secrets);
        await seen?.();
        await this.verify(target, secrets, machine);
        const shown = trySeconds === undefined ? this.commit() : this.wait(trySeconds);
        this.remember(bond, steps, secrets);
        return shown;
      } catch (error) {
        // Whatever failed then, an adapter that went away is the reason a person can do something about.
        const now = await this.parts.observer.fresh().catch(() => machine);
        throw await this.undo(unplugged(target, machine, now) ?? asProblem(error));
      }
    });
  }

  async down(bond: string): Promise<Transaction> {
    return this.turns.alone(async () => {
      this.settled();
      await this.parts.quiet();
      const machine = await this.parts.observer.fresh();
      refuse(standingRefusals(machine, bond));
      const record = this.parts.records.get(bond, machine.bootId);
      const baseline = record ? aged(record.baseline, (Date.now() - record.at) / 1000) : released(machine, bond);
      const links = Object.keys(baseline.links).filter((name) => name !== bond);
      const steps = stepsFor(route(machine, baseline));
      const begin = this.begin('down', profileOf(machine, bond) ?? '', bond, machine, links, steps);
      this.open({ ...begin, baseline, at: Date.now() }, steps);
      const shown = await this.putBack();
      if (shown.state === 'stuck') throw stuck(shown);
      return shown;
    });
  }

  /** What cannot be kept now goes on waiting; a bond that somebody removed meanwhile cannot be kept at all. */
  async keep(): Promise<Transaction> {
    this.waiting('provisional');
    return this.turns.alone(async () => {
      this.stopClock();
      const { begin, shown } = this.active();
      try {
        const { bonds } = await this.parts.observer.fresh();
        if (bonds[begin.bond]) return this.commit();
      } catch (error) {
        this.parts.journal.note({ kind: 'state', state: 'provisional', deadline: shown.deadline });
        this.startClock(secondsUntil(shown.deadline));
        throw asProblem(error);
      }
      throw await this.undo(removed(begin.bond));
    });
  }

  async revert(): Promise<Transaction> {
    this.waiting('provisional', 'stuck');
    return this.turns.alone(async () => {
      const { begin } = this.active();
      if (begin.purpose === 'down' || begin.before.bond === null)
        refuse(standingRefusals(await this.parts.observer.fresh(), begin.bond));
      const shown = await this.putBack();
      if (shown.state === 'stuck') throw stuck(shown);
      return shown;
    });
  }

  /**
   * Settles what an earlier helper left: finishes what was decided, goes on waiting for a person within the deadline
   * (unless `now`), and puts everything else back.
   */
  async recover(now: boolean): Promise<Transaction | null> {
    const machine = await this.parts.observer.fresh();
    const found = this.parts.journal.recover(machine.bootId);
    if (!found) {
      this.parts.journal.end();
      return null;
    }
    return this.turns.alone(() => this.settle(found, now));
  }

  private async settle({ begin, state, deadline }: Recovered, now: boolean): Promise<Transaction> {
    const shown = planned(begin, stepsFor(begin.actions));
    this.now = { begin, shown: { ...shown, state: state === 'stuck' ? 'stuck' : 'provisional' } };
    if (state === 'committed') {
      try {
        return this.commit();
      } catch {
        // What cannot be put on record could not be taken down again later.
      }
    }
    const secondsLeft = secondsUntil(deadline);
    if (state === 'provisional' && !now && secondsLeft > 0) {
      this.now.shown = { ...this.now.shown, deadline };
      this.startClock(secondsLeft);
      this.parts.changed();
      return this.now.shown;
    }
    // A change of a bond that was up leaves it up, and its profile with it.
    if (begin.purpose === 'up' && begin.before.bond === null) this.parts.suspend(begin.profile);
    return this.putBack();
  }

  private planned(profile: Profile, machine: Machine): Planned {
    const record = this.parts.records.get(profile.bond.name, machine.bootId);
    return planProfile(profile, machine, record?.baseline ?? null);
  }

  private begin(
    purpose: Begin['purpose'],
    profile: string,
    bond: string,
    machine: Machine,
    links: readonly string[],
    steps: readonly PlanStep[],
  ): Begin {
    const record = this.parts.records.get(bond, machine.bootId);
    return beginning({ purpose, profile, bond, machine, links, steps, record });
  }

  private open(begin: Begin, steps: readonly PlanStep[]): void {
    this.saves = null;
    this.parts.journal.begin(begin);
    this.now = { begin, shown: planned(begin, steps) };
    this.advance({ kind: 'state', state: 'applying' });
  }

  private async carryOut(steps: readonly PlanStep[], secrets: Secrets): Promise<void> {
    for (const { id, action } of steps) {
      this.parts.journal.write({ kind: 'intent', step: id });
      this.advance({ kind: 'step', step: id, state: 'running' });
      try {
        await this.parts.engine.perform(action, secrets);
      } catch (error) {
        this.advance({ kind: 'step', step: id, state: 'failed' });
        throw error;
      }
      this.parts.journal.write({ kind: 'done', step: id });
      this.advance({ kind: 'step', step: id, state: 'done' });
    }
  }

  private async verify(target: Target, secrets: Secrets, atStart: Machine): Promise<void> {
    this.advance({ kind: 'state', state: 'verifying' });
    this.parts.journal.write({ kind: 'state', state: 'verifying', deadline: null });
    await verify(this.parts.engine, this.parts.observer, secrets, target, atStart);
  }

  private wait(trySeconds: number): Transaction {
    const deadline = Date.now() + trySeconds * 1000;
    this.parts.journal.write({ kind: 'state', state: 'provisional', deadline });
    this.advance({ kind: 'state', state: 'provisional', deadline });
    this.startClock(trySeconds);
    return this.shown();
  }

  private startClock(seconds: number): void {
    this.deadline = setTimeout(() => {
      const profile = this.shown().profile;
      if (profile) this.parts.suspend(profile);
      void this.turns.alone(() => this.putBack()).catch(() => {}); // whoever was at it has settled it
    }, seconds * 1000);
  }

  /**
   * First all that needs space, then the decision, then the record takes force, then the end of the journal: a crash
   * after the decision is settled towards keeping.
   */
  private commit(): Transaction {
    const { bootId, profile, bond, baseline, at, running } = this.active().begin;
    const recorded = this.parts.records.prepare({ bootId, at, profile, bond, baseline, running });
    this.parts.journal.write({ kind: 'state', state: 'committed', deadline: null });
    recorded();
    const saves = this.saves ?? this.active().begin.saves;
    if (saves) this.parts.save(saves);
    this.parts.journal.end();
    this.advance({ kind: 'state', state: 'committed' });
    const shown = this.shown();
    this.now = null;
    this.parts.changed();
    return shown;
  }

  /** Back to the state before this transaction, after a failure. */
  private async undo(problem: LinkbraidError): Promise<LinkbraidError> {
    this.advance({ kind: 'problem', code: problem.code, message: problem.message });
    const shown = await this.putBack();
    if (shown.state === 'stuck') return stuck(shown);
    return new LinkbraidError(problem.code, `${problem.message} Everything is as it was before.`, problem.details);
  }

  /** To the state before this transaction; `down` leads to the one before the bond. */
  private async putBack(): Promise<Transaction> {
    this.stopClock();
    const { purpose, bond, before, baseline, at } = this.active().begin;
    const target = purpose === 'down' ? baseline : before;
    this.advance({ kind: 'state', state: 'restoring' });
    this.parts.journal.note({ kind: 'state', state: 'restoring', deadline: null });
    const { engine, observer, passphrases } = this.parts;
    const profile = before.bond?.profile ?? '';
    const secrets: Secrets = (...which) => this.joined.get(bond)?.(...which) ?? passphrases(profile)(...which);
    const left = await restore(engine, observer, secrets, () => aged(target, (Date.now() - at) / 1000)).catch(
      (error: unknown) => [asProblem(error).message],
    );
    if (left.length > 0) {
      const message = this.shown().problem?.message ?? 'The earlier state could not be restored in full.';
      this.parts.journal.note({ kind: 'state', state: 'stuck', deadline: null });
      this.advance({ kind: 'problem', code: 'stuck', message, left });
      this.advance({ kind: 'state', state: 'stuck' });
      return this.shown();
    }
    // The record of `down` goes before its journal: with the journal gone, nothing would say that it is done.
    if (purpose === 'down') this.parts.records.remove(bond);
    this.parts.journal.end();
    this.advance({ kind: 'state', state: 'restored' });
    const shown = this.shown();
    if (!shown.problem) this.now = null;
    this.parts.changed();
    return shown;
  }

  private waiting(...states: TransactionState[]): void {
    if (!this.now || !states.includes(this.now.shown.state)) {
      throw new LinkbraidError('not-found', 'Nothing waits to be kept or put back.');
    }
  }

  /** A new change must not paper over one that waits for a person, nor lose the way back of one that is stuck. */
  private settled(): void {
    const state = this.now?.shown.state;
    if (state === 'provisional') {
      throw new LinkbraidError('busy', 'A change waits to be kept or put back first (keep or revert).');
    }
    if (state === 'stuck') {
      throw new LinkbraidError('busy', 'An earlier change could not be put back in full. Try again with revert first.');
    }
  }

  private active(): { begin: Begin; shown: Transaction } {
    if (!this.now) throw new Error('no transaction');
    return this.now;
  }

  private shown(): Transaction {
    return this.active().shown;
  }

  private advance(event: TransactionEvent): void {
    const active = this.active();
    active.shown = advance(active.shown, event);
    this.parts.changed();
  }

  private remember(bond: string, steps: readonly PlanStep[], secrets: Secrets): void {
    if (!steps.some(({ action }) => action.kind === 'associate')) return;
    const earlier = this.joined.get(bond);
    this.joined.set(bond, (...which) => secrets(...which) ?? earlier?.(...which) ?? null);
  }

  private stopClock(): void {
    if (this.deadline) clearTimeout(this.deadline);
    this.deadline = null;
  }
}

function secondsUntil(deadline: number | null): number {
  return deadline === null ? 0 : Math.max(0, (deadline - Date.now()) / 1000);
}
