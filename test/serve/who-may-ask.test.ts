import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { PolkitAnswer } from '../../helper/kernel/polkit.ts';
import { METHODS, type Method, type Permission } from '../../helper/contract/wire.ts';
import { groupAuthorizer, polkitAuthorizer } from '../../helper/serve/authorize.ts';
import { policyDefaults, type PolicyDefaults } from '../build/policy.ts';
import { RawPeer, serve, stopAll } from './fixtures.ts';

/*
 * Every request, as everyone, at a real server: what is let through must be what the table in SECURITY.md says. polkit
 * is played by a reading of our own policy file; the real one is asked in test/package.
 */

afterEach(stopAll);

/** Where a person sits decides which of the policy's columns counts for them. */
const PEOPLE: Record<string, { uid: number; sits: keyof PolicyDefaults; knowsPassword: boolean }> = {
  nobody: { uid: 65534, sits: 'any', knowsPassword: false },
  'user elsewhere': { uid: 1001, sits: 'inactive', knowsPassword: false },
  'user at the seat': { uid: 1000, sits: 'active', knowsPassword: false },
  administrator: { uid: 1002, sits: 'active', knowsPassword: true },
  root: { uid: 0, sits: 'any', knowsPassword: true },
};
type Person = keyof typeof PEOPLE;

const POLICY = policyDefaults();

function askPolicy(person: Person) {
  const { sits, knowsPassword } = PEOPLE[person]!;
  return (_peer: unknown, action: string): Promise<PolkitAnswer> => {
    const granted = POLICY.get(action)?.[sits];
    const prompts = granted?.startsWith('auth_admin') ?? false;
    return Promise.resolve(granted === 'yes' || (prompts && knowsPassword) ? 'yes' : prompts ? 'challenge' : 'no');
  };
}

const document = (wifi: object) => ({
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi }],
});
const OPEN = document({ ssid: 'Cafe', security: 'open' });
const SECRET = document({ ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' });

/** The requests of the table: every method, and those whose parameters make them more than their method says. */
const REQUESTS: Record<string, { method: Method; params: object }> = {
  ...Object.fromEntries((Object.keys(METHODS) as Method[]).map((method) => [method, { method, params: {} }])),
  hello: { method: 'hello', params: { protocol: 1 } },
  plan: { method: 'plan', params: { document: SECRET } },
  up: { method: 'up', params: { profile: 'desk' } },
  'up with a document': { method: 'up', params: { document: OPEN } },
  'up with a document and a passphrase': { method: 'up', params: { document: SECRET } },
  'up with options of its own': { method: 'up', params: { profile: 'desk', forceOptions: { quick_start: 'on' } } },
  'profile.show': { method: 'profile.show', params: { name: 'desk' } },
  'profile.set': { method: 'profile.set', params: { document: OPEN } },
  'profile.set with a passphrase': { method: 'profile.set', params: { document: SECRET } },
  'profile.remove': { method: 'profile.remove', params: { name: 'desk' } },
  adopt: { method: 'adopt', params: { bond: 'bond0' } },
  activate: { method: 'activate', params: { bond: 'bond0', port: 'eth0' } },
  set: { method: 'set', params: { bond: 'bond0', options: { miimon: 50 } } },
  'port.add': { method: 'port.add', params: { bond: 'bond0', adapter: 'eth1' } },
  'port.add with a passphrase': {
    method: 'port.add',
    params: { bond: 'bond0', adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } },
  },
  'port.remove': { method: 'port.remove', params: { bond: 'bond0', adapter: 'eth1' } },
  'port.set': { method: 'port.set', params: { bond: 'bond0', adapter: 'eth1', options: { prio: 5 } } },
};

/** Rows of the table: request, permission, then a tick for each person in the order of its head. */
const TABLE = new Map(
  [...readFileSync('SECURITY.md', 'utf8').matchAll(/^\| `([a-z.]+)`([^|]*) \| (\w+) +\|(.*)\|$/gm)].map(
    ([, method = '', rest = '', permission = '', ticks = '']) => [
      `${method}${rest.trimEnd()}`,
      { permission: permission as Permission, ticks: ticks.split('|').map((cell) => cell.trim() === '✓') },
    ],
  ),
);

test('the table in SECURITY.md names every request', () => {
  expect([...TABLE.keys()].sort()).toEqual(Object.keys(REQUESTS).sort());
});

describe.each(Object.keys(PEOPLE))('%s', (person) => {
  const { uid } = PEOPLE[person]!;
  const column = Object.keys(PEOPLE).indexOf(person);

  test.each(Object.keys(REQUESTS))('%s', async (name) => {
    const { method, params } = REQUESTS[name]!;
    const { socketPath, core, profiles } = await serve({
      credentials: () => ({ pid: process.pid, uid, gid: uid }),
      authorize: polkitAuthorizer(askPolicy(person), () => ({ allowed: false, needs: 'polkit', mend: 'install it' })),
    });
    profiles.saved.set('desk', { name: 'desk', ports: [], bond: {} } as never);
    const answer = await (await RawPeer.connect(socketPath)).call(method, params);
    const row = TABLE.get(name);
    expect(row).toBeDefined();
    if (row?.ticks[column]) {
      expect(answer).toHaveProperty('result');
    } else {
      expect(answer).toMatchObject({
        error: { data: { code: 'not-allowed', details: { permission: row?.permission } } },
      });
      expect(core.calls).toEqual([]);
      expect(profiles.saved.size).toBe(1);
    }
  });
});

describe('where there is no polkit', () => {
  const files = { '/etc/passwd': 'ada:x:1000:1000::/:\nbob:x:1001:1001::/:\n', '/etc/group': 'netdev:x:109:ada\n' };
  const authorize = polkitAuthorizer(
    () => Promise.resolve('absent'),
    groupAuthorizer({ readFile: (path) => files[path] }),
  );

  test.each<[string, number, boolean]>([
    ['a member of netdev', 1000, true],
    ['another user', 1001, false],
    ['root', 0, true],
  ])('%s', async (_case, uid, may) => {
    for (const { method, params } of Object.values(REQUESTS)) {
      const { socketPath, profiles } = await serve({ authorize, credentials: () => ({ pid: 1, uid, gid: uid }) });
      profiles.saved.set('desk', { name: 'desk', ports: [], bond: {} } as never);
      const answer = await (await RawPeer.connect(socketPath)).call(method, params);
      const allowed = may || METHODS[method].permission === 'read';
      expect(answer, method).toHaveProperty(allowed ? 'result' : 'error');
    }
  });
});
