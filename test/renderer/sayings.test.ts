import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { groupAuthorizer, polkitAuthorizer } from '../../helper/serve/authorize.ts';
import { judgePermission } from '../../helper/observe/doctor-access.ts';
import { judgeMachine, type MachineFacts } from '../../helper/observe/doctor.ts';
import { sayings } from '../../renderer/words/de-sayings.ts';
import { saying } from '../../renderer/words/sayings.ts';

/* What the helper says without a code has its German, as long as it says it this way. */

const sources = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(join('helper', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join('helper', folder, name), 'utf8')),
  );

/** Sentences as they stand in the source, each value in them replaced by a word. */
function sentences(texts: string[], before: RegExp): string[] {
  const literal = /(['`])((?:\\.|(?!\1).)*)\1/.source;
  const found = new RegExp(`${before.source}\\s*${literal}`, 'gs');
  return texts.flatMap((text) =>
    [...text.matchAll(found)].map(([, , words]) => words!.replace(/\$\{[^}]*\}/g, 'x1').replaceAll("\\'", "'")),
  );
}

const untranslated = (says: readonly string[]) => says.filter((each) => saying(each, 'de').english);

const FACTS: MachineFacts = {
  kernel: '6.1',
  processor: 'x64',
  distribution: ['debian'],
  bonding: 'loaded',
  emptyBonds: ['bond0'],
  adapters: [{ name: 'wlan0', wifi: true }],
  radioSwitches: [],
  regulatoryDomain: '00',
  running: [],
  installed: [],
  systemBus: false,
  ifupdown: ['eth0'],
  resolver: 'file',
};
const VARIANTS: Partial<MachineFacts>[] = [
  {},
  { bonding: 'available', regulatoryDomain: 'DE', running: ['wpa_supplicant'], installed: ['udhcpc'], ifupdown: [] },
  { bonding: 'missing', adapters: [], distribution: ['plan9'] },
  { adapters: ['a', 'b'].map((name) => ({ name, wifi: true })), installed: ['wpa_supplicant'], systemBus: true },
  { radioSwitches: [{ name: 'phy0', soft: true, hard: false }] },
  { radioSwitches: [{ name: 'phy0', soft: false, hard: true }] },
  { running: ['NetworkManager', 'systemd-networkd', 'dhcpcd', 'connmand', 'wickedd'] },
  ...(['systemd-resolved', 'resolvconf', 'networkmanager', 'missing'] as const).map((resolver) => ({ resolver })),
];
/** What is typed is the same in every language. */
const isCommand = (mend: string) => /^sudo [a-z]+ [^,]*$/.test(mend);

describe('in German', () => {
  test('every finding on the machine, and what mends it', () => {
    const findings = VARIANTS.flatMap((variant) => judgeMachine({ ...FACTS, ...variant }));
    const mends = findings.flatMap(({ mend }) => (mend === null || isCommand(mend) ? [] : [mend]));
    expect(findings.length).toBeGreaterThan(50);
    expect(untranslated([...findings.map(({ says }) => says), ...mends])).toEqual([]);
  });

  test('every verdict on what a person may do', async () => {
    const peer = { pid: 1, uid: 7, gid: 7 };
    const groups = ['netdev:x:9:', ''].map((group) =>
      groupAuthorizer({ readFile: (path) => (path === '/etc/group' ? group : 'ada:x:7:7::/:/bin/sh') }),
    );
    const polkit = (['challenge', 'silent', 'no', 'yes'] as const).map((answer) =>
      polkitAuthorizer(() => Promise.resolve(answer), groups[0]!),
    );
    for (const authorize of [...groups, ...polkit]) {
      for (const permission of ['toggle', 'configure'] as const) {
        const { says, mend } = judgePermission(await authorize(peer, permission, false));
        expect(untranslated([says, ...(mend === null || isCommand(mend) ? [] : [mend])])).toEqual([]);
      }
    }
  });

  test('why something did not work', () => {
    const said = sentences(
      sources('apply', 'engines', 'kernel'),
      /LinkbraidError\(\s*'(?:failed|not-found|busy|moved)',/,
    ).filter((words) => !words.startsWith('x1: ') && !/ on \/|in the way/.test(words));
    expect(said.length).toBeGreaterThan(20);
    expect(untranslated(said)).toEqual([]);
  });

  test('every step, for the list of what is left to do', () => {
    const said = sentences([readFileSync('helper/plan/words.ts', 'utf8')], /(?:return|\?|:)(?=\s*['`][A-Z])/);
    expect(said.length).toBeGreaterThan(30);
    expect(untranslated(said)).toEqual([]);
  });

  test('the notes on a change, and what is told of it afterwards', () => {
    const texts = sources('apply', 'plan');
    const said = [
      ...sentences(texts, /notes\.push\(/),
      ...sentences(texts, /\btell\(/),
      ...sentences(texts, /this\.changed\([^'`]*?,/),
      ...sentences(texts, /(?:committed|provisional): (?=`)/),
      ...sentences(texts, /this\.reported\([^'`]*?,/).map((words) => `${words}: eth0 was unplugged.`),
    ];
    expect(said.length).toBeGreaterThan(14);
    expect(untranslated(said)).toEqual([]);
  });
});

test('the reason within a sentence is translated too, and names stay as they are', () => {
  const { text, english } = saying(
    '“Desk: off.” could not be brought up: wlan0 was turned away by “A: b”: the passphrase is wrong. Everything is as it was before.',
    'de',
  );
  expect(english).toBe(false);
  expect(text).toBe(
    '„Desk: off.“ ließ sich nicht einschalten: „A: b“ hat wlan0 abgewiesen: Das Passwort ist falsch. Alles ist wieder wie vorher.',
  );
});

test('so is what follows after it', () => {
  const { text } = saying(
    'What is being done could not be put on record: the disk is full. Nothing was changed.',
    'de',
  );
  expect(text).toBe('Was gerade geschieht, ließ sich nicht festhalten: Die Platte ist voll. Nichts wurde geändert.');
});

test('what nobody knows stays in English and is marked as such, and English is left alone', () => {
  expect(saying('Something new.', 'de')).toEqual({ text: 'Something new.', english: true });
  expect(saying('eth0 was unplugged.', 'en')).toEqual({ text: 'eth0 was unplugged.', english: true });
});

test('every German sentence has the places of its English one', () => {
  const places = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
  for (const [english, german] of Object.entries(sayings)) expect(places(german), english).toEqual(places(english));
});
