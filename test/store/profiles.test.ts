import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeProfile, withoutSecrets, type Profile } from '../../helper/contract/profile.ts';
import { openProfileStore } from '../../helper/store/profiles.ts';
import { LosingDisk, PowerLoss } from './losing-disk.ts';

const SECRET = 'correct horse "battery" é';

function profile(name = 'desk', psk: string | null = SECRET, ssid = 'Home'): Profile {
  const wifi = psk === null ? { ssid, security: 'open' } : { ssid, security: 'wpa2-psk', psk };
  return decodeProfile({
    name,
    bond: { mode: 'active-backup' },
    ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi }, { adapter: { mac: '00:00:24:c3:df:45' } }],
  });
}

describe('on a disk', () => {
  const directories: string[] = [];
  const directory = () => {
    const path = mkdtempSync(join(tmpdir(), 'linkbraid-store-'));
    directories.push(path);
    return join(path, 'state');
  };
  afterEach(() => directories.splice(0).forEach((path) => rmSync(path, { recursive: true })));

  test('profiles outlive the store, with their passphrases', () => {
    const path = directory();
    const store = openProfileStore(path);
    store.set(profile('desk'));
    store.set(profile('a b.c_d-e', null));
    const again = openProfileStore(path);
    expect(again.list()).toEqual([profile('a b.c_d-e', null), profile('desk')]);
    expect(again.get('desk')).toEqual(profile('desk'));
    again.remove('desk');
    expect(openProfileStore(path).list()).toEqual([profile('a b.c_d-e', null)]);
    expect(readdirSync(join(path, 'secrets'))).toEqual([]);
  });

  test('passphrases lie apart, for root alone', () => {
    const path = directory();
    openProfileStore(path).set(profile());
    expect(readFileSync(join(path, 'profiles/desk.json'), 'utf8')).not.toContain('horse');
    expect(readFileSync(join(path, 'secrets/desk.json'), 'utf8')).toContain('horse');
    const mode = (file: string) => statSync(join(path, file)).mode & 0o777;
    expect(['', 'profiles', 'secrets'].map(mode)).toEqual([0o700, 0o700, 0o700]);
    expect(['profiles/desk.json', 'secrets/desk.json'].map(mode)).toEqual([0o600, 0o600]);
  });

  test('what is handed out can be changed without changing what is kept', () => {
    const store = openProfileStore(directory());
    store.set(profile());
    store.get('desk').ports.pop();
    store.list()[0]?.ports.pop();
    expect(store.get('desk')).toEqual(profile());
  });

  test('what does not exist is not found', () => {
    const store = openProfileStore(directory());
    for (const act of [() => store.get('desk'), () => store.remove('desk')]) {
      expect(act).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
  });

  test('listeners hear of each change', () => {
    const store = openProfileStore(directory());
    let heard = 0;
    store.onChange(() => (heard += 1));
    store.set(profile());
    store.set(profile('travel'));
    store.remove('desk');
    expect(heard).toBe(3);
  });

  test.each([
    ['not JSON', '{"format":1,'],
    ['empty', ''],
    ['of a later version', '{"format":2,"secrets":null,"profile":{}}'],
    ['a profile that does not fit', '{"format":1,"secrets":null,"profile":{"name":"desk"}}'],
    ['another profile', JSON.stringify({ format: 1, secrets: null, profile: withoutSecrets(profile('travel')) })],
  ])('a profile file that is %s is kept aside with its passphrases, and the others work', (_case, content) => {
    const path = directory();
    const store = openProfileStore(path);
    store.set(profile('desk'));
    store.set(profile('travel'));
    writeFileSync(join(path, 'profiles/desk.json'), content);
    const again = openProfileStore(path);
    expect(again.list()).toEqual([profile('travel')]);
    expect(again.problems().map((problem) => problem.profile)).toEqual(['desk', 'desk']);
    const [kept, keptSecrets] = again.problems().map((problem) => readFileSync(problem.kept, 'utf8'));
    expect(kept).toBe(content);
    expect(keptSecrets).toContain('horse');
    expect(JSON.stringify(again.problems())).not.toContain('horse');
    again.set(profile('desk'));
    expect(openProfileStore(path).problems()).toEqual([]);
    expect(openProfileStore(path).get('desk')).toEqual(profile('desk'));
  });

  test('a broken passphrase file is kept aside and its profile is there without', () => {
    const path = directory();
    openProfileStore(path).set(profile());
    writeFileSync(join(path, 'secrets/desk.json'), 'null');
    const again = openProfileStore(path);
    expect(again.get('desk')).toEqual(withoutSecrets(profile()));
    expect(again.problems()).toMatchObject([{ profile: 'desk' }]);
  });

  test('files of others are left alone', () => {
    const path = directory();
    openProfileStore(path);
    writeFileSync(join(path, 'profiles/README'), 'x');
    writeFileSync(join(path, 'profiles/.keep'), '');
    writeFileSync(join(path, 'profiles/-odd.json'), 'x');
    expect(openProfileStore(path).list()).toEqual([]);
    expect(readdirSync(join(path, 'profiles')).sort()).toEqual(['-odd.json', '.keep', 'README']);
  });

  test('a full disk leaves the old profile and says why', () => {
    const disk = new LosingDisk();
    const store = openProfileStore('/state', disk);
    store.set(profile());
    const write = disk.writeNew.bind(disk);
    let room = 1;
    disk.writeNew = (path, content) => {
      room -= 1;
      if (room < 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      write(path, content);
    };
    expect(() => store.set(profile('desk', 'another passphrase', 'Work'))).toThrow('(ENOSPC)');
    expect(store.get('desk')).toEqual(profile());
  });
});

describe('when the power fails at any moment', () => {
  type Act = { name: 'desk' | 'travel'; to: Profile | null };
  const psk = fc.constantFrom(null, 'first passphrase', 'second passphrase');
  const act: fc.Arbitrary<Act> = fc
    .record({ name: fc.constantFrom('desk' as const, 'travel' as const), psk, ssid: fc.constantFrom('Home', 'Work') })
    .chain(({ name, psk: secret, ssid }) =>
      fc.constantFrom<Act>(
        { name, to: profile(name, secret, ssid) },
        { name, to: profile(name, secret, ssid) },
        { name, to: null },
      ),
    );
  const carryOut = (store: ReturnType<typeof openProfileStore>, { name, to }: Act) => {
    if (to) store.set(to);
    else if (store.list().some((saved) => saved.name === name)) store.remove(name);
  };
  /** Survives power losses until `acts` are done; checks what is found after each. */
  const checked = (acts: Act[], dieAt: number, chance: (most: number) => number): boolean => {
    let disk = new LosingDisk();
    const before = openProfileStore('/state', disk);
    for (const earlier of acts.slice(0, -1)) carryOut(before, earlier);
    const last = acts.at(-1) as Act;
    const old = before.list();

    disk = disk.restarted((most) => most, dieAt);
    let died = false;
    try {
      carryOut(openProfileStore('/state', disk), last);
    } catch (error) {
      died = error instanceof PowerLoss || (error as { code?: string }).code === 'failed';
    }
    const after = openProfileStore('/state', (disk = disk.restarted(chance)));
    const wanted = [...old.filter(({ name }) => name !== last.name), ...(last.to ? [last.to] : [])];
    const byName = (a: Profile, b: Profile) => (a.name < b.name ? -1 : 1);
    if (died) expect([old, wanted.sort(byName)]).toContainEqual(after.list());
    else expect(after.list()).toEqual(wanted.sort(byName));
    expect(after.problems()).toEqual([]);

    // Nothing is left lying about: as many passphrases as profiles have, and no unfinished files.
    const files = Object.entries(disk.contents());
    const secrets = files.filter(([path]) => path.includes('/secrets/')).map(([, content]) => content);
    const needed = after.list().flatMap(({ ports }) => ports.flatMap(({ wifi }) => wifi?.psk ?? []));
    expect(secrets.join('').match(/passphrase/g) ?? []).toHaveLength(needed.length);
    expect(files.filter(([path]) => path.includes('/.'))).toEqual([]);
    return died;
  };

  test('the old profile with its passphrases is there, or the new one with its own', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()), (acts, stream) => {
        const chance = (most: number) => (stream.next().value as number) % (most + 1);
        let steps = 1;
        while (checked(acts, steps, chance)) steps += 1;
      }),
      { numRuns: 150 },
    );
  });
});
