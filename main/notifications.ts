import { Notification } from 'electron';
import type { HelperState, Settings } from './bridge/contract.ts';
import { isSettled, standing } from './bridge/standing.ts';
import { Notices, type Notice } from './notices.ts';
import type { AppWords } from './words.ts';

/** A failover is over after this; told sooner, one event would make two notifications. */
const SETTLE_MS = 1_500;

/** Watches how the connection stands and tells the desktop what a person should know. */
export class Notifications {
  readonly #notices = new Notices();
  readonly #open: () => void;
  #timer: NodeJS.Timeout | null = null;
  #decide: () => Notice | null = () => null;
  #connected = false;

  /** @param open what a click on a notification does */
  constructor(open: () => void) {
    this.#open = open;
  }

  hear(helper: HelperState, wanted: Settings['notifications'], words: AppWords): void {
    const known = this.#connected;
    this.#connected = helper.state === 'connected';
    // What is off was switched off: no news, and whatever comes after it begins anew.
    if (
      helper.state !== 'connected' ||
      !known ||
      !isSettled(helper.snapshot.transaction) ||
      standing(helper.snapshot).is === 'off'
    ) {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = null;
      return this.#notices.reset(helper.state === 'connected' ? helper.snapshot : null);
    }
    const { snapshot } = helper;
    this.#decide = () => this.#notices.next(snapshot, wanted, words, Date.now());
    if (!this.#notices.isNews(snapshot)) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const notice = this.#decide();
      if (notice !== null) this.tell(notice);
    }, SETTLE_MS);
  }

  tell({ title, body }: Notice): void {
    const shown = new Notification({ title, body });
    shown.on('click', this.#open);
    shown.show();
  }
}
