import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { METHODS } from '../../helper/contract/wire.ts';
import {
  changed,
  EXAMPLE,
  MALFORMED_FRAMES,
  MALFORMED_PARAMS,
  MALFORMED_PROFILES,
  placesIn,
  request,
  written,
  type Json,
} from '../contract/malformed.ts';
import { RawPeer, serve, stopAll, type Frame } from './fixtures.ts';

afterEach(stopAll);

interface Bad {
  line: string;
  /** Where the error must point; null where there is no request to point into. */
  path: string | null;
}

const setProfile = (document: unknown): string => JSON.stringify(request('profile.set', { document }));

const byHand: Bad[] = [
  ...MALFORMED_PROFILES.map(([path, value, where]) => ({
    line: setProfile(changed(path, value)),
    path: where ?? written(path),
  })),
  ...MALFORMED_PARAMS.map(([method, params, path]) => ({ line: JSON.stringify(request(method, params)), path })),
  ...MALFORMED_FRAMES.map(([frame]) => ({
    line: typeof frame === 'string' ? frame : JSON.stringify(frame),
    path: null,
  })),
];

/** The example with junk in one place, and requests with junk for parameters; always the same ones. */
function generated(): Bad[] {
  const places = placesIn(EXAMPLE as unknown as Json);
  const junk = fc.jsonValue().map((value) => value as Json);
  const profile = fc.tuple(fc.constantFrom(...places), junk).map(([path, value]) => ({
    document: changed(path, value),
    path: String(path[0]),
  }));
  const profiles = fc
    .sample(profile, { seed: 1, numRuns: 600 })
    .filter(({ document }) => !fits(document))
    .map(({ document, path }) => ({ line: setProfile(document), path }));
  const names = fc.constantFrom(...Object.keys(METHODS).filter((name) => name !== 'profile.set'));
  const params = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), junk, { minKeys: 1, maxKeys: 4 });
  const frames = fc
    .sample(fc.tuple(names, params), { seed: 1, numRuns: 200 })
    .map(([method, given]) => ({ line: JSON.stringify(request(method, given)), path: '' }));
  return [...profiles, ...frames];
}

function fits(document: unknown): boolean {
  try {
    decodeProfile(document);
    return true;
  } catch {
    return false;
  }
}

const distinct = (bad: readonly Bad[]) => new Map(bad.map((each) => [each.line, each]));

/** The error names the place itself, or at the least what it is part of. */
function names(answer: Frame | null, path: string | null): void {
  const { code, details } = (answer?.error?.data ?? {}) as {
    code?: string;
    details?: { issues: { path: string; message: string }[] } | null;
  };
  expect(['usage', 'invalid-profile']).toContain(code);
  expect(answer?.error?.message).toMatch(/^.{8,}/);
  if (path === null) return;
  const paths = details?.issues.map((issue) => issue.path) ?? [];
  expect(answer?.error?.message.startsWith(`${paths[0] ?? '?'}: `)).toBe(true);
  expect(paths.some((found) => found !== '' && found.startsWith(path))).toBe(true);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('one running helper answers each with the field that does not fit, lives on, and keeps its memory', async () => {
  const hand = distinct(byHand);
  const all = distinct([...byHand, ...generated()]);
  expect(hand.size).toBeGreaterThanOrEqual(240);
  expect(all.size - hand.size).toBeGreaterThanOrEqual(400);

  const { socketPath, profiles, log } = await serve();
  const peer = await RawPeer.connect(socketPath);
  const round = async () => {
    for (const { line, path } of all.values()) names(await peer.send(`${line}\n`).next(), path);
  };
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  await round();
  await round();
  const before = heap();
  for (let rounds = 0; rounds < 4; rounds += 1) await round();
  // A leak of no more than 200 bytes a frame would show.
  expect(heap() - before).toBeLessThan(all.size * 4 * 200);

  expect(await peer.call('hello', { protocol: 1 }, 'still there')).toMatchObject({ id: 'still there', result: {} });
  expect(profiles.list()).toEqual([]);
  expect(log.entries.filter(({ message }) => message === 'bug')).toEqual([]);
}, 60_000);
