import type { AdviceCode, AdviceReason, Gain, ModeAdvice, Verdict } from '../contract/advice.ts';
import type { BondMode } from '../contract/bond-options.ts';
import type { Links } from './advise-links.ts';

/*
 * Each mode's verdict on a set of links. The efficiencies are the measured ones of virtual radios and cables on Linux
 * 6.1, where the same test is repeated (test/system); a best case, as those radios do not contend for air.
 */

const REASONS: Record<AdviceCode, string> = {
  'one-at-a-time': 'One link carries everything, the others wait to take over.',
  'mac-stays': 'The bond keeps its address through a failover, so leases and connections last.',
  'single-port': 'There is only one link, and so nothing to join.',
  'different-networks': 'The links lead into different networks, where one address cannot be good on all.',
  'network-unknown': 'This holds only if all links lead into the same network.',
  translated: 'Each radio keeps its own address, and Linkbraid translates between it and that of the bond.',
  'needs-link-speed': 'The driver uses only ports that report a link speed. Wi-Fi reports none and would stay unused.',
  'needs-lacp-switch': 'All ports must lead to one switch that speaks LACP and is set up for it.',
  'needs-equal-speed': 'Only ports of one speed can be used together.',
  'switch-relearns':
    'The network sees one address at several places. Linux bridges follow it; a switch may object unless it is set up for it.',
  reordering: 'Packets of one connection take different links and arrive out of order, which TCP answers with repeats.',
  'unequal-links': 'The links are not equally fast, and the slowest sets the pace for each of them.',
  'unequal-delay':
    'A cable and Wi-Fi differ in delay; where they differ much, a single connection gets slower than on one.',
  'shared-air': 'Radios on one channel take turns: together they carry no more than the channel does.',
  'cell-unasked': 'Only the cell in use is asked whether anybody answers, so that no other would ever count as up.',
  'both-ends': 'The machine at the other end must bond its ends of the links in the same mode.',
  'one-link-a-connection': 'Each connection stays on one link; only several at once add up.',
  'download-on-one-link': 'Downloads come in over the one link where the router knows our address.',
  'every-packet-twice': 'Every packet goes out on all links, which costs capacity and gains only safety.',
  'not-measured': 'What it gains depends on the peers and was not measured.',
  'speed-unknown': 'How fast the links are is not known; the figures hold for equal ones.',
};

export function judge(mode: BondMode, links: Links): ModeAdvice {
  const { verdict, codes, gain, options } = JUDGES[mode](links);
  const doubts: AdviceCode[] = [];
  if (verdict !== 'cannot') {
    if (links.count < 2) doubts.push('single-port');
    if (links.sameNetwork === null) doubts.push('network-unknown');
    if (spreads(mode) && links.sharedAir) doubts.push('shared-air');
    if (spreads(mode) && !links.speedsKnown) doubts.push('speed-unknown');
  }
  return {
    mode,
    verdict: verdict === 'works' && doubts.includes('shared-air') ? 'works-with-limits' : verdict,
    reasons: [...codes, ...doubts].map((code): AdviceReason => ({ code, message: REASONS[code] })),
    gain: {
      ...gain,
      atMost: doubts.includes('shared-air') || doubts.includes('speed-unknown') || codes.includes('needs-lacp-switch'),
    },
    options: options ?? {},
  };
}

interface Judgement {
  verdict: Verdict;
  codes: AdviceCode[];
  gain: Omit<Gain, 'atMost'>;
  options?: Record<string, string>;
}

const JUDGES: Record<BondMode, (links: Links) => Judgement> = {
  'balance-rr': roundRobin,
  'active-backup': activeBackup,
  'balance-xor': xor,
  broadcast,
  '802.3ad': linkAggregation,
  'balance-tlb': (links) => byLoad(links, { oneUp: 1, oneDown: 1, manyUp: null, manyDown: 1 }),
  'balance-alb': (links) => byLoad(links, { oneUp: 1, oneDown: 1, manyUp: null, manyDown: null }),
};

const NOTHING: Judgement['gain'] = { oneUp: null, oneDown: null, manyUp: null, manyDown: null };
const SAME: Judgement['gain'] = { oneUp: 1, oneDown: 1, manyUp: 1, manyDown: 1 };

function activeBackup(links: Links): Judgement {
  if (links.adHoc && links.wifis > 0) return { verdict: 'cannot', codes: ['cell-unasked'], gain: NOTHING };
  if (links.sameNetwork === false)
    return { verdict: 'works-with-limits', codes: ['one-at-a-time', 'different-networks'], gain: SAME };
  const codes: AdviceCode[] = ['one-at-a-time', 'mac-stays', ...translated(links)];
  const options: Record<string, string> = links.wifis > 0 ? { fail_over_mac: 'none' } : {};
  return { verdict: 'works', codes, gain: SAME, options };
}

function roundRobin(links: Links): Judgement {
  const barred = impossible(links);
  if (barred) return barred;
  const pace = atThePaceOfTheSlowest(links);
  const codes: AdviceCode[] = ['reordering'];
  if (isUneven(links)) codes.push('unequal-links');
  if (links.cables > 0 && links.wifis > 0) codes.push('unequal-delay');
  if (links.hostToHost) return betweenHosts(codes, times(pace, 0.98), times(pace, 0.98));
  if (links.wifis > 1) {
    const up = times(pace, 0.98);
    codes.push(...translated(links), 'download-on-one-link');
    return { verdict: 'works-with-limits', codes, gain: { oneUp: up, oneDown: 1, manyUp: up, manyDown: 1 } };
  }
  codes.push('switch-relearns');
  const up = times(pace, links.wifis > 0 ? 0.96 : 0.99);
  // What comes back goes where the switch heard the bond last, which changes with every packet.
  const down = links.count > 1 ? null : 1;
  return { verdict: 'works-with-limits', codes, gain: { oneUp: up, oneDown: down, manyUp: up, manyDown: down } };
}

function xor(links: Links): Judgement {
  const barred = impossible(links);
  if (barred) return barred;
  const options = { xmit_hash_policy: 'layer3+4' };
  const sum = allTogether(links);
  const up = times(sum, isUneven(links) ? 0.95 : 0.99);
  if (links.hostToHost) return { ...betweenHosts(['one-link-a-connection'], 1, up), options };
  if (links.wifis > 1) {
    const codes: AdviceCode[] = ['one-link-a-connection', 'download-on-one-link', ...translated(links)];
    const gain = { oneUp: 1, oneDown: 1, manyUp: up, manyDown: 1 };
    return { verdict: 'works-with-limits', codes, gain, options };
  }
  const down = links.wifis > 0 ? times(sum, 0.915) : null;
  const gain = { oneUp: 1, oneDown: 1, manyUp: up, manyDown: down };
  return { verdict: 'works-with-limits', codes: ['one-link-a-connection', 'switch-relearns'], gain, options };
}

/** Both ends deal out alike, so that what holds one way holds the other way. */
function betweenHosts(codes: AdviceCode[], one: number | null, many: number | null): Judgement {
  const gain = { oneUp: one, oneDown: one, manyUp: many, manyDown: many };
  return { verdict: 'works-with-limits', codes: [...codes, 'both-ends'], gain };
}

function broadcast(links: Links): Judgement {
  const barred = impossible(links);
  if (barred) return barred;
  const pace = atThePaceOfTheSlowest(links);
  const slowest = pace === null ? null : Math.min(1, round(pace / links.count));
  // A switch takes the bond's address to be wherever it came from last, and deals what comes back out over its cables.
  const down = links.cables > 1 && !links.hostToHost ? null : slowest;
  const gain = { oneUp: slowest, oneDown: down, manyUp: slowest, manyDown: down };
  return { verdict: 'works-with-limits', codes: ['every-packet-twice', ...translated(links)], gain };
}

function linkAggregation(links: Links): Judgement {
  if (links.wifis > 0) return { verdict: 'cannot', codes: ['needs-link-speed'], gain: NOTHING };
  if (links.sameNetwork === false) return { verdict: 'cannot', codes: ['different-networks'], gain: NOTHING };
  const codes: AdviceCode[] = ['needs-lacp-switch', 'one-link-a-connection'];
  if (isUneven(links)) codes.push('needs-equal-speed');
  const sum = isUneven(links) ? null : times(allTogether(links), 0.99);
  const gain = { oneUp: 1, oneDown: 1, manyUp: sum, manyDown: sum };
  // The driver's own policy, by MAC addresses, has one port for all that goes to the router.
  return { verdict: 'works-with-limits', codes, gain, options: { xmit_hash_policy: 'layer3+4' } };
}

function byLoad(links: Links, gain: Judgement['gain']): Judgement {
  if (links.sameNetwork === false) return { verdict: 'cannot', codes: ['different-networks'], gain: NOTHING };
  if (links.wifis > 0) return { verdict: 'cannot', codes: ['needs-link-speed'], gain: NOTHING };
  return { verdict: 'works', codes: ['one-link-a-connection', 'not-measured'], gain: links.count < 2 ? SAME : gain };
}

function translated({ wifis, hostToHost }: Links): AdviceCode[] {
  return wifis > 1 && !hostToHost ? ['translated'] : [];
}

/** What stops every mode that uses all links at once under one address. */
function impossible(links: Links): Judgement | null {
  if (links.sameNetwork === false) return { verdict: 'cannot', codes: ['different-networks'], gain: NOTHING };
  return null;
}

function spreads(mode: BondMode): boolean {
  return mode !== 'active-backup';
}

function isUneven({ speeds }: Links): boolean {
  return speeds !== null && Math.min(...speeds) < 0.9 * Math.max(...speeds);
}

function allTogether({ speeds }: Links): number | null {
  return speeds && speeds.reduce((sum, speed) => sum + speed, 0) / Math.max(...speeds);
}

function atThePaceOfTheSlowest({ speeds }: Links): number | null {
  return speeds && (speeds.length * Math.min(...speeds)) / Math.max(...speeds);
}

/** A single link gains and loses nothing. */
function times(factor: number | null, efficiency: number): number | null {
  return factor === null ? null : round(factor === 1 ? 1 : factor * efficiency);
}

function round(factor: number): number {
  return Math.round(factor * 100) / 100;
}
