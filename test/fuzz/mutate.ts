import type { Random } from './random.ts';

/** Pieces that parsers stumble over: ends of numbers, of text, of encodings, and what means something to someone. */
const PIECES = [
  '',
  '\0',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u001b[2J',
  '\u202e',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '😀',
  'é',
  '"',
  "'",
  '\\',
  '`',
  '$(id)',
  ';',
  '|',
  '&',
  '%n',
  '%s',
  '../',
  '/',
  ':',
  '=',
  ',',
  '{',
  '}',
  '[',
  ']',
  '{}',
  '[]',
  'null',
  'true',
  'NaN',
  'Infinity',
  '-1',
  '-0',
  '0',
  '1e999',
  '65535',
  '65536',
  '2147483648',
  '4294967295',
  '18446744073709551616',
  '0x7f',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '255.255.255.255',
  '::',
  '::ffff:1.2.3.4',
  'fe80::1%eth0',
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  '#',
  '!',
  '*',
  '&a',
  '*a',
  '<<',
  '- ',
  '? ',
  '|\n',
  'Ａ',
];

/** Another text like those of `seeds`: cut, doubled, spliced and spoilt in a few places. */
export function mutated(seeds: readonly string[], random: Random): string {
  if (random.chance(0.03)) return nonsense(random);
  let text = random.of(seeds);
  for (let count = 1 + random.below(4); count > 0; count -= 1) text = once(text, seeds, random);
  return text.length > 65_536 ? text.slice(0, 65_536) : text;
}

function once(text: string, seeds: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const to = at + random.below(Math.min(24, text.length - at) + 1);
  switch (random.below(9)) {
    case 0:
      return text.slice(0, at) + random.of(PIECES) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + random.of(PIECES) + text.slice(to);
    case 3:
      return text.slice(0, to) + text.slice(at);
    case 4:
      return (
        text.slice(0, at) + String.fromCharCode(random.below(random.chance(0.8) ? 128 : 65_536)) + text.slice(at + 1)
      );
    case 5: {
      const other = random.of(seeds);
      return text.slice(0, at) + other.slice(random.below(other.length + 1));
    }
    case 6: {
      const lines = text.split('\n');
      const line = random.below(lines.length);
      lines.splice(random.below(lines.length + 1), 0, lines[line] ?? '');
      return lines.join('\n');
    }
    case 7:
      return text.replace(/\d+/, () => random.of(PIECES));
    default:
      return random.chance(0.05)
        ? text.slice(0, at) + text.slice(at, to).repeat(1 + random.below(400)) + text.slice(to)
        : text.slice(0, at);
  }
}

function nonsense(random: Random): string {
  let text = '';
  for (let count = random.below(60); count > 0; count -= 1) {
    text += random.chance(0.5) ? random.of(PIECES) : String.fromCharCode(random.below(65_536));
  }
  return text;
}

/** Any value that JSON can hold, with the names that mean something now and then. */
export function value(random: Random, names: readonly string[], depth = 0): unknown {
  switch (random.below(depth > 4 ? 6 : 9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.of([0, -1, 1, 0.5, 100, 65_536, 4_294_967_296, 1e300, -1e300]);
    case 3:
      return random.of(PIECES);
    case 4:
      return random.of(names);
    case 5:
      return random.of(PIECES).repeat(random.below(40));
    case 6:
    case 7:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [
          random.chance(0.8) ? random.of(names) : random.of(PIECES),
          value(random, names, depth + 1),
        ]),
      );
    default:
      return Array.from({ length: random.below(5) }, () => value(random, names, depth + 1));
  }
}

/** What a file or the air may hold where text is expected. */
export function bytes(random: Random): Uint8Array {
  const text = Buffer.from(nonsense(random), random.chance(0.5) ? 'utf8' : 'latin1');
  return text.subarray(0, random.below(text.length + 1));
}
