import type { Action } from '../contract/plan.ts';
import { RULES } from './rules.ts';
import { predict } from './predict.ts';
import type { Machine } from './machine.ts';
import type { Target } from './target.ts';

/**
 * The way from here to there: the first rule that has something to do gives the next action, its effect is played on
 * the facts, and so on until no rule has anything left. The order of RULES is therefore the order of work.
 */
export function route(machine: Machine, target: Target): Action[] {
  const actions: Action[] = [];
  let state = machine;
  for (;;) {
    const action = nextAction(state, target);
    if (!action) return actions;
    // A rule whose action does not satisfy it would go on for ever: a mistake in `predict`, not in the input.
    if (actions.length >= MOST_ACTIONS) throw new Error(`no end to the plan: ${JSON.stringify(action)}`);
    actions.push(action);
    state = predict(state, action);
  }
}

/** 32 ports with some twenty touches each, and room. */
const MOST_ACTIONS = 2000;

export function nextAction(machine: Machine, target: Target): Action | null {
  for (const rule of RULES) {
    const action = rule(machine, target);
    if (action) return action;
  }
  return null;
}
