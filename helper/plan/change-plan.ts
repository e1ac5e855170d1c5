import type { Profile } from '../contract/profile.ts';
import type { Machine } from './machine.ts';
import { planProfile, stepsFor, verification, type Planned } from './plan.ts';
import { route } from './route.ts';
import type { Target } from './target.ts';

/** The plan for a changed profile on the bond that runs it. A port that is out of reach anyway holds up no change. */
export function planChange(profile: Profile, machine: Machine, baseline: Target | null): Planned {
  const whole = planProfile(profile, machine, baseline);
  const { bond } = whole.target;
  if (!bond || whole.plan.refusals.length > 0) return whole;
  const lost = (port: string) => machine.links[port]?.master === bond.name && machine.ports[port]?.miiStatus !== 'up';
  const ports = bond.ports.map((port) => (lost(port.name) ? { ...port, expectedUp: false } : port));
  const target = { ...whole.target, bond: { ...bond, ports } };
  const actions = route(machine, target);
  if (actions.length > 0) actions.push(...verification(profile.bond));
  return { ...whole, target, plan: { ...whole.plan, steps: stepsFor(actions) } };
}
