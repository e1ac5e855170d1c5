import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Profile } from '../../helper/contract/profile.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import type { Transaction } from '../../helper/contract/transaction.ts';
import type { BondChange, LinkAdvice, LinkEvent } from '../../helper/contract/wire.ts';
import type { PeerCredentials } from '../../helper/kernel/credentials.ts';
import type { Core, ProfileStore } from '../../helper/serve/core.ts';
import type { Log, LogFields } from '../../helper/serve/log.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../helper/serve/server.ts';

export const ROOT: PeerCredentials = { pid: 1, uid: 0, gid: 0 };

export function emptySnapshot(sequence = 1): Snapshot {
  return {
    sequence,
    at: 1_700_000_000_000,
    bonding: { state: 'loaded', kernel: '6.1.0' },
    adapters: [],
    bonds: [],
    profiles: [],
    transaction: null,
  };
}

export function transaction(change: Partial<Transaction> = {}): Transaction {
  return {
    id: 't-1',
    purpose: 'up',
    profile: 'desk',
    bond: 'bond0',
    state: 'committed',
    deadline: null,
    steps: [],
    problem: null,
    ...change,
  };
}

export function bondChange(change: Partial<BondChange> = {}): BondChange {
  return { ...transaction(), saved: null, notes: [], ...change };
}

export const NO_ADVICE: LinkAdvice = {
  modes: [],
  neverDrop: { mode: null, why: 'One link alone has nothing to fall back on: add another.' },
  addUpSpeed: { mode: null, why: 'One link alone has nothing to be added to.' },
  input: { ports: [], sameNetwork: true },
};

/** The rest of the helper, reduced to what the socket sees of it: remembers calls, answers from fields. */
export class FakeCore implements Core {
  current = emptySnapshot();
  log: LinkEvent[] = [];
  calls: { method: string; arguments: unknown[] }[] = [];
  answerUp: () => Promise<Transaction> = () => Promise.resolve(transaction());
  readonly snapshotListeners = new Set<(snapshot: Snapshot) => void>();
  readonly eventListeners = new Set<(event: LinkEvent) => void>();

  snapshot = () => this.current;
  onSnapshot = (listener: (snapshot: Snapshot) => void) => {
    this.snapshotListeners.add(listener);
    return () => this.snapshotListeners.delete(listener);
  };
  networks: Core['networks'] = (...given) => this.#called('networks', given, []);
  plan: Core['plan'] = (...given) =>
    this.#called('plan', given, {
      id: 'p-1',
      profile: 'desk',
      bond: 'bond0',
      steps: [],
      defaults: [],
      warnings: [],
      refusals: [],
    });
  up = (...given: unknown[]) => {
    this.calls.push({ method: 'up', arguments: given });
    return this.answerUp();
  };
  keep = () => this.#called('keep', [], transaction());
  revert = () => this.#called('revert', [], transaction({ state: 'restored' }));
  down = (...given: unknown[]) => this.#called('down', given, transaction({ purpose: 'down', state: 'restored' }));
  events = (limit: number) => this.log.slice(-limit);
  onEvent = (listener: (event: LinkEvent) => void) => {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  };
  doctor = () => this.#called('doctor', [], []);
  advise: Core['advise'] = (...given) => this.#called('advise', given, NO_ADVICE);
  answerChange: () => Promise<BondChange> = () => Promise.resolve(bondChange());
  adopt: Core['adopt'] = (...given) => this.#changed('adopt', given);
  activate: Core['activate'] = (...given) => this.#changed('activate', given);
  set: Core['set'] = (...given) => this.#changed('set', given);
  addPort: Core['addPort'] = (...given) => this.#changed('addPort', given);
  removePort: Core['removePort'] = (...given) => this.#changed('removePort', given);
  setPort: Core['setPort'] = (...given) => this.#changed('setPort', given);

  publish(change: Partial<Snapshot> = {}): void {
    this.current = { ...this.current, ...change, sequence: this.current.sequence + 1 };
    for (const listener of this.snapshotListeners) listener(this.current);
  }

  happen(event: LinkEvent): void {
    this.log.push(event);
    for (const listener of this.eventListeners) listener(event);
  }

  #changed(method: string, given: unknown[]): Promise<BondChange> {
    this.calls.push({ method, arguments: given });
    return this.answerChange();
  }

  #called<T>(method: string, given: unknown[], answer: T): Promise<T> {
    this.calls.push({ method, arguments: given });
    return Promise.resolve(answer);
  }
}

export class FakeProfiles implements ProfileStore {
  readonly saved = new Map<string, Profile>();
  list = () => [...this.saved.values()];
  get = (name: string) => {
    const profile = this.saved.get(name);
    if (!profile) throw new LinkbraidError('not-found', `no profile "${name}"`);
    return profile;
  };
  set = (profile: Profile) => void this.saved.set(profile.name, profile);
  remove = (name: string) => void this.saved.delete(name);
  onChange = () => undefined;
}

export class MemoryLog implements Log {
  readonly entries: { message: string; fields: LogFields }[] = [];
  info = (message: string, fields: LogFields = {}) => void this.entries.push({ message, fields });
  warn = this.info;
  error = this.info;
}

export interface Running {
  server: RunningServer;
  core: FakeCore;
  profiles: FakeProfiles;
  log: MemoryLog;
  socketPath: string;
}

const cleanups: (() => unknown)[] = [];

/** A server on a socket of its own; `stopAll` in afterEach closes it and everything connected. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<Running> {
  const core = new FakeCore();
  const profiles = new FakeProfiles();
  const log = new MemoryLog();
  const socketPath = options.socketPath ?? join(temporaryDirectory(), 'run', 'helper.sock');
  const server = await startServer({
    core,
    profiles,
    version: '1.2.3',
    authorize: () => ({ allowed: true }),
    log,
    ...options,
    socketPath,
  });
  cleanups.push(() => server.close());
  return { server, core, profiles, log, socketPath };
}

export async function stopAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'linkbraid-test-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export type Frame = Record<string, never> & { id?: unknown; error?: { code: number; message: string; data: never } };

/** A client that sends whatever bytes a test wants and reads frame by frame. */
export class RawPeer {
  #text = '';
  #frames: Frame[] = [];
  #waiting: ((frame: Frame | null) => void)[] = [];
  closed: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: unknown) => {
      const lines = (this.#text + String(text)).split('\n');
      this.#text = lines.pop() ?? '';
      this.#frames.push(...lines.map((line) => JSON.parse(line) as Frame));
      while (this.#waiting.length > 0 && this.#frames.length > 0)
        this.#waiting.shift()?.(this.#frames.shift() as Frame);
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const waiter of this.#waiting.splice(0)) waiter(null);
        resolve();
      });
    });
    cleanups.push(() => socket.destroy());
  }

  static connect(path: string): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => resolve(new RawPeer(socket)));
      socket.once('error', reject);
    });
  }

  /** null once the connection is closed. */
  next(): Promise<Frame | null> {
    const frame = this.#frames.shift();
    if (frame) return Promise.resolve(frame);
    if (this.socket.destroyed) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(frame: unknown): this {
    this.socket.write(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : `${JSON.stringify(frame)}\n`);
    return this;
  }

  call(method: string, params?: unknown, id: unknown = 1): Promise<Frame | null> {
    return this.send({ jsonrpc: '2.0', id, method, params }).next();
  }
}
