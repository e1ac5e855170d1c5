import { FormatError, linesOf, type Note } from './format.ts';

/* The grammar of interfaces(5), without what any of it means. */

export interface StanzaLine {
  key: string;
  value: string;
  line: number;
}

export interface Stanza {
  interface: string;
  family: string;
  method: string;
  line: number;
  lines: StanzaLine[];
}

export interface Interfaces {
  stanzas: Stanza[];
  /** Brought up at boot or when plugged in. */
  auto: Set<string>;
  unsaid: Note[];
}

export function readStanzas(text: string): Interfaces {
  const result: Interfaces = { stanzas: [], auto: new Set(), unsaid: [] };
  let body: StanzaLine[] | null = null;
  for (const { content, line } of logicalLines(text)) {
    const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(content) ?? [];
    if (key === 'auto' || key === 'allow-auto' || key === 'allow-hotplug') {
      for (const name of value.split(/\s+/)) result.auto.add(name);
      body = null;
    } else if (key === 'iface') {
      const stanza = readIface(value, line, result.unsaid);
      result.stanzas.push(stanza);
      body = stanza.lines;
    } else if (/^(source|source-directory|mapping|template|rename)$/.test(key)) {
      const message = `"${key} ${value}" was not followed.`;
      result.unsaid.push({ about: `line ${line}`, message });
      // A mapping and a template have lines of their own, which are nobody's.
      body = [];
    } else if (/^(allow-\S+|no-auto-down|no-scripts)$/.test(key)) body = null;
    else if (body === null) throw new FormatError(line, `"${key}" stands outside of any "iface"`);
    else body.push({ key, value, line });
  }
  return result;
}

function readIface(value: string, line: number, unsaid: Note[]): Stanza {
  const [name = '', family = 'inet', method = 'manual', ...rest] = value.split(/\s+/);
  if (name === '') throw new FormatError(line, 'expected "iface NAME FAMILY METHOD"');
  if (rest.length > 0) unsaid.push({ about: `line ${line}`, message: `"${rest.join(' ')}" was not followed.` });
  return { interface: name, family, method, line, lines: [] };
}

function logicalLines(text: string): { content: string; line: number }[] {
  const result: { content: string; line: number }[] = [];
  let joined = '';
  let start = 0;
  for (const [index, raw] of linesOf(text).entries()) {
    if (joined === '') {
      start = index + 1;
      if (/^\s*(#|$)/.test(raw)) continue;
    }
    if (raw.endsWith('\\')) {
      joined += `${raw.slice(0, -1)} `;
      continue;
    }
    result.push({ content: `${joined}${raw}`.trim(), line: start });
    joined = '';
  }
  if (joined.trim() !== '') result.push({ content: joined.trim(), line: start });
  return result.filter(({ content }) => content !== '');
}
