import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('bash', () => {
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
    };
    const cases = Object.entries(answers).map(
      ([asked, names]) => `'__complete ${asked}') printf '%s\\n' ${names.map((name) => `'${name}'`).join(' ')} ;;`,
    );
    writeFileSync(program, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) echo no >&2; exit 2 ;;\nesac\n`);
    chmodSync(program, 0o755);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** What is offered for the last word, as bash splits the line: "=" is a word of its own. */
  function offered(...words: string[]): string[] {
    const script = `source build/completions/linkbraid.bash
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _linkbraid
      if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"; fi`;
    const output = execFileSync('bash', ['--norc', '-uc', script, 'bash', 'linkbraid', ...words], {
      env: { PATH: `${directory}:${process.env.PATH ?? ''}` },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
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
    [['frob', ''], []],
  ])('%j: %j', (words, expected) => expect(offered(...words)).toEqual(expected));
});
