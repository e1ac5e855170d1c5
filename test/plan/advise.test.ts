import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advice, AdviceInput, AdvicePort, Verdict } from '../../helper/contract/advice.ts';
import { BOND_MODES, type BondMode } from '../../helper/contract/bond-options.ts';
import { advise } from '../../helper/plan/advise.ts';
import { normaliseOptions } from '../../helper/plan/options.ts';

const ROUTER = '02:11:22:33:44:50';
const OTHER_BAND = '06:11:22:33:44:54';
const OTHER_ROUTER = '02:11:22:99:44:50';

function cable(name: string, speedMbps: number | null = 1000): AdvicePort {
  return { name, kind: 'ethernet', speedMbps };
}

function station(
  name: string,
  bssid: string | null,
  extra: Partial<AdvicePort> = {},
  frequencyMhz: number | null = null,
): AdvicePort {
  return { name, kind: 'wifi', speedMbps: null, wifi: { ssid: 'Home', bssid, frequencyMhz }, ...extra };
}

function of(mode: BondMode, { modes }: Advice) {
  const found = modes.find((entry) => entry.mode === mode);
  if (!found) throw new Error(mode);
  return found;
}

function verdicts({ modes }: Advice): string {
  const short: Record<Verdict, string> = { works: '+', 'works-with-limits': '~', cannot: '-' };
  return modes.map(({ verdict }) => short[verdict]).join('');
}

const same = (ports: AdvicePort[]): AdviceInput => ({ ports, sameNetwork: true });
const equal = { measuredMbps: 50 };

const TOPOLOGIES: Record<string, AdviceInput> = {
  'two cables': same([cable('eth0'), cable('eth1')]),
  'cable and station': same([cable('eth0', 50), station('wlan0', ROUTER, equal)]),
  'two stations, one access point': same([station('wlan0', ROUTER, equal), station('wlan1', ROUTER, equal)]),
  'two stations, two bands of one router': same([station('wlan0', ROUTER, equal), station('wlan1', OTHER_BAND, equal)]),
  'two stations, two access points': same([station('wlan0', ROUTER, equal), station('wlan1', OTHER_ROUTER, equal)]),
};

function topology(name: string): Advice {
  const input = TOPOLOGIES[name];
  if (!input) throw new Error(name);
  return advise(input);
}

describe('advise', () => {
  /* rr, active-backup, xor, broadcast, 802.3ad, tlb, alb */
  it.each([
    ['two cables', '~+~~~++'],
    ['cable and station', '~+~~---'],
    ['two stations, one access point', '~+~~---'],
    ['two stations, two bands of one router', '~+~~---'],
    ['two stations, two access points', '~+~~---'],
  ])('%s', (name, expected) => {
    expect(verdicts(topology(name))).toBe(expected);
  });

  /* Against the measured ratios; a tenth is what repeated runs differ by. */
  it.each<[string, BondMode, 'oneUp' | 'oneDown' | 'manyUp' | 'manyDown', number]>([
    ['cable and station', 'balance-rr', 'oneUp', 1.91],
    ['cable and station', 'balance-xor', 'manyUp', 1.99],
    ['cable and station', 'balance-xor', 'manyDown', 1.83],
    ['cable and station', 'balance-xor', 'oneUp', 1],
    ['two stations, two access points', 'balance-rr', 'oneUp', 1.92],
    ['two stations, two access points', 'balance-rr', 'oneDown', 1],
    ['two stations, two access points', 'balance-xor', 'manyUp', 1.98],
    ['two stations, two access points', 'balance-xor', 'manyDown', 1],
    ['two stations, one access point', 'balance-rr', 'oneUp', 2],
    ['two stations, one access point', 'balance-rr', 'oneDown', 1],
    ['two stations, one access point', 'balance-xor', 'manyUp', 2],
    ['two cables', 'balance-rr', 'oneUp', 1.99],
    ['two cables', 'balance-xor', 'manyUp', 2],
    ['two cables', '802.3ad', 'manyDown', 2],
    ['two cables', 'active-backup', 'manyUp', 1],
    ['two cables', 'broadcast', 'oneUp', 1],
  ])('%s: %s %s', (name, mode, figure, measured) => {
    const gain = of(mode, topology(name)).gain[figure];
    expect(gain).not.toBeNull();
    expect(Math.abs((gain ?? 0) - measured)).toBeLessThanOrEqual(0.1);
  });

  it('knows that the slowest sets the pace of a round-robin, and not of xor', () => {
    const advice = advise(same([cable('eth0', 40), cable('eth1', 10)]));
    expect(of('balance-rr', advice).gain.oneUp).toBeCloseTo(19 / 40, 1);
    expect(of('balance-rr', advice).reasons.map(({ code }) => code)).toContain('unequal-links');
    expect(of('balance-xor', advice).gain.manyUp).toBeCloseTo(47.6 / 40, 1);
    expect(advice.addUpSpeed.mode).toBe('balance-xor');
  });

  it.each<[string, BondMode | null, BondMode | null]>([
    ['two cables', 'active-backup', 'balance-xor'],
    ['cable and station', 'active-backup', 'balance-xor'],
    ['two stations, one access point', 'active-backup', 'balance-xor'],
    ['two stations, two access points', 'active-backup', 'balance-xor'],
  ])('%s: recommends %s and %s', (name, neverDrop, addUpSpeed) => {
    const advice = topology(name);
    expect([advice.neverDrop.mode, advice.addUpSpeed.mode]).toEqual([neverDrop, addUpSpeed]);
  });

  it('finds nothing to gain where Wi-Fi is a trickle beside the cable', () => {
    const advice = advise(same([cable('eth0'), station('wlan0', ROUTER, { measuredMbps: 40 })]));
    expect(advice.addUpSpeed.mode).toBeNull();
    expect(advice.neverDrop.mode).toBe('active-backup');
  });

  it('does not guess when one speed is known and another is not', () => {
    const advice = advise(same([cable('eth0'), station('wlan0', ROUTER)]));
    expect(of('balance-rr', advice).gain).toMatchObject({ oneUp: null, manyDown: null });
    expect(of('active-backup', advice).gain).toMatchObject({ oneUp: 1, manyDown: 1, atMost: false });
    expect(advice.addUpSpeed).toMatchObject({ mode: null, why: expect.stringContaining('measure') as string });
  });

  it('says "at most" for radios on one channel and for unknown speeds', () => {
    const shared = advise(same([station('wlan0', ROUTER, equal, 5180), station('wlan1', OTHER_ROUTER, equal, 5180)]));
    expect(of('balance-xor', shared)).toMatchObject({ verdict: 'works-with-limits', gain: { atMost: true } });
    expect(of('balance-xor', shared).reasons.map(({ code }) => code)).toContain('shared-air');
    expect(of('active-backup', shared).gain.atMost).toBe(false);
    const unknown = advise(same([station('wlan0', ROUTER), station('wlan1', OTHER_ROUTER)]));
    expect(of('balance-xor', unknown).gain).toMatchObject({ manyUp: 1.98, atMost: true });
  });

  it('balances nothing over different networks, and says what a failover costs there', () => {
    const advice = advise({ ports: [cable('eth0'), cable('eth1')], sameNetwork: false });
    expect(verdicts(advice)).toBe('-~-----');
    expect(advice.neverDrop.why).toContain('another network');
    expect(advise({ ports: [cable('eth0'), cable('eth1')], sameNetwork: null }).modes[2]?.reasons.at(-1)?.code).toBe(
      'network-unknown',
    );
  });

  it('has nothing to recommend for one link', () => {
    const advice = advise(same([cable('eth0')]));
    expect(advice.neverDrop.mode).toBeNull();
    expect(advice.addUpSpeed.mode).toBeNull();
  });

  it('always judges seven modes with reasons, possible gains and options that the driver takes', () => {
    const bssid = fc.constantFrom(ROUTER, OTHER_BAND, OTHER_ROUTER, null);
    const speed = fc.option(fc.integer({ min: 1, max: 10_000 }));
    const port = fc.oneof(
      speed.map((mbps) => cable('x', mbps)),
      fc
        .tuple(bssid, speed, fc.constantFrom(null, 5180, 2412))
        .map(([id, mbps, mhz]) => station('x', id, { measuredMbps: mbps }, mhz)),
    );
    const input = fc.record({
      ports: fc
        .array(port, { maxLength: 5 })
        .map((ports) => ports.map((entry, index) => ({ ...entry, name: `p${index}` }))),
      sameNetwork: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(input, (given) => {
        const advice = advise(given);
        expect(advice.modes.map(({ mode }) => mode)).toEqual(BOND_MODES);
        for (const { mode, verdict, reasons, gain, options } of advice.modes) {
          if (verdict !== 'works') expect(reasons.length).toBeGreaterThan(0);
          expect(normaliseOptions(mode, options).problems).toEqual([]);
          for (const figure of [gain.oneUp, gain.oneDown, gain.manyUp, gain.manyDown]) {
            if (verdict === 'cannot') expect(figure).toBeNull();
            else if (figure !== null) expect(figure >= 0 && figure <= Math.max(1, given.ports.length)).toBe(true);
          }
        }
        for (const { mode } of [advice.neverDrop, advice.addUpSpeed])
          if (mode) expect(of(mode, advice).verdict).not.toBe('cannot');
      }),
    );
  });
});
