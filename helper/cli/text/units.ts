/** Three significant digits, no trailing zeros: 1000 → "1", 433.3 → "433". */
function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (Number(rest.toPrecision(3)) >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${Number(rest.toPrecision(3))} ${units[unit]}`;
}

/** Empty where it is not known. */
export function bitRate(bitsPerSecond: number | null): string {
  return bitsPerSecond === null ? '' : scaled(bitsPerSecond, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);
}

export function linkSpeed(mbps: number | null): string {
  return mbps === null ? '' : bitRate(mbps * 1_000_000);
}

export function signal(dbm: number | null): string {
  return dbm === null ? '' : `${dbm} dBm`;
}

export function band(frequencyMhz: number): string {
  return frequencyMhz < 3000 ? '2.4 GHz' : frequencyMhz < 5925 ? '5 GHz' : '6 GHz';
}

/** "47 s", "3 min 20 s": time left, never below zero. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** Local time of day, 14:03:22. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Local date and time, 2026-11-22 14:03:22. */
export function dateAndTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(at)}`;
}

/** "1 problem", "2 problems". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
