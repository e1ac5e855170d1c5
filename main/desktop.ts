import { app } from 'electron';
import { profileToSwitchOn, theBond, type HelperState } from './bridge/contract.ts';
import type { HelperConnection } from './helper/connection.ts';
import { Notifications } from './notifications.ts';
import type { UserSettings } from './settings.ts';
import { switchTo } from './switching.ts';
import { watchTrayHost } from './tray-host.ts';
import { trayView } from './tray-menu.ts';
import { TrayItem } from './tray.ts';
import { wordsFor } from './words.ts';

/** The app's presence outside its window: the tray, and notifications. */
export class Desktop {
  readonly #helper: HelperConnection;
  readonly #settings: UserSettings;
  readonly #tray: TrayItem;
  readonly #notifications: Notifications;
  #hasHost = false;

  constructor(helper: HelperConnection, settings: UserSettings, open: () => void) {
    this.#helper = helper;
    this.#settings = settings;
    this.#notifications = new Notifications(open);
    this.#tray = new TrayItem({
      open,
      quit: () => app.quit(),
      toggle: (on) => void this.#do(() => this.#toggle(on)),
      switchTo: (profile) => void this.#do(() => switchTo(profile, helper, settings)),
    });
    settings.onChange((now, before) => {
      if (now.tray !== before.tray) this.#place();
      else this.#show();
    });
  }

  /** Whether the app can be reached without a window. */
  get inTray(): boolean {
    return this.#tray.exists;
  }

  async start(): Promise<void> {
    const stop = await watchTrayHost((there) => {
      this.#hasHost = there;
      this.#place();
    });
    app.on('will-quit', stop);
  }

  hear(state: HelperState): void {
    this.#show();
    this.#notifications.hear(state, this.#settings.value.notifications, this.#words());
  }

  #place(): void {
    if (this.#hasHost && this.#settings.value.tray) this.#tray.recreate(this.#view(), this.#words());
    else this.#tray.remove();
  }

  #show(): void {
    this.#tray.show(this.#view(), this.#words());
  }

  #view() {
    const { state } = this.#helper;
    const profile = state.state === 'connected' ? this.#profile(state) : null;
    return trayView(state, profile !== null, this.#words());
  }

  #profile({ snapshot }: Extract<HelperState, { state: 'connected' }>): string | null {
    return profileToSwitchOn(snapshot, this.#settings.value.lastProfile);
  }

  #words() {
    return wordsFor(this.#settings.value.language, app.getLocale());
  }

  async #toggle(on: boolean): Promise<void> {
    const { state } = this.#helper;
    if (state.state !== 'connected') return;
    const bond = theBond(state.snapshot);
    const profile = this.#profile(state);
    if (!on) await this.#helper.call('down', bond === null ? {} : { bond: bond.name });
    else if (profile !== null) await switchTo(profile, this.#helper, this.#settings);
  }

  async #do(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const body = error instanceof Error ? error.message : String(error);
      this.#notifications.tell({ title: this.#words().failed, body });
    }
    // A menu shows its tick at once, whatever came of it.
    this.#show();
  }
}
