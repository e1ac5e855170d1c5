import type { Action, Plan, PlanStep } from '../contract.ts';
import type { ActionWords } from './en-terms.ts';
import type { Words } from './en.ts';

export function sentence(action: Action, words: Words): string {
  // The table has a function for each kind that takes just that kind; TypeScript cannot follow the pair through a union.
  const say = words.actions[action.kind] as ActionWords[Action['kind']] & ((action: Action) => string);
  return say(action);
}

export type StepGroup = 'prepare' | 'wifi' | 'join' | 'address' | 'check';

/** Which part of the work an action belongs to, for a list that can be taken in at a glance. */
function groupOf(kind: Action['kind']): StepGroup {
  switch (kind) {
    case 'associate':
    case 'restore-wifi':
    case 'hold-wifi':
    case 'reconnect':
      return 'wifi';
    case 'join':
    case 'move-port':
    case 'leave':
    case 'set-up':
    case 'set-mac':
    case 'set-port-option':
    case 'translate':
    case 'set-four-address':
    case 'stop-translating':
      return 'join';
    case 'add-address':
    case 'add-route':
    case 'start-dhcp':
    case 'stop-dhcp':
    case 'set-dns':
    case 'restore-dns':
    case 'wait-lease':
    case 'present':
      return 'address';
    case 'wait-port':
    case 'announce':
    case 'verify-gateway':
    case 'verify-ports':
      return 'check';
    case 'load-module':
    case 'take-over':
    case 'give-back':
    case 'introduce':
    case 'create-bond':
    case 'mark-bond':
    case 'delete-bond':
    case 'set-option':
    case 'set-mtu':
    case 'set-sysctl':
    case 'clear-addresses':
    case 'remove-address':
    case 'remove-route':
      return 'prepare';
  }
}

const ORDER: readonly StepGroup[] = ['prepare', 'wifi', 'join', 'address', 'check'];

export function grouped(steps: readonly PlanStep[]): { group: StepGroup; steps: PlanStep[] }[] {
  return ORDER.map((group) => ({ group, steps: steps.filter(({ action }) => groupOf(action.kind) === group) })).filter(
    (entry) => entry.steps.length > 0,
  );
}

/** The links a plan disturbs, each with the worst that happens to it. */
export function interruptions(plan: Plan): Record<'connection' | 'association' | 'blink', string[]> {
  const found = { connection: new Set<string>(), association: new Set<string>(), blink: new Set<string>() };
  for (const { action, interrupts } of plan.steps) {
    const link = 'port' in action ? action.port : 'link' in action ? action.link : null;
    if (interrupts !== 'nothing' && link !== null) found[interrupts].add(link);
  }
  for (const link of found.connection) {
    found.association.delete(link);
    found.blink.delete(link);
  }
  for (const link of found.association) found.blink.delete(link);
  return {
    connection: [...found.connection],
    association: [...found.association],
    blink: [...found.blink],
  };
}
