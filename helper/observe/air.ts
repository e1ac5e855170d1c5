import type { AirFigures } from '../contract/snapshot.ts';
import { run } from '../kernel/run.ts';
import { decodeStation, type StationCounters } from './decode/iw.ts';

/** A program is started for each reading. */
const READ_MS = 10_000;
/** Of fewer frames no share is told. */
const FEWEST_FRAMES = 20;

/** What the radios count themselves. */
export class Air {
  private readonly last = new Map<string, StationCounters>();
  private readonly known = new Map<string, AirFigures>();
  private readAt = -Infinity;

  figures(port: string): AirFigures | null {
    return this.known.get(port) ?? null;
  }

  /** Reads the radios named, where it is time to. @param now milliseconds of a clock that never jumps */
  async read(radios: readonly string[], now: number): Promise<void> {
    if (now - this.readAt < READ_MS) return;
    this.readAt = now;
    for (const name of this.last.keys()) {
      if (radios.includes(name)) continue;
      this.last.delete(name);
      this.known.delete(name);
    }
    await Promise.all(radios.map((name) => this.readOne(name)));
  }

  /** Without iw, or with a radio that has just gone, nothing is known. */
  private async readOne(name: string): Promise<void> {
    const counters = decodeStation(await run('iw', ['dev', name, 'station', 'dump']).catch(() => ''));
    if (!counters) return;
    this.known.set(name, between(this.last.get(name), counters));
    this.last.set(name, counters);
  }
}

function between(before: StationCounters | undefined, { beaconLoss, inactiveMs, ...now }: StationCounters): AirFigures {
  const grown = (key: 'txPackets' | 'txRetries' | 'txFailed') => {
    const [was, is] = [before?.[key] ?? null, now[key]];
    return was === null || is === null || is < was ? null : is - was;
  };
  const sent = grown('txPackets');
  const share = (part: number | null) =>
    part === null || sent === null || sent < FEWEST_FRAMES ? null : Math.min(100, Math.round((100 * part) / sent));
  return {
    retriesPercent: share(grown('txRetries')),
    failedPercent: share(grown('txFailed')),
    beaconsLost: beaconLoss,
    inactiveMs,
  };
}
