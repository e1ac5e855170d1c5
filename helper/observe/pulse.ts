import type { Counters } from '../kernel/counters.ts';

/*
 * The life of one port, from what was asked through it, what came back, and what else went in and out. Pure: times are
 * given, in milliseconds of a clock that never jumps.
 */

/** Questions older than this without an answer count as lost. */
const GRACE_MS = 500;
/** No answer is due before that. */
const SOON_MS = 30;
/** What the figures are about. */
const WINDOW_MS = 15_000;
/** A port is asked at least so often. */
const RECENT_MS = 2_500;
const MOST_QUESTIONS = 200;
/** So many frames in at one look are no stray broadcasts: somebody talks with us. */
const LIVELY_FRAMES = 5;
/** A silence that ended by itself is remembered for so long; the next is given half as much again. */
const SILENCE_KEPT_MS = 60_000;
const PATIENCE = 1.5;
/** Of what is asked for. */
const MOST_PATIENCE = 2;
/** How unlikely mere loss must be before a row of unanswered questions means death. */
const DOUBT = 1e-5;
const FEWEST_QUESTIONS = 4;
/** Bits per second; sent at more than this, and twice what went well before, a silence may be a queue that overflows. */
const HEAVY = 1e6;
const HEAVY_PATIENCE_MS = 2_000;
const LOSSY = 0.15;
const LOOKS_KEPT = 50;
/** In standard deviations. */
const UNLIKELY = 4;

interface Question {
  at: number;
  latencyMs: number | null;
}

export interface Figures {
  latencyMs: number | null;
  jitterMs: number | null;
  lossPercent: number | null;
}

export class Pulse {
  private questions: Question[] = [];
  private counters: Counters | null = null;
  private looked = 0;
  /** Bits per second sent, of the looks of late; the latest last. */
  private sent: { at: number; rate: number }[] = [];
  /** Traffic of late, other than our questions. */
  private busyAt = -Infinity;
  private ladenAt = -Infinity;
  private livelyAt = -Infinity;
  private speaksToNobody = false;
  /** Questions and answers since the look before last: the adapter may count them late. */
  private own = [0, 0];
  private silences: { at: number; ms: number }[] = [];
  /** The last sign of life. */
  private aliveAt: number;
  private answeredAt = -Infinity;
  private echoAt = -Infinity;
  private unanswered = 0;
  private unansweredSince = 0;
  /** When a question was last lost, as far as that is settled. */
  private lostAt: number;

  constructor(private readonly bornAt: number) {
    this.aliveAt = bornAt;
    this.lostAt = bornAt;
  }

  asked(now: number): void {
    if (this.unanswered === 0) this.unansweredSince = now;
    this.unanswered += 1;
    this.noteLoss(now);
    this.questions.push({ at: now, latencyMs: null });
    if (this.questions.length > MOST_QUESTIONS) this.questions.shift();
    this.own[1] = (this.own[1] ?? 0) + 1;
  }

  /** An answer has come in at `at`. */
  answered(at: number): void {
    // Answers do not say to what. Taken for that to the latest question, none hides that an earlier one was lost.
    const question = this.questions.findLast((each) => each.at <= at && each.latencyMs === null);
    if (!question || at - question.at > WINDOW_MS) return;
    question.latencyMs = at - question.at;
    this.answeredAt = Math.max(this.answeredAt, at);
    this.alive(at);
  }

  /** A question of ours to all, sent through another port, has come in: the network is there. */
  echoed(at: number): void {
    this.echoAt = at;
  }

  traffic(now: number, counters: Counters): void {
    const { counters: before, looked } = this;
    this.counters = { ...counters };
    this.looked = now;
    if (!before || now <= looked || counters.txBytes < before.txBytes) return;
    const rate = ((counters.txBytes - before.txBytes) * 8000) / (now - looked);
    this.sent.push({ at: now, rate });
    if (this.sent.length > LOOKS_KEPT) this.sent.shift();
    if (rate > HEAVY) this.ladenAt = now;
    const received = counters.rxPackets - before.rxPackets;
    const [earlier = 0, late = 0] = this.own;
    const speaks = counters.txPackets - before.txPackets > earlier + late;
    this.own = [late, 0];
    this.speaksToNobody = received === 0 && (speaks || this.livelyAt === looked);
    if (received >= LIVELY_FRAMES) {
      this.livelyAt = now;
      this.alive(now);
    }
    if (speaks || this.livelyAt === now) this.busyAt = now;
  }

  /** Something went in or out within the last second that was not ours. */
  busy(now: number): boolean {
    return now - this.busyAt < 1_000;
  }

  /** Since the last look but one something was sent, or had been coming in, and now nothing does. */
  unheard(): boolean {
    return this.speaksToNobody;
  }

  /** Questions that wait for their answer, with nothing else coming in either. */
  waiting(): number {
    return this.unanswered;
  }

  sinceQuestion(now: number): number {
    return now - (this.questions.at(-1)?.at ?? -Infinity);
  }

  /** Counted from the first question without an answer: a port that nobody spoke through was merely idle. */
  silentFor(now: number): number {
    return this.unanswered === 0 ? 0 : now - this.unansweredSince;
  }

  /** Was silent or lost something of late. */
  recovering(now: number): boolean {
    return now - this.lostAt < SILENCE_KEPT_MS && this.bornAt !== this.lostAt;
  }

  /** Whether it has ever been heard: of one that never was, silence tells nothing. */
  known(): boolean {
    return this.answeredAt > -Infinity;
  }

  /** When answers came to questions asked after `since`. */
  answersSince(since: number): number[] {
    return this.questions.flatMap(({ at, latencyMs }) => (at >= since && latencyMs !== null ? [at + latencyMs] : []));
  }

  /** Questions asked after `since` that have waited for twice as long as an answer takes here. */
  overdueSince(since: number, now: number): number {
    const due = now - Math.max(SOON_MS, 2 * (this.figures(now).latencyMs ?? 0));
    return this.questions.filter(({ at, latencyMs }) => at >= since && at <= due && latencyMs === null).length;
  }

  heardOfNetwork(now: number, withinMs: number): boolean {
    return now - Math.max(this.echoAt, this.answeredAt) < withinMs;
  }

  /** Every question of the last `ms` was answered. */
  proven(now: number, ms: number): boolean {
    return now - this.lostAt >= ms && now - this.answeredAt < RECENT_MS && this.silentFor(now) < GRACE_MS;
  }

  /** Nobody answers any more, and neither loss nor load of late explains it. */
  silent(now: number, silentMs: number): boolean {
    if (!this.known() || this.unanswered < FEWEST_QUESTIONS) return false;
    const least = Math.max(silentMs, Math.min(MOST_PATIENCE * silentMs, PATIENCE * this.worstSilence(now)));
    const patience = this.overflows(now) ? Math.max(least, HEAVY_PATIENCE_MS) : least;
    return this.silentFor(now) >= patience && this.unanswered >= this.questionsNeeded();
  }

  /** Whether at least this share of a hundred is lost of late, and that is no chance of a link that loses half as much. */
  loses(now: number, percent: number): boolean {
    if (now - this.lostAt > GRACE_MS + RECENT_MS) return false;
    const settled = this.settled(now);
    const lost = settled.filter(({ latencyMs }) => latencyMs === null).length;
    const half = percent / 200;
    const deviation = Math.sqrt(settled.length * half * (1 - half));
    return lost >= (settled.length * percent) / 100 && lost - settled.length * half > UNLIKELY * deviation;
  }

  /** What the last seconds say of a port that is not dead; too little asked says nothing. */
  loss(now: number, fewest: number): number | null {
    const settled = this.settled(now);
    if (settled.length < fewest) return null;
    return (100 * settled.filter(({ latencyMs }) => latencyMs === null).length) / settled.length;
  }

  /** Sent at more than `HEAVY` of late: what is lost may be lost in the queues that this fills. */
  laden(now: number): boolean {
    return now - this.ladenAt < WINDOW_MS;
  }

  figures(now: number): Figures {
    const latencies = this.settled(now).flatMap(({ latencyMs }) => latencyMs ?? []);
    const sorted = [...latencies].sort((a, b) => a - b);
    const steps = latencies.slice(1).map((value, index) => Math.abs(value - (latencies[index] ?? value)));
    const loss = this.loss(now, 3);
    return {
      latencyMs: rounded(sorted[sorted.length >> 1]),
      // RFC 3550 would weigh the late ones more; over so short a window the mean says the same.
      jitterMs: steps.length === 0 ? null : rounded(steps.reduce((sum, step) => sum + step, 0) / steps.length),
      lossPercent: loss === null ? null : Math.round(loss),
    };
  }

  /** Asked at least every other second, a port has no more than a few questions that are not settled. */
  private noteLoss(now: number): void {
    for (let index = this.questions.length - 1; index >= 0; index -= 1) {
      const question = this.questions[index];
      if (!question || question.at <= this.lostAt || now - question.at > 2 * RECENT_MS) return;
      if (question.latencyMs !== null || now - question.at <= GRACE_MS) continue;
      this.lostAt = question.at;
      return;
    }
  }

  private alive(at: number): void {
    if (this.unanswered > 0) this.silences.push({ at, ms: Math.max(0, this.silentFor(at)) });
    if (this.silences.length > LOOKS_KEPT) this.silences.shift();
    this.aliveAt = Math.max(this.aliveAt, at);
    const later = this.questions.slice(this.questions.findLastIndex((question) => question.at <= at) + 1);
    const open = later.filter(({ latencyMs }) => latencyMs === null);
    this.unanswered = open.length;
    this.unansweredSince = open[0]?.at ?? at;
  }

  private worstSilence(now: number): number {
    return Math.max(0, ...this.silences.filter(({ at }) => now - at < SILENCE_KEPT_MS).map(({ ms }) => ms));
  }

  /** Where a third is lost anyhow, a row of unanswered questions must be long to mean anything. */
  private questionsNeeded(): number {
    const share = Math.min(0.95, Math.max(this.lostBefore(20), this.lostBefore(50)));
    return Math.max(FEWEST_QUESTIONS, Math.ceil(Math.log(DOUBT) / Math.log(share)));
  }

  /** The share that was lost of the questions before the silence. */
  private lostBefore(count: number): number {
    const before = this.questions.slice(0, this.questions.length - this.unanswered).slice(-count);
    return (before.filter(({ latencyMs }) => latencyMs === null).length + 1) / (before.length + 3);
  }

  /** More is being sent than before the silence, or than went well before it. */
  private overflows(now: number): boolean {
    const since = this.sent.filter(({ at }) => at > this.aliveAt && now - at < 300);
    const before = this.sent.filter(({ at }) => at <= this.aliveAt);
    const rate = mean(since);
    return rate > HEAVY && (rate > 2 * mean(before.slice(-30)) || this.lostBefore(30) > LOSSY);
  }

  private settled(now: number): Question[] {
    return this.questions.filter(
      ({ at, latencyMs }) => now - at < WINDOW_MS && (latencyMs !== null || now - at > GRACE_MS),
    );
  }
}

function mean(rates: readonly { rate: number }[]): number {
  return rates.length === 0 ? 0 : rates.reduce((sum, { rate }) => sum + rate, 0) / rates.length;
}

function rounded(value: number | undefined): number | null {
  if (value === undefined) return null;
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}
