import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog } from '../../helper/apply/event-log.ts';
import { BondRecords, Journal } from '../../helper/apply/journal.ts';
import { Linkbraid } from '../../helper/apply/linkbraid.ts';
import { Suspended } from '../../helper/apply/suspended.ts';
import { Transactions } from '../../helper/apply/transactions.ts';
import type { Action } from '../../helper/contract/plan.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import type { Engine } from '../../helper/engines/engine.ts';
import type { Observer } from '../../helper/observe/observer.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { FakeProfiles } from '../serve/fixtures.ts';
import { onFileOperations, type FileOperation } from '../sweep/guest/file-operations.mjs';
import { FakeKernel } from './fake-kernel.ts';

/** Everything a helper does that something can happen at, in the order in which it does it. */
export type Moment = { what: 'touch'; action: Action } | { what: 'look' } | { what: 'file'; operation: FileOperation };

/** `die`: before it. `die-half`, `full-half`: in the middle of a write. */
type Fate = 'go' | 'die' | 'die-half' | 'full' | 'full-half';

class Crash extends Error {}

/** A laptop with helpers on it that come and go: its kernel and its run directory outlive them. */
export class Fire {
  readonly folder = mkdtempSync(join(tmpdir(), 'linkbraid-fire-'));
  readonly kernel: FakeKernel;
  readonly profiles = new FakeProfiles();
  moments: Moment[] = [];
  judge: (moment: Moment, index: number) => Fate = () => 'go';
  /** Nothing of the helper that died writes or touches anything any more. */
  dead = false;
  readonly #stop: () => void;

  constructor(machine: Machine) {
    this.kernel = new FakeKernel(machine);
    mkdirSync(join(this.folder, 'state'));
    this.#stop = onFileOperations(join(this.folder, 'run'), (operation, carryOut) =>
      this.#happen({ what: 'file', operation }, carryOut),
    );
  }

  /** From here on moments are counted and judged. */
  ignite(judge: (moment: Moment, index: number) => Fate): void {
    this.moments = [];
    this.judge = judge;
  }

  /** Nothing more goes wrong, and the dead stay dead: a new helper may be started. */
  extinguish(): void {
    this.judge = () => 'go';
    this.dead = false;
  }

  end(): void {
    this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  keepFiles(): void {
    cpSync(join(this.folder, 'run'), join(this.folder, 'kept'), { recursive: true });
  }

  restoreFiles(): void {
    this.extinguish();
    rmSync(join(this.folder, 'run'), { recursive: true, force: true });
    cpSync(join(this.folder, 'kept'), join(this.folder, 'run'), { recursive: true });
  }

  get runDir(): string {
    return join(this.folder, 'run');
  }

  get records(): BondRecords {
    return new BondRecords(this.runDir);
  }

  helper(): Linkbraid {
    return new Linkbraid({
      ...this.#parts(),
      profiles: this.profiles,
      suspended: new Suspended(this.runDir),
      log: new EventLog(join(this.folder, 'state')),
      doctor: () => Promise.resolve([]),
    });
  }

  #parts() {
    const look = () => this.#happen({ what: 'look' }, () => this.kernel.machine);
    const observer = {
      machine: () => this.kernel.machine,
      fresh: async () => Promise.resolve(look()),
      until: async (judge: (machine: Machine) => unknown) => Promise.resolve(judge(look())),
      onMachine: () => () => {},
      stop: () => {},
    };
    const engine = {
      perform: async (action: Action) =>
        Promise.resolve(this.#happen({ what: 'touch', action }, () => this.kernel.perform(action))),
      adopt: () => {},
      afterBoot: () => {},
    };
    return {
      engine: engine as unknown as Engine,
      observer: observer as unknown as Observer,
      journal: new Journal(this.runDir),
      records: this.records,
    };
  }

  /** `linkbraid-helper restore`. */
  restore(): Promise<Transaction | null> {
    const transactions = new Transactions({
      ...this.#parts(),
      changed: () => {},
      suspend: () => {},
      passphrases: () => () => null,
      save: (profile) => this.profiles.set(profile),
      quiet: () => Promise.resolve(),
    });
    return transactions.recover(true);
  }

  #happen<T>(moment: Moment, carryOut: () => T): T {
    if (this.dead) throw new Crash();
    const fate = this.judge(moment, this.moments.length);
    this.moments.push(moment);
    const operation = moment.what === 'file' ? moment.operation : null;
    if (fate.endsWith('-half')) operation?.half?.();
    if (fate.startsWith('die')) {
      this.dead = true;
      throw new Crash();
    }
    if (fate.startsWith('full')) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    // Real disks take their time to sync, and what that is for is played here.
    return operation?.name === 'sync' ? (undefined as T) : carryOut();
  }
}
