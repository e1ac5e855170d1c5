import type { Gain } from '../contract.ts';
import type { AdviceWords } from './en-advice.ts';
import type { Format } from './format.ts';

/** What a mode gains against the fastest link alone, in at most two lines: one connection, and several at once. */
export function gains(gain: Gain, words: AdviceWords, format: Format): string[] {
  const { oneUp, oneDown, manyUp, manyDown, atMost } = gain;
  const all = [oneUp, oneDown, manyUp, manyDown];
  if (all.every((figure) => figure === 1)) return [words.gainNone];
  if (all.every((figure) => figure === null)) return [words.gainUnknown];
  const figure = (value: number | null) =>
    value === null ? words.notMeasured : words.times(format.factor(value), atMost && value > 1);
  const line = (say: (down: string, up: string) => string, down: number | null, up: number | null) =>
    say(figure(down), figure(up));
  return [line(words.one, oneDown, oneUp), line(words.many, manyDown, manyUp)];
}
