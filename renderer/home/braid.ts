/* The drawing of the links: strands that run side by side, or wind into one. Pure geometry. */

export type StrandState = 'carrying' | 'waiting' | 'joining' | 'lost' | 'loose';

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
/** Length of one full turn. */
const TURN = 168;

/** Pieces in the order to draw them: those behind first. */
export function weave(states: readonly StrandState[], { width, height }: Size): Piece[] {
  const pieces = states.flatMap((state, strand) => piecesOf(strand, state, states.length, { width, height }));
  return pieces.sort((a, b) => Number(a.front) - Number(b.front));
}

export function startOf(strand: number, count: number, height: number): number {
  return ((strand + 0.5) / count) * height;
}

function piecesOf(strand: number, state: StrandState, count: number, size: Size): Piece[] {
  const from = startOf(strand, count, size.height);
  if (state === 'loose') return [{ strand, path: `M0 ${from}H${size.width}`, front: true }];
  const end = state === 'lost' ? size.width * 0.13 : size.width;
  const pieces: Piece[] = [];
  let points: string[] = [];
  let front: boolean | null = null;
  for (let x = 0; ; x = Math.min(x + STEP, end)) {
    const { y, depth } = place(x, strand, count, size);
    const here = x < size.width * 0.16 || depth >= 0;
    points.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
    if (front !== null && here !== front) {
      pieces.push({ strand, path: `M${points.join('L')}`, front });
      points = points.slice(-1);
    }
    front = here;
    if (x >= end) break;
  }
  if (front !== null && points.length > 1) pieces.push({ strand, path: `M${points.join('L')}`, front });
  return pieces;
}

/** Height of a strand at x, and whether it is before (positive) or behind the others. */
function place(x: number, strand: number, count: number, { width, height }: Size): { y: number; depth: number } {
  const angle = (2 * Math.PI * x) / TURN + (2 * Math.PI * strand) / count;
  const wound = smooth(x, width * 0.04, width * 0.34);
  const tight = 1 - smooth(x, width * 0.82, width);
  const radius = count === 1 ? 0 : Math.min(height * 0.26, 15 + count * 2);
  const rope = height / 2 + radius * tight * Math.cos(angle);
  const from = startOf(strand, count, height);
  return { y: from + (rope - from) * wound, depth: Math.sin(angle) };
}

function smooth(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
