import { readable } from '../contract.ts';

/** A name inside a sentence, kept from turning the words around it when it is written right to left. */
export function named(name: string): string {
  return `\u2068${readable(name)}\u2069`;
}
