import { randomUUID } from 'node:crypto';
import type { PlanStep } from '../contract/plan.ts';
import { aged } from '../plan/age.ts';
import { image, mergeBaseline } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import { keptUppers } from '../plan/standing.ts';
import { lost, rejoining } from './baseline.ts';
import type { Begin, BondRecord } from './journal.ts';

/** What a transaction finds, with both ways back: to what is there now, and to what was there before the bond. */
export function beginning({
  machine,
  links,
  steps,
  record,
  ...what
}: Pick<Begin, 'purpose' | 'profile' | 'bond'> & {
  machine: Machine;
  links: readonly string[];
  steps: readonly PlanStep[];
  record: BondRecord | null;
}): Begin {
  const alone = image(machine, links, what.bond);
  // What others put on the bond is no part of what `down` gives back.
  const before = { ...alone, links: { ...alone.links, ...keptUppers(machine, what.bond) } };
  const known = record ? aged(record.baseline, (Date.now() - record.at) / 1000) : lost(machine, what.bond);
  return {
    kind: 'begin',
    id: randomUUID(),
    bootId: machine.bootId,
    at: Date.now(),
    ...what,
    before: rejoining(before, machine, record?.running ?? null),
    baseline: mergeBaseline(known, alone),
    running: null,
    saves: null,
    actions: steps.map(({ action }) => action),
  };
}
