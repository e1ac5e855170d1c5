import {
  DEATHS,
  journalLines,
  killed,
  meddled,
  MEDDLINGS,
  onFullDisk,
  places,
  torn,
  TOUCHES,
  truncated,
  unplugged,
  WRITES,
  type Outcome,
} from './disasters.ts';
import type { Act, Course, Ground } from './ground.ts';

type Case = () => Promise<Outcome>;

/** What can happen to an act, by the kind of disaster: everything at every moment, or so many of a kind. */
export function casesOf(ground: Ground, act: Act, course: Course, most = Infinity): Record<string, Case[]> {
  const touches = places(course, TOUCHES);
  const all: Record<string, Case[]> = {
    killed: places(course, DEATHS).map((place) => () => killed(ground, act, course, place)),
    torn: places(course, WRITES).map((place) => () => torn(ground, act, course, place)),
    truncated: Array.from(
      { length: journalLines(course) - 1 },
      (_, index) => () => truncated(ground, act, course, index + 1),
    ),
    meddled: touches.flatMap((place) =>
      MEDDLINGS.map((meddling) => () => meddled(ground, act, course, place, meddling)),
    ),
    unplugged: touches.flatMap((place) =>
      (['eth0', 'eth1'] as const).map((adapter) => () => unplugged(ground, act, course, place, adapter)),
    ),
    full: [0, 1, 2, 3, 4, 5, 6, 7].map((pages) => () => onFullDisk(ground, act, course, pages)),
  };
  return Object.fromEntries(Object.entries(all).map(([disaster, cases]) => [disaster, spread(cases, most)]));
}

/** From the middle of as many equal parts. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, part) => items[Math.floor(((part + 0.5) * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}
