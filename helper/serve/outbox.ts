import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';

/**
 * Everything sent to one peer goes through here, bounded however slowly it reads: of snapshots only the newest waits,
 * other frames queue up to a limit, and a peer that passes the limit or leaves its socket full for too long is cut off.
 */
export class Outbox {
  #waitingSnapshot: string | null = null;
  #stall: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly limits: Pick<Limits, 'backlogBytes' | 'stallMs'>,
    private readonly cut: (reason: string) => void,
  ) {
    socket.on('drain', () => this.#drained());
    socket.on('close', () => this.#stopWatch());
  }

  get backedUp(): boolean {
    return this.socket.writableNeedDrain;
  }

  send(frame: object): void {
    this.#write(JSON.stringify(frame));
  }

  /** `text` is a whole snapshot notification: it makes one that still waits worthless. */
  sendSnapshot(text: string): void {
    if (this.backedUp) this.#waitingSnapshot = text;
    else this.#write(text);
  }

  #write(text: string): void {
    if (!this.socket.writable) return;
    if (this.socket.writableLength > this.limits.backlogBytes) return this.cut('too much is waiting to be read');
    this.socket.write(`${text}\n`);
    if (this.backedUp) this.#stall ??= setTimeout(() => this.cut('does not read'), this.limits.stallMs);
  }

  #drained(): void {
    this.#stopWatch();
    const text = this.#waitingSnapshot;
    this.#waitingSnapshot = null;
    if (text !== null) this.#write(text);
  }

  #stopWatch(): void {
    if (this.#stall) clearTimeout(this.#stall);
    this.#stall = null;
  }
}
