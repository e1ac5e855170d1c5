import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BondRecords, Journal } from '../../helper/apply/journal.ts';
import { EventLog } from '../../helper/apply/event-log.ts';
import { Suspended } from '../../helper/apply/suspended.ts';
import { printableText } from '../../helper/cli/text/printable.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { decodeProfile, LINK_NAME } from '../../helper/contract/profile.ts';
import { EXPORT_FORMATS, exportProfile, FormatError, importFiles } from '../../helper/formats/formats.ts';
import { readTimeSpan } from '../../helper/formats/time-span.ts';
import { paragraphs, serversIn, textWith } from '../../helper/engines/direct/resolver.ts';
import { announcement, isAnswer, question } from '../../helper/kernel/frames.ts';
import { parseInterfaces, parseOsRelease, parseRegulatoryDomain } from '../../helper/kernel/machine-facts.ts';
import { decodeIpLinks, decodeIpRoutes } from '../../helper/observe/decode/ip.ts';
import { decodeFourAddress } from '../../helper/observe/decode/iw.ts';
import { decodeLeaseEvent } from '../../helper/observe/decode/lease.ts';
import { decodeBond, decodeLink, decodePort, type LinkFiles } from '../../helper/observe/decode/link.ts';
import { parseProcBonding, ProcBondingError } from '../../helper/observe/decode/proc-bonding.ts';
import {
  bytesToText,
  decodeBss,
  groupNetworks,
  stateOf,
  type BssFacts,
} from '../../helper/observe/decode/supplicant.ts';
import { decodeTranslation } from '../../helper/observe/decode/tc.ts';
import { ifupdownLinks } from '../../helper/observe/managers.ts';
import { printable } from '../../helper/plan/words.ts';
import { LineReader } from '../../helper/serve/lines.ts';
import { isMember, parseGroup, parsePasswd } from '../../helper/serve/user-database.ts';
import { parseProfileRecord, parseSecrets } from '../../helper/store/records.ts';
import { bytes, mutated, value } from './mutate.ts';
import type { Random } from './random.ts';
import {
  DATABASES,
  FORMAT_FILES,
  IP_LINKS,
  IP_ROUTES,
  IW_DEV,
  JOURNALS,
  LEASES,
  PROC_BONDING,
  PROFILES,
  TC_FILTERS,
} from './seeds.ts';

/** One decoder of what comes from outside. Throws when the decoder does what it must never do. */
export interface Target {
  name: string;
  /** How often it is tried, in comparison; what touches the disk is slow. */
  weight: number;
  try(random: Random): void;
}

/** The decoder's own way to say no is fine; any other is a finding. */
function refusing(refusal: abstract new (...given: never[]) => Error, decode: () => void): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
  }
}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const NAMES = [
  'ifname',
  'ifindex',
  'addr_info',
  'local',
  'dst',
  'dev',
  'name',
  'bond',
  'ports',
  'adapter',
  'wifi',
  'ssid',
  'pref',
  'options',
  'keys',
  'actions',
  'src_mac',
  'dst_mac',
];
const document = (seeds: readonly string[], random: Random) =>
  random.chance(0.7) ? json(mutated(seeds, random)) : value(random, NAMES);

export const TARGETS: readonly Target[] = [
  {
    name: '/proc/net/bonding',
    weight: 4,
    try: (random) => refusing(ProcBondingError, () => parseProcBonding(mutated(PROC_BONDING, random))),
  },
  {
    name: 'a DHCP lease',
    weight: 4,
    try: (random) => {
      const event = decodeLeaseEvent(mutated(LEASES, random));
      if (event.kind !== 'bound') return;
      const { address, gateway, dns, seconds } = event.lease;
      check(/^\d+\.\d+\.\d+\.\d+\/([89]|[12]\d|3[0-2])$/.test(address), 'an address that is none');
      check(
        [...dns, gateway ?? '1.1.1.1'].every((each) => /^\d+\.\d+\.\d+\.\d+$/.test(each)),
        'a server that is none',
      );
      check(seconds > 0 && seconds < 2 ** 32 && dns.length <= 3, 'out of bounds');
    },
  },
  { name: 'ip addr', weight: 4, try: (random) => void decodeIpLinks(document(IP_LINKS, random)) },
  { name: 'ip route', weight: 4, try: (random) => void decodeIpRoutes(document(IP_ROUTES, random)) },
  {
    name: 'tc filter',
    weight: 2,
    try: (random) => void decodeTranslation(document(TC_FILTERS, random), document(TC_FILTERS, random)),
  },
  { name: 'iw dev', weight: 1, try: (random) => void decodeFourAddress(mutated(IW_DEV, random)) },
  { name: 'a frame of the network', weight: 4, try: frame },
  { name: 'resolv.conf', weight: 1, try: resolvConf },
  { name: 'a link in sysfs', weight: 4, try: sysfs },
  { name: 'an access point', weight: 4, try: accessPoint },
  {
    name: 'an SSID',
    weight: 4,
    try: (random) => {
      const text = bytesToText(bytes(random));
      for (const shown of [printable(text), printableText(text)]) {
        check(
          !/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/.test(shown),
          'it can command a terminal',
        );
      }
      check(!/[\ud800-\udbff](?![\udc00-\udfff])/.test(text), 'half a character');
    },
  },
  {
    name: 'a profile',
    weight: 4,
    try: (random) => refusing(LinkbraidError, () => profile(document(PROFILES, random))),
  },
  {
    name: 'a file to import',
    weight: 6,
    try: (random) => {
      const path = random.of(Object.keys(FORMAT_FILES));
      const seeds = FORMAT_FILES[random.chance(0.9) ? path : random.of(Object.keys(FORMAT_FILES))] ?? [];
      const files = [{ path, text: mutated(seeds, random) }];
      if (random.chance(0.2)) files.push({ path, text: mutated(seeds, random) });
      refusing(FormatError, () => importFiles(files));
    },
  },
  {
    name: 'a time span',
    weight: 1,
    try: (random) => void readTimeSpan(mutated(['1min 30s', '100ms', '0.5'], random), 's', 'ms'),
  },
  {
    name: 'system databases',
    weight: 2,
    try: (random) => {
      const text = mutated(DATABASES, random);
      const users = parsePasswd(text);
      for (const group of parseGroup(text)) isMember(random.below(2000), group, users);
      check(
        users.every(({ uid }) => Number.isInteger(uid) && uid >= 0),
        'a user without a number',
      );
      parseOsRelease(text);
      parseInterfaces(text);
      parseRegulatoryDomain(text);
      ifupdownLinks(text);
      serversIn(text);
    },
  },
  { name: 'a stream of lines', weight: 2, try: lines },
  {
    name: 'a stored profile',
    weight: 2,
    // Whatever is thrown here, the store sets the file aside.
    try: (random) =>
      refusing(Error, () => {
        const text = mutated(PROFILES, random);
        parseProfileRecord(`{"format":1,"secrets":null,"profile":${text}}`, 'desk');
        parseSecrets(text);
      }),
  },
  { name: 'the journal', weight: 0.02, try: journal },
];

function sysfs(random: Random): void {
  const field = () =>
    random.chance(0.1) ? null : mutated(['eth0', '1', '0x1003', 'up\n', '1000', 'full', ...DATABASES], random);
  const names = [
    ...[
      'ifindex',
      'address',
      'flags',
      'mtu',
      'carrier',
      'speed',
      'duplex',
      'type',
      'alias',
      'master',
      'driver',
      'subsystem',
    ],
    ...['kind', 'permanentMac', 'udev', 'product', 'rxBytes', 'txBytes', 'disableIpv6', 'acceptRa'],
  ];
  const facts = decodeLink({
    ...(Object.fromEntries(names.map((name) => [name, field()])) as unknown as LinkFiles),
    name: 'eth0',
    wireless: random.chance(0.5),
    bridge: random.chance(0.1),
    bond: random.chance(0.1),
    device: random.chance(0.5),
    rfkill: { soft: random.chance(0.5), hard: false },
    manager: 'none',
  });
  check(facts.label === null || (facts.label.length <= 80 && !/\p{Cc}/u.test(facts.label)), 'a label that commands');
  decodeBond(
    'bond0',
    Object.fromEntries(['mode', 'slaves', 'active_slave', 'arp_ip_target', '__proto__'].map((name) => [name, field()])),
    {},
    {},
  );
  decodePort({ miiStatus: field(), linkFailures: field(), options: {} });
}

/** Of any length, and cut anywhere: the answer is yes or no. */
function frame(random: Random): void {
  const target = random.of(['10.77.0.1', 'fe80::1', 'fd77::1%eth0']);
  const mac = '02:00:00:00:00:01';
  const real = random.of([question(mac, target), announcement(mac, target.split('%')[0]!)]);
  const received = random.chance(0.2) ? Buffer.from(bytes(random)) : Buffer.from(real);
  for (let count = random.below(6); count > 0 && received.length > 0; count -= 1)
    received[random.below(received.length)] = random.below(256);
  isAnswer(received.subarray(0, random.chance(0.5) ? received.length : random.below(received.length + 1)), target);
}

/** What others wrote is kept; what we wrote comes back as it was, whatever stood there before. */
function resolvConf(random: Random): void {
  const before = mutated(DATABASES, random);
  const servers = { bond0: ['10.77.0.1'], bond1: ['fd77::1', '9.9.9.9'] };
  check(JSON.stringify(paragraphs(textWith(servers, before))) === JSON.stringify(servers), 'our servers got lost');
  paragraphs(textWith(servers, before).slice(0, random.below(200)) + before);
}

function accessPoint(random: Random): void {
  const suites = { KeyMgmt: { value: value(random, ['wpa-psk', 'sae', 'owe', 'wpa-eap']) } };
  const properties = {
    SSID: random.chance(0.9) ? bytes(random) : value(random, NAMES),
    BSSID: random.chance(0.9) ? Uint8Array.from([2, 0, 0, 0, 0, random.below(256)]) : value(random, NAMES),
    Frequency: random.chance(0.9) ? 5180 : value(random, NAMES),
    Signal: random.chance(0.9) ? -50 : value(random, NAMES),
    Privacy: value(random, NAMES),
    RSN: random.chance(0.5) ? suites : value(random, ['KeyMgmt', 'value']),
    WPA: random.chance(0.2) ? suites : undefined,
  };
  const found = [decodeBss(properties), decodeBss(properties)].filter((bss): bss is BssFacts => bss !== null);
  groupNetworks(found);
  stateOf(value(random, NAMES));
}

/** What is let through must be fit for argument lists and sysfs paths, and for every format. */
function profile(document: unknown): void {
  const decoded = decodeProfile(document);
  const links = [
    decoded.bond.name,
    ...decoded.ports.flatMap(({ adapter }) => (typeof adapter === 'string' ? [adapter] : [])),
  ];
  check(
    links.every((name) => LINK_NAME.test(name) && !name.startsWith('-')),
    'a name that is no name',
  );
  const ports = decoded.ports.map((port) =>
    port.wifi?.psk ? { ...port, wifi: { ...port.wifi, psk: 'another secret' } } : port,
  );
  for (const format of EXPORT_FORMATS) {
    const [text, other] = [decoded, { ...decoded, ports }].map((each) => JSON.stringify(exportProfile(each, format)));
    check(text === other, `${format} tells a passphrase`);
  }
}

/** However a stream is cut into chunks, the lines are the same. */
function lines(random: Random): void {
  const stream = Buffer.from(mutated(PROC_BONDING, random).slice(0, 4000));
  const reader = new LineReader(65_536);
  const got: string[] = [];
  for (let at = 0; at < stream.length;) {
    const to = at + 1 + random.below(200);
    got.push(...reader.push(stream.subarray(at, to)).lines.map(String));
    at = to;
  }
  const wanted = stream.toString().split('\n').slice(0, -1);
  check(JSON.stringify(got) === JSON.stringify(wanted), 'lines depend on chunks');
}

function journal(random: Random): void {
  const directory = mkdtempSync(join(tmpdir(), 'linkbraid-fuzz-'));
  try {
    const text = mutated(JOURNALS, random);
    writeFileSync(join(directory, 'transaction.jsonl'), text);
    writeFileSync(join(directory, 'suspended.json'), text);
    writeFileSync(join(directory, 'events.jsonl'), text);
    new Journal(directory).recover('BOOT');
    new BondRecords(directory).get('bond0', 'BOOT');
    new Suspended(directory).has('desk');
    new EventLog(directory).latest(10);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
