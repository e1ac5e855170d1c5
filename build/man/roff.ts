/* As much of man(7) as our pages need. */

/** Text as it is: nothing in it is a request or an escape to the formatter. */
export function plain(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replace(
      /[^\x00-\x7f]/g,
      (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  // Paragraphs are made with macros alone.
  return escaped.replace(/\s*\n\s*/g, ' ').replace(/^\./, '\\&.');
}

export const bold = (text: string) => `\\fB${plain(text)}\\fR`;
export const italic = (text: string) => `\\fI${plain(text)}\\fR`;

export const section = (title: string) => `.SH ${quoted(title)}`;
export const paragraph = (...lines: string[]) => ['.PP', ...lines].join('\n');
/** A term with its explanation beside or below it; both are roff already. */
export const definition = (term: string, ...lines: string[]) => ['.TP', term, ...lines].join('\n');
export const example = (...lines: string[]) => ['.PP', '.RS 4', '.nf', ...lines.map(plain), '.fi', '.RE'].join('\n');

export function page(title: string, volume: 1 | 8, version: string, parts: readonly string[]): string {
  const head = `.TH ${quoted(title)} ${volume} "" ${quoted(`Linkbraid ${version}`)}`;
  const note = '.\\" Made by build/man.ts from the command and option tables; changes belong there.';
  return `${[note, head, '.nh', '.ad l', ...parts].join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${plain(text).replaceAll('"', '\\(dq')}"`;
}
