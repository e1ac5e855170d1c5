import type { BondMode } from '../contract/bond-options.ts';
import { hasActivePort } from '../contract/bond-options.ts';
import type { MonitorSettings } from '../contract/monitor.ts';

/** What is known of a port of a bond that carries, as far as deciding needs it. */
export interface Life {
  name: string;
  silent: () => boolean;
  /** When its first question was asked that nobody has answered since. */
  silentSince: () => number;
  /** When answers came to what was asked after a moment. */
  answersSince: (since: number) => readonly number[];
  /** Questions after a moment that should have been answered by now, and were not. */
  overdueSince: (since: number) => number;
  /** As much of what was asked of late as the settings do not bear, and load does not explain it. */
  loses: () => boolean;
  /** Of what was asked of late; null where that is too little. */
  lossPercent: () => number | null;
  /** Answered everything for so long. */
  proven: (ms: number) => boolean;
}

/** What was left, and how long it must prove itself before it is gone back to. */
export interface Left {
  port: string;
  /** What was gone to instead; null when it has been gone back to. Where somebody else has moved on, it is theirs to choose. */
  to: string | null;
  at: number;
  provenMs: number;
}

export interface Move {
  to: string;
  cause: 'no-answer' | 'losses' | 'preferred';
}

interface Bond {
  mode: BondMode;
  activePort: string | null;
  primary: string | null;
}

/** One answer may have been on its way when all fell silent. */
const ANSWERS = 2;
/** A link that is left for its losses goes to one that has hardly any. */
const GOOD_LOSS = 5;

/** Whether the traffic of a bond goes over another port, though the driver sees nothing amiss. Pure. */
export function decide(bond: Bond, lives: readonly Life[], left: Left | null, settings: MonitorSettings): Move | null {
  if (!settings.steer || !hasActivePort(bond.mode)) return null;
  const active = lives.find(({ name }) => name === bond.activePort);
  if (!active) return null;
  // Where nobody answers anywhere, it is the gateway that is silent; and when it comes back, some port is the first to hear it.
  if (active.silent()) {
    const since = active.silentSince();
    return instead(bond, lives, 'no-answer', ({ answersSince }) => {
      const answers = answersSince(since);
      return answers.length >= ANSWERS && active.overdueSince(answers[0] ?? since) >= ANSWERS;
    });
  }
  if (active.loses()) {
    const move = instead(bond, lives, 'losses', ({ lossPercent }) => (lossPercent() ?? 100) <= GOOD_LOSS);
    if (move) return move;
  }
  if (!left || left.port !== bond.primary || left.to !== active.name) return null;
  return instead(bond, lives, 'preferred', ({ name, proven }) => name === left.port && proven(left.provenMs));
}

/** The best of the ports that do not carry the traffic now and fit; the primary, where it does. */
function instead(bond: Bond, lives: readonly Life[], cause: Move['cause'], fits: (life: Life) => boolean): Move | null {
  const fitting = lives.filter((life) => life.name !== bond.activePort && !life.silent() && fits(life));
  const to = fitting.find(({ name }) => name === bond.primary) ?? fitting[0];
  return to ? { to: to.name, cause } : null;
}

const MOST_PROVEN_MS = 300_000;
/** A port that fails again within so many times of what it had to prove has not: it must prove twice as much. */
const RELAPSE = 10;

/** What is remembered of a port that is left now. */
export function leave(port: string, to: string, before: Left | null, settings: MonitorSettings, now: number): Left {
  const relapsed = before?.port === port && now - before.at < RELAPSE * before.provenMs;
  const provenMs = relapsed ? Math.min(MOST_PROVEN_MS, 2 * before.provenMs) : settings.provenMs;
  return { port, to, at: now, provenMs };
}
