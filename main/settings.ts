import { join } from 'node:path';
import { settingsSchema, type Settings } from './bridge/contract.ts';
import { Store } from './store.ts';

const DEFAULTS: Settings = {
  language: 'system',
  theme: 'system',
  notifications: 'all',
  tray: true,
  startAtLogin: false,
  lastProfile: null,
};

/** What the user chose for the app itself. Listeners hear of each change, whoever made it. */
export class UserSettings {
  readonly #store: Store<typeof settingsSchema>;
  readonly #listeners = new Set<(now: Settings, before: Settings) => void>();

  constructor(folder: string) {
    this.#store = new Store(join(folder, 'settings.json'), settingsSchema, DEFAULTS);
  }

  get value(): Settings {
    return this.#store.value;
  }

  change(patch: Partial<Settings>): void {
    const before = this.value;
    const now = { ...before, ...patch };
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    this.#store.set(now);
    for (const listener of this.#listeners) listener(now, before);
  }

  onChange(listener: (now: Settings, before: Settings) => void): void {
    this.#listeners.add(listener);
  }
}
