import { call } from '../bridge.ts';
import type { BondChange, OptionValue } from '../contract.ts';
import { app } from './app.svelte.ts';
import { wifiOf, type WifiChoice } from './draft.ts';

/** Changes of the bond while it runs, and what came of the last one. */
class Changes {
  /** Shown until dismissed or the next change. */
  done = $state.raw<BondChange | null>(null);
  running = $state(false);

  activate(bond: string, port: string): Promise<boolean> {
    return this.#change(() => call('activate', { bond, port }));
  }

  set(bond: string, option: string, value: OptionValue, how: { rebuild: boolean; onlyNow: boolean }): Promise<boolean> {
    return this.#change(() => call('set', { bond, options: { [option]: value }, ...how }));
  }

  add(bond: string, adapter: string, network: WifiChoice | null): Promise<boolean> {
    const wifi = network === null ? {} : { wifi: wifiOf(network) };
    return this.#change(() => call('port.add', { bond, adapter, ...wifi }));
  }

  remove(bond: string, adapter: string): Promise<boolean> {
    return this.#change(() => call('port.remove', { bond, adapter }));
  }

  setPort(
    { bond, adapter }: { bond: string; adapter: string },
    options: Record<string, OptionValue>,
    onlyNow: boolean,
  ): Promise<boolean> {
    return this.#change(() => call('port.set', { bond, adapter, options, onlyNow }));
  }

  async #change(action: () => Promise<BondChange>): Promise<boolean> {
    this.done = null;
    this.running = true;
    const change = await app.attempt(action);
    this.running = false;
    this.done = change;
    return change !== null;
  }
}

export const changes = new Changes();
