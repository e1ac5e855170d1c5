import type { View } from './view.ts';

/** Columns that a terminal gives a text: our own colours none, East Asian and emoji characters two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(/\u001b\[[\d;]*m/g, '')) {
    if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const room = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + room : room + text;
}

/** Breaks between words only; every line begins with `indent` columns, of which the first may hold `lead`. */
export function wrap(text: string, view: Pick<View, 'width'>, indent = 0, lead = ''): string[] {
  const lines: string[] = [];
  let line = pad(lead, indent);
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > view.width) {
      lines.push(line);
      line = ' '.repeat(indent);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

export interface Column {
  title: string;
  align?: 'left' | 'right';
}

const GAP = '  ';

/**
 * Aligned columns under their titles. A column with nothing in it is left out. Where the terminal is too narrow each
 * row becomes a block of "title value" lines instead: nothing is cut off.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  view: View,
  indent = 0,
): string[] {
  if (rows.length === 0) return [];
  const used = columns.map((column, index) => ({ ...column, index })).filter(({ index }) => rows.some((r) => r[index]));
  const cells = [used.map(({ title }) => title), ...rows.map((row) => used.map(({ index }) => row[index] || '-'))];
  const widths = used.map((_, at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ''))));
  const margin = ' '.repeat(indent);
  const total = indent + widths.reduce((sum, width) => sum + width, 0) + GAP.length * (used.length - 1);
  if (total > view.width) return blocks(used, cells.slice(1), view, indent);
  return cells.map((row, line) => {
    const text = row
      .map((cell, at) => pad(line === 0 ? view.style.dim(cell) : cell, widths[at] ?? 0, used[at]?.align))
      .join(GAP);
    return margin + text.trimEnd();
  });
}

function blocks(columns: readonly Column[], rows: string[][], view: View, indent: number): string[] {
  const titleWidth = Math.max(...columns.slice(1).map(({ title }) => displayWidth(title)), 0);
  const margin = ' '.repeat(indent);
  return rows.flatMap((row) => [
    margin + view.style.bold(row[0] ?? ''),
    ...columns.slice(1).flatMap(({ title }, at) => {
      const lead = `${margin}  ${view.style.dim(title)}`;
      return wrap(row[at + 1] ?? '', view, indent + 2 + titleWidth + GAP.length, lead);
    }),
  ]);
}
