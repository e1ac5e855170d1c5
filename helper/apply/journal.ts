import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LinkbraidError } from '../contract/errors.ts';
import type { Action } from '../contract/plan.ts';
import type { Profile } from '../contract/profile.ts';
import type { TransactionState } from '../contract/transaction.ts';
import type { Target } from '../plan/target.ts';
import { DISK } from '../store/files.ts';

/** The first line of the journal: all that is needed to go back, written before anything is touched. */
export interface Begin {
  kind: 'begin';
  id: string;
  bootId: string;
  /** Wall clock, milliseconds since 1970; lifetimes in `before` count from here. */
  at: number;
  purpose: 'up' | 'down';
  profile: string;
  bond: string;
  /** Where a failure leads back to. */
  before: Target;
  /** Where `down` leads: the state before the bond was first made. */
  baseline: Target;
  /** What the bond runs once this is done, without passphrases; null where that is not known. */
  running: Profile | null;
  /** What the saved profile becomes when this is kept, without passphrases. */
  saves: Profile | null;
  actions: Action[];
}

export type Entry =
  | Begin
  | { kind: 'intent'; step: string }
  | { kind: 'done'; step: string }
  | { kind: 'state'; state: TransactionState; deadline: number | null };

/** What is kept of a bond that is up, for the day it goes down. */
export interface BondRecord {
  bootId: string;
  at: number;
  profile: string;
  bond: string;
  baseline: Target;
  /** What it was made from, so that it can be changed in parts; without passphrases. */
  running: Profile | null;
}

export interface Recovered {
  begin: Begin;
  state: TransactionState;
  deadline: number | null;
}

/**
 * The one transaction under way, a line a fact, each on disk before the touch that it announces. It lives in the run
 * directory and bears the boot's id: what it speaks of dies with the kernel. A line cut short is as good as none.
 */
export class Journal {
  private readonly path: string;
  private descriptor: number | null = null;

  constructor(private readonly runDir: string) {
    this.path = join(runDir, 'transaction.jsonl');
  }

  /** @throws LinkbraidError `failed` when it cannot be written; then there is no journal, and nothing may be touched */
  begin(entry: Begin): void {
    // Whole under its own name first: a journal that exists always has its first line.
    const fresh = `${this.path}.new`;
    try {
      mkdirSync(this.runDir, { recursive: true, mode: 0o755 });
      rmSync(fresh, { force: true });
      DISK.writeNew(fresh, lineOf(entry), 0o600);
      renameSync(fresh, this.path);
      DISK.syncDirectory(this.runDir);
    } catch (error) {
      // Left behind it would lead a later helper to a state that nobody has left.
      for (const path of [fresh, this.path]) rmSync(path, { force: true });
      throw unwritten(error, ' Nothing was changed.');
    }
  }

  /** @throws LinkbraidError `failed` when it cannot be written; the journal is then as before */
  write(entry: Exclude<Entry, Begin>): void {
    try {
      const descriptor = (this.descriptor ??= this.reopen());
      const { size } = fstatSync(descriptor);
      try {
        writeFileSync(descriptor, lineOf(entry));
        fsyncSync(descriptor);
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      }
    } catch (error) {
      throw unwritten(error);
    }
  }

  /** A last line that a crash cut short goes: the next must not become part of it. */
  private reopen(): number {
    const descriptor = openSync(this.path, 'a', 0o600);
    ftruncateSync(descriptor, readFileSync(this.path).lastIndexOf('\n') + 1);
    return descriptor;
  }

  /** On the way back: the first line alone leads there, so a full disk must not hold it up. */
  note(entry: Exclude<Entry, Begin>): void {
    try {
      this.write(entry);
    } catch {
      // said by whatever goes on from here
    }
  }

  end(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
    rmSync(this.path, { force: true });
  }

  /** The transaction that an earlier helper left unfinished, or null. */
  recover(bootId: string): Recovered | null {
    const entries = readEntries(this.path);
    const begin = entries[0];
    if (begin?.kind !== 'begin' || begin.bootId !== bootId) return null;
    let state: TransactionState = 'applying';
    let deadline: number | null = null;
    for (const entry of entries) {
      if (entry.kind === 'state') ({ state, deadline } = entry);
    }
    return { begin, state, deadline };
  }
}

/** One file a bond, in the run directory. */
export class BondRecords {
  private readonly directory: string;

  constructor(runDir: string) {
    this.directory = join(runDir, 'bonds');
  }

  get(bond: string, bootId: string): BondRecord | null {
    try {
      const record = JSON.parse(readFileSync(join(this.directory, `${bond}.json`), 'utf8')) as BondRecord;
      return record.bootId === bootId ? record : null;
    } catch {
      return null;
    }
  }

  set(record: BondRecord): void {
    this.prepare(record)();
  }

  /**
   * Writes the record beside the one in force. What is given back puts it in that one's place, which takes no space.
   * @throws LinkbraidError `failed` when it cannot be written
   */
  prepare(record: BondRecord): () => void {
    const path = join(this.directory, `${record.bond}.json`);
    const fresh = `${path}.new`;
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      rmSync(fresh, { force: true });
      DISK.writeNew(fresh, JSON.stringify(record), 0o600);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw unwritten(error);
    }
    return () => {
      try {
        renameSync(fresh, path);
      } catch (error) {
        throw unwritten(error);
      }
    };
  }

  /** All that have a record of this boot. */
  bonds(bootId: string): string[] {
    return list(this.directory).filter((bond) => this.get(bond, bootId) !== null);
  }

  /** Records of an earlier boot speak of a kernel that is gone. */
  forgetEarlierBoots(bootId: string): void {
    for (const bond of list(this.directory)) if (this.get(bond, bootId) === null) this.remove(bond);
  }

  remove(bond: string): void {
    rmSync(join(this.directory, `${bond}.json`), { force: true });
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));
  } catch {
    return [];
  }
}

function readEntries(path: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const entry = readEntry(line);
    if (entry === null) break; // cut short or spoilt: nothing after it was announced
    entries.push(entry);
  }
  return entries;
}

function readEntry(line: string): Entry | null {
  try {
    const entry = JSON.parse(line) as { kind?: unknown } | null;
    return typeof entry?.kind === 'string' ? (entry as Entry) : null;
  } catch {
    return null;
  }
}

function lineOf(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

function unwritten(error: unknown, andSo = ''): LinkbraidError {
  const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const why = errno === 'ENOSPC' ? 'the disk is full' : errno;
  return new LinkbraidError('failed', `What is being done could not be put on record: ${why}.${andSo}`, {
    reason: 'record-unwritten',
    errno,
  });
}
