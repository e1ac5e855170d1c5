import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

interface Message {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** QEMU's control channel, spoken over its standard input and output: no socket file to leave behind. */
export class Qmp {
  readonly #out: Writable;
  readonly #waiters = new Map<number, Waiter>();
  readonly #eventWaiters = new Set<{ readonly match: (message: Message) => boolean; readonly resolve: () => void }>();
  #nextId = 1;
  #closed: Error | undefined;

  constructor(input: Readable, output: Writable) {
    this.#out = output;
    output.on('error', () => undefined); // the machine's exit says it better
    createInterface({ input }).on('line', (line) => this.#take(line));
  }

  async negotiate(): Promise<void> {
    await this.command('qmp_capabilities');
  }

  command(execute: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
    this.#out.write(`${JSON.stringify({ execute, arguments: args, id })}\n`);
    return answer;
  }

  /** A command of QEMU's human monitor, for the few things that have no other. */
  async human(line: string): Promise<string> {
    return String(await this.command('human-monitor-command', { 'command-line': line }));
  }

  /** Ask before the deed: resolves at the event, rejects after the time. */
  event(name: string, device: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = {
        match: (message: Message) => message.event === name && message.data?.device === device,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#eventWaiters.delete(waiter);
        reject(new Error(`QEMU sent no ${name} for ${device} within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#eventWaiters.add(waiter);
    });
  }

  close(reason: Error): void {
    this.#closed = reason;
    for (const waiter of this.#waiters.values()) waiter.reject(reason);
    this.#waiters.clear();
  }

  #take(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      return;
    }
    if (message.id !== undefined) {
      const waiter = this.#waiters.get(message.id);
      this.#waiters.delete(message.id);
      if (message.error === undefined) waiter?.resolve(message.return);
      else waiter?.reject(new Error(`QEMU: ${message.error.desc}`));
    } else
      for (const waiter of [...this.#eventWaiters])
        if (waiter.match(message)) {
          this.#eventWaiters.delete(waiter);
          waiter.resolve();
        }
  }
}
