import type { Bond, Port } from '../contract.ts';
import type { StrandState } from './braid.ts';

/** Modes with an active port send through it alone; in the others every working port carries. */
export function strandState(port: Port, bond: Bond): StrandState {
  if (port.role === 'joining') return 'joining';
  if (port.role === 'down' || port.health.level === 'dead') return 'lost';
  return port.role === 'active' || bond.activePort === null ? 'carrying' : 'waiting';
}
