import { LinkbraidError } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import type { Observer } from '../observe/observer.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import { presentPorts } from '../plan/present-ports.ts';
import { requirePassphrases } from '../serve/passphrases.ts';
import type { ProfileStore } from '../serve/core.ts';
import type { Suspended } from './suspended.ts';

/** USB adapters and docks are found some seconds after the start; who waits longer keeps the others waiting for them. */
const LATE_MS = 15_000;

/**
 * Brings profiles up by themselves, once in each boot: not one that a person brought up or took down since, and not one
 * that failed. Whatever fails leaves the machine as it was, and a word in the log.
 */
export class Automatic {
  constructor(
    private readonly parts: {
      observer: Pick<Observer, 'machine' | 'until'>;
      profiles: Pick<ProfileStore, 'list' | 'get'>;
      suspended: Suspended;
      up: (profile: Profile) => Promise<unknown>;
      tell: (says: string, details: Record<string, string>) => void;
    },
  ) {}

  /** One after another, in the order of their names: two at once would be in each other's way. */
  async start(): Promise<void> {
    const { profiles, suspended } = this.parts;
    for (const { name, autoActivate } of profiles.list()) {
      if (autoActivate && !suspended.has(name) && !suspended.isSettled(name)) await this.bringUp(name);
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
      suspended.settle(name);
      const { profile, missing } = presentPorts(wanted, machine);
      if (profile.ports.length === 0) return tell(`“${name}” did not come up: none of its adapters is there.`, {});
      if (missing.length > 0) tell(`“${name}” comes up without ${missing.join(', ')}.`, {});
      await this.parts.up(profile);
    } catch (error) {
      if (!(error instanceof LinkbraidError)) throw error;
      suspended.add(name);
      tell(`“${name}” did not come up by itself: ${error.message}`, { code: error.code });
    }
  }
}
