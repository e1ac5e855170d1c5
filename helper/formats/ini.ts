import { FormatError, linesOf } from './format.ts';

/* The common part of systemd's unit files and GLib's key files: [Section], key=value, comments by # and ;. */

export interface IniEntry {
  key: string;
  value: string;
  line: number;
}

export interface IniSection {
  name: string;
  line: number;
  entries: IniEntry[];
}

/** Sections in their order; systemd allows several of one name, each a thing of its own. */
export function readIni(text: string): IniSection[] {
  const sections: IniSection[] = [];
  for (const [index, raw] of linesOf(text).entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const name = /^\[([^[\]]+)\]$/.exec(content)?.[1];
    const section = sections.at(-1);
    if (name !== undefined) sections.push({ name, line, entries: [] });
    else if (!section) throw new FormatError(line, 'expected a section such as "[NetDev]" first');
    else {
      const equals = content.indexOf('=');
      if (equals < 1) throw new FormatError(line, 'expected "key=value"');
      const [key, value] = [content.slice(0, equals).trim(), content.slice(equals + 1).trim()];
      section.entries.push({ key, value, line });
    }
  }
  return sections;
}

/** All entries of all sections of that name. */
export function entriesOf(sections: readonly IniSection[], name: string): IniEntry[] {
  return sections.filter((section) => section.name === name).flatMap((section) => section.entries);
}

/** The last one counts, as in both formats. */
export function valueOf(entries: readonly IniEntry[], key: string): string | null {
  return entries.findLast((entry) => entry.key === key)?.value ?? null;
}

export function writeIni(sections: readonly [name: string, lines: readonly [key: string, value: string][]][]): string {
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => [`[${name}]`, ...lines.map(([key, value]) => `${key}=${value}`), ''].join('\n'))
    .join('\n');
}
