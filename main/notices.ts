import type { Snapshot } from '../helper/contract/snapshot.ts';
import type { Settings } from './bridge/contract.ts';
import { standing } from './bridge/standing.ts';
import type { AppWords } from './words.ts';

export interface Notice {
  title: string;
  body: string;
}

type Seen = { is: string; profile: string | null; active: string | null; lost: number };

/** A flapping link would otherwise fill the screen: no two of a kind within this time. */
const QUIET_MS = 30_000;

/**
 * Decides what is worth a desktop notification, by comparing how things stand with how they stood when a person was
 * last told. Asked once things have settled.
 */
export class Notices {
  #told: Seen | null = null;
  readonly #lastOf = new Map<string, number>();

  /** A new connection, or something the person did: the start of the next comparison, and no news. */
  reset(snapshot: Snapshot | null): void {
    this.#told = snapshot === null ? null : seen(snapshot);
  }

  isNews(snapshot: Snapshot): boolean {
    return JSON.stringify(seen(snapshot)) !== JSON.stringify(this.#told);
  }

  next(snapshot: Snapshot, wanted: Settings['notifications'], words: AppWords, now: number): Notice | null {
    const before = this.#told;
    this.#told = seen(snapshot);
    const found = before === null ? null : this.#news(before, snapshot, words);
    if (found === null || wanted === 'none' || (wanted === 'important' && !found.important)) return null;
    const last = this.#lastOf.get(found.kind);
    if (last !== undefined && now - last < QUIET_MS) return null;
    this.#lastOf.set(found.kind, now);
    return found.notice;
  }

  #news(before: Seen, snapshot: Snapshot, words: AppWords) {
    const now = standing(snapshot);
    // Switching on, off or to another profile is the person's own doing.
    if (now.is === 'off' || before.is === 'off' || now.bond.profile !== before.profile) return null;
    if (now.is === 'nothing-left') {
      if (before.is === 'nothing-left') return null;
      return { kind: 'nothing-left', important: true, notice: words.notices.nothingLeft };
    }
    if (now.is === 'last-port' && before.is !== 'last-port') {
      const port = now.working[0]?.name ?? '';
      return { kind: 'last-port', important: true, notice: words.notices.lastPort(port) };
    }
    if (now.is === 'all-well' && before.lost > 0) {
      return { kind: 'recovered', important: false, notice: words.notices.recovered(now.working.length) };
    }
    const active = now.bond.activePort;
    if (active !== null && active !== before.active) {
      return { kind: 'failover', important: false, notice: words.notices.failover(active) };
    }
    return null;
  }
}

function seen(snapshot: Snapshot): Seen {
  const now = standing(snapshot);
  if (now.is === 'off') return { is: 'off', profile: null, active: null, lost: 0 };
  const lost = 'lost' in now ? now.lost.length : 0;
  return { is: now.is, profile: now.bond.profile, active: now.bond.activePort, lost };
}
