import { afterEach, describe, expect, test } from 'vitest';
import { connectHelper, type HelperClient } from '../../helper/client/client.ts';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import { METHODS, type Method } from '../../helper/contract/wire.ts';
import { groupAuthorizer } from '../../helper/serve/authorize.ts';
import type { ServerOptions } from '../../helper/serve/server.ts';
import { serve, stopAll, transaction, type Running } from './fixtures.ts';

afterEach(stopAll);

const SECRET = 'correct horse "battery"';

function document(change: { psk?: string; ssid?: string; name?: string } = {}) {
  const { psk = SECRET, ssid = 'Home', name = 'desk' } = change;
  return {
    name,
    bond: { mode: 'active-backup' },
    ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { ssid, security: 'wpa2-psk', psk } }],
  };
}

function withoutPsk(change: Parameters<typeof document>[0] = {}) {
  const { ports, ...rest } = document(change);
  return {
    ...rest,
    ports: ports.map((port) => ({ ...port, ...(port.wifi && { wifi: { ...port.wifi, psk: undefined } }) })),
  };
}

async function helper(options: Partial<ServerOptions> = {}): Promise<Running & { client: HelperClient }> {
  const running = await serve(options);
  return { ...running, client: await connectHelper({ socketPath: running.socketPath }) };
}

describe('profiles', () => {
  test('go in with their passphrase and come out without', async () => {
    const { client, profiles } = await helper();
    expect(await client.call('profile.set', { document: document() })).toEqual({ name: 'desk' });
    expect(profiles.get('desk').ports[1]?.wifi?.psk).toBe(SECRET);
    const shown = await client.call('profile.show', { name: 'desk' });
    expect(shown.ports[1]).toEqual({ adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk' } });
  });

  test('that were shown and sent back keep the stored passphrase', async () => {
    const { client, profiles } = await helper();
    await client.call('profile.set', { document: document() });
    const shown = await client.call('profile.show', { name: 'desk' });
    await client.call('profile.set', { document: { ...shown, autoActivate: true } });
    expect(profiles.get('desk')).toMatchObject({ autoActivate: true, ports: [{}, { wifi: { psk: SECRET } }] });
  });

  test('keep it under another name, and for no other network', async () => {
    const { client, profiles } = await helper();
    await client.call('profile.set', { document: document() });
    await client.call('profile.set', { document: withoutPsk({ name: 'travel' }) });
    expect(profiles.get('travel').ports[1]?.wifi?.psk).toBe(SECRET);
    await expect(client.call('profile.set', { document: withoutPsk({ ssid: 'Elsewhere' }) })).rejects.toMatchObject({
      code: 'invalid-profile',
      details: { issues: [{ path: 'ports[1].wifi.psk' }] },
    });
  });

  test('with two passphrases for one name, take none for a third profile, and each keeps its own', async () => {
    const { client, profiles } = await helper();
    await client.call('profile.set', { document: document() });
    const travel = withoutPsk({ name: 'travel' }) as { ports: { wifi?: { psk?: string } }[] };
    travel.ports[1]!.wifi!.psk = 'another passphrase';
    await client.call('profile.set', { document: travel });
    await expect(client.call('profile.set', { document: withoutPsk({ name: 'third' }) })).rejects.toMatchObject({
      code: 'invalid-profile',
    });
    await client.call('profile.set', { document: withoutPsk({ name: 'travel' }) });
    expect(profiles.get('travel').ports[1]?.wifi?.psk).toBe('another passphrase');
  });

  test('in use stay, with what to do about it', async () => {
    const { client, core, profiles } = await helper();
    await client.call('profile.set', { document: document() });
    core.publish({ transaction: transaction({ state: 'applying' }) });
    await expect(client.call('profile.remove', { name: 'desk' })).rejects.toMatchObject({
      code: 'refused',
      details: { refusals: [{ code: 'profile-in-use', about: 'desk' }] },
    });
    core.publish({ transaction: transaction({ state: 'restored' }) });
    expect(await client.call('profile.remove', { name: 'desk' })).toEqual({ name: 'desk' });
    expect(profiles.list()).toEqual([]);
  });

  test('that do not exist are not found', async () => {
    const { client } = await helper();
    for (const call of [
      client.call('profile.show', { name: 'x' }),
      client.call('profile.remove', { name: 'x' }),
      client.call('plan', { profile: 'x' }),
      client.call('up', { profile: 'x' }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

describe('plan and up', () => {
  test('give the core the saved profile with its passphrase', async () => {
    const { client, core } = await helper();
    await client.call('profile.set', { document: document() });
    await client.call('plan', { profile: 'desk' });
    await client.call('up', { profile: 'desk', plan: 'p-1', trySeconds: 30 });
    expect(core.calls).toMatchObject([
      { method: 'plan', arguments: [{ ports: [{}, { wifi: { psk: SECRET } }] }] },
      { method: 'up', arguments: [{ name: 'desk' }, { plan: 'p-1', trySeconds: 30 }] },
    ]);
  });

  test('fill a document with the passphrases that are stored', async () => {
    const { client, core } = await helper();
    await client.call('profile.set', { document: document() });
    for (const method of ['plan', 'up'] as const) await client.call(method, { document: withoutPsk() });
    expect(core.calls.map((call) => call.arguments[0])).toMatchObject([
      { ports: [{}, { wifi: { psk: SECRET } }] },
      { ports: [{}, { wifi: { psk: SECRET } }] },
    ]);
  });

  test('take no document without a passphrase that is stored nowhere', async () => {
    const { client, core } = await helper();
    for (const method of ['plan', 'up'] as const) {
      await expect(client.call(method, { document: withoutPsk() })).rejects.toMatchObject({
        code: 'invalid-profile',
        details: { issues: [{ path: 'ports[1].wifi.psk' }] },
      });
    }
    expect(core.calls).toEqual([]);
  });

  test.each([{}, { profile: 'desk', document: document() }])(
    'take exactly one of profile and document',
    async (params) => {
      const { client } = await helper();
      await expect(client.call('plan', params)).rejects.toMatchObject({
        code: 'usage',
        details: { issues: [{ path: 'profile' }] },
      });
    },
  );
});

describe('changes of a live bond', () => {
  test('reach the core decoded, with what was left out filled in', async () => {
    const { client, core } = await helper();
    const wifi = { ssid: 'Home', security: 'wpa2-psk', psk: SECRET } as const;
    await client.call('activate', { bond: 'bond0', port: 'wlan0' });
    await client.call('set', { bond: 'bond0', options: { miimon: 50, mode: 1 } });
    await client.call('port.add', { bond: 'bond0', adapter: 'wlan1', wifi });
    await client.call('port.remove', { bond: 'bond0', adapter: 'wlan1', onlyNow: true });
    await client.call('port.set', { bond: 'bond0', adapter: 'wlan1', options: { prio: 5 } });
    await client.call('advise', { links: [{ adapter: 'wlan0', ssid: 'Home' }] });
    expect(core.calls).toEqual([
      { method: 'activate', arguments: ['bond0', 'wlan0', undefined] },
      {
        method: 'set',
        arguments: ['bond0', { miimon: 50, mode: 1 }, { rebuild: false, onlyNow: false, forceOptions: {} }],
      },
      { method: 'addPort', arguments: [{ bond: 'bond0', adapter: 'wlan1', wifi, onlyNow: false }] },
      { method: 'removePort', arguments: [{ bond: 'bond0', adapter: 'wlan1', onlyNow: true }] },
      { method: 'setPort', arguments: [{ bond: 'bond0', adapter: 'wlan1', options: { prio: 5 }, onlyNow: false }] },
      {
        method: 'advise',
        arguments: [{ links: [{ adapter: 'wlan0', ssid: 'Home' }], hostToHost: false, adHoc: false }],
      },
    ]);
  });
});

describe('who may ask', () => {
  const files = { '/etc/passwd': 'ada:x:1000:1000::/:\n', '/etc/group': 'netdev:x:109:\n' };
  const stranger = {
    authorize: groupAuthorizer({ readFile: (path) => files[path] }),
    credentials: () => ({ pid: 1, uid: 1000, gid: 1000 }),
  };
  const params: { [M in Method]?: object } = {
    hello: { protocol: 1 },
    plan: { document: document() },
    up: { document: document() },
    'profile.show': { name: 'desk' },
    'profile.set': { document: document() },
    'profile.remove': { name: 'desk' },
    adopt: { bond: 'bond0' },
    activate: { bond: 'bond0', port: 'eth0' },
    set: { bond: 'bond0', options: { miimon: 50 } },
    'port.add': { bond: 'bond0', adapter: 'eth1' },
    'port.remove': { bond: 'bond0', adapter: 'eth1' },
    'port.set': { bond: 'bond0', adapter: 'eth1', options: { prio: 5 } },
  };

  test.each(Object.keys(METHODS) as Method[])('a stranger and %s', async (method) => {
    const { client, core, profiles, log } = await helper(stranger);
    profiles.saved.set('desk', { name: 'desk' } as never);
    profiles.get = () => ({ name: 'desk', ports: [] }) as never;
    const call = client.call(method, params[method] ?? {});
    if (METHODS[method].permission === 'read') {
      await call;
    } else {
      await expect(call).rejects.toMatchObject({
        code: 'not-allowed',
        details: {
          // Their documents carry a passphrase.
          permission: method === 'up' || method === 'profile.set' ? 'secrets' : METHODS[method].permission,
          mend: 'sudo adduser ada netdev',
        },
      });
      expect(core.calls).toEqual([]);
      expect(profiles.saved.size).toBe(1);
      expect(log.entries).toEqual([{ message: 'call', fields: { method, uid: 1000, pid: 1, outcome: 'not-allowed' } }]);
    }
  });

  test('doctor says so before they try', async () => {
    const { client } = await helper(stranger);
    expect(await client.call('doctor', {})).toEqual([
      {
        check: 'permissions',
        level: 'problem',
        says: 'You may look but not change anything: that needs root or membership of the group "netdev".',
        mend: 'sudo adduser ada netdev',
      },
    ]);
  });

  test('the kernel names the peer', async () => {
    const peers: unknown[] = [];
    const { client } = await helper({
      authorize: (peer) => {
        peers.push(peer);
        return { allowed: true };
      },
    });
    await client.call('keep', {});
    expect(peers.at(-1)).toEqual({ pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  });
});

test('no passphrase shows in any answer or log line', async () => {
  const { client, log } = await helper();
  const outcomes: unknown[] = [];
  const collect = (call: Promise<unknown>) =>
    call.then(
      (answer) => outcomes.push(answer),
      (error: unknown) => outcomes.push(String(error), (error as LinkbraidError).details),
    );
  await collect(client.call('profile.set', { document: document() }));
  await collect(client.call('profile.show', { name: 'desk' }));
  await collect(client.call('profile.set', { document: document({ psk: `${SECRET}${'x'.repeat(60)}` }) }));
  await collect(client.call('plan', { document: { ...document(), bond: SECRET } }));
  await collect(client.call('up', { document: { psk: SECRET } }));
  await collect(client.call('up', { profile: 'desk' }));
  const wifi = { ssid: 'Home', security: 'wpa2-psk', psk: SECRET } as const;
  await collect(client.call('port.add', { bond: 'bond0', adapter: 'wlan1', wifi }));
  await collect(client.call('port.add', { bond: 'b/0', adapter: 'wlan1', wifi: { ...wifi, saved: true } }));
  expect(outcomes.length).toBeGreaterThan(6);
  expect(JSON.stringify([outcomes, log.entries])).not.toContain('horse');
});
