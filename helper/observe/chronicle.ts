import { hasActivePort } from '../contract/bond-options.ts';
import type { Machine } from '../plan/machine.ts';
import { compare, type Happening, type Movers } from './events.ts';

/**
 * Turns readings of the facts into what happened, and times the gaps: from the reading that showed the last carrying link
 * gone to the one in which another carries. Carrier comes by event, so that it is milliseconds old; a link that dies
 * without a word is seen to be gone only when the monitoring says so.
 */
export class Chronicle {
  private readonly gapSince = new Map<string, number>();

  /** @param now milliseconds of a clock that never jumps */
  constructor(private readonly now: () => number) {}

  /**
   * @param changing a transaction is under way: what changes then is told by it
   * @param moved what Linkbraid itself has moved, and since when nothing had been heard
   */
  tell(before: Machine, after: Machine, changing: boolean, moved: Silences = () => null): Happening[] {
    const happenings = compare(before, after, moved);
    for (const bond of Object.keys(after.bonds)) this.time(bond, before, after, happenings);
    for (const happening of happenings) this.timeSilence(happening, moved);
    for (const bond of this.gapSince.keys()) if (!after.bonds[bond]) this.gapSince.delete(bond);
    return changing ? happenings : [...happenings, ...changedByOthers(before, after)];
  }

  private timeSilence(happening: Happening, moved: Silences): void {
    if (happening.kind !== 'failover' || happening.bond === null || happening.details['cause'] !== 'no-answer') return;
    const since = moved(happening.bond, happening.port)?.since ?? null;
    if (since === null) return;
    const gapMs = Math.round(this.now() - since);
    happening.details = { ...happening.details, gapMs };
    happening.says += ` (after ${gapMs} ms without an answer)`;
  }

  /** What has not carried yet has no gap: until then its links did so on their own. */
  private time(bond: string, before: Machine, after: Machine, happenings: Happening[]): void {
    if (!carries(bond, after)) {
      if (carries(bond, before)) this.gapSince.set(bond, this.now());
      return;
    }
    const since = this.gapSince.get(bond);
    if (since === undefined) return;
    this.gapSince.delete(bond);
    const ends = happenings.find(
      ({ kind, bond: of, port }) => of === bond && port !== null && (kind === 'failover' || kind === 'carrier-back'),
    );
    if (!ends) return;
    const gapMs = Math.round(this.now() - since);
    ends.details = { ...ends.details, gapMs };
    ends.says += ` (after ${gapMs} ms without a link)`;
  }
}

type Silences = (...asked: Parameters<Movers>) => (ReturnType<Movers> & { since?: number | null }) | null;

/** Whether frames can go out now. */
function carries(name: string, { bonds, ports, links }: Machine): boolean {
  const bond = bonds[name];
  if (!bond) return false;
  const works = (port: string) => ports[port]?.miiStatus === 'up' && links[port]?.carrier !== false;
  return hasActivePort(bond.mode) ? bond.activePort !== null && works(bond.activePort) : bond.ports.some(works);
}

/** Options of a bond that changed with none of our transactions under way. */
function changedByOthers(before: Machine, after: Machine): Happening[] {
  return Object.values(after.bonds).flatMap(({ name, mode, options }) => {
    const was = before.bonds[name];
    if (was?.mode !== mode) return [];
    const changed = Object.keys(options).filter(
      (option) =>
        option !== 'active_slave' && was.options[option] !== undefined && was.options[option] !== options[option],
    );
    return changed.map((option): Happening => {
      const details = { option, from: was.options[option] ?? '', to: options[option] ?? '' };
      const says = `Something else set ${option} of ${name} to ${details.to || 'nothing'}`;
      return { kind: 'option-changed', bond: name, port: null, says, details };
    });
  });
}
