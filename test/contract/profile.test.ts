import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOND_MODES } from '../../helper/contract/bond-options.ts';
import { LinkbraidError, type FieldIssue } from '../../helper/contract/errors.ts';
import { decodeProfile, withoutSecrets } from '../../helper/contract/profile.ts';
import { changed, EXAMPLE, MALFORMED_PROFILES, placesIn, written, type Json, type Path } from './malformed.ts';

function issuesOf(document: unknown): FieldIssue[] {
  try {
    decodeProfile(document);
  } catch (error) {
    expect(error).toBeInstanceOf(LinkbraidError);
    expect(error).toMatchObject({ code: 'invalid-profile' });
    const { issues } = (error as LinkbraidError).details as { issues: FieldIssue[] };
    expect((error as LinkbraidError).message).toBe(`${issues[0]?.path}: ${issues[0]?.message}`);
    return issues;
  }
  return [];
}

describe('what fits', () => {
  test('the example, unchanged', () => expect(decodeProfile(EXAMPLE)).toEqual(EXAMPLE));

  test('the least, with what it leaves out filled in', () => {
    expect(decodeProfile({ name: 'a', bond: { mode: 'broadcast' }, ports: [{ adapter: 'eth0' }] })).toEqual({
      name: 'a',
      bond: { name: 'bond0', mode: 'broadcast', options: {} },
      ports: [{ adapter: 'eth0' }],
      ip: { ipv4: { method: 'auto' }, ipv6: { method: 'auto' } },
      autoActivate: false,
    });
  });

  test.each(BOND_MODES.map((mode, number) => [mode, number] as const))('mode %s by name and as %i', (mode, number) => {
    for (const given of [mode, number, String(number)]) {
      expect(decodeProfile(changed(['bond', 'mode'], given)).bond.mode).toBe(mode);
    }
  });

  test.each<[Path, Json]>([
    [['name'], 'Büro'.replace('ü', 'u') + ' 2.4_a-b'],
    [['bond', 'name'], 'a23456789012345'],
    [
      ['bond', 'options', 'arp_ip_target'],
      ['10.0.0.1', '10.0.0.2'],
    ],
    [['bond', 'options', 'some_future_option'], 'yes'],
    [['ports', 1, 'wifi', 'ssid'], 'é'.repeat(16)],
    [['ports', 1, 'wifi', 'ssid'], '\u001b[2J'],
    [['ports', 1, 'wifi', 'psk'], '12345678'],
    [['ports', 1, 'wifi', 'psk'], 'é'.repeat(31)],
    [['ports', 1, 'wifi', 'psk'], 'aB0'.repeat(21) + 'f'],
    [['ports', 1, 'wifi', 'psk'], '$(x) `y` : " \' \\ #'],
    [['ports', 1, 'wifi', 'security'], 'wpa3-sae'],
    [['ports', 1, 'wifi', 'band'], '2.4'],
    [['ports', 1, 'wifi', 'hidden'], true],
    [['ports', 1, 'wifi', 'fourAddress'], false],
    [['ports', 1, 'options'], { prio: 3 }],
    [['ip', 'ipv6'], { method: 'static', addresses: ['fd00::2/64'], gateway: 'fe80::1', dns: ['fd00::1', '10.0.0.1'] }],
    [['ip', 'ipv4'], { method: 'disabled' }],
  ])('%j as %j', (path, value) => expect(issuesOf(changed(path, value))).toEqual([]));

  test('MAC addresses are the same in either case', () => {
    expect(decodeProfile(changed(['ports', 2, 'adapter'], { mac: '00:00:24:C3:DF:45' })).ports[2]?.adapter).toEqual({
      mac: '00:00:24:c3:df:45',
    });
  });

  test('without secrets, nothing else is gone', () => {
    expect(withoutSecrets(decodeProfile(EXAMPLE))).toEqual(changed(['ports', 1, 'wifi', 'psk'], undefined));
  });
});

describe('what does not fit is named by its path', () => {
  const long = (length: number) => 'x'.repeat(length);

  test('in at least 120 ways', () => expect(MALFORMED_PROFILES.length).toBeGreaterThanOrEqual(120));

  test.each(MALFORMED_PROFILES)('%j as %j', (path, value, where) => {
    const issues = issuesOf(changed(path, value));
    expect(issues.map((issue) => issue.path)).toContain(where ?? written(path));
    for (const { message } of issues) expect(message).toMatch(/^[a-z"].{5,}[^.]$/);
  });

  test.each([[null], [5], ['desk'], [true], [[]], [[EXAMPLE]]])('a document that is %j', (document) => {
    expect(issuesOf(document)[0]?.path).toMatch(/^(\(document\)|name)$/);
  });

  test('a very long key is told by its beginning', () => {
    expect(issuesOf(changed([long(100_000)], 1))[0]).toEqual({ path: long(64), message: 'unknown key' });
  });
});

describe('whatever is put in', () => {
  const places = placesIn(EXAMPLE as unknown as Json);

  test('the error points at the changed place, above it or below it, and repeats no value', () => {
    const secret = 'TOPSECRET';
    const junk = fc.oneof(
      fc.jsonValue().map((value) => value as Json),
      fc.constantFrom<Json>(secret, [secret], { mac: secret }, `${secret}\n`, Infinity, -0, '', {}, []),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), junk, (path, value) => {
        const issues = issuesOf(changed(path, value));
        const text = written(path);
        for (const issue of issues) {
          const related = issue.path.startsWith(text) || text.startsWith(issue.path);
          // A value that fits alone may not go with its neighbours; the error then points at one of those.
          const neighbour = issue.path.split(/[.[]/)[0] === text.split(/[.[]/)[0];
          expect(related || neighbour).toBe(true);
          expect(issue.message).not.toContain(secret);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('an unknown key anywhere is named', () => {
    const objects = places.filter((path) => {
      const value = path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], EXAMPLE);
      return (
        typeof value === 'object' && !Array.isArray(value) && path.at(-1) !== 'options' && path.at(-1) !== 'adapter'
      );
    });
    fc.assert(
      fc.property(fc.constantFrom<Path>([], ...objects), fc.string({ minLength: 1, maxLength: 20 }), (path, key) => {
        const at = path.reduce<unknown>((value, part) => (value as Record<string | number, unknown>)[part], EXAMPLE);
        const known = Object.keys(at as object).concat(KNOWN);
        fc.pre(!known.includes(key));
        const text = written([...path, key]);
        expect(issuesOf(changed([...path, key], 1)).map((issue) => issue.path)).toContain(text);
      }),
      { numRuns: 500 },
    );
  });

  const KNOWN = [
    'wifi',
    'options',
    'adapter',
    'ssid',
    'security',
    'psk',
    'hidden',
    'saved',
    'bssid',
    'band',
    'fourAddress',
    'gateway',
    'dns',
    'addresses',
    'method',
    'ip',
    'mtu',
  ];

  test('a profile that fits still fits after a trip through JSON', () => {
    const once = decodeProfile(EXAMPLE);
    expect(decodeProfile(JSON.parse(JSON.stringify(once)))).toEqual(once);
    expect(JSON.parse(JSON.stringify(withoutSecrets(once)))).toEqual(withoutSecrets(once));
  });
});
