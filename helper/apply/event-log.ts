import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkEvent } from '../contract/wire.ts';
import type { Happening } from '../observe/events.ts';

/** Days of an ordinary laptop; at 200 bytes each the file stays below half a megabyte. */
const KEPT = 2_000;

/** What happened, newest last, kept over restarts and bounded in memory and on disk. */
export class EventLog {
  private readonly path: string;
  private events: LinkEvent[];
  private written: number;
  private readonly listeners = new Set<(event: LinkEvent) => void>();

  constructor(stateDir: string) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    this.path = join(stateDir, 'events.jsonl');
    this.events = readEvents(this.path).slice(-KEPT);
    this.written = this.events.length;
  }

  add(happening: Happening): void {
    const event: LinkEvent = { id: (this.events.at(-1)?.id ?? 0) + 1, at: Date.now(), ...happening };
    this.events.push(event);
    if (this.events.length > KEPT) this.events = this.events.slice(-KEPT);
    this.save(event);
    for (const listener of [...this.listeners]) listener(event);
  }

  latest(limit: number): LinkEvent[] {
    return this.events.slice(-limit);
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A full disk costs the history, never the connection. */
  private save(event: LinkEvent): void {
    try {
      if (this.written >= 2 * KEPT) {
        const lines = this.events.map((kept) => `${JSON.stringify(kept)}\n`).join('');
        writeFileSync(`${this.path}.new`, lines, { mode: 0o600 });
        renameSync(`${this.path}.new`, this.path);
        this.written = this.events.length;
        return;
      }
      appendFileSync(this.path, `${JSON.stringify(event)}\n`, { mode: 0o600 });
      this.written += 1;
    } catch {
      // kept in memory
    }
  }
}

function readEvents(path: string): LinkEvent[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as LinkEvent];
    } catch {
      return [];
    }
  });
}
