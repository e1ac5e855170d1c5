import type { MonitorSettings } from '../contract/monitor.ts';
import type { Pulse } from '../observe/pulse.ts';
import type { FailoverCause } from '../observe/events.ts';
import type { Machine } from '../plan/machine.ts';
import { profileOf } from '../plan/image.ts';
import { decide, leave, type Left, type Life } from '../plan/steer-silent.ts';
import type { Hands } from './restore.ts';

/** Enough questions to speak of losses. */
const FEWEST = 12;
const WORD_MS = 1_000;

/** Why Linkbraid has moved a bond to a port, and since when it had carried nothing. */
export interface Moved {
  to: string;
  cause: FailoverCause;
  since: number | null;
}

/** Moves traffic off a port that carries nothing, or loses much, though the driver sees nothing amiss with it. */
export class Guard {
  private readonly left = new Map<string, Left>();
  private readonly moved = new Map<string, Moved>();
  /** Until the driver's word has come that it is so. */
  private readonly awaited = new Map<string, { to: string; until: number }>();

  constructor(
    private readonly engine: Hands,
    private readonly parts: {
      machine: () => Machine;
      pulses: (bond: string) => readonly [string, Pulse][];
      /** While a transaction is under way, links come and go because it says so. */
      busy: () => boolean;
      /** Milliseconds of a clock that never jumps. */
      now: () => number;
    },
  ) {}

  /** To be told of every look at the ports of a bond. */
  look(bond: string, settings: MonitorSettings): void {
    const { machine, pulses, busy, now } = this.parts;
    const facts = machine().bonds[bond];
    if (busy() || !facts || profileOf(machine(), bond) === null) return;
    const at = now();
    const awaited = this.awaited.get(bond);
    if (awaited && awaited.to !== facts.activePort && at < awaited.until) return;
    this.awaited.delete(bond);
    const before = this.left.get(bond) ?? null;
    const primary = facts.options['primary'] ?? null;
    const lives = pulses(bond).map(([name, pulse]) => life(name, pulse, settings, at));
    const move = decide({ mode: facts.mode, activePort: facts.activePort, primary }, lives, before, settings);
    if (!move || facts.activePort === null) return;
    const active = lives.find(({ name }) => name === facts.activePort);
    if (move.cause !== 'preferred') this.left.set(bond, leave(facts.activePort, move.to, before, settings, at));
    else if (before) this.left.set(bond, { ...before, to: null, at });
    const since = move.cause === 'no-answer' ? (active?.silentSince() ?? null) : null;
    this.moved.set(bond, { to: move.to, cause: move.cause, since });
    this.awaited.set(bond, { to: move.to, until: at + WORD_MS });
    void this.act(bond, move.to);
  }

  /** What was last moved by us, where that is what happened to the bond now. */
  movedTo(bond: string, port: string | null): Moved | null {
    const moved = this.moved.get(bond);
    return moved?.to === port ? moved : null;
  }

  private async act(bond: string, port: string): Promise<void> {
    try {
      await this.engine.perform({ kind: 'set-option', bond, option: 'active_slave', value: port }, () => null);
    } catch {
      // The port or the bond has gone meanwhile: the next look shows what is left to do.
    }
  }
}

function life(name: string, pulse: Pulse, { silentMs, lossPercent }: MonitorSettings, now: number): Life {
  return {
    name,
    silent: () => pulse.silent(now, silentMs),
    silentSince: () => now - pulse.silentFor(now),
    answersSince: (since) => pulse.answersSince(since),
    overdueSince: (since) => pulse.overdueSince(since, now),
    loses: () => lossPercent > 0 && pulse.loses(now, lossPercent) && !pulse.laden(now),
    lossPercent: () => pulse.loss(now, FEWEST),
    proven: (ms) => pulse.proven(now, ms),
  };
}
