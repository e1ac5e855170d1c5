import * as v from 'valibot';
import { isMac } from '../../helper/contract/addresses.ts';
import type { HeardNetwork } from '../bridge/contract.ts';

/** More than any list that a person reads. */
const MOST = 60;

const heard = v.object({
  ssid: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  bssid: v.pipe(v.string(), v.check(isMac)),
  frequency: v.pipe(v.number(), v.minValue(2_000), v.maxValue(8_000)),
  signal_level: v.pipe(v.number(), v.minValue(-120), v.maxValue(0)),
  security: v.pipe(v.string(), v.maxLength(64)),
});

/** What another process says it heard: whatever does not fit is not there. Strongest first, each name once. */
export function decodeHeard(given: unknown): HeardNetwork[] {
  if (!Array.isArray(given)) return [];
  const networks = given
    .slice(0, 1_000)
    .flatMap((each) => {
      const read = v.safeParse(heard, each);
      return read.success ? [read.output] : [];
    })
    .sort((a, b) => b.signal_level - a.signal_level);
  return [...new Map([...networks].reverse().map((each) => [each.ssid, each])).values()]
    .sort((a, b) => b.signal_level - a.signal_level)
    .slice(0, MOST)
    .map(({ ssid, frequency, signal_level: signalDbm, security }) => ({
      ssid,
      frequencyMhz: frequency,
      signalDbm,
      secured: security !== '' && security !== 'none' && security !== '--',
    }));
}
