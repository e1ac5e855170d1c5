import type { AdviceCode, Verdict } from '../contract.ts';

const verdicts: Record<Verdict, string> = {
  works: 'Works here',
  'works-with-limits': 'Works here, with limits',
  cannot: 'Cannot work here',
};

/** Every reason there is: a new one does not compile until it has its words. */
const reasons: Record<AdviceCode, string> = {
  'one-at-a-time': 'One link carries everything, the others wait to take over.',
  'mac-stays': 'Address and open connections last through a change of links.',
  'single-port': 'With one link alone there is nothing to join.',
  'different-networks': 'The links lead into different networks: one address cannot be good on all.',
  'cell-unasked': 'Only the cell in use is asked whether anybody answers, so that no other would ever count as up.',
  'both-ends': 'The machine at the other end must bond its ends of the links in the same mode.',
  'network-unknown': 'This holds only if all links lead into the same network.',
  translated: 'Each radio keeps its own hardware address; Linkbraid translates between them.',
  'needs-link-speed': 'The driver wants a link speed, and Wi-Fi adapters report none.',
  'needs-lacp-switch': 'Needs a switch that speaks LACP and is set up for it.',
  'needs-equal-speed': 'Only links of one speed can be used together.',
  'switch-relearns': 'The network sees one address in several places; some switches object.',
  reordering: 'Packets arrive out of order, which costs a single connection part of the gain.',
  'unequal-links': 'The links are not equally fast: the slowest sets the pace.',
  'unequal-delay': 'A cable and Wi-Fi differ in delay; a single connection may even get slower.',
  'shared-air': 'Radios on one channel take turns: together they carry no more than the channel.',
  'one-link-a-connection': 'Each connection stays on one link; several at once add up.',
  'download-on-one-link': 'Downloads come in over one link.',
  'every-packet-twice': 'Every packet goes out on all links: costs speed, gains only safety.',
  'not-measured': 'What it gains was not measured.',
  'speed-unknown': 'How fast the links are is not known; the figures hold for equal ones.',
};

export const advice = {
  verdicts,
  reasons,
  means: 'What that means here',
  gainNone: 'Speed: that of the link in use.',
  gainUnknown: 'Speed: not known.',
  notMeasured: 'unknown',
  times: (factor: string, atMost: boolean) => (atMost ? `up to ${factor} ×` : `${factor} ×`),
  one: (down: string, up: string) => `One connection: ↓ ${down}, ↑ ${up}`,
  many: (down: string, up: string) => `Several at once: ↓ ${down}, ↑ ${up}`,
};
export type AdviceWords = typeof advice;
