import { describe, expect, it } from 'vitest';
import type { AdapterNetworks } from '../../helper/contract/wire.ts';
import { adviceInput, linksToJudge, type AskedLink } from '../../helper/plan/advise-input.ts';
import { aliasFor } from '../../helper/plan/image.ts';
import type { WifiFacts } from '../../helper/contract/plan.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const ROUTER = '02:11:22:33:44:50';
const SAME_ROUTER = '06:11:22:33:44:54';
const OTHER = '02:11:22:99:44:50';

const joined = (ssid: string, bssid: string): WifiFacts => ({
  supplicant: true,
  state: 'connected',
  ssid,
  bssid,
  frequencyMhz: 5180,
  signalDbm: -50,
  txMbps: 400,
  rxMbps: null,
  ours: null,
  networks: [],
});

function machine(wifi: Record<string, WifiFacts> = {}) {
  const base = laptop([
    adapter('eth0', { up: true, carrier: true, speedMbps: 1000 }),
    adapter('wlan10'),
    adapter('wlan0'),
    adapter('wlan1'),
  ]);
  return { ...base, wifi: { ...base.wifi, ...wifi } };
}

function heard(adapterName: string, networks: Record<string, string[]>): AdapterNetworks {
  return {
    adapter: adapterName,
    problem: null,
    networks: Object.entries(networks).map(([ssid, bssids]) => ({
      ssid,
      security: 'wpa2-psk',
      signalDbm: -50,
      accessPoints: bssids.map((bssid, index) => ({ bssid, frequencyMhz: 2412 + 5 * index, signalDbm: -50 })),
    })),
  };
}

describe('which links', () => {
  it('are all that can take part, ports of our own bonds among them, when none is named', () => {
    const on = machine();
    const links = {
      ...on.links,
      bond0: { ...adapter('bond0'), type: 'bond' as const, alias: aliasFor('desk') },
      br0: { ...adapter('br0'), type: 'other' as const },
      eth1: adapter('eth1', { master: 'bond0' }),
      eth2: adapter('eth2', { master: 'br0' }),
      eth3: adapter('eth3', { manager: 'networkmanager' }),
      wlan1: adapter('wlan1', { rfkill: 'soft' }),
    };
    expect(linksToJudge({ ...on, links }, []).map((link) => link.adapter)).toEqual(['eth0', 'eth1', 'wlan0', 'wlan10']);
  });

  it.each<[string, AskedLink[], string]>([
    ['is not there', [{ adapter: 'eth7' }], 'not-found'],
    ['is no adapter', [{ adapter: 'lo' }], 'usage'],
    ['is a cable with a network', [{ adapter: 'eth0', ssid: 'Home' }], 'usage'],
    ['is named twice', [{ adapter: 'eth0' }, { adapter: 'eth0' }], 'usage'],
  ])('one that %s is an error', (_what, asked, code) => {
    const on = machine();
    const links = { ...on.links, lo: { ...adapter('lo'), type: 'other' as const } };
    expect(() => linksToJudge({ ...on, links }, asked)).toThrow(expect.objectContaining({ code }));
  });
});

describe('what is known of them', () => {
  const ports = (asked: AskedLink[], lists: AdapterNetworks[] = [], on = machine()) =>
    adviceInput(on, asked, lists).ports;

  it('a cable: its speed', () => {
    expect(ports([{ adapter: 'eth0' }])).toEqual([{ name: 'eth0', kind: 'ethernet', speedMbps: 1000 }]);
  });

  it('Wi-Fi: the network joined now, with its access point', () => {
    expect(ports([{ adapter: 'wlan0' }], [], machine({ wlan0: joined('Home', ROUTER) }))).toEqual([
      { name: 'wlan0', kind: 'wifi', speedMbps: null, wifi: { ssid: 'Home', bssid: ROUTER, frequencyMhz: 5180 } },
    ]);
  });

  it('Wi-Fi: the network named, with its access point where there is but one', () => {
    const lists = [heard('wlan0', { Home: [ROUTER], Office: [OTHER, SAME_ROUTER] })];
    const on = machine({ wlan0: joined('Elsewhere', OTHER) });
    const wifi = (ssid: string) => ports([{ adapter: 'wlan0', ssid }], lists, on)[0]?.wifi;
    expect(wifi('Home')).toEqual({ ssid: 'Home', bssid: ROUTER, frequencyMhz: 2412 });
    expect(wifi('Office')).toEqual({ ssid: 'Office', bssid: null, frequencyMhz: null });
    expect(wifi('Far away')).toEqual({ ssid: 'Far away', bssid: null, frequencyMhz: null });
  });

  it('Wi-Fi: no network at all', () => {
    expect(ports([{ adapter: 'wlan0' }])).toEqual([{ name: 'wlan0', kind: 'wifi', speedMbps: null }]);
  });

  it('one network they share, or more than one', () => {
    expect(adviceInput(machine(), [{ adapter: 'eth0' }], []).sameNetwork).toBe(true);
    expect(adviceInput(machine(), [{ adapter: 'eth0' }, { adapter: 'wlan0' }], []).sameNetwork).toBeNull();
  });
});
