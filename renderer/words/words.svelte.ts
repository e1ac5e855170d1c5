import type { Settings } from '../contract.ts';
import { de } from './de.ts';
import { en, type Words } from './en.ts';
import { Format } from './format.ts';

const CATALOGUES: Record<'en' | 'de', Words> = { en, de };

/** The language in force. Everything on screen reads from here, so a change of language shows at once. */
class Language {
  #language = $state<'en' | 'de'>('en');
  #locale = $state('en');
  readonly words = $derived(CATALOGUES[this.#language]);
  /** For the few places where the page's language must be said again, inside a text of the helper's. */
  get code(): 'en' | 'de' {
    return this.#language;
  }
  readonly format = $derived(new Format(this.#locale));

  choose(setting: Settings['language'], desktop: string): void {
    const wanted = setting === 'system' ? desktop : setting;
    this.#language = wanted.startsWith('de') ? 'de' : 'en';
    // The desktop's own variant (en-GB, de-CH) knows its numbers best.
    this.#locale = desktop.startsWith(this.#language) ? desktop : this.#language;
    document.documentElement.lang = this.#language;
  }
}

export const language = new Language();
