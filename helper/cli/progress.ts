import type { Snapshot } from '../contract/snapshot.ts';
import type { Transaction } from '../contract/transaction.ts';
import type { Context } from './command.ts';
import { displayWidth, wrap } from './text/layout.ts';
import { printable } from './text/printable.ts';

const FINAL = ['committed', 'restored', 'stuck'];

/** Writes a transaction's steps as they happen: each once, however many snapshots were skipped between. */
export class Progress {
  readonly #shown = new Set<string>();
  #transient = false;
  #saidRestoring = false;
  #current: string | null = null;

  constructor(private readonly context: Context) {}

  snapshot({ transaction }: Snapshot): void {
    // One that is over before we saw it run belongs to an earlier command.
    if (!transaction || (FINAL.includes(transaction.state) && transaction.id !== this.#current)) return;
    this.#current = transaction.id;
    this.show(transaction);
  }

  show(given: Transaction): void {
    const { steps, state } = printable(given);
    const { style } = this.context.terminal.view();
    for (const step of steps) {
      if ((step.state !== 'done' && step.state !== 'failed') || this.#shown.has(step.id)) continue;
      this.#shown.add(step.id);
      this.#line(step.state === 'done' ? style.good('done') : style.bad('failed'), step.says);
    }
    if (state === 'restoring' && !this.#saidRestoring) {
      this.#saidRestoring = true;
      this.#line(style.warn('back'), 'Going back to the earlier state.');
    }
    const running = steps.find((step) => step.state === 'running');
    if (running) this.#now(running.says);
    else if (state === 'verifying') this.#now('Checking that it works.');
  }

  end(): void {
    this.#clear();
  }

  #line(word: string, says: string): void {
    this.#clear();
    this.context.terminal.out(`${wrap(says, this.context.terminal.view(), 8, word).join('\n')}\n`);
  }

  /** On a terminal the step that runs stands in the last line until it is over; a pipe gets finished steps only. */
  #now(says: string): void {
    const { interactive } = this.context.terminal;
    if (!interactive) return;
    this.#clear();
    const { width, style } = this.context.terminal.view();
    // Cut to one line, since only one can be taken back; the whole sentence follows when the step is done.
    let text = `...     ${says}`;
    while (displayWidth(text) >= width) text = text.slice(0, -1);
    this.context.terminal.out(style.dim(text));
    this.#transient = true;
  }

  #clear(): void {
    if (this.#transient) this.context.terminal.out('\r\u001b[2K');
    this.#transient = false;
  }
}
