import type { PlanStep } from '../contract/plan.ts';
import type { Profile } from '../contract/profile.ts';
import type { Secrets } from '../engines/engine.ts';
import type { ProfileStore } from '../serve/core.ts';
import type { Machine } from '../plan/machine.ts';
import { stepsFor, type Planned } from '../plan/plan.ts';
import { route } from '../plan/route.ts';
import type { Target } from '../plan/target.ts';

/** What one transaction shall do, worked out and not refused. */
export interface Work {
  /** By name, as the bond bears it. */
  profile: string;
  /** What the bond runs afterwards; null where that is not known. Its passphrases are not put on record. */
  running: Profile | null;
  steps: readonly PlanStep[];
  target: Target;
  /** Links whose state before must be kept, beside the bond. */
  touches: readonly string[];
  secrets: Secrets;
  /** Where `down` shall lead, when that is not to the state before. */
  baseline?: Target;
  /** What the saved profile becomes when this is kept. */
  saves?: Profile | null;
  /** Throws when the end is not what was wanted, although every step went well. */
  seen?: () => Promise<void>;
}

export function profileWork(profile: Profile, { plan, target, touches }: Planned): Work {
  return {
    profile: profile.name,
    running: profile,
    steps: plan.steps,
    target,
    touches,
    secrets: secretsOf(profile),
  };
}

/** Touches nothing but the bond's own options. */
export function optionWork(profile: string, running: Profile | null, machine: Machine, target: Target): Work {
  const steps = stepsFor(route(machine, target));
  return { profile, running, steps, target, touches: [], secrets: () => null };
}

function secretsOf(profile: Profile): Secrets {
  const bySsid = new Map(profile.ports.flatMap(({ wifi }) => (wifi?.psk === undefined ? [] : [[wifi.ssid, wifi.psk]])));
  return (_port, wifi) => bySsid.get(wifi.ssid) ?? null;
}

/** None where there is no such profile any more. */
export function savedPassphrases(profiles: Pick<ProfileStore, 'list'>, name: string): Secrets {
  const profile = profiles.list().find((each) => each.name === name);
  return profile ? secretsOf(profile) : () => null;
}
