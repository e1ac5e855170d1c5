import type { Adapter, HelperState, Page, Snapshot } from '../contract.ts';

/** What stands between a person and joining links: one matter at a time, the most basic first. */
export type InTheWay =
  | { is: 'connecting' }
  | { is: 'absent'; message: string }
  | { is: 'other-version'; message: string }
  | { is: 'bonding-missing'; kernel: string }
  | { is: 'not-allowed'; says: string; mend: string | null }
  | { is: 'managed'; adapters: Adapter[] }
  | { is: 'too-few-adapters'; usable: Adapter | null; adapters: Adapter[] };

export function pageInTheWay(helper: HelperState, snapshot: Snapshot | null, page: Page = 'home'): InTheWay | null {
  if (helper.state === 'absent') return { is: 'absent', message: helper.message };
  if (helper.state === 'other-version') return { is: 'other-version', message: helper.message };
  if (snapshot === null) return { is: 'connecting' };
  // Whatever is joined or under way is more important than what could be.
  if (snapshot.bonds.length > 0 || snapshot.transaction !== null) return null;
  if (snapshot.bonding.state === 'missing') return { is: 'bonding-missing', kernel: snapshot.bonding.kernel };
  // Who may only look finds nothing to do where links are joined; the rest can be read.
  const rights = helper.state === 'connected' ? helper.rights : null;
  if (rights?.allowed === false && (page === 'home' || page === 'setup')) {
    return { is: 'not-allowed', says: rights.says, mend: rights.mend };
  }
  const usable = snapshot.adapters.filter((adapter) => adapter.usable);
  const managed = snapshot.adapters.filter(({ unusable }) => unusable?.reason === 'managed-by-other');
  if (usable.length < 2 && usable.length + managed.length >= 2 && snapshot.profiles.length === 0) {
    return { is: 'managed', adapters: managed };
  }
  if (usable.length < 2 && snapshot.profiles.length === 0) {
    return { is: 'too-few-adapters', usable: usable[0] ?? null, adapters: snapshot.adapters };
  }
  return null;
}
