import type { BrowserWindow } from 'electron';
import type { LinkEvent } from '../helper/contract/wire.ts';
import type { HelperState } from './bridge/contract.ts';
import { send } from './bridge/serve.ts';
import { onlyCounted } from './counting.ts';
import type { HelperConnection } from './helper/connection.ts';

/** A flapping link makes hundreds of events a second; the eye takes ten pictures. */
const EVENTS_MS = 100;
/** Numbers that change more often than this cannot be read, and each change costs a drawn picture. */
const NUMBERS_MS = 500;

/** Keeps a window up to date while it can be seen, and brings it up to date when it can be seen again. */
export class Feed {
  readonly #window: BrowserWindow;
  readonly #helper: HelperConnection;
  #waiting: LinkEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #missed = false;
  #shown: { state: HelperState; at: number } | null = null;
  #numbers: NodeJS.Timeout | null = null;

  constructor(window: BrowserWindow, helper: HelperConnection) {
    this.#window = window;
    this.#helper = helper;
    window.on('show', () => this.#catchUp());
    window.on('restore', () => this.#catchUp());
  }

  state(state: HelperState): void {
    if (!this.#isSeen()) {
      this.#missed = true;
      return;
    }
    const shown = this.#shown;
    const wait = shown === null ? 0 : shown.at + NUMBERS_MS - Date.now();
    if (shown === null || wait <= 0 || !onlyCounted(shown.state, state)) this.#show(state);
    else this.#numbers ??= setTimeout(() => this.#showIfSeen(), wait);
  }

  events(fresh: boolean, events: LinkEvent[]): void {
    if (!this.#isSeen()) {
      this.#missed = true;
      return;
    }
    if (fresh) {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = null;
      this.#waiting = [];
      send(this.#window.webContents, 'events', { fresh, events });
      return;
    }
    this.#waiting.push(...events);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      send(this.#window.webContents, 'events', { fresh: false, events: this.#waiting });
      this.#waiting = [];
    }, EVENTS_MS);
  }

  #showIfSeen(): void {
    this.#numbers = null;
    if (this.#isSeen()) this.#show(this.#helper.state);
    else this.#missed = true;
  }

  #show(state: HelperState): void {
    if (this.#numbers) clearTimeout(this.#numbers);
    this.#numbers = null;
    this.#shown = { state, at: Date.now() };
    send(this.#window.webContents, 'helper', state);
  }

  #catchUp(): void {
    if (!this.#missed || !this.#isSeen()) return;
    this.#missed = false;
    this.#show(this.#helper.state);
    send(this.#window.webContents, 'events', { fresh: true, events: this.#helper.events });
  }

  #isSeen(): boolean {
    return !this.#window.isDestroyed() && this.#window.isVisible() && !this.#window.isMinimized();
  }
}
