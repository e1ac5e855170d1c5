import { parseDocument } from 'yaml';
import { FormatError, linesOf } from './format.ts';

/** Maps stay maps and scalars text: "on" is a fine name for a network, and what a word means is for the reader to say. */
export type YamlValue = string | null | YamlValue[] | YamlMap;
export type YamlMap = Map<string, YamlValue>;

/** Deeper than any netplan file, and far from what overflows the stack of a reader that calls itself. */
const MAX_DEPTH = 30;

export function readYaml(text: string): YamlMap {
  const lines = linesOf(text);
  refuseDepth(lines);
  const document = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error)
    throw new FormatError(error.linePos?.[0].line ?? null, error.message.split(/\n| at line /)[0] ?? 'not YAML');
  const root = toValue(() => document.toJS({ mapAsMap: true, maxAliasCount: 0 }) as unknown);
  if (!(root instanceof Map)) throw new FormatError(1, 'expected a mapping such as "network:"');
  return root as YamlMap;
}

/** netplan does not follow aliases either, and a few of them can stand for a text of any size. */
function toValue(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw new FormatError(null, error instanceof ReferenceError ? 'aliases ("*name") are not followed' : 'not YAML');
  }
}

function refuseDepth(lines: readonly string[]): void {
  let open = 0;
  lines.forEach((line, index) => {
    const indent = /^[ \t-]*/.exec(line)?.[0].length ?? 0;
    for (const character of line) {
      if (character === '[' || character === '{') open++;
      else if ((character === ']' || character === '}') && open > 0) open--;
    }
    if (open > MAX_DEPTH || indent > 8 * MAX_DEPTH) throw new FormatError(index + 1, 'nested too deep');
  });
}

export function mapOf(value: YamlValue | undefined): YamlMap {
  return value instanceof Map ? value : new Map<string, YamlValue>();
}

export function listOf(value: YamlValue | undefined): YamlValue[] {
  return Array.isArray(value) ? value : [];
}

/** Only the texts of a list. */
export function textsOf(value: YamlValue | undefined): string[] {
  return listOf(value).filter((entry) => typeof entry === 'string');
}

export function textOf(value: YamlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
