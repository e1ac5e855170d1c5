import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../helper/formats/format.ts';
import { importFiles } from '../../helper/formats/formats.ts';
import { readTimeSpan } from '../../helper/formats/time-span.ts';

const PATHS = ['interfaces', 'a.netdev', 'a.nmconnection', 'a.yaml'];

function failure(path: string, text: string): FormatError {
  try {
    importFiles([{ path, text }]);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('expected a FormatError');
}

describe('hostile texts', () => {
  it.each<[string, string, string, number | null]>([
    ['interfaces', 'x'.repeat(300_000), 'longer than 262144 characters', null],
    ['interfaces', `# ok\n${'x'.repeat(5000)}`, 'line 2: longer than', 2],
    ['a.yaml', 'network:\n  bonds:\n    "\0": {}\n', 'line 3: holds a control character', 3],
    ['a.netdev', '[NetDev]\nName=a\0b\n', 'line 2: holds a control character', 2],
    ['a.netdev', 'Name=bond0\n', 'line 1: expected a section', 1],
    ['a.netdev', '[NetDev]\n=x\n', 'line 2: expected "key=value"', 2],
    ['a.nmconnection', '[connection]\nnonsense\n', 'line 2: expected "key=value"', 2],
    ['interfaces', '# nothing\n', 'no bond is described here', null],
    ['interfaces', '\n\naddress 10.0.0.1\n', 'line 3: "address" stands outside', 3],
    ['interfaces', 'iface\n', 'line 1: expected "iface NAME', 1],
    ['a.yaml', `network: ${'['.repeat(2000)}`, 'line 1: nested too deep', 1],
    [
      'a.yaml',
      `network:\n${Array.from({ length: 400 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}`,
      'nested too deep',
      242,
    ],
    ['a.yaml', `- ${'- '.repeat(1000)}x`, 'nested too deep', 1],
    ['a.yaml', 'a: &a [x, x]\nb: &b [*a, *a]\nnetwork: [*b, *b]\n', 'aliases ("*name") are not followed', null],
    ['a.yaml', 'network:\n  bonds: {a: 1\n', 'line 3', 3],
    ['a.yaml', 'network:\n  bonds: {}\n  bonds: {}\n', 'line 3', 3],
    ['a.yaml', 'just text\n', 'line 1: expected a mapping', 1],
    ['a.yaml', '', 'line 1: expected a mapping', 1],
  ])('%s %#', (path, text, message, line) => {
    const error = failure(path, text);
    expect(error.message).toContain(message);
    expect(error.line).toBe(line);
  });

  it('take no other way out than an error of their own', () => {
    const piece = fc.constantFrom(
      ...[
        'iface bond0 inet static\n',
        ' bond-slaves a b\n',
        ' address x/y\n',
        ' netmask 300\n',
        'up ifenslave bond0\n',
      ],
      ...[
        '[NetDev]\n',
        'Kind=bond\n',
        'Name=\n',
        '[Bond]\n',
        'MIIMonitorSec=x\n',
        '[connection]\n',
        'type=bond\n',
        '[bond]\n',
      ],
      ...[
        'network:\n',
        '  bonds:\n',
        '    b0:\n',
        '      parameters: {mode: [1]}\n',
        '      interfaces: {a: b}\n',
        '  wifis: 3\n',
      ],
      ...['      routes: [1, {to: default}]\n', '__proto__: 1\n', 'constructor=1\n', '"\n', '\\\n', '\t', '- ', '? '],
    );
    const text = fc.array(fc.oneof(piece, piece, fc.string()), { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), text, (path, body) => {
        try {
          importFiles([{ path, text: body }]);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readTimeSpan', () => {
  it.each<[string, 'ms' | 's', 'ms' | 's', number | null]>([
    ['100', 'ms', 'ms', 100],
    ['0.1', 's', 'ms', 100],
    ['100ms', 's', 'ms', 100],
    ['1s 500ms', 's', 'ms', 1500],
    ['2min', 's', 's', 120],
    ['1.5', 's', 's', 1],
    ['0.29', 's', 'ms', 290],
    ['', 's', 'ms', null],
    ['soon', 's', 'ms', null],
    ['5 constructor', 's', 'ms', null],
    ['-5', 's', 'ms', null],
  ])('%s', (text, bare, into, expected) => {
    expect(readTimeSpan(text, bare, into)).toBe(expected);
  });
});
