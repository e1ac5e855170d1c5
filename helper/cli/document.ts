import { LinkbraidError } from '../contract/errors.ts';
import { decodeProfile } from '../contract/profile.ts';
import type { Context } from './command.ts';

/**
 * Reads a profile from a file, or from stdin for "-", and checks it here already: a mistake shows with no helper too.
 * @throws LinkbraidError `usage` for a file that cannot be read or is no JSON, `invalid-profile` for one that does not fit
 */
export async function readDocument(context: Context, path: string): Promise<unknown> {
  const text = await readText(context, path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text around the mistake, and a passphrase may stand there.
    throw new LinkbraidError('usage', `${nameOf(path)} is not JSON${placeOf(error, text)}.`);
  }
  decodeProfile(document);
  return document;
}

/** @throws LinkbraidError `usage` when it cannot be read */
export async function readText({ terminal }: Context, path: string): Promise<string> {
  if (path === '-') return terminal.readInput();
  try {
    return await terminal.readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new LinkbraidError('usage', `${path} cannot be read (${code}).`);
  }
}

function nameOf(path: string): string {
  return path === '-' ? 'The input' : path;
}

function placeOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
