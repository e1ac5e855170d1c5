import type { BondMode } from './bond-options.ts';
import type { AdapterKind } from './snapshot.ts';

/** What is known of the links that shall be joined. */
export interface AdviceInput {
  ports: AdvicePort[];
  /** Whether all lead into one network, so that an address is good on each; null = not known. */
  sameNetwork: boolean | null;
  /** They lead to one machine of one's own, which bonds its ends of them in the same mode. */
  hostToHost?: boolean;
  /** Its radios are in ad-hoc cells. */
  adHoc?: boolean;
}

export interface AdvicePort {
  name: string;
  kind: AdapterKind;
  /** As the driver reports it; Wi-Fi reports none. */
  speedMbps: number | null;
  /** What the link really carried, which counts for more than what it reports. */
  measuredMbps?: number | null;
  wifi?: {
    ssid: string;
    bssid: string | null;
    frequencyMhz: number | null;
  };
}

export type Verdict = 'works' | 'works-with-limits' | 'cannot';

export type AdviceCode =
  | 'one-at-a-time' // one port carries, the others wait
  | 'mac-stays'
  | 'single-port'
  | 'different-networks'
  | 'network-unknown'
  | 'translated' // works by translating addresses on the Wi-Fi ports
  | 'needs-link-speed' // the driver leaves Wi-Fi ports, which report none, unused
  | 'needs-lacp-switch'
  | 'needs-equal-speed'
  | 'switch-relearns' // one address shows at several ports of the switch
  | 'reordering'
  | 'unequal-links' // the slowest sets the pace
  | 'unequal-delay'
  | 'shared-air' // radios on one channel take turns
  | 'cell-unasked' // nobody would answer in the cell of a waiting port
  | 'both-ends' // the other machine must bond its ends too
  | 'one-link-a-connection'
  | 'download-on-one-link'
  | 'every-packet-twice'
  | 'not-measured'
  | 'speed-unknown';

export interface AdviceReason {
  code: AdviceCode;
  message: string;
}

/** Throughput to expect as a multiple of the fastest link alone; null = not known. */
export interface Gain {
  oneUp: number | null;
  oneDown: number | null;
  manyUp: number | null;
  manyDown: number | null;
  /** The figures are reached only if the links do not hinder each other. */
  atMost: boolean;
}

export interface ModeAdvice {
  mode: BondMode;
  verdict: Verdict;
  reasons: AdviceReason[];
  gain: Gain;
  /** Options that the verdict counts on. */
  options: Record<string, string>;
}

export interface Recommendation {
  /** null = none of the modes serves the purpose. */
  mode: BondMode | null;
  why: string;
}

export interface Advice {
  /** All seven, in the order of their numbers. */
  modes: ModeAdvice[];
  neverDrop: Recommendation;
  addUpSpeed: Recommendation;
}
