import type { BrowserWindow } from 'electron';
import type { LinkEvent } from '../helper/contract/wire.ts';
import type { HelperState } from './bridge/contract.ts';
import { send } from './bridge/serve.ts';
import type { HelperConnection } from './helper/connection.ts';

/** A flapping link makes hundreds of events a second; the eye takes ten pictures. */
const EVENTS_MS = 100;

/** Keeps a window up to date while it can be seen, and brings it up to date when it can be seen again. */
export class Feed {
  readonly #window: BrowserWindow;
  readonly #helper: HelperConnection;
  #waiting: LinkEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #missed = false;

  constructor(window: BrowserWindow, helper: HelperConnection) {
    this.#window = window;
    this.#helper = helper;
    window.on('show', () => this.#catchUp());
    window.on('restore', () => this.#catchUp());
  }

  state(state: HelperState): void {
    if (this.#isSeen()) send(this.#window.webContents, 'helper', state);
    else this.#missed = true;
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

  #catchUp(): void {
    if (!this.#missed || !this.#isSeen()) return;
    this.#missed = false;
    send(this.#window.webContents, 'helper', this.#helper.state);
    send(this.#window.webContents, 'events', { fresh: true, events: this.#helper.events });
  }

  #isSeen(): boolean {
    return !this.#window.isDestroyed() && this.#window.isVisible() && !this.#window.isMinimized();
  }
}
