import type { Action } from '../contract/plan.ts';
import type { Engine, Secrets } from '../engines/engine.ts';
import type { Machine } from '../plan/machine.ts';
import { route } from '../plan/route.ts';
import type { Target } from '../plan/target.ts';
import { says } from '../plan/words.ts';

/** What a transaction needs of the engine and the observer. */
export type Hands = Pick<Engine, 'perform'>;
export interface Eyes {
  fresh(): Promise<Machine>;
}

/** A driver that is slow to let go needs a second look; what three do not mend, a fourth does not either. */
const MOST_ROUNDS = 4;

/**
 * Leads the machine to `target` from wherever it is: plans from what is there, carries out what it can, looks again.
 * One step that fails does not keep the others from being done. Needs no record of what was already undone, so it may
 * be killed and begun anew at any point.
 *
 * @returns what could not be done, in words; empty when the machine is as wanted
 */
export async function restore(
  engine: Hands,
  observer: Eyes,
  secrets: Secrets,
  target: () => Target,
): Promise<string[]> {
  let left: Action[] = [];
  const asked = new Set<string>();
  // The earlier state is taken as it comes: a port that carried nothing before need not carry now. An address is asked
  // for once: there may be nobody who applies it when it comes later.
  const due = (actions: Action[]) =>
    actions.filter((action) => action.kind !== 'wait-port' && !asked.has(says(action)));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const actions = due(route(await observer.fresh(), target()));
    if (actions.length === 0) return [];
    left = [];
    for (const action of actions) {
      // Nor may the network be there that a radio was in.
      const waits = action.kind === 'wait-lease' || action.kind === 'reconnect';
      if (waits) asked.add(says(action));
      try {
        await engine.perform(action, secrets);
      } catch {
        if (!waits) left.push(action);
      }
    }
  }
  const remaining = due(route(await observer.fresh(), target()));
  return remaining.length === 0 ? [] : [...new Set([...remaining, ...left].map(says))];
}
