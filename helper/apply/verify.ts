import type { Secrets } from '../engines/engine.ts';
import type { Machine } from '../plan/machine.ts';
import { route } from '../plan/route.ts';
import type { Target } from '../plan/target.ts';
import { says } from '../plan/words.ts';
import { removed, unplugged, unsettled } from './problems.ts';
import type { Eyes, Hands } from './restore.ts';

/** Something else may be at work on the same links; with what undoes our work again and again there is no agreement. */
const MOST_LOOKS = 3;

/**
 * The same planner that gave the steps must have nothing left to do. What it still finds is done and looked at again;
 * what the kernel rounded, and a port that does not carry, is asked for once more and no oftener.
 *
 * @throws LinkbraidError `failed`
 */
export async function verify(
  engine: Hands,
  observer: Eyes,
  secrets: Secrets,
  target: Target,
  atStart: Machine,
): Promise<void> {
  const asked = new Set<string>();
  for (let looks = 1; ; looks += 1) {
    const now = await observer.fresh();
    const gone = unplugged(target, atStart, now);
    if (gone) throw gone;
    if (target.bond && !now.bonds[target.bond.name]) throw removed(target.bond.name);
    const left = route(now, target).filter((action) => !asked.has(says(action)));
    if (left.length === 0) return;
    if (looks > MOST_LOOKS) throw unsettled(left);
    for (const action of left) {
      if (['set-option', 'set-port-option', 'wait-port'].includes(action.kind)) asked.add(says(action));
      await engine.perform(action, secrets);
    }
  }
}
