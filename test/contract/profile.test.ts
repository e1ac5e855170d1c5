import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOND_MODES } from '../../helper/contract/bond-options.ts';
import { LinkbraidError, type FieldIssue } from '../../helper/contract/errors.ts';
import { decodeProfile, withoutSecrets } from '../../helper/contract/profile.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Path = (string | number)[];

/** The example of the interface description, with everything in it. */
const EXAMPLE = {
  name: 'desk',
  bond: {
    name: 'bond0',
    mode: 'active-backup',
    options: { miimon: 100, primary: 'eth0', primary_reselect: 'always' },
    mtu: 1500,
  },
  ports: [
    { adapter: 'eth0' },
    { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'correct horse "é"' } },
    { adapter: { mac: '00:00:24:c3:df:45' } },
    { adapter: 'wlan1', wifi: { saved: true } },
  ],
  ip: {
    ipv4: { method: 'static', addresses: ['10.0.200.2/24'], gateway: '10.0.200.1', dns: ['10.0.200.1'] },
    ipv6: { method: 'auto' },
  },
  autoActivate: true,
};

/** A copy of the example with one place replaced; undefined takes it out. */
function changed(path: Path, value: Json | undefined): Json {
  const copy = structuredClone(EXAMPLE) as unknown as Json;
  let place = copy as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, Json>;
  const last = path.at(-1) as string;
  if (value === undefined) Reflect.deleteProperty(place, last);
  // Not by assignment: "__proto__" must become a key, as JSON.parse makes it one.
  else Object.defineProperty(place, last, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

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

const written = (path: Path) =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );

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
  const psk: Path = ['ports', 1, 'wifi', 'psk'];
  const long = (length: number) => 'x'.repeat(length);
  /** Where, what stands there, and where the error points if not at the very place. */
  const table: [Path, Json | undefined, string?][] = [
    [['name'], undefined],
    [['name'], ''],
    [['name'], ' a'],
    [['name'], '.hidden'],
    [['name'], '-a'],
    [['name'], '../../etc/passwd'],
    [['name'], 'a/b'],
    [['name'], 'a\nb'],
    [['name'], 'a\u0000'],
    [['name'], long(64)],
    [['name'], 5],
    [['name'], null],
    [['name'], ['desk']],
    [['bond'], undefined],
    [['bond'], null],
    [['bond'], 'bond0'],
    [['bond'], []],
    [['bond', 'nmae'], 'x'],
    [['bond', 'name'], ''],
    [['bond', 'name'], long(16)],
    [['bond', 'name'], '.'],
    [['bond', 'name'], '..'],
    [['bond', 'name'], 'a b'],
    [['bond', 'name'], 'a/b'],
    [['bond', 'name'], 'a:b'],
    [['bond', 'name'], 'bond%d'],
    [['bond', 'name'], '-bond'],
    [['bond', 'name'], 'bönd'],
    [['bond', 'name'], 'lo'],
    [['bond', 'name'], 'all'],
    [['bond', 'name'], 'default'],
    [['bond', 'name'], 'bonding_masters'],
    [['bond', 'name'], 0],
    [['bond', 'mode'], undefined],
    [['bond', 'mode'], ''],
    [['bond', 'mode'], ' 1'],
    [['bond', 'mode'], '01'],
    [['bond', 'mode'], '0x1'],
    [['bond', 'mode'], '1e0'],
    [['bond', 'mode'], 7],
    [['bond', 'mode'], -1],
    [['bond', 'mode'], 0.5],
    [['bond', 'mode'], 'Active-Backup'],
    [['bond', 'mode'], 'toString'],
    [['bond', 'mode'], true],
    [['bond', 'mode'], [1]],
    [['bond', 'options'], null],
    [['bond', 'options'], []],
    [['bond', 'options'], 'miimon=100'],
    [['bond', 'options', 'mii mon'], 1],
    [['bond', 'options', '../miimon'], 1],
    [['bond', 'options', 'MIIMON'], 1],
    [['bond', 'options', '__proto__'], 1],
    [['bond', 'options', 'constructor'], 1],
    [['bond', 'options', 'prototype'], 1],
    [['bond', 'options', 'miimon'], 1.5],
    [['bond', 'options', 'miimon'], 1e21],
    [['bond', 'options', 'miimon'], true],
    [['bond', 'options', 'miimon'], null],
    [['bond', 'options', 'miimon'], {}],
    [['bond', 'options', 'primary'], 'eth0\neth1'],
    [['bond', 'options', 'primary'], long(513)],
    [['bond', 'options', 'arp_ip_target'], Array<Json>(17).fill('10.0.0.1')],
    [['bond', 'options', 'arp_ip_target'], ['10.0.0.1 10.0.0.2'], 'bond.options.arp_ip_target[0]'],
    [['bond', 'options', 'arp_ip_target'], ['10.0.0.1', ''], 'bond.options.arp_ip_target[1]'],
    [['bond', 'mtu'], 67],
    [['bond', 'mtu'], 65536],
    [['bond', 'mtu'], 1500.5],
    [['bond', 'mtu'], '1500'],
    [['bond', '__proto__'], {}],
    [['ports'], undefined],
    [['ports'], []],
    [['ports'], {}],
    [['ports'], 'eth0'],
    [['ports'], Array.from({ length: 33 }, (_, index) => ({ adapter: `eth${index}` }))],
    [['ports', 0], 'eth0'],
    [['ports', 0], null],
    [['ports', 0, 'adapter'], undefined],
    [['ports', 0, 'adapter'], ''],
    [['ports', 0, 'adapter'], 'bond0'],
    [['ports', 0, 'adapter'], 'eth0; reboot'],
    [['ports', 0, 'adapter'], '-rf'],
    [['ports', 0, 'adapter'], 5],
    [['ports', 0, 'adapter'], {}, 'ports[0].adapter.mac'],
    [['ports', 0, 'adapter'], { mac: '00:00:24:c3:df' }, 'ports[0].adapter.mac'],
    [['ports', 0, 'adapter'], { mac: '00-00-24-c3-df-45' }, 'ports[0].adapter.mac'],
    [['ports', 1, 'adapter'], 'eth0'],
    [['ports', 3, 'adapter'], { mac: '00:00:24:C3:DF:45' }],
    [['ports', 0, 'option'], {}],
    [['ports', 0, 'options'], []],
    [['ports', 0, 'options'], { PRIO: 1 }, 'ports[0].options.PRIO'],
    [['ports', 0, 'wifi'], null],
    [['ports', 0, 'wifi'], {}],
    [['ports', 0, 'wifi'], { ssid: 'Home' }],
    [['ports', 0, 'wifi'], { security: 'open' }],
    [['ports', 1, 'wifi', 'ssid'], ''],
    [['ports', 1, 'wifi', 'ssid'], long(33)],
    [['ports', 1, 'wifi', 'ssid'], 'é'.repeat(17)],
    [['ports', 1, 'wifi', 'ssid'], 'a\ud800'],
    [['ports', 1, 'wifi', 'ssid'], 5],
    [['ports', 1, 'wifi', 'security'], 'wep'],
    [['ports', 1, 'wifi', 'security'], 'enterprise'],
    [['ports', 1, 'wifi', 'security'], 'WPA2-PSK'],
    [['ports', 1, 'wifi', 'security'], null],
    [psk, ''],
    [psk, '1234567'],
    [psk, long(64)],
    [psk, 'é'.repeat(32)],
    [psk, 'with\nline break'],
    [psk, 'with\u0000null'],
    [psk, 'half \udc00 character'],
    [psk, 12345678],
    [psk, null],
    [psk, ['secret phrase']],
    [['ports', 1, 'wifi', 'security'], 'open', 'ports[1].wifi.psk'],
    [['ports', 1, 'wifi', 'security'], 'owe', 'ports[1].wifi.psk'],
    [['ports', 1, 'wifi', 'saved'], true],
    [['ports', 1, 'wifi', 'saved'], false],
    [['ports', 1, 'wifi', 'pks'], 'a typed secret'],
    [['ports', 1, 'wifi', 'bssid'], 'zz:00:24:c3:df:45'],
    [['ports', 1, 'wifi', 'bssid'], 5],
    [['ports', 1, 'wifi', 'band'], 5],
    [['ports', 1, 'wifi', 'band'], '60'],
    [['ports', 1, 'wifi', 'hidden'], 'yes'],
    [['ports', 1, 'wifi', 'fourAddress'], 1],
    [['ip'], null],
    [['ip'], []],
    [['ip', 'ipv5'], {}],
    [['ip', 'ipv4', 'method'], undefined],
    [['ip', 'ipv4', 'method'], 'dhcp'],
    [['ip', 'ipv4', 'method'], 'auto', 'ip.ipv4.addresses'],
    [['ip', 'ipv4', 'addresses'], undefined],
    [['ip', 'ipv4', 'addresses'], []],
    [['ip', 'ipv4', 'addresses'], '10.0.0.1/24'],
    [['ip', 'ipv4', 'addresses'], ['10.0.0.1'], 'ip.ipv4.addresses[0]'],
    [['ip', 'ipv4', 'addresses'], ['10.0.0.1/33'], 'ip.ipv4.addresses[0]'],
    [['ip', 'ipv4', 'addresses'], ['10.0.0.256/24'], 'ip.ipv4.addresses[0]'],
    [['ip', 'ipv4', 'addresses'], ['10.0.0.1/24', 'fd00::1/64'], 'ip.ipv4.addresses[1]'],
    [['ip', 'ipv4', 'addresses'], Array<Json>(33).fill('10.0.0.1/24')],
    [['ip', 'ipv4', 'gateway'], '10.0.0.1/24'],
    [['ip', 'ipv4', 'gateway'], 'fd00::1'],
    [['ip', 'ipv4', 'gateway'], 5],
    [['ip', 'ipv4', 'dns'], '10.0.0.1'],
    [['ip', 'ipv4', 'dns'], ['dns.example'], 'ip.ipv4.dns[0]'],
    [['ip', 'ipv6'], { method: 'auto', gateway: 'fd00::1' }, 'ip.ipv6.gateway'],
    [['ip', 'ipv6'], { method: 'static', addresses: ['fd00:::1/64'] }, 'ip.ipv6.addresses[0]'],
    [['ip', 'ipv6'], { method: 'static', addresses: ['fd00::1/129'] }, 'ip.ipv6.addresses[0]'],
    [['autoActivate'], 'true'],
    [['autoActivate'], 1],
    [['autoactivate'], true],
    [['__proto__'], { admin: true }],
    [['constructor'], 1],
  ];

  test('in at least 120 ways', () => expect(table.length).toBeGreaterThanOrEqual(120));

  test.each(table)('%j as %j', (path, value, where) => {
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
  const places: Path[] = [];
  const walk = (value: Json, path: Path) => {
    if (path.length > 0) places.push(path);
    if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) walk(item, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  walk(EXAMPLE as unknown as Json, []);

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
