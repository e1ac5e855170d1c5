import { describe, expect, test } from 'vitest';
import type { Permission } from '../../helper/contract/wire.ts';
import { demand, groupAuthorizer, permissionFor } from '../../helper/serve/authorize.ts';
import { isMember, parseGroup, parsePasswd } from '../../helper/serve/user-database.ts';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
# a comment:x:0:0
+nisuser:x:0:0::/:
broken
ada:x:1000:1000:Ada,,,:/home/ada:/bin/bash
bob:x:1001:1001::/home/bob:/bin/sh
carol:x:1002:109::/home/carol:/bin/sh
ada2:x:1000:1000::/home/ada2:/bin/sh
nouid:x::1000::/:
`;
const GROUP = `root:x:0:
netdev:x:109:bob,ada2
empty:x:
other:x:110:ada
`;
const files = { '/etc/passwd': PASSWD, '/etc/group': GROUP };

describe('the user database', () => {
  test('passes over what is no account', () => {
    expect(parsePasswd(PASSWD).map(({ name }) => name)).toEqual(['root', 'ada', 'bob', 'carol', 'ada2']);
    expect(parseGroup(GROUP)).toEqual([
      { name: 'root', gid: 0, members: [] },
      { name: 'netdev', gid: 109, members: ['bob', 'ada2'] },
      { name: 'other', gid: 110, members: ['ada'] },
    ]);
    expect(parseGroup('')).toEqual([]);
  });

  test.each([
    ['supplementary', 1001, true],
    ['primary', 1002, true],
    ['by a second name of the uid', 1000, true],
    ['nobody', 65534, false],
  ])('membership: %s', (_case, uid, member) => {
    const group = { name: 'netdev', gid: 109, members: ['bob', 'ada2'] };
    expect(isMember(uid, group, parsePasswd(PASSWD))).toBe(member);
  });
});

describe('without polkit', () => {
  const authorize = groupAuthorizer({ readFile: (path) => files[path] });
  const peer = (uid: number, gid = 100) => ({ pid: 7, uid, gid });

  test.each<[string, number, number, Permission, boolean]>([
    ['everyone reads', 65534, 65534, 'read', true],
    ['root toggles', 0, 0, 'toggle', true],
    ['root configures', 0, 0, 'configure', true],
    ['a member toggles', 1001, 1001, 'toggle', true],
    ['a member configures', 1001, 1001, 'configure', true],
    ['a primary member configures', 1002, 109, 'configure', true],
    ['one who runs with the group configures', 1003, 109, 'configure', true],
    ['another does not toggle', 1003, 1003, 'toggle', false],
    ['another does not configure', 65534, 0, 'configure', false],
  ])('%s', async (_case, uid, gid, permission, allowed) => {
    expect((await authorize(peer(uid, gid), permission, true)).allowed).toBe(allowed);
  });

  test('a refusal says what is needed and how to get it', async () => {
    const onlyBob = groupAuthorizer({ group: 'wheel', readFile: () => 'wheel:x:5:bob\ncarol:x:1002:109::/:\n' });
    await expect(demand(onlyBob, peer(1002), 'toggle')).rejects.toMatchObject({
      code: 'not-allowed',
      message: 'This needs root or membership of the group "wheel".',
      details: { permission: 'toggle', mend: 'sudo adduser carol wheel' },
    });
    const noGroup = groupAuthorizer({ readFile: () => '' });
    await expect(demand(noGroup, peer(1002), 'configure')).rejects.toMatchObject({
      message: 'This needs root (this machine has no group "netdev").',
    });
  });
});

test('bringing up a document nobody saved counts as changing profiles', () => {
  expect(permissionFor('up', { profile: 'desk' })).toBe('toggle');
  expect(permissionFor('up', { document: {} })).toBe('configure');
  expect(permissionFor('up', { profile: 'desk', document: null })).toBe('configure');
  expect(permissionFor('plan', { document: {} })).toBe('read');
  expect(permissionFor('profile.set', { document: {} })).toBe('configure');
});
