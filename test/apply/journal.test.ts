import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from '../../helper/apply/journal.ts';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'linkbraid-journal-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const BEGIN = '{"kind":"begin","bootId":"b","purpose":"up","bond":"bond0"}';
const STATE = '{"kind":"state","state":"verifying","deadline":null}';

function recovered(...lines: string[]) {
  writeFileSync(join(directory, 'transaction.jsonl'), lines.join('\n'));
  return new Journal(directory).recover('b');
}

test('says how far a change had come', () => {
  expect(recovered(BEGIN, STATE, '')).toMatchObject({ state: 'verifying', begin: { bond: 'bond0' } });
  expect(recovered(BEGIN, STATE.slice(0, 20))).toMatchObject({ state: 'applying' });
});

test.each(['null', '5', '"state"', '[]', '{}', '{"kind":5}'])('what is no entry ends the journal: %s', (line) => {
  expect(recovered(BEGIN, line, STATE)).toMatchObject({ state: 'applying' });
  expect(recovered(line, BEGIN)).toBeNull();
});
