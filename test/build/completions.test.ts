import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPLETIONS } from '../../build/completions/all.ts';

test.each(Object.keys(COMPLETIONS))(
  '%s is what the command table gives: node build/run.mjs build/completions.ts',
  (name) => {
    expect(readFileSync(`build/completions/${name}`, 'utf8')).toBe(COMPLETIONS[name]);
  },
);

/** Names that a shell would act on, were they not quoted. */
const HOSTILE = 'e$(id)`id`';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'linkbraid-completion-'));
  const program = join(directory, 'linkbraid');
  const answers = {
    adapters: ['eth0', 'wlan0', HOSTILE],
    profiles: ['desk', 'my desk'],
    bonds: ['bond0'],
    'ports bond0': ['eth0', 'wlan0'],
    options: ['miimon=', 'mode='],
    'port-options': ['prio=', 'queue_id='],
  };
  const cases = Object.entries(answers).map(
    ([asked, names]) => `'__complete ${asked}') printf '%s\\n' ${names.map((name) => `'${name}'`).join(' ')} ;;`,
  );
  writeFileSync(program, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) echo no >&2; exit 2 ;;\nesac\n`);
  chmodSync(program, 0o755);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function shell(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    env: { PATH: `${directory}:${process.env.PATH ?? ''}`, HOME: directory },
    encoding: 'utf8',
    // A complaint of the shell would stand on the line that somebody is typing.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const has = (program: string) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

describe('bash', () => {
  /** What is offered for the last word, as bash splits the line: "=" is a word of its own. */
  function offered(...words: string[]): string[] {
    const script = `source build/completions/linkbraid.bash
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _linkbraid
      if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"; fi`;
    const output = shell('bash', ['--norc', '-uc', script, 'bash', 'linkbraid', ...words]);
    return output.split('\n').filter((line) => line !== '');
  }

  test.each<[string[], string[]]>([
    [['ad'], ['adapters', 'advise', 'adopt']],
    [
      ['profile', ''],
      ['list', 'show', 'set', 'remove'],
    ],
    [['port', 'r'], ['remove']],
    [
      ['up', ''],
      ['desk', 'my\\ desk'],
    ],
    [['up', 'my\\ d'], ['my\\ desk']],
    [['up', 'desk', ''], []],
    [['up', '--try', '30', 'd'], ['desk']],
    [['up', '--try', ''], []],
    [['up', '--t'], ['--try']],
    [['--json', 'down', 'b'], ['bond0']],
    [
      ['activate', 'bond0', ''],
      ['eth0', 'wlan0'],
    ],
    [['activate', 'bond1', ''], []],
    [
      ['set', 'bond0', 'm'],
      ['miimon=', 'mode='],
    ],
    [['set', 'bond0', 'miimon', '=', ''], []],
    [['set', 'bond0', 'miimon', '='], []],
    [['set', 'bond0', 'miimon', '=', '50', 'mo'], ['mode=']],
    [['advise', 'eth0', 'w'], ['wlan0']],
    [
      ['port', 'add', 'bond0', 'e'],
      ['eth0', 'e\\$\\(id\\)\\`id\\`'],
    ],
    [
      ['export', 'desk', '--format', 'net'],
      ['netplan', 'networkd'],
    ],
    [['export', 'desk', '--format', '=', 'nm'], ['nmcli']],
    [['import', 'tsconf'], ['tsconfig.json']],
    [
      ['port', 'set', 'bond0', 'eth0', ''],
      ['prio=', 'queue_id='],
    ],
    [['frob', ''], []],
  ])('%j: %j', (words, expected) => expect(offered(...words)).toEqual(expected));
});

/** Lines with what is offered for them by shells that leave the quoting of what is chosen to themselves. */
const LINES: readonly [string, readonly string[]][] = [
  ['ad', ['adapters', 'adopt', 'advise']],
  ['profile ', ['list', 'remove', 'set', 'show']],
  ['port r', ['remove']],
  ['up ', ['desk', 'my desk']],
  ['up my\\ d', ['my desk']],
  ['up desk ', []],
  ['up --try 30 d', ['desk']],
  ['up --try ', []],
  ['up --t', ['--try']],
  ['--json down b', ['bond0']],
  ['activate bond0 ', ['eth0', 'wlan0']],
  ['activate bond1 ', []],
  ['set bond0 m', ['miimon=', 'mode=']],
  ['set bond0 miimon=50 mo', ['mode=']],
  ['advise eth0 w', ['wlan0']],
  ['port add bond0 e', [HOSTILE, 'eth0']],
  ['port set bond0 eth0 p', ['prio=']],
  ['export desk --format net', ['netplan', 'networkd']],
  ['import tsconf', ['tsconfig.json']],
  ['frob ', []],
];

describe.runIf(has('fish'))('fish', () => {
  test.each([...LINES, ['export desk --format=nm', ['--format=nmcli']] as const])('%j: %j', (line, expected) => {
    const script = 'source build/completions/linkbraid.fish; complete --do-complete $argv[1]';
    const output = shell('fish', ['--no-config', '-c', script, `linkbraid ${line}`]);
    const offered = output.split('\n').flatMap((each) => (each === '' ? [] : [each.split('\t')[0]]));
    expect(offered.sort()).toEqual(expected);
  });
});

describe.runIf(has('zsh'))('zsh', () => {
  /** What was offered for the first, the first as it stands then, and so on. */
  function complete(lines: readonly string[]) {
    copyFileSync('build/completions/linkbraid.zsh', join(directory, '_linkbraid'));
    const output = shell('zsh', [
      '-f',
      'test/build/capture.zsh',
      directory,
      ...lines.map((line) => `linkbraid ${line}`),
    ]);
    return output
      .replaceAll('\r', '')
      .split(/^>(.*)\n/m)
      .slice(0, -1);
  }

  test('offers the same', () => {
    const lines = [...LINES, ['export desk --format=nm', ['nmcli']] as const];
    const found = complete(lines.map(([line]) => line));
    const offered = lines.map(([line], index) => [
      line,
      (found[2 * index] ?? '')
        .split('\n')
        .filter((word) => word !== '')
        .sort(),
    ]);
    expect(offered).toEqual(lines);
  });

  test('quotes what it puts into the line, and goes on behind "="', () => {
    const found = complete(['port add bond0 e\\$', 'port set bond0 eth0 p', 'down ']);
    expect([found[1], found[3], found[5]]).toEqual([
      'linkbraid port add bond0 e\\$\\(id\\)\\`id\\` ',
      'linkbraid port set bond0 eth0 prio=',
      'linkbraid down bond0 ',
    ]);
  });
});
