import type { Snapshot } from '../contract.ts';

export interface Rate {
  at: number;
  down: number;
  up: number;
}

/** How far back the charts look. */
export const CHART_MS = 60_000;
/** Readings that come quicker are averaged: a chart is two hundred pixels wide and need not be drawn for less. */
const POINT_MS = 500;

interface Course {
  /** The same list until there is a new point, so that a chart knows when there is nothing to draw. */
  points: readonly Rate[];
  /** Readings since the last point. */
  since: readonly Rate[];
}

export type Courses = ReadonlyMap<string, Course>;

/** The last minute of every link's rates. A reading that is not known leaves a gap. */
export function withRates(courses: Courses, { at, adapters, bonds }: Snapshot): Courses {
  const links = [...adapters, ...bonds, ...bonds.flatMap(({ ports }) => ports)];
  const read = new Map(
    links.map(({ name, rxBitsPerSecond, txBitsPerSecond }) => [name, [rxBitsPerSecond, txBitsPerSecond]]),
  );
  return new Map(
    [...read].map(([name, [down = null, up = null]]) => {
      const course = courses.get(name) ?? { points: [], since: [] };
      return [name, down === null || up === null ? course : withReading(course, { at, down, up })];
    }),
  );
}

function withReading({ points, since }: Course, reading: Rate): Course {
  const { at } = reading;
  const last = points.at(-1);
  // A helper with another clock begins a new course.
  if (last !== undefined && last.at > at) return { points: [reading], since: [] };
  if (last?.at === at) return { points, since };
  const readings = [...since, reading];
  if (last !== undefined && at - last.at < POINT_MS) return { points, since: readings };
  const mean = (of: 'down' | 'up') => readings.reduce((sum, each) => sum + each[of], 0) / readings.length;
  const kept = points.filter((point) => point.at > at - CHART_MS);
  return { points: [...kept, { at, down: mean('down'), up: mean('up') }], since: [] };
}
