import type { Snapshot } from '../contract.ts';

export interface Rate {
  at: number;
  down: number;
  up: number;
}

/** How far back the charts look. */
export const CHART_MS = 60_000;

/** The last minute of every link's rates, as read. A reading that is not known leaves a gap. */
export function withRates(
  history: ReadonlyMap<string, readonly Rate[]>,
  snapshot: Snapshot,
): ReadonlyMap<string, readonly Rate[]> {
  const links = new Map(
    [...snapshot.adapters, ...snapshot.bonds, ...snapshot.bonds.flatMap(({ ports }) => ports)].map((link) => [
      link.name,
      link,
    ]),
  );
  return new Map(
    [...links.values()].map(({ name, rxBitsPerSecond: down, txBitsPerSecond: up }) => {
      const kept = (history.get(name) ?? []).filter(({ at }) => at > snapshot.at - CHART_MS && at < snapshot.at);
      return [name, down === null || up === null ? kept : [...kept, { at: snapshot.at, down, up }]];
    }),
  );
}
