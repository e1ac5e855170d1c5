import type { Profile } from '../contract/profile.ts';
import type { Observer } from '../observe/observer.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import { presentPorts } from '../plan/present-ports.ts';
import { requirePassphrases } from '../serve/passphrases.ts';
import type { ProfileStore } from '../serve/core.ts';
import { asProblem } from './problems.ts';
import type { Suspended } from './suspended.ts';

/** A dock's adapters are found one after another, within some seconds; who waits longer keeps the others waiting. */
const LATE_MS = 15_000;
/** An adapter may go for a moment, when a dock resets or the machine wakes: only what stays away is gone. */
const GONE_MS = 5_000;

/**
 * Brings profiles up by themselves when their links are there, and takes them down when none of them is left. Not one that
 * a person brought up or took down in this boot, and not one that failed. Whatever fails leaves the machine as it was,
 * and a word in the log.
 */
export class Automatic {
  private working: Promise<void> | null = null;
  /** Whether any link of a profile was there when last looked: what is saved while they are waits for a person. */
  private readonly there = new Map<string, boolean>();
  private readonly due = new Set<string>();
  /** Profiles whose links have all gone, with the time after which that counts. */
  private readonly alone = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly parts: {
      observer: Pick<Observer, 'machine' | 'until'>;
      profiles: Pick<ProfileStore, 'list' | 'get'>;
      suspended: Suspended;
      /** `whole`: what the bond runs, of which `profile` is the part that is there. */
      up: (profile: Profile, whole: Profile) => Promise<unknown>;
      down: (bond: string) => Promise<unknown>;
      busy: () => boolean;
      tell: (says: string, details: Record<string, string>) => void;
    },
  ) {}

  /** With what is there now, and in `look` with what comes later. */
  start(): Promise<void> {
    for (const { name } of this.parts.profiles.list()) this.there.set(name, false);
    return this.look(this.parts.observer.machine());
  }

  stop(): void {
    for (const timer of this.alone.values()) clearTimeout(timer);
  }

  /** To be told of every reading of the facts. */
  look(machine: Machine): Promise<void> {
    this.watchLeaving(machine);
    this.watchComing(machine);
    if (this.working) return this.working;
    if (this.due.size === 0 || this.parts.busy()) return Promise.resolve();
    this.working = this.bringAllUp().finally(() => (this.working = null));
    return this.working;
  }

  private watchComing(machine: Machine): void {
    for (const profile of this.parts.profiles.list()) {
      const there = presentPorts(profile, machine).profile.ports.length > 0;
      if (there && this.there.get(profile.name) === false && profile.autoActivate) this.due.add(profile.name);
      this.there.set(profile.name, there);
    }
  }

  /** One after another, in the order of their names: two at once would be in each other's way. */
  private async bringAllUp(): Promise<void> {
    const { suspended } = this.parts;
    for (const name of [...this.due].sort()) {
      this.due.delete(name);
      if (!suspended.has(name) && !suspended.isSettled(name)) await this.bringUp(name);
    }
  }

  private async bringUp(name: string): Promise<void> {
    const { observer, profiles, suspended, tell } = this.parts;
    try {
      const wanted = requirePassphrases(profiles.get(name));
      const all = (machine: Machine) => (presentPorts(wanted, machine).missing.length === 0 ? true : null);
      await observer.until(all, LATE_MS);
      // A person may have been quicker.
      const machine = observer.machine();
      if (suspended.isSettled(name) || profileOf(machine, wanted.bond.name) !== null) return;
      const { profile, missing } = presentPorts(wanted, machine);
      if (profile.ports.length === 0) return;
      suspended.settle(name);
      if (missing.length > 0) tell(`“${name}” comes up without ${missing.join(', ')}.`, {});
      await this.parts.up(profile, wanted);
    } catch (error) {
      const problem = asProblem(error);
      suspended.add(name);
      tell(`“${name}” did not come up by itself: ${problem.message}`, { code: problem.code });
    }
  }

  /** A bond whose adapters are all gone carries nothing, and holds a way out that leads nowhere. */
  private watchLeaving(machine: Machine): void {
    for (const profile of this.parts.profiles.list()) {
      const waiting = this.alone.get(profile.name);
      if (!isForsaken(profile, machine)) {
        clearTimeout(waiting);
        this.alone.delete(profile.name);
      } else if (!waiting) {
        this.alone.set(
          profile.name,
          setTimeout(() => void this.stepAside(profile), GONE_MS),
        );
      }
    }
  }

  private async stepAside(profile: Profile): Promise<void> {
    const { observer, suspended, tell, busy } = this.parts;
    this.alone.delete(profile.name);
    if (busy() || !isForsaken(profile, observer.machine())) return this.watchLeaving(observer.machine());
    try {
      await this.parts.down(profile.bond.name);
      // Its turn comes again with its links.
      suspended.unsettle(profile.name);
      tell(`“${profile.name}” stepped aside: its adapters are gone.`, {});
    } catch (error) {
      const problem = asProblem(error);
      tell(`“${profile.name}” could not step aside: ${problem.message}`, { code: problem.code });
    }
  }
}

function isForsaken(profile: Profile, machine: Machine): boolean {
  const { name } = profile.bond;
  return (
    profile.autoActivate &&
    profileOf(machine, name) === profile.name &&
    machine.bonds[name]?.ports.length === 0 &&
    presentPorts(profile, machine).profile.ports.length === 0
  );
}
