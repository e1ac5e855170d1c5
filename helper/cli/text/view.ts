/** How to write for whoever reads: formatting functions take it and stay pure. */
export interface View {
  /** Columns of the terminal; Infinity where there is none, since a program that reads lines wants them whole. */
  width: number;
  style: Style;
  /** Wall clock, milliseconds since 1970. */
  now: number;
}

export type Tone = 'bold' | 'dim' | 'good' | 'warn' | 'bad';
export type Style = Record<Tone, (text: string) => string>;

const sgr = (code: number) => (text: string) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`);
const same = (text: string) => text;

export const COLOURED: Style = { bold: sgr(1), dim: sgr(2), good: sgr(32), warn: sgr(33), bad: sgr(31) };
export const PLAIN: Style = { bold: same, dim: same, good: same, warn: same, bad: same };
