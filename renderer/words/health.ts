import { readable } from '../contract.ts';
import type { Words } from './en.ts';

/** A reason in the chosen language where it is a known one, else as the helper put it. */
export function reasonSentence(reason: string, words: Words): { text: string; english: boolean } {
  const known = Object.entries(words.reasons).find(([start]) => reason.startsWith(start));
  return known ? { text: known[1], english: false } : { text: readable(reason), english: true };
}
