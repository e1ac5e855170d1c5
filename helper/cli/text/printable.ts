/*
 * Network names come from the air: anyone near can name an access point so that a terminal obeys it. Everything that
 * is shown goes through here first, whole documents at once, so that no single field can be forgotten.
 */

/**
 * Controls (C0, DEL, C1), line and paragraph separators, and the marks that turn the reading direction around or take
 * no room, with which one name can pass for another.
 */
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Dangerous characters become visible escapes such as `\u001b`; the rest stays. */
export function printableText(text: string): string {
  return text.replace(DANGEROUS, escape).replace(LONE_SURROGATE, '\ufffd');
}

/** The same for every text in a JSON-like value, keys included. */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return printableText(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => printable(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [printableText(key), printable(item)])) as T;
}

/** JSON that is safe on a terminal, and still the same value to a program. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  // The line breaks of the indentation are the only controls that JSON.stringify leaves of those below U+0020.
  return text.replace(DANGEROUS, (character) => (character === '\n' ? character : escape(character)));
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
