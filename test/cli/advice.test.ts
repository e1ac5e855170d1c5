import { describe, expect, test } from 'vitest';
import { adviceText } from '../../helper/cli/text/advice.ts';
import type { AdviceInput } from '../../helper/contract/advice.ts';
import { advise } from '../../helper/plan/advise.ts';
import { plainView } from './fixtures.ts';

function told(input: AdviceInput, width = Infinity): string[] {
  return adviceText({ ...advise(input), input }, plainView(width)).split('\n');
}

const CABLE = { name: 'eth0', kind: 'ethernet', speedMbps: 1000 } as const;
const wifi = (name: string, ssid: string) =>
  ({ name, kind: 'wifi', speedMbps: null, wifi: { ssid, bssid: null, frequencyMhz: 5180 } }) as const;

describe('advice', () => {
  test('is a line a mode and a recommendation a purpose', () => {
    const [head, titles, ...rest] = told({ ports: [CABLE, { ...CABLE, name: 'eth1' }], sameNetwork: true });
    expect(head).toBe('For eth0 (1 Gbit/s), eth1 (1 Gbit/s):');
    expect(titles).toBe('  MODE           VERDICT            ONE CONNECTION    MANY              WHY');
    expect(rest).toEqual([
      '  balance-rr     works with limits  1.98× up, ? down  1.98× up, ? down  Packets of one connection take different links and arrive out of order, which TCP answers with repeats. The network sees one address at several places. Linux bridges follow it; a switch may object unless it is set up for it.',
      '  active-backup  works              1×                1×                One link carries everything, the others wait to take over. The bond keeps its address through a failover, so leases and connections last.',
      '  balance-xor    works with limits  1×                1.98× up, ? down  Each connection stays on one link; only several at once add up. The network sees one address at several places. Linux bridges follow it; a switch may object unless it is set up for it.',
      '  broadcast      works with limits  1× up, ? down     1× up, ? down     Every packet goes out on all links, which costs capacity and gains only safety.',
      '  802.3ad        works with limits  1×                at most 1.98×     All ports must lead to one switch that speaks LACP and is set up for it. Each connection stays on one link; only several at once add up.',
      '  balance-tlb    works              1×                ? up, 1× down     Each connection stays on one link; only several at once add up. What it gains depends on the peers and was not measured.',
      '  balance-alb    works              1×                not known         Each connection stays on one link; only several at once add up. What it gains depends on the peers and was not measured.',
      '',
      'To keep connected:  active-backup. One link carries, and another takes over within a moment.',
      'To add up speed:    balance-xor. Several connections spread over all links, and none gets slower by packets out of order.',
      '',
    ]);
  });

  test('says what cannot work without figures, and doubts the others', () => {
    const lines = told({ ports: [CABLE, wifi('wlan0', 'Home')], sameNetwork: null });
    expect(lines[0]).toBe('For eth0 (1 Gbit/s), wlan0 ("Home", 5 GHz):');
    expect(lines.find((line) => line.startsWith('  802.3ad'))).toMatch(
      /^ {2}802\.3ad +cannot +- +- +The driver uses only/,
    );
    expect(lines.find((line) => line.startsWith('  active-backup'))).toContain(
      'This holds only if all links lead into the same network.',
    );
    expect(lines.at(-2)).toBe('To add up speed:    How fast each link is must be known first: measure them.');
  });

  test('calls a bound a bound', () => {
    const lines = told({ ports: [wifi('wlan0', 'Home'), wifi('wlan1', 'Office')], sameNetwork: true });
    expect(lines.find((line) => line.startsWith('  balance-xor'))).toContain('at most 1.98× up, 1× down');
  });

  test('is a block a mode where the terminal is narrow', () => {
    const lines = told({ ports: [CABLE], sameNetwork: true }, 60);
    expect(lines).toContain('  active-backup');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('of no links', () => {
    expect(told({ ports: [], sameNetwork: null })).toEqual([
      'No adapter can take part: "linkbraid adapters" says why.',
      '',
    ]);
  });
});
