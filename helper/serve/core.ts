import type { Snapshot } from '../contract/snapshot.ts';
import type { Plan } from '../contract/plan.ts';
import type { OptionValue, Profile } from '../contract/profile.ts';
import type { Transaction } from '../contract/transaction.ts';
import type { AdapterNetworks, BondChange, DecodedParams, Finding, LinkAdvice, LinkEvent } from '../contract/wire.ts';

/**
 * What the socket's handlers need of the rest of the helper. Failures are thrown as LinkbraidError.
 * Profiles arrive decoded and with their secrets; nothing that comes back carries one.
 */
export interface Core {
  snapshot(): Snapshot;
  /** Calls back with every new snapshot until the returned function is called. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  networks(adapter: string | undefined, scan: boolean): Promise<AdapterNetworks[]>;
  plan(profile: Profile): Promise<Plan>;
  /** Resolves when the transaction is committed or, with `trySeconds`, provisional. */
  up(profile: Profile, options: { plan?: string | undefined; trySeconds?: number | undefined }): Promise<Transaction>;
  keep(): Promise<Transaction>;
  revert(): Promise<Transaction>;
  /** Without a name: the only bond of ours; `not-found` when there is none, `usage` when there are several. */
  down(bond: string | undefined): Promise<Transaction>;
  /** Newest last. */
  events(limit: number): LinkEvent[];
  onEvent(listener: (event: LinkEvent) => void): () => void;
  doctor(): Promise<Finding[]>;
  advise(request: DecodedParams<'advise'>): Promise<LinkAdvice>;
  adopt(request: DecodedParams<'adopt'>): Promise<BondChange>;
  /** With `trySeconds`, these four too are provisional until they are kept. */
  activate(bond: string, port: string, trySeconds?: number): Promise<BondChange>;
  set(
    bond: string,
    options: Record<string, OptionValue>,
    how: Omit<DecodedParams<'set'>, 'bond' | 'options'>,
  ): Promise<BondChange>;
  addPort(request: DecodedParams<'port.add'>): Promise<BondChange>;
  removePort(request: DecodedParams<'port.remove'>): Promise<BondChange>;
  setPort(request: DecodedParams<'port.set'>): Promise<BondChange>;
}

/** Saved profiles, with their secrets kept apart from what may be shown. */
export interface ProfileStore {
  list(): Profile[];
  /** With secrets. @throws LinkbraidError `not-found` */
  get(name: string): Profile;
  set(profile: Profile): void;
  remove(name: string): void;
  /** Called after each change, so that snapshots can list profiles anew. */
  onChange(listener: () => void): void;
}
