import { afterEach, describe, expect, test } from 'vitest';
import type { PolkitAnswer } from '../../helper/kernel/polkit.ts';
import { PERMISSIONS, type Permission } from '../../helper/contract/wire.ts';
import { permissionFor, polkitAuthorizer, type Verdict } from '../../helper/serve/authorize.ts';

const ADA = { pid: 7, uid: 1000, gid: 1000 };
const asked: [string, boolean][] = [];
afterEach(() => asked.splice(0));

function answering(answer: PolkitAnswer) {
  const otherwise = (): Verdict => ({ allowed: false, needs: 'the group', mend: 'join it' });
  return polkitAuthorizer((_peer, action, interactive) => {
    asked.push([action, interactive]);
    return Promise.resolve(answer);
  }, otherwise);
}

describe('with polkit', () => {
  test('root is not asked about', async () => {
    expect(await answering('no')({ pid: 1, uid: 0, gid: 0 }, 'secrets', true)).toEqual({ allowed: true });
    expect(asked).toEqual([]);
  });

  test.each(PERMISSIONS)('%s is an action of its own', async (permission) => {
    expect(await answering('yes')(ADA, permission, true)).toEqual({ allowed: true });
    expect(asked).toEqual([[`org.linkbraid.${permission}`, true]]);
  });

  test('no password is asked for where one only wants to know', async () => {
    expect(await answering('challenge')(ADA, 'configure', false)).toMatchObject({ allowed: false, password: true });
    expect(asked).toEqual([['org.linkbraid.configure', false]]);
  });

  test.each<[PolkitAnswer, Permission, string]>([
    ['no', 'toggle', "a user at the machine's own screen, or root"],
    ['no', 'configure', 'an administrator'],
    ['no', 'read', 'an administrator'],
    ['challenge', 'secrets', "an administrator's password, which was not given"],
    ['silent', 'toggle', 'an answer from polkit, which gave none'],
    ['absent', 'toggle', 'the group'],
    ['absent', 'read', 'the group'],
  ])('%s to %s is a refusal that says what is needed', async (answer, permission, needs) => {
    expect(await answering(answer)(ADA, permission, true)).toMatchObject({ allowed: false, needs });
  });

  test('looking goes on when polkit gives no answer', async () => {
    expect(await answering('silent')(ADA, 'read', true)).toEqual({ allowed: true });
  });
});

describe('what brings in a passphrase counts as secrets', () => {
  const ports = [{ adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk' as const, psk: 'a passphrase' } }];

  test.each<[string, Permission, Permission]>([
    ['profile.set', permissionFor('profile.set', { document: { ports } }), 'secrets'],
    [
      'profile.set, empty passphrase',
      permissionFor('profile.set', { document: { ports: [{ wifi: { psk: '' } }] } }),
      'secrets',
    ],
    [
      'profile.set without',
      permissionFor('profile.set', { document: { ports: [{ wifi: { ssid: 'Home' } }] } }),
      'configure',
    ],
    ['up of a document', permissionFor('up', { document: { ports } }), 'secrets'],
    ['plan of a document, which keeps nothing', permissionFor('plan', { document: { ports } }), 'read'],
    [
      'port.add',
      permissionFor('port.add', { bond: 'bond0', onlyNow: false, adapter: 'wlan0', wifi: ports[0]!.wifi }),
      'secrets',
    ],
    ['nonsense', permissionFor('profile.set', { document: { ports: [null, 3, { wifi: [] }] } }), 'configure'],
    ['nothing', permissionFor('profile.set', { document: null }), 'configure'],
  ])('%s', (_case, permission, expected) => expect(permission).toBe(expected));
});
