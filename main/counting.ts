/* Numbers that run on by themselves, told from what happens. */

const RUNNING: ReadonlySet<string> = new Set([
  'sequence',
  'at',
  'rxBytes',
  'txBytes',
  'rxBitsPerSecond',
  'txBitsPerSecond',
  'rxMbps',
  'txMbps',
  'signalDbm',
  'latencyMs',
  'jitterMs',
  'lossPercent',
  'retriesPercent',
  'failedPercent',
  'beaconsLost',
  'inactiveMs',
  'score',
]);

/** Whether nothing but such numbers lies between the two, each as known as before. */
export function onlyCounted(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false;
  const then = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  const keys = Object.keys(now);
  return (
    keys.length === Object.keys(then).length &&
    keys.every(
      (key) =>
        (RUNNING.has(key) && typeof then[key] === 'number' && typeof now[key] === 'number') ||
        (key in then && onlyCounted(then[key], now[key])),
    )
  );
}
