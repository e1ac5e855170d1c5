const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  usec: 0.001,
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
};

/** systemd.time(7), as far as intervals of a bond go: "100ms", "1s 500ms", "0.1"; null for anything else. */
export function readTimeSpan(text: string, bareUnit: 'ms' | 's', into: 'ms' | 's'): number | null {
  const parts = text.trim().match(/\d+(?:\.\d+)?\s*[a-z]*\s*/g);
  if (!parts || parts.join('') !== text.trim()) return null;
  let milliseconds = 0;
  for (const part of parts) {
    const [, number = '', unit = ''] = /^([\d.]+)\s*([a-z]*)/.exec(part) ?? [];
    const name = unit === '' ? bareUnit : unit;
    const factor = Object.hasOwn(MILLISECONDS, name) ? MILLISECONDS[name] : undefined;
    if (factor === undefined) return null;
    milliseconds += Number(number) * factor;
  }
  return Math.floor((into === 's' ? milliseconds / 1000 : milliseconds) + 1e-6);
}
