import type { HealthLevel, Port, PortRole, WifiStatus } from '../contract/snapshot.ts';

/** dBm. Below `FAIR` most adapters fall to slow rates, below `POOR` they lose frames. */
const FAIR_DBM = -67;
const POOR_DBM = -76;

/** How well a port can serve, from what is read of it: 0 (dead) to 100, with the reasons for what is missing. */
export function judge({ role, wifi }: { role: PortRole; wifi: WifiStatus | null }): Port['health'] {
  if (role === 'down') return health(0, [wifi === null ? 'no carrier' : 'not connected']);
  if (role === 'joining') return health(20, ['connecting']);
  const signal = wifi?.signalDbm ?? null;
  if (signal === null || signal >= FAIR_DBM) return health(100, []);
  // From 85 at the edge of fair down to 30 where frames are lost.
  const score = Math.max(30, Math.round(85 + (signal - FAIR_DBM) * 4));
  return health(score, [signal < POOR_DBM ? `very weak signal (${signal} dBm)` : `weak signal (${signal} dBm)`]);
}

function health(score: number, reasons: string[]): Port['health'] {
  const level: HealthLevel = score === 0 ? 'dead' : score < 50 ? 'poor' : score < 90 ? 'fair' : 'good';
  return { level, score, reasons };
}
