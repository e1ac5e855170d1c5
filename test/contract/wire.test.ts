import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { METHODS, RPC, type Permission } from '../../helper/contract/wire.ts';
import { decodeRequest } from '../../helper/serve/rpc.ts';
import { RawPeer, serve, stopAll } from '../serve/fixtures.ts';

afterEach(stopAll);

const decode = (frame: unknown) =>
  decodeRequest(Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)));
const request = (method: unknown, params?: unknown, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });

describe('frames that are no request', () => {
  const id = 1;
  const table: [unknown, number, unknown?][] = [
    ['', RPC.parse],
    [' ', RPC.parse],
    ['{', RPC.parse],
    ['{"jsonrpc":"2.0","id":1,"method":"status"', RPC.parse],
    ["{'jsonrpc':'2.0'}", RPC.parse],
    ['{"jsonrpc":"2.0","id":1,"method":"status",}', RPC.parse],
    ['GET / HTTP/1.1', RPC.parse],
    ['NaN', RPC.parse],
    ['\ufeff{}{}', RPC.parse],
    ['{"jsonrpc":"2.0","id":1,"method":"status"} trailing', RPC.parse],
    ['['.repeat(100_000), RPC.parse],
    ['null', RPC.request],
    ['5', RPC.request],
    ['"status"', RPC.request],
    ['true', RPC.request],
    ['[]', RPC.request],
    [[request('status')], RPC.request],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, RPC.request],
    [{}, RPC.request],
    [{ jsonrpc: '2.0', method: 'status' }, RPC.request],
    [request('status', {}, null), RPC.request],
    [request('status', {}, true), RPC.request],
    [request('status', {}, {}), RPC.request],
    [request('status', {}, [1]), RPC.request],
    [request('status', {}, 'x'.repeat(257)), RPC.request],
    ['{"jsonrpc":"2.0","id":1e400,"method":"status"}', RPC.request],
    [{ id, method: 'status' }, RPC.request, id],
    [{ jsonrpc: '1.0', id, method: 'status' }, RPC.request, id],
    [{ jsonrpc: 2, id, method: 'status' }, RPC.request, id],
    [{ jsonrpc: '2.0', id }, RPC.request, id],
    [request(null), RPC.request, id],
    [request(5), RPC.request, id],
    [request(['status']), RPC.request, id],
    [request({}), RPC.request, id],
    [request(''), RPC.method, id],
    [request('Status'), RPC.method, id],
    [request('status '), RPC.method, id],
    [request('constructor'), RPC.method, id],
    [request('__proto__'), RPC.method, id],
    [request('toString'), RPC.method, id],
    [request('hasOwnProperty'), RPC.method, id],
    [request('profile'), RPC.method, id],
    [request('exec'), RPC.method, id],
    [request('status', null), RPC.params, id],
    [request('status', []), RPC.params, id],
    [request('status', [1]), RPC.params, id],
    [request('status', 'x'), RPC.params, id],
    [request('status', 5), RPC.params, id],
  ];

  test.each(table)('%j', (frame, code, answered = null) => {
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
  const table: [string, unknown, string][] = [
    ['hello', {}, 'protocol'],
    ['hello', { protocol: '1' }, 'protocol'],
    ['hello', { protocol: 1, more: 1 }, 'more'],
    ['status', { more: 1 }, 'more'],
    ['subscribe', { all: true }, 'all'],
    ['adapters', { name: 'eth0' }, 'name'],
    ['networks', { adapter: '' }, 'adapter'],
    ['networks', { adapter: '../../etc' }, 'adapter'],
    ['networks', { adapter: 'a;b c' }, 'adapter'],
    ['networks', { adapter: 5 }, 'adapter'],
    ['networks', { scan: 'yes' }, 'scan'],
    ['networks', { scan: null }, 'scan'],
    ['plan', { profile: '../desk' }, 'profile'],
    ['plan', { profile: 5 }, 'profile'],
    ['plan', { profile: '' }, 'profile'],
    ['plan', { profile: 'x'.repeat(64) }, 'profile'],
    ['plan', { profle: 'desk' }, 'profle'],
    ['up', { profile: 'desk', plan: '' }, 'plan'],
    ['up', { profile: 'desk', plan: 'a b' }, 'plan'],
    ['up', { profile: 'desk', plan: 5 }, 'plan'],
    ['up', { profile: 'desk', plan: 'x'.repeat(65) }, 'plan'],
    ['up', { profile: 'desk', trySeconds: 0 }, 'trySeconds'],
    ['up', { profile: 'desk', trySeconds: -1 }, 'trySeconds'],
    ['up', { profile: 'desk', trySeconds: 3601 }, 'trySeconds'],
    ['up', { profile: 'desk', trySeconds: 1.5 }, 'trySeconds'],
    ['up', { profile: 'desk', trySeconds: '60' }, 'trySeconds'],
    ['up', { profile: 'desk', force: true }, 'force'],
    ['keep', { id: 't-1' }, 'id'],
    ['revert', { id: 't-1' }, 'id'],
    ['down', { bond: 'a/b' }, 'bond'],
    ['down', { bond: ['bond0'] }, 'bond'],
    ['down', { bond: 'x'.repeat(16) }, 'bond'],
    ['profile.show', {}, 'name'],
    ['profile.show', { name: null }, 'name'],
    ['profile.show', { name: '.' }, 'name'],
    ['profile.remove', { name: '/etc/passwd' }, 'name'],
    ['profile.remove', { name: {} }, 'name'],
    ['profile.set', { profile: {} }, 'profile'],
    ['events', { limit: 0 }, 'limit'],
    ['events', { limit: 10_001 }, 'limit'],
    ['events', { limit: '5' }, 'limit'],
    ['events', { follow: 1 }, 'follow'],
    ['doctor', { deep: true }, 'deep'],
    ['advise', { links: {} }, 'links'],
    ['advise', { links: ['eth0'] }, 'links[0]'],
    ['advise', { links: [{ adapter: 'a/b' }] }, 'links[0].adapter'],
    ['advise', { links: [{ adapter: 'wlan0', ssid: '' }] }, 'links[0].ssid'],
    ['advise', { links: [{ adapter: 'wlan0', psk: 'x' }] }, 'links[0].psk'],
    ['advise', { links: Array.from({ length: 33 }, () => ({ adapter: 'eth0' })) }, 'links'],
    ['adopt', {}, 'bond'],
    ['adopt', { bond: 'bond0', profile: '../x' }, 'profile'],
    ['activate', { bond: 'bond0' }, 'port'],
    ['activate', { bond: 'bond0', port: '' }, 'port'],
    ['set', { bond: 'bond0' }, 'options'],
    ['set', { bond: 'bond0', options: {} }, 'options'],
    ['set', { bond: 'bond0', options: [] }, 'options'],
    ['set', { bond: 'bond0', options: {}, forceOptions: { A: 1 } }, 'forceOptions.A'],
    ['set', { bond: 'bond0', options: {}, forceOptions: { a: 'x\n' } }, 'forceOptions.a'],
    ['set', { bond: 'bond0', options: { miimon: 5 }, trySeconds: 0 }, 'trySeconds'],
    ['activate', { bond: 'bond0', port: 'eth0', trySeconds: 3601 }, 'trySeconds'],
    ['set', { bond: 'bond0', options: { MIIMON: 5 } }, 'options.MIIMON'],
    ['set', { bond: 'bond0', options: { miimon: true } }, 'options.miimon'],
    ['set', { bond: 'bond0', options: { miimon: '5\n' } }, 'options.miimon'],
    ['set', { bond: 'bond0', options: { miimon: 5 }, rebuild: 1 }, 'rebuild'],
    ['set', { bond: 'bond0', options: { miimon: 5 }, onlyNow: 'yes' }, 'onlyNow'],
    ['port.add', { bond: 'bond0' }, 'adapter'],
    ['port.add', { bond: 'bond0', adapter: { mac: '00:00:24:c3:df:45' } }, 'adapter'],
    ['port.add', { bond: 'bond0', adapter: 'wlan0', wifi: { ssid: 'Home', psk: 'long enough' } }, 'wifi'],
    [
      'port.add',
      { bond: 'bond0', adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'x' } },
      'wifi.psk',
    ],
    ['port.add', { bond: 'bond0', adapter: 'wlan0', from: 'desk' }, 'from'],
    ['port.add', { bond: 'bond0', adapter: 'wlan0', from: { profile: '../desk' } }, 'from.profile'],
    ['port.remove', { bond: 'bond0', adapter: null }, 'adapter'],
    ['port.remove', { adapter: 'eth0' }, 'bond'],
  ];

  test.each(table)('%s %j: %s', (method, params, path) => {
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
  expect(by('configure')).toEqual(['profile.set', 'profile.remove', 'adopt', 'set', 'port.add', 'port.remove']);
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
