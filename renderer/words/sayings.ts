import { readable } from '../contract.ts';
import { sayings } from './de-sayings.ts';

/* The helper speaks English. What it says by code is translated by code; this is for whole sentences of its own. */

interface Pattern {
  fits: RegExp;
  german: string;
}

const patterns: readonly Pattern[] = Object.entries(sayings)
  // First those around another sentence; then the one with the most words of its own fits best.
  .sort(([a], [b]) => Number(isAround(b)) - Number(isAround(a)) || ownWords(b) - ownWords(a))
  .map(([english, german]) => ({ fits: patternOf(english), german }));

export interface Saying {
  text: string;
  /** Still the helper's own words, to be marked as such. */
  english: boolean;
}

export function saying(says: string, language: 'en' | 'de'): Saying {
  const text = readable(says);
  const german = language === 'de' ? translated(text) : null;
  return german === null ? { text, english: true } : { text: german, english: false };
}

function translated(text: string): string | null {
  for (const { fits, german } of patterns) {
    const found = fits.exec(text);
    if (found) return german.replace(/\{(\d)\}/g, (_, place: string) => part(found[Number(place)] ?? ''));
  }
  return null;
}

/** A part may be a sentence of its own, as the reason at the end of another. */
function part(text: string): string {
  const [, lead = '', words = ''] = /^(\s*)(.*)$/s.exec(text) ?? [];
  return lead + (translated(words) ?? words.replace(/“([^”]*)”/g, '„$1“'));
}

function patternOf(english: string): RegExp {
  const source = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+?)');
  return new RegExp(`^${source}$`, 's');
}

function isAround(english: string): boolean {
  return /: \{\d\}$|^\{1\} [A-Z]/.test(english);
}

function ownWords(english: string): number {
  return english.replace(/\{\d\}/g, '').length;
}
