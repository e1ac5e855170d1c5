import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { METHODS, RPC, type Permission } from '../../helper/contract/wire.ts';
import { decodeRequest } from '../../helper/serve/rpc.ts';
import { RawPeer, serve, stopAll } from '../serve/fixtures.ts';
import { MALFORMED_FRAMES, MALFORMED_PARAMS, request } from './malformed.ts';

afterEach(stopAll);

const decode = (frame: unknown) =>
  decodeRequest(Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)));

describe('frames that are no request', () => {
  test.each(MALFORMED_FRAMES)('%j', (frame, code, answered = null) => {
    const decoded = decode(frame);
    expect(decoded).toMatchObject({ jsonrpc: '2.0', id: answered, error: { code, data: { code: 'usage' } } });
  });

  test.each([[[0xff, 0xfe]], [[0x22, 0xc3, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]]])(
    'bytes that are no UTF-8: %j',
    (bytes) => {
      expect(decodeRequest(Buffer.from(bytes))).toMatchObject({ id: null, error: { code: RPC.parse } });
    },
  );
});

describe('parameters that do not fit are named by their path', () => {
  test.each(MALFORMED_PARAMS)('%s %j: %s', (method, params, path) => {
    const decoded = decode(request(method, params));
    expect(decoded).toMatchObject({ id: 1, error: { code: RPC.params } });
    const { message, data } = (
      decoded as unknown as {
        error: { message: string; data: { details: { issues: { path: string; message: string }[] } } };
      }
    ).error;
    expect(data.details.issues.map((issue) => issue.path)).toContain(path);
    expect(message).toBe(`${data.details.issues[0]?.path}: ${data.details.issues[0]?.message}`);
    for (const issue of data.details.issues) expect(issue.message).toMatch(/^(missing|unknown key|expected .+)$/);
  });
});

test('every method says who may call it; only these change anything', () => {
  const by = (permission: Permission) =>
    Object.entries(METHODS)
      .filter(([, method]) => method.permission === permission)
      .map(([name]) => name);
  expect(by('toggle')).toEqual(['up', 'keep', 'revert', 'down', 'activate']);
  expect(by('configure')).toEqual([
    'profile.set',
    'profile.remove',
    'adopt',
    'set',
    'port.add',
    'port.remove',
    'port.set',
  ]);
});

describe('whatever is sent', () => {
  test('is answered with a request or an error, and no error repeats a value', () => {
    const secret = 'TOPSECRET';
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(secret, { psk: secret }, [secret]));
    const frame = fc.oneof(
      fc.string().map((text) => text + secret),
      fc.record(
        {
          jsonrpc: fc.oneof(fc.constant('2.0'), value),
          id: fc.oneof(fc.constant(1), value),
          method: fc.oneof(fc.constantFrom(...Object.keys(METHODS)), value),
          params: fc.oneof(
            fc.dictionary(fc.constantFrom('profile', 'name', 'adapter', 'bond', 'plan', 'limit', 'trySeconds'), value),
            value,
          ),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(frame, (given) => {
        const decoded = decode(given);
        if ('error' in decoded) {
          const { id: _id, ...rest } = decoded;
          // A key named by the sender is told; a value never is.
          expect(JSON.stringify({ ...rest, error: { ...rest.error, data: null } })).not.toContain(secret);
        } else {
          expect(Object.keys(METHODS)).toContain(decoded.method);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('line by line, the connection goes on and each line has one answer', async () => {
    const { socketPath } = await serve();
    const peer = await RawPeer.connect(socketPath);
    const line = fc.oneof(
      fc.string().map((text) => text.replaceAll('\n', ' ')),
      fc.json().map((text) => text.replaceAll('\n', ' ')),
      fc.constantFrom('{}', '[]', JSON.stringify(request('nope')), JSON.stringify(request('status', { x: 1 }))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 10 }), async (lines) => {
        peer.send(lines.map((text) => `${text}\n`).join(''));
        for (const _ of lines) expect(await peer.next()).toMatchObject({ error: { data: { code: 'usage' } } });
        expect(await peer.call('hello', { protocol: 1 }, 'still there')).toMatchObject({
          id: 'still there',
          result: {},
        });
      }),
      { numRuns: 100 },
    );
  });
});
