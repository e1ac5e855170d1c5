import type { Action, WifiTarget } from '../contract/plan.ts';
import type { AdapterNetworks } from '../contract/wire.ts';
import type { Sources } from '../observe/observer.ts';

/** The passphrase for a port's network, held by whoever holds the profile; null for a network without one. */
export type Secrets = (port: string, wifi: WifiTarget) => string | null;

/**
 * Carries out single actions, by whatever means the machine offers. `direct` speaks with the kernel, wpa_supplicant
 * and a DHCP client; an engine that works through a network manager takes its place where one owns the adapters.
 */
export interface Engine {
  readonly sources: Sources;
  /** Resolves when the action has happened, or for the waiting kinds when what is waited for is there. */
  perform(action: Action, secrets: Secrets): Promise<void>;
  /** `fresh` looks around first; `lend` allows to take a radio that nobody uses for as long as that lasts. */
  networks(adapters: readonly string[], how: { fresh: boolean; lend: boolean }): Promise<AdapterNetworks[]>;
  /** Takes up what an earlier helper left running. */
  adopt(): void;
  /** The machine slept, for minutes or for days, and may be somewhere else now. */
  woke(): void;
  /** Puts back what outlives a boot although the bond does not. */
  afterBoot(): void;
}
