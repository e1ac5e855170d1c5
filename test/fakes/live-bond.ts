import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Changes } from '../../helper/apply/changes.ts';
import { BondRecords, Journal } from '../../helper/apply/journal.ts';
import { Transactions } from '../../helper/apply/transactions.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Action } from '../../helper/contract/plan.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Engine } from '../../helper/engines/engine.ts';
import type { BondFacts, LinkFacts } from '../../helper/plan/machine.ts';
import { FakeProfiles } from '../serve/fixtures.ts';
import { FakeKernel, laptop } from './fake-kernel.ts';

/** Transactions over the fake kernel, with what was done and which passphrases were asked for. */
export class LiveBond {
  readonly runDir = mkdtempSync(join(tmpdir(), 'linkbraid-run-'));
  readonly kernel: FakeKernel;
  readonly profiles = new FakeProfiles();
  readonly records = new BondRecords(this.runDir);
  readonly transactions: Transactions;
  readonly changes: Changes;
  done: Action[] = [];
  passphrases: (string | null)[] = [];
  /** What the driver answers instead of doing it. */
  refuses: (action: Action) => boolean = () => false;

  constructor(links: readonly LinkFacts[]) {
    this.kernel = new FakeKernel(laptop(links));
    const observer = {
      fresh: () => Promise.resolve(this.kernel.machine),
      until: <T>(judge: (machine: FakeKernel['machine']) => T | null) => Promise.resolve(judge(this.kernel.machine)),
    };
    this.transactions = new Transactions({
      engine: { perform: this.perform },
      observer,
      journal: new Journal(this.runDir),
      records: this.records,
      changed: () => {},
      suspend: () => {},
      passphrases: () => () => null,
      quiet: () => Promise.resolve(),
      save: (profile) => this.profiles.set(profile),
    });
    this.changes = new Changes({ transactions: this.transactions, observer, profiles: this.profiles });
  }

  /** Brought up and forgotten: only what a change does is kept in `done`. */
  async up(profile: ProfileInput, { saved = true } = {}): Promise<this> {
    const decoded = decodeProfile(profile);
    if (saved) this.profiles.set(decoded);
    await this.transactions.up(decoded, {});
    const { name, mode, ports } = this.bond;
    if (mode === 'active-backup')
      this.kernel.perform({ kind: 'set-option', bond: name, option: 'active_slave', value: ports[0] ?? '' });
    this.done = [];
    this.passphrases = [];
    return this;
  }

  get bond(): BondFacts {
    const [bond] = Object.values(this.kernel.machine.bonds);
    if (!bond) throw new Error('no bond');
    return bond;
  }

  get kinds(): string[] {
    return this.done.map(({ kind }) => kind);
  }

  /** Something that is no action of ours. */
  happens(port: string, miiStatus: 'up' | 'down'): void {
    const { machine } = this.kernel;
    const facts = { miiStatus, linkFailures: 0, options: machine.ports[port]?.options ?? {} };
    this.kernel.machine = { ...machine, ports: { ...machine.ports, [port]: facts } };
  }

  end(): void {
    rmSync(this.runDir, { recursive: true, force: true });
  }

  readonly perform: Engine['perform'] = (action, secrets) => {
    if (this.refuses(action)) return Promise.reject(new LinkbraidError('failed', `The kernel refused ${action.kind}.`));
    if (action.kind === 'associate') this.passphrases.push(secrets(action.port, action.wifi));
    this.kernel.perform(action);
    this.done.push(action);
    return Promise.resolve();
  };
}
