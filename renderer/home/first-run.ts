import type { Adapter, HelperState, Snapshot } from '../contract.ts';

/** What stands between a person and joining links: one matter at a time, the most basic first. */
export type InTheWay =
  | { is: 'connecting' }
  | { is: 'absent'; message: string }
  | { is: 'other-version'; message: string }
  | { is: 'bonding-missing'; kernel: string }
  | { is: 'too-few-adapters'; usable: Adapter | null; adapters: Adapter[] };

export function pageInTheWay(helper: HelperState, snapshot: Snapshot | null): InTheWay | null {
  if (helper.state === 'absent') return { is: 'absent', message: helper.message };
  if (helper.state === 'other-version') return { is: 'other-version', message: helper.message };
  if (snapshot === null) return { is: 'connecting' };
  // Whatever is joined or under way is more important than what could be.
  if (snapshot.bonds.length > 0 || snapshot.transaction !== null) return null;
  if (snapshot.bonding.state === 'missing') return { is: 'bonding-missing', kernel: snapshot.bonding.kernel };
  const usable = snapshot.adapters.filter((adapter) => adapter.usable);
  if (usable.length < 2 && snapshot.profiles.length === 0) {
    return { is: 'too-few-adapters', usable: usable[0] ?? null, adapters: snapshot.adapters };
  }
  return null;
}
