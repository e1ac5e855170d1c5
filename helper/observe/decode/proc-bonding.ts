import type { BondMode } from '../../contract/bond-options.ts';
import {
  emptyAggregator,
  emptyBond,
  emptyEnd,
  emptyLacp,
  emptyPort,
  type ProcAggregator,
  type ProcBond,
  type ProcLacp,
  type ProcLacpEnd,
  type ProcPort,
} from './proc-bonding-shape.ts';

export type { ProcBond };

/*
 * /proc/net/bonding/NAME, from the driver of 2004 (v2.6.0) to today's. Source: `bond_info_show_master` and
 * `bond_info_show_slave`, drivers/net/bonding/bond_procfs.c (in bond_main.c before Linux 2.6.38). A line that means
 * nothing to us is kept, not refused: the next kernel may add some.
 */

/** `bond_mode_name`, drivers/net/bonding/bond_main.c. */
const MODE_TEXTS: Readonly<Record<string, BondMode>> = {
  'load balancing (round-robin)': 'balance-rr',
  'fault-tolerance (active-backup)': 'active-backup',
  'load balancing (xor)': 'balance-xor',
  'fault-tolerance (broadcast)': 'broadcast',
  'IEEE 802.3ad Dynamic link aggregation': '802.3ad',
  'transmit load balancing': 'balance-tlb',
  'adaptive load balancing': 'balance-alb',
};

type Readers<T> = Readonly<Record<string, (into: T, value: string) => void>>;

const BOND_LINES: Readers<ProcBond> = {
  'Bonding Mode': (bond, value) => {
    const [, text = value, failOverMac = null] = /^(.*?)(?: \(fail_over_mac (\w+)\))?$/.exec(value) ?? [];
    bond.modeText = text;
    bond.mode = Object.hasOwn(MODE_TEXTS, text) ? (MODE_TEXTS[text] ?? null) : null;
    bond.failOverMac = failOverMac;
  },
  'Transmit Hash Policy': (bond, value) => (bond.hashPolicy = value.replace(/ \(\d+\)$/, '')),
  'Primary Slave': (bond, value) => {
    const [, name = value, reselect = null] = /^(.*?)(?: \(primary_reselect (\w+)\))?$/.exec(value) ?? [];
    bond.primary = noneOr(name);
    bond.primaryReselect = reselect;
  },
  'Currently Active Slave': (bond, value) => (bond.activePort = noneOr(value)),
  'MII Status': (bond, value) => (bond.miiStatus = value),
  'MII Polling Interval (ms)': (bond, value) => (bond.miimon = count(value)),
  'Up Delay (ms)': (bond, value) => (bond.updelay = count(value)),
  'Down Delay (ms)': (bond, value) => (bond.downdelay = count(value)),
  'Peer Notification Delay (ms)': (bond, value) => (bond.peerNotifDelay = count(value)),
  'ARP Polling Interval (ms)': (bond, value) => (bond.arpInterval = count(value)),
  'ARP Missed Max': (bond, value) => (bond.arpMissedMax = count(value)),
  'ARP IP target/s (n.n.n.n form)': (bond, value) => (bond.arpTargets = list(value)),
  'NS IPv6 target/s (xx::xx form)': (bond, value) => (bond.nsTargets = list(value)),
};

const LACP_LINES: Readers<ProcLacp> = {
  'LACP active': (lacp, value) => (lacp.active = value),
  'LACP rate': (lacp, value) => (lacp.rate = value),
  'Min links': (lacp, value) => (lacp.minLinks = count(value)),
  'Aggregator selection policy (ad_select)': (lacp, value) => (lacp.adSelect = value),
  'System priority': (lacp, value) => (lacp.systemPriority = count(value)),
  'System MAC address': (lacp, value) => (lacp.systemMac = value),
};

const AGGREGATOR_LINES: Readers<ProcAggregator> = {
  'Aggregator ID': (aggregator, value) => (aggregator.id = count(value)),
  'Number of ports': (aggregator, value) => (aggregator.ports = count(value)),
  'Actor Key': (aggregator, value) => (aggregator.actorKey = count(value)),
  'Partner Key': (aggregator, value) => (aggregator.partnerKey = count(value)),
  'Partner Mac Address': (aggregator, value) => (aggregator.partnerMac = value),
};

const PORT_LINES: Readers<ProcPort> = {
  'MII Status': (port, value) => (port.miiStatus = value),
  Speed: (port, value) => (port.speedMbps = speed(value)),
  Duplex: (port, value) => (port.duplex = value === 'full' || value === 'half' ? value : null),
  'Link Failure Count': (port, value) => (port.linkFailures = count(value)),
  'Permanent HW addr': (port, value) => (port.permanentMac = value),
  'Slave queue ID': (port, value) => (port.queueId = count(value)),
  'Aggregator ID': (port, value) => (port.aggregatorId = count(value)),
  'Actor Churn State': (port, value) => (port.actorChurn = value),
  'Partner Churn State': (port, value) => (port.partnerChurn = value),
  'Actor Churned Count': (port, value) => (port.actorChurned = count(value)),
  'Partner Churned Count': (port, value) => (port.partnerChurned = count(value)),
};

const END_LINES: Readers<ProcLacpEnd> = {
  'system priority': (end, value) => (end.systemPriority = count(value)),
  'system mac address': (end, value) => (end.systemMac = value),
  'port key': (end, value) => (end.key = count(value)),
  'oper key': (end, value) => (end.key = count(value)),
  'port priority': (end, value) => (end.portPriority = count(value)),
  'port number': (end, value) => (end.portNumber = count(value)),
  'port state': (end, value) => (end.portState = count(value)),
};

/** Some 20 lines a port in life; a much longer text is not what the kernel wrote. */
const MAX_LENGTH = 1_000_000;

export class ProcBondingError extends Error {
  override readonly name = 'ProcBondingError';
}

/** Throws a ProcBondingError, and nothing else, for a text that is not of this kind. */
export function parseProcBonding(text: string): ProcBond {
  if (text.length > MAX_LENGTH) throw new ProcBondingError('too long for a file of /proc/net/bonding');
  const [first = '', ...lines] = text.split('\n');
  const driver = /^Ethernet Channel Bonding Driver: (.+)$/.exec(first)?.[1];
  if (driver === undefined)
    throw new ProcBondingError('line 1: expected "Ethernet Channel Bonding Driver:" and its version');
  const bond = emptyBond(driver);
  let read = reader(BOND_LINES, bond);
  let port: ProcPort | null = null;
  for (const line of lines) {
    const content = line.trim();
    if (content === '' || /^bond \S+ has no active aggregator$/.test(content)) continue;
    const [key, value] = split(content);
    if (key === 'Slave Interface') {
      port = emptyPort(value);
      bond.ports.push(port);
      read = reader(PORT_LINES, port);
    } else if (content === '802.3ad info') read = reader(LACP_LINES, (bond.lacp = emptyLacp()));
    else if (content === 'Active Aggregator Info:' && bond.lacp)
      read = reader(AGGREGATOR_LINES, (bond.lacp.activeAggregator = emptyAggregator()));
    else if (content === 'details actor lacp pdu:' && port) read = reader(END_LINES, (port.actor = emptyEnd()));
    else if (content === 'details partner lacp pdu:' && port) read = reader(END_LINES, (port.partner = emptyEnd()));
    else if (!read(key, value)) (port ?? bond).unknown.push(content);
  }
  if (bond.modeText === '') throw new ProcBondingError('expected a line "Bonding Mode:"');
  return bond;
}

function reader<T>(readers: Readers<T>, into: T): (key: string, value: string) => boolean {
  return (key, value) => {
    if (!Object.hasOwn(readers, key)) return false;
    readers[key]?.(into, value);
    return true;
  };
}

/** What stands in brackets may hold colons: "NS IPv6 target/s (xx::xx form): fe80::1". */
function split(line: string): [key: string, value: string] {
  const key = /^(?:[^:(]|\([^)]*\))*(?=:)/.exec(line)?.[0] ?? line;
  return [key, line.slice(key.length + 1).trim()];
}

/** An interface could be named "None"; the kernel's text does not tell the two apart. */
function noneOr(name: string): string | null {
  return name === 'None' ? null : name;
}

function count(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** Where the driver does not yet print "Unknown", -1 stands for it, in 16 bits, in 32 or with its sign. */
function speed(text: string): number | null {
  const number = count(text.replace(/ Mbps$/, ''));
  return number === 65_535 || number === 4_294_967_295 ? null : number;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
