import { describe, expect, test } from 'vitest';
import { adaptersText } from '../../helper/cli/text/adapters.ts';
import { errorText } from '../../helper/cli/text/error.ts';
import { displayWidth, pad, table, wrap } from '../../helper/cli/text/layout.ts';
import { linkState } from '../../helper/cli/text/links.ts';
import { eventsText, eventText, findingsText, profilesText } from '../../helper/cli/text/lists.ts';
import { networksText } from '../../helper/cli/text/networks.ts';
import { planText } from '../../helper/cli/text/plan.ts';
import { jsonText, printable } from '../../helper/cli/text/printable.ts';
import { statusLine, statusText, timedLine } from '../../helper/cli/text/status.ts';
import { bondSentence, transactionLines } from '../../helper/cli/text/transaction.ts';
import { band, bitRate, dateAndTime, duration, linkSpeed } from '../../helper/cli/text/units.ts';
import { COLOURED } from '../../helper/cli/text/view.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { transaction } from '../serve/fixtures.ts';
import { adapter, bond, HOME, NOW, PLAN, plainView, port, snapshot, WLAN_PORT } from './fixtures.ts';

process.env.TZ = 'UTC';
const wide = plainView();

/** A text block written with the margin of this file. */
function block(lines: TemplateStringsArray): string {
  const [first = '', ...rest] = (lines[0] ?? '').split('\n');
  const margin = /^ */.exec(rest[0] ?? '')?.[0].length ?? 0;
  return [first, ...rest.map((line) => line.slice(margin))].slice(first === '' ? 1 : 0).join('\n');
}

describe('units', () => {
  test.each([
    [null, ''],
    [0, '0 bit/s'],
    [950, '950 bit/s'],
    [999.6, '1 kbit/s'],
    [12_345, '12.3 kbit/s'],
    [999_949, '1 Mbit/s'],
    [1_000_000, '1 Mbit/s'],
    [2.5e9, '2.5 Gbit/s'],
    [4e15, '4000 Tbit/s'],
  ])('%s bit/s is written %j', (value, text) => expect(bitRate(value)).toBe(text));

  test.each([
    [433.3, '433 Mbit/s'],
    [10, '10 Mbit/s'],
    [5.5, '5.5 Mbit/s'],
    [10_000, '10 Gbit/s'],
    [null, ''],
  ])('%s Mbit/s is written %j', (value, text) => expect(linkSpeed(value)).toBe(text));

  test.each([
    [-5, '0 s'],
    [47_400, '47 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
  ])('%s ms is written %j', (value, text) => expect(duration(value)).toBe(text));

  test.each([
    [2412, '2.4 GHz'],
    [5180, '5 GHz'],
    [5885, '5 GHz'],
    [5955, '6 GHz'],
  ])('%s MHz is in the band %j', (value, text) => expect(band(value)).toBe(text));

  test('times are local', () => expect(dateAndTime(NOW)).toBe('2026-11-22 14:03:22'));
});

describe('what comes from the air', () => {
  test.each([
    ['escape sequence', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['title change', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
    ['eight-bit sequence', '\u009b2J', '\\u009b2J'],
    ['line break', 'a\r\nb\tc', 'a\\u000d\\u000ab\\u0009c'],
    ['delete', 'a\u007fb', 'a\\u007fb'],
    ['turned reading direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['text of no width', 'Ho\u200bme\ufeff', 'Ho\\u200bme\\ufeff'],
    ['half a character', 'a\ud83db', 'a\ufffdb'],
    ['what is harmless', 'Café "Zoë" – 日本 🌈 $HOME `x`', 'Café "Zoë" – 日本 🌈 $HOME `x`'],
  ])('%s', (_case, given, shown) => {
    expect(printable(given)).toBe(shown);
    expect(printable({ [given]: [given, 1, null] })).toEqual({ [shown]: [shown, 1, null] });
  });

  test('JSON is safe to look at and means the same', () => {
    const value = { ssid: 'a\u009b2J\u007f\u202e\u001b\n', list: ['x'] };
    for (const text of [jsonText(value), jsonText(value, 2)]) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(JSON.parse(text)).toEqual(value);
    }
    expect(jsonText({ a: 'x\ny' })).toBe('{"a":"x\\ny"}');
  });
});

describe('layout', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['🌈', 2],
    [COLOURED.bad('abc'), 3],
  ])('%j takes %i columns', (text, width) => expect(displayWidth(text)).toBe(width));

  test('padding goes by columns, not characters', () => {
    expect(pad('日本', 6)).toBe('日本  ');
    expect(pad('1', 3, 'right')).toBe('  1');
    expect(pad('long', 2)).toBe('long');
  });

  test('lines break between words, and a longer word stays whole', () => {
    expect(wrap('one two three', { width: 9 }, 2)).toEqual(['  one two', '  three']);
    expect(wrap('00:00:24:c3:df:45 x', { width: 5 })).toEqual(['00:00:24:c3:df:45', 'x']);
    expect(wrap('one two', { width: 8 }, 4, 'ab')).toEqual(['ab  one', '    two']);
  });

  const columns = [{ title: 'A' }, { title: 'NUMBER', align: 'right' as const }, { title: 'EMPTY' }, { title: 'Z' }];
  const rows = [
    ['日本', '1', '', 'x'],
    ['b', '22', '', ''],
  ];
  test('tables align, leave out empty columns, and mark single gaps', () => {
    expect(table(columns, rows, wide)).toEqual(['A     NUMBER  Z', '日本       1  x', 'b         22  -']);
    expect(table(columns, [], wide)).toEqual([]);
  });

  test('tables too wide become blocks', () => {
    expect(table(columns, rows, plainView(14))).toEqual([
      '日本',
      '  NUMBER  1',
      '  Z       x',
      'b',
      '  NUMBER  22',
      '  Z       -',
    ]);
  });
});

test.each([
  [adapter(), 'cable in'],
  [adapter({ carrier: false }), 'no cable'],
  [adapter({ carrier: null }), ''],
  [adapter({ up: false }), 'off'],
  [adapter({ kind: 'virtual' }), 'up'],
  [adapter({ kind: 'virtual', carrier: false }), 'down'],
  [adapter({ kind: 'wifi', wifi: HOME }), 'Home, -51 dBm'],
  [adapter({ kind: 'wifi', wifi: { ...HOME, signalDbm: null } }), 'Home'],
  [adapter({ kind: 'wifi', wifi: { ...HOME, state: 'disconnected' } }), 'not joined'],
  [adapter({ kind: 'wifi', wifi: { ...HOME, state: 'off' } }), 'radio off'],
])('a link is described in a few words %#', (link, text) => expect(linkState(link)).toBe(text));

describe('adapters', () => {
  const list = [
    adapter({
      label: 'Intel I219-LM',
      addresses: ['192.168.1.20/24'],
      gateway: '192.168.1.1',
      manager: 'networkmanager',
      mtu: 9000,
    }),
    adapter({ name: 'wlp0s20f3', kind: 'wifi', driver: 'iwlwifi', wifi: HOME, speedMbps: null, master: 'bond0' }),
    adapter({
      name: 'eth1',
      carrier: false,
      speedMbps: null,
      driver: null,
      usable: false,
      unusable: { reason: 'in-bridge', message: 'It is a port of team0.', mend: 'sudo ip link set eth1 nomaster' },
    }),
  ];

  test('stand aligned, with what matters below', () => {
    expect(adaptersText(list, wide)).toBe(block`
      eth0       Ethernet  cable in, 1 Gbit/s         can take part
                 Intel I219-LM, driver e1000e, MAC 00:00:24:c3:df:45, MTU 9000
                 192.168.1.20/24, gateway 192.168.1.1
                 managed by NetworkManager

      wlp0s20f3  Wi-Fi     Home, -51 dBm, 433 Mbit/s  part of bond0
                 driver iwlwifi, MAC 00:00:24:c3:df:45

      eth1       Ethernet  no cable                   cannot take part
                 MAC 00:00:24:c3:df:45
                 It is a port of team0.
                 To mend: sudo ip link set eth1 nomaster
      `);
  });

  test('on a narrow terminal lose nothing', () => {
    const text = adaptersText(list, plainView(50));
    for (const line of text.split('\n').filter((line) => line.startsWith('     '))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(50);
    }
    expect(text.replace(/\s+/g, ' ')).toContain('driver e1000e, MAC 00:00:24:c3:df:45, MTU 9000');
  });

  test('may be none', () => expect(adaptersText([], wide)).toBe('There are no network adapters.\n'));
});

test('networks: strongest first, by adapter', () => {
  const point = (frequencyMhz: number) => ({ bssid: '02:00:00:00:01:00', frequencyMhz, signalDbm: -51 });
  const networks = [
    { ssid: '日本語カフェ', security: 'open' as const, signalDbm: -80, accessPoints: [point(2412)] },
    { ssid: 'Home', security: 'wpa2-psk' as const, signalDbm: -51, accessPoints: [point(5180), point(2412)] },
    { ssid: '', security: 'enterprise' as const, signalDbm: -90, accessPoints: [point(5955)] },
  ];
  const lists = [
    { adapter: 'wlan0', networks, problem: null },
    { adapter: 'wlan1', networks: [], problem: 'Its radio is turned off.' },
    { adapter: 'wlan2', networks: [], problem: null },
  ];
  expect(networksText(lists, wide)).toBe(block`
    wlan0
      NETWORK       SECURITY     SIGNAL  BAND            ACCESS POINTS
      Home          WPA2        -51 dBm  2.4 GHz, 5 GHz  2
      日本語カフェ  open        -80 dBm  2.4 GHz         02:00:00:00:01:00
      (hidden)      enterprise  -90 dBm  6 GHz           02:00:00:00:01:00

    wlan1
      Its radio is turned off.

    wlan2
      No networks in range.
    `);
  expect(networksText([], wide)).toBe('There are no Wi-Fi adapters.\n');
});

describe('plans', () => {
  test('count their steps, name their costs, defaults and warnings', () => {
    expect(planText(PLAN, wide)).toBe(block`
      "desk" on bond0, 3 steps:
        1  Create bond0 in mode active-backup.
        2  Take eth0 down. (cuts connections over it)
        3  Put eth0 into bond0. (a blink)

      Chosen for you, since the profile does not say:
        miimon = 100                       a bond without a monitor never notices a lost link
        arp_ip_target = 10.0.0.1,10.0.0.2  two targets

      Worth knowing:
        wlan0: its MAC changes while it is in the bond
      `);
  });

  test('may have nothing to do', () => {
    expect(planText({ ...PLAN, steps: [], defaults: [], warnings: [] }, wide)).toBe(
      'bond0 is already as "desk" wants it: nothing to do.\n',
    );
  });

  test('may be refused', () => {
    const refusals = [{ code: 'x', about: 'ports[0]', message: 'There is no eth7.', mend: 'plug it in' }];
    expect(planText({ ...PLAN, steps: [], defaults: [], warnings: [], refusals }, wide)).toBe(block`
      "desk" cannot be carried out:
        ports[0]: There is no eth7.
          To mend: plug it in
      `);
  });
});

describe('status', () => {
  test('of a bond', () => {
    expect(statusText(snapshot({ bonds: [bond()], transaction: transaction() }), wide)).toBe(block`
      bond0  up
        profile  desk
        mode     active-backup
        active   eth0
        address  10.0.200.2/24
        gateway  10.0.200.1
        DNS      10.0.200.1
        rate     1.24 Mbit/s in, 81.3 kbit/s out

        PORT   ROLE    HEALTH  LINK                SPEED           IN          OUT  FAILURES
        eth0   active  good    cable in         1 Gbit/s  1.24 Mbit/s  81.3 kbit/s         0
        wlan0  backup  fair    Home, -51 dBm  433 Mbit/s      0 bit/s      0 bit/s         2
        wlan0: 2 link failures since it joined
      `);
  });

  test('never guesses what is not known', () => {
    const blank = port({
      carrier: null,
      linkFailures: null,
      speedMbps: null,
      rxBitsPerSecond: null,
      txBitsPerSecond: null,
    });
    const unknown = bond({
      profile: null,
      activePort: null,
      addresses: [],
      gateway: null,
      dns: [],
      rxBitsPerSecond: null,
      ports: [{ ...blank, role: 'joining' }],
      carrier: false,
    });
    expect(statusText(snapshot({ bonds: [unknown, bond({ name: 'bond1', up: false, ports: [] })] }), wide)).toBe(block`
      bond0  up, but no port works
        profile  none: made by another program ("linkbraid adopt bond0" makes it Linkbraid's)
        mode     active-backup
        address  none

        PORT  ROLE     HEALTH
        eth0  joining  good

      bond1  down
        profile  desk
        mode     active-backup
        active   eth0
        address  10.0.200.2/24
        gateway  10.0.200.1
        DNS      10.0.200.1
        rate     1.24 Mbit/s in, 81.3 kbit/s out

        It has no ports.
      `);
  });

  test('of a machine without bonds', () => {
    const profiles = [
      {
        name: 'desk',
        bond: 'bond0',
        mode: 'balance-rr' as const,
        ports: [],
        autoActivate: false,
        suspended: false,
        activeBond: null,
      },
    ];
    expect(statusText(snapshot({ profiles }), wide)).toBe('No bond is up.\nSaved: "desk"\n');
    expect(statusText(snapshot({ bonding: { state: 'missing', kernel: '6.1' } }), wide)).toBe(block`
      No bond is up.
      This kernel has no bonding driver: "linkbraid doctor" says what to do.
      No profiles are saved: "linkbraid profile set FILE" saves one.
      `);
  });

  test.each([
    [{ bonds: [bond()] }, 'bond0 up: eth0 active good, wlan0 backup fair'],
    [
      { bonds: [bond({ carrier: false, ports: [] }), bond({ name: 'bond1', up: false, ports: [] })] },
      'bond0 no carrier; bond1 down',
    ],
    [{ transaction: transaction({ state: 'applying' }) }, 'no bond; change applying'],
  ])('in one line %#', (change, line) => {
    expect(statusLine(snapshot(change))).toBe(line);
    expect(timedLine(NOW, line)).toBe(`14:03:22  ${line}\n`);
  });

  test('on a narrow terminal is as wide as that and complete', () => {
    const text = statusText(snapshot({ bonds: [bond()] }), plainView(40));
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(40);
    for (const fact of ['433 Mbit/s', '1.24 Mbit/s', 'Home, -51 dBm', 'FAILURES  2']) expect(text).toContain(fact);
  });
});

describe('transactions', () => {
  const action = { kind: 'load-module', module: 'bonding' } as const;
  test.each([
    [null, []],
    [transaction(), []],
    [
      transaction({ state: 'provisional', deadline: NOW + 47_000 }),
      [
        'Bringing up "desk" on bond0: waiting for your word',
        '  The earlier state comes back at 14:04:09 (in 47 s) unless you run "linkbraid keep"; "linkbraid revert" goes back now.',
      ],
    ],
    [
      transaction({
        purpose: 'down',
        state: 'applying',
        steps: [
          { id: '1', says: 'One.', action, state: 'done' },
          { id: '2', says: 'Two.', action, state: 'running' },
        ],
      }),
      ['Taking bond0 apart: under way', '  done     One.', '  running  Two.'],
    ],
    [
      transaction({
        state: 'stuck',
        profile: null,
        problem: { code: 'x', message: 'eth0 is gone.', left: ['MAC of wlan0'] },
      }),
      [
        'Bringing up bond0: did not work; the earlier state could not be restored',
        '  eth0 is gone.',
        '  Not put back: MAC of wlan0',
      ],
    ],
  ])('in words %#', (given, lines) => expect(transactionLines(given, wide)).toEqual(lines));

  test.each([
    [bond(), 'bond0 is up: eth0 active, wlan0 backup. 10.0.200.2/24, gateway 10.0.200.1.'],
    [bond({ ports: [], addresses: [], gateway: null, up: false }), 'bond0 is down, without ports. No address.'],
    [bond({ ports: [WLAN_PORT], carrier: false, gateway: null }), 'bond0 is down: wlan0 backup. 10.0.200.2/24.'],
  ])('end with one sentence %#', (given, sentence) => expect(bondSentence(given)).toBe(sentence));
});

test('events: one a line, kinds aligned', () => {
  const event = { id: 1, at: NOW, bond: 'bond0', port: 'eth0', details: {} };
  const list = [
    { ...event, kind: 'carrier-lost' as const, says: 'eth0 lost its cable.' },
    { ...event, kind: 'failover' as const, says: 'wlan0 is the active port now.' },
  ];
  expect(eventsText(list, wide)).toBe(block`
    2026-11-22 14:03:22  carrier-lost  eth0 lost its cable.
    2026-11-22 14:03:22  failover      wlan0 is the active port now.
    `);
  expect(eventsText([], wide)).toBe('');
  expect(eventText(list[1] as (typeof list)[number], wide)).toBe(
    '2026-11-22 14:03:22  failover      wlan0 is the active port now.\n',
  );
});

test('profiles', () => {
  const desk = {
    name: 'desk',
    bond: 'bond0',
    mode: 'active-backup' as const,
    ports: ['eth0', 'wlan0'],
    autoActivate: true,
  };
  const list = [
    { ...desk, suspended: false, activeBond: 'bond0' },
    { ...desk, name: 'travel', autoActivate: false, suspended: true, activeBond: null },
  ];
  expect(profilesText(list, wide)).toBe(block`
    PROFILE  BOND   MODE           PORTS        AT START  NOW
    desk     bond0  active-backup  eth0, wlan0  comes up  in use by bond0
    travel   bond0  active-backup  eth0, wlan0  waits     suspended

    A suspended profile did not work the last time. It comes up when you say so: "linkbraid up NAME".
    `);
  expect(profilesText([], wide)).toBe('No profiles are saved: "linkbraid profile set FILE" saves one.\n');
});

test('findings', () => {
  const list = [
    { check: 'a', level: 'ok' as const, says: 'Fine.', mend: null },
    { check: 'b', level: 'problem' as const, says: 'Not there.', mend: 'install it' },
  ];
  expect(findingsText(list, wide)).toBe(block`
    ok       Fine.
    problem  Not there.
             To mend: install it

    1 problem in the way.
    `);
  expect(findingsText([], wide)).toBe('\nNothing stands in the way.\n');
});

describe('errors', () => {
  test.each([
    [
      new LinkbraidError('no-helper', 'the Linkbraid helper is not running'),
      'linkbraid: the Linkbraid helper is not running\n  To mend: see "linkbraid doctor"\n',
    ],
    [
      new LinkbraidError('not-allowed', 'this needs root', { mend: 'sudo adduser ada netdev' }),
      'linkbraid: this needs root\n  To mend: sudo adduser ada netdev\n',
    ],
    [
      new LinkbraidError('invalid-profile', 'name: missing', {
        issues: [
          { path: 'name', message: 'missing' },
          { path: 'bond', message: 'missing' },
        ],
      }),
      'linkbraid: name: missing\n  bond: missing\n',
    ],
    [
      new LinkbraidError('refused', 'no', {
        refusals: [{ code: 'x', about: 'eth7', message: 'There is none.', mend: 'plug it in' }],
      }),
      'linkbraid: refused:\n  eth7: There is none.\n    To mend: plug it in\n',
    ],
    [
      new LinkbraidError('stuck', 'gone', { left: ['MAC of wlan0'] }),
      'linkbraid: gone\n  Not put back: MAC of wlan0\n',
    ],
    [new LinkbraidError('failed', 'a\u001b[2J'), 'linkbraid: a\\u001b[2J\n'],
  ])('say what and what to do %#', (error, text) => expect(errorText(error, wide)).toBe(text));
});

test('colours do not move anything', () => {
  const state = snapshot({ bonds: [bond()] });

  const bare = statusText(state, { ...wide, style: COLOURED }).replace(/\u001b\[[\d;]*m/g, '');
  expect(bare).toBe(statusText(state, wide));
});
