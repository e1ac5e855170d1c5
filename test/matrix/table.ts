import type { Gain, ModeAdvice } from '../../helper/contract/advice.ts';
import type { BondMode } from '../../helper/contract/bond-options.ts';

export type Direction = keyof Omit<Gain, 'atMost'>;
export const DIRECTIONS: readonly Direction[] = ['oneUp', 'oneDown', 'manyUp', 'manyDown'];

/** Mbit/s. */
export type Rates = Record<Direction, number>;

export interface Cell {
  topology: string;
  mode: BondMode;
  /** Exit status of `up`. */
  code: number;
  why: string | null;
  lostPercent: number | null;
  mbit: Partial<Rates>;
  advice: ModeAdvice;
}

/** A fifth off in either direction, since an emulated machine is noisy; "at most" is kept by anything below. */
export function agrees({ code, advice, mbit }: Cell, one: Rates): boolean {
  if ((code === 0) !== (advice.verdict !== 'cannot')) return false;
  return (Object.keys(mbit) as Direction[]).every((direction) => {
    const [told, was] = [advice.gain[direction], (mbit[direction] ?? 0) / one[direction]];
    return told === null || (was < told * 1.2 && (advice.gain.atMost || was > told * 0.8));
  });
}

/** Markdown: what was measured, and behind it in brackets what was told. */
export function table(cells: readonly Cell[], ones: ReadonlyMap<string, Rates>): string {
  const figure = (value: number | null) => (value === null ? '?' : `${value.toFixed(2)}×`);
  const rows = cells.map((cell) => {
    const one = ones.get(cell.topology);
    const { mbit, advice, code } = cell;
    const measured = DIRECTIONS.map((direction) => {
      const was = mbit[direction] === undefined || !one ? null : mbit[direction] / one[direction];
      return code === 0 ? `${figure(was)} (${figure(advice.gain[direction])})` : '–';
    });
    const lost = cell.lostPercent === null ? '–' : `${cell.lostPercent} %`;
    const verdict = code === 0 ? 'up' : code === 3 ? 'refused' : 'failed, undone';
    const fits = one && agrees(cell, one) ? 'yes' : '**no**';
    return `| ${cell.topology} | ${cell.mode} | ${verdict} | ${lost} | ${measured.join(' | ')} | ${advice.verdict} | ${fits} |`;
  });
  return [
    '| links | mode | | lost | one up | one down | four up | four down | advice | agrees |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
