/* The drawing of the links: strands that run side by side, or wind into one. Pure geometry. */

export type StrandState = 'carrying' | 'waiting' | 'joining' | 'lost' | 'loose' | 'idle';

export interface Piece {
  strand: number;
  path: string;
  front: boolean;
}

interface Size {
  width: number;
  height: number;
}

/** A piece every few pixels is smooth to the eye and cheap to draw. */
const STEP = 6;
/** Where the strands have become one, as a share of the width. */
export const MERGED = 0.92;
/** Length of one full turn. */
const TURN = 168;

/** Pieces in the order to draw them: those behind first. */
export function weave(states: readonly StrandState[], size: Size): Piece[] {
  // Not laid out yet.
  if (size.width <= 0) return [];
  const wound = states.flatMap((state, strand) => (isWound(state) ? [strand] : []));
  const pieces = states.flatMap((state, strand) => {
    const from = startOf(strand, states.length, size.height);
    if (!isWound(state)) return [{ strand, path: `M0 ${from}H${endOf(state, size.width)}`, front: true }];
    return windings(from, wound.indexOf(strand), wound.length, size).map((piece) => ({ ...piece, strand }));
  });
  return pieces.sort((a, b) => Number(a.front) - Number(b.front));
}

export function startOf(strand: number, count: number, height: number): number {
  return ((strand + 0.5) / count) * height;
}

/** How far a strand gets that is not wound in with the others. */
export function endOf(state: StrandState, width: number): number {
  return state === 'loose' ? width - 8 : Math.round(width * 0.13);
}

function isWound(state: StrandState): boolean {
  return state === 'carrying' || state === 'waiting' || state === 'joining';
}

function windings(from: number, turn: number, turns: number, size: Size): Omit<Piece, 'strand'>[] {
  const pieces: Omit<Piece, 'strand'>[] = [];
  const phase = (2 * Math.PI * turn) / turns;
  let points: string[] = [];
  let side = true;
  for (let x = 0; x < size.width + STEP; x += STEP) {
    const { y, depth } = place(Math.min(x, size.width), from, phase, turns, size);
    const front = x < size.width * 0.16 || depth >= 0;
    points.push(`${Math.min(x, size.width).toFixed(1)} ${y.toFixed(1)}`);
    if (front === side) continue;
    pieces.push({ path: `M${points.join('L')}`, front: side });
    points = points.slice(-1);
    side = front;
  }
  return [...pieces, { path: `M${points.join('L')}`, front: side }];
}

/** Height of a strand at x, and whether it is before (positive) or behind the others. */
function place(x: number, from: number, phase: number, turns: number, { width, height }: Size) {
  // Where the strands meet the first is uppermost, as it was before: nothing crosses on the way in.
  const angle = (2 * Math.PI * (x - width * 0.2)) / TURN + Math.PI + phase;
  const wound = smooth(x, width * 0.04, width * 0.34);
  const tight = 1 - smooth(x, width * 0.78, width * MERGED);
  const radius = turns === 1 ? 0 : Math.min(height * 0.26, 15 + turns * 2);
  const rope = height / 2 + radius * tight * Math.cos(angle);
  return { y: from + (rope - from) * wound, depth: Math.sin(angle) };
}

function smooth(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
