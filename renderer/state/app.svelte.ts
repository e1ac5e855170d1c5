import { call, listen } from '../bridge.ts';
import {
  LinkbraidError,
  isSettled,
  standing,
  theBond,
  type Beginning,
  type HelperState,
  type LinkEvent,
  type Page,
  type Settings,
  type Snapshot,
  type Transaction,
} from '../contract.ts';
import { language } from '../words/words.svelte.ts';
import { outcome } from './outcome.ts';
import { withRates, type Courses, type Rate } from './rates.ts';

const KEPT_EVENTS = 500;
/** As many as theme.css has strands. */
const COLOURS = 6;
const NONE: readonly Rate[] = [];

/** What the window knows: the latest word of the main process, and nothing made up in between. */
class App {
  page = $state<Page>('home');
  version = $state('');
  /** This app brings a helper that it can install. */
  canInstall = $state(false);
  /** Something a person asked for failed; shown until dismissed or the next try. */
  failure = $state.raw<LinkbraidError | null>(null);
  /** The transaction whose outcome a person has seen and closed. */
  dismissed = $state<string | null>(null);
  #helper = $state.raw<HelperState>({ state: 'connecting' });
  #snapshot = $state.raw<Snapshot | null>(null);
  #settings = $state.raw<Settings | null>(null);
  #events = $state.raw<LinkEvent[]>([]);
  #rates = $state.raw<Courses>(new Map());
  #desktopLocale = 'en';
  #outcome = $state.raw<Transaction | null>(null);
  #clockAhead = 0;

  readonly standing = $derived(this.#snapshot === null ? { is: 'off' as const } : standing(this.#snapshot));
  readonly bond = $derived(this.#snapshot === null ? null : theBond(this.#snapshot));
  readonly transaction = $derived(this.#snapshot?.transaction ?? null);
  readonly busy = $derived(!isSettled(this.transaction));

  get helper(): HelperState {
    return this.#helper;
  }
  /** The last one; while reconnecting it is old, and the page is shown dimmed. */
  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }
  /** The last transaction, once it has ended in a way to be told. */
  get outcome(): Transaction | null {
    return this.#outcome;
  }
  get settings(): Settings {
    if (this.#settings === null) throw new Error('asked for settings before the beginning');
    return this.#settings;
  }
  get events(): LinkEvent[] {
    return this.#events;
  }

  /** Time by the helper's clock, which is the one its deadlines are set by. */
  helperNow(): number {
    return Date.now() + this.#clockAhead;
  }

  rates(link: string): readonly Rate[] {
    return this.#rates.get(link)?.points ?? NONE;
  }

  /** Index of a link's own colour. */
  colour(link: string): number {
    const index = this.#snapshot?.adapters.findIndex(({ name }) => name === link) ?? -1;
    return Math.max(0, index) % COLOURS;
  }

  async begin(): Promise<void> {
    listen('helper', (state) => this.#hear(state));
    listen('settings', (settings) => this.#choose(settings));
    listen('events', ({ fresh, events }) => {
      this.#events = (fresh ? events : [...this.#events, ...events]).slice(-KEPT_EVENTS);
    });
    listen('show', (page) => (this.page = page));
    this.#start(await call('begin', {}));
  }

  /** Does what a person asked for; a failure is shown, never thrown. */
  async attempt<T>(action: () => Promise<T>): Promise<T | null> {
    this.failure = null;
    try {
      return await action();
    } catch (error) {
      this.failure = error instanceof LinkbraidError ? error : new LinkbraidError('internal', String(error));
      return null;
    }
  }

  #start({ version, locale, settings, helper, events, canInstall }: Beginning): void {
    this.canInstall = canInstall;
    this.version = version;
    this.#desktopLocale = locale;
    this.#choose(settings);
    this.#events = events;
    this.#hear(helper);
  }

  #choose(settings: Settings): void {
    this.#settings = settings;
    language.choose(settings.language, this.#desktopLocale);
  }

  #hear(state: HelperState): void {
    this.#helper = state;
    if (state.state === 'connected') {
      this.#outcome = outcome(this.#outcome, this.#snapshot, state.snapshot);
      this.#snapshot = state.snapshot;
      this.#clockAhead = state.snapshot.at - Date.now();
      this.#rates = withRates(this.#rates, state.snapshot);
    } else if (state.state !== 'connecting') {
      this.#snapshot = null;
    }
  }
}

export const app = new App();
