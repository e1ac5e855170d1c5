import type { AddressSpec } from '../contract/plan.ts';

/** An address for ever, with nothing special about it; `more` says what is. */
export function plainAddress(address: string, more: Partial<AddressSpec> = {}): AddressSpec {
  return {
    address,
    family: address.includes(':') ? 6 : 4,
    broadcast: null,
    scope: 'global',
    flags: [],
    validSeconds: null,
    preferredSeconds: null,
    label: null,
    metric: null,
    peer: null,
    ...more,
  };
}
