import type { Action, Plan, PlanStep } from '../contract/plan.ts';
import type { Profile } from '../contract/profile.ts';
import { desire } from './desire.ts';
import type { Machine } from './machine.ts';
import { route } from './route.ts';
import { keptUppers } from './standing.ts';
import type { Target } from './target.ts';
import { interrupts, says } from './words.ts';

export interface Planned {
  plan: Plan;
  target: Target;
  /** Links whose state before must be kept. */
  touches: string[];
}

/** The plan for a profile on this machine. `baseline`: where ports that drop out of a live bond go back to. */
export function planProfile(profile: Profile, machine: Machine, baseline: Target | null): Planned {
  const { target, engine, defaults, warnings, refusals } = desire(profile, machine);
  const bond = profile.bond.name;
  const own = baseline ? withLeavers(target, baseline) : target;
  const aim = { ...own, links: { ...own.links, ...keptUppers(machine, bond) } };
  const actions = refusals.length > 0 ? [] : route(machine, aim);
  if (actions.length > 0) actions.push(...verification(profile.bond));
  const steps = stepsFor(actions);
  return {
    plan: {
      id: fingerprint([profile.name, profile.bond, steps, refusals]),
      profile: profile.name,
      bond,
      engine,
      steps,
      defaults,
      warnings,
      refusals,
    },
    target: aim,
    touches: Object.keys(own.links).filter((name) => name !== bond),
  };
}

/**
 * Driver and network managers report success for bonds that lose every packet. In 802.3ad the partner decides which ports
 * carry, and the others wait; elsewhere all that are up must.
 */
export function verification({ name, mode }: Pick<Profile['bond'], 'name' | 'mode'>): Action[] {
  const whole: Action = { kind: 'verify-gateway', bond: name };
  return mode === '802.3ad' ? [whole] : [{ kind: 'verify-ports', bond: name }, whole];
}

export function stepsFor(actions: readonly Action[]): PlanStep[] {
  return actions.map((action, index) => ({
    id: String(index + 1),
    action,
    says: says(action),
    interrupts: interrupts(action),
  }));
}

/** Ports of the running bond that the new profile does not want get back what they had before the bond. */
function withLeavers(target: Target, baseline: Target): Target {
  return { ...target, links: { ...baseline.links, ...target.links } };
}

/**
 * Names a plan by its content: the same wish on the same facts gives the same id, so a client that saw the plan can
 * ask for just that one. FNV-1a, 52 bits: for telling plans apart, not against an attacker.
 */
export function fingerprint(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of JSON.stringify(value)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 13);
}
