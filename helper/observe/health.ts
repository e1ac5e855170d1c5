import type { AirFigures, HealthLevel, Port, PortRole, WifiStatus } from '../contract/snapshot.ts';

/** What is measured of a port while its bond is up. */
export interface Measured {
  latencyMs: number | null;
  jitterMs: number | null;
  lossPercent: number | null;
  /** Nobody answers through it any more. */
  silent: boolean;
  /** It cannot be asked while it waits, and has not heard our questions on other ports either. */
  deaf: boolean;
  air: AirFigures | null;
}

/** dBm. Below `FAIR` most adapters fall to slow rates, below `POOR` they lose frames. */
const FAIR_DBM = -67;
const POOR_DBM = -76;
/** A gateway is metres away: what takes longer waits in a queue, or is sent again and again. */
const SLOW_MS = 100;
const VERY_SLOW_MS = 400;
const SOME_LOSS = 3;
const MUCH_LOSS = 20;
/** Half of the frames sent twice costs half of the speed. */
const MANY_RETRIES = 50;
const MANY_FAILURES = 5;

interface Flaw {
  /** The most that a port with it can score. */
  score: number;
  reason: string;
}

/** How well a port can serve: 0 (dead) to 100 by its worst flaw, with the reasons for what is missing. */
export function judge(port: { role: PortRole; wifi: WifiStatus | null; measured?: Measured | null }): Port['health'] {
  const { role, wifi, measured = null } = port;
  if (role === 'down') return health(0, [wifi === null ? 'no carrier' : 'not connected']);
  if (role === 'joining') return health(20, ['connecting']);
  if (measured?.silent) return health(0, ['connected, but nobody answers through it']);
  const flaws = [
    ...weakSignal(wifi?.signalDbm ?? null),
    ...(measured ? [...losses(measured), ...delays(measured), ...onAir(measured.air)] : []),
  ].sort((a, b) => a.score - b.score);
  return health(
    flaws[0]?.score ?? 100,
    flaws.map(({ reason }) => reason),
  );
}

function weakSignal(dbm: number | null): Flaw[] {
  if (dbm === null || dbm >= FAIR_DBM) return [];
  // From 85 at the edge of fair down to 30 where frames are lost.
  const score = Math.max(30, Math.round(85 + (dbm - FAIR_DBM) * 4));
  return [{ score, reason: dbm < POOR_DBM ? `very weak signal (${dbm} dBm)` : `weak signal (${dbm} dBm)` }];
}

function losses({ lossPercent, deaf }: Measured): Flaw[] {
  if (deaf) return [{ score: 40, reason: 'connected, but nothing of the network is heard through it' }];
  if (lossPercent === null || lossPercent < SOME_LOSS) return [];
  const score = Math.max(5, Math.round(85 - (lossPercent - SOME_LOSS) * 2));
  const many = lossPercent >= MUCH_LOSS ? 'many' : 'some';
  return [{ score, reason: `${many} packets are lost (${lossPercent} %)` }];
}

function delays({ latencyMs }: Measured): Flaw[] {
  if (latencyMs === null || latencyMs < SLOW_MS) return [];
  const slow = latencyMs >= VERY_SLOW_MS;
  return [
    { score: slow ? 45 : 75, reason: `the gateway answers ${slow ? 'very ' : ''}late (${Math.round(latencyMs)} ms)` },
  ];
}

function onAir(air: AirFigures | null): Flaw[] {
  const { failedPercent, retriesPercent } = air ?? { failedPercent: null, retriesPercent: null };
  return [
    ...(failedPercent !== null && failedPercent >= MANY_FAILURES
      ? [{ score: 40, reason: `the access point does not hear it well (${failedPercent} % of frames given up)` }]
      : []),
    ...(retriesPercent !== null && retriesPercent >= MANY_RETRIES
      ? [{ score: 70, reason: `the air is crowded or the way far (${retriesPercent} % of frames sent again)` }]
      : []),
  ];
}

function health(score: number, reasons: string[]): Port['health'] {
  const level: HealthLevel = score === 0 ? 'dead' : score < 50 ? 'poor' : score < 90 ? 'fair' : 'good';
  return { level, score, reasons };
}
