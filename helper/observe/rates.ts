import type { Machine } from '../plan/machine.ts';
import type { Rates } from './assemble.ts';

/** Bits per second from byte counters, between one measuring and the next. */
export class RateMeter {
  private last = new Map<string, { index: number; rx: number; tx: number; at: number }>();
  private rates = new Map<string, Rates>();

  latest(): ReadonlyMap<string, Rates> {
    return this.rates;
  }

  /** @param at milliseconds */
  measure(machine: Machine, at: number): void {
    const readings = new Map(
      Object.values(machine.links).map((link) => [
        link.name,
        { index: link.index, rx: link.rxBytes, tx: link.txBytes, at },
      ]),
    );
    this.rates = new Map(
      [...readings].map(([name, now]) => {
        const before = this.last.get(name);
        // Another interface under the same name, or counters that began anew.
        const same =
          before && before.index === now.index && now.rx >= before.rx && now.tx >= before.tx && now.at > before.at;
        const rate = (bytes: number) => Math.round((bytes * 8000) / (now.at - (before?.at ?? 0)));
        return [
          name,
          same
            ? { rxBitsPerSecond: rate(now.rx - before.rx), txBitsPerSecond: rate(now.tx - before.tx) }
            : { rxBitsPerSecond: null, txBitsPerSecond: null },
        ];
      }),
    );
    this.last = readings;
  }
}
