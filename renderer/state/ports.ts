import type { Bond, Port } from '../contract.ts';
import { hasFirst } from './draft.ts';

/** Whether a port that waits could be made the active one. */
export function canActivate(port: Port, bond: Bond): boolean {
  return hasFirst(bond.mode) && port.role === 'backup' && port.health.level !== 'dead';
}

/** The helper has the passwords of the networks that its ports are in. */
export function storedNetworks({ ports }: Bond): string[] {
  return ports.flatMap(({ wifi }) => wifi?.ssid ?? []);
}
