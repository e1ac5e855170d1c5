import * as v from 'valibot';
import type { FieldIssue } from './errors.ts';

/* What the schemas of profiles and requests share: fields of common kinds, and how a misfit is told. */

/** valibot takes a list for an object without keys: `"ip": []` would pass. Unknown keys are errors. */
export function strictObject<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.custom<v.InferInput<v.StrictObjectSchema<E, undefined>>>(isObject, 'expected an object'),
    v.strictObject(entries),
  );
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function wholeNumber(least: number, most: number) {
  const message = `expected a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** Half of a UTF-16 pair has no bytes of its own: it would reach the radio as another text than was meant. */
export const wholeCharacters = v.check<string, string>(
  (value) => !/\p{Surrogate}/u.test(value),
  'expected valid Unicode text',
);

/** Counted by hand: the contract is compiled without DOM or Node types, so there is no TextEncoder. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Flattens valibot's issues to paths and messages. A received value is left out on purpose: it may be a passphrase. */
export function fieldIssues(issues: readonly v.BaseIssue<unknown>[]): FieldIssue[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).reduce<string>((text, item) => {
      const key = (item as { key?: unknown }).key;
      if (typeof key === 'number') return `${text}[${key}]`;
      // The sender chose the key: a name to recognise it by is enough.
      const name = String(key).slice(0, 64);
      return text === '' ? name : `${text}.${name}`;
    }, '');
    return { path: path === '' ? '(document)' : path, message: describe(issue) };
  });
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'unknown key';
  if (issue.type === 'strict_object' && issue.received === 'undefined') return 'missing';
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  return `expected ${PLAIN_NAMES[issue.expected ?? ''] ?? issue.expected ?? 'something else'}`;
}

const PLAIN_NAMES: Record<string, string> = {
  Array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};
