import { describe, expect, it } from 'vitest';
import type { AdapterNetworks } from '../../helper/contract/wire.ts';
import { advise } from '../../helper/plan/advise.ts';
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

describe('whether two radios may meet at one access point', () => {
  const cannotSpread = (one: AskedLink, two: AskedLink, lists: AdapterNetworks[], on = machine()) =>
    advise(adviceInput(on, [one, two], lists)).modes[0]?.verdict === 'cannot';
  const home = { adapter: 'wlan0', ssid: 'Home' };
  const lists = (networks: Record<string, string[]>) => [heard('wlan0', networks), heard('wlan1', networks)];

  it.each<[string, AskedLink, Record<string, string[]>, boolean]>([
    ['one network', { adapter: 'wlan1', ssid: 'Home' }, { Home: [ROUTER, OTHER] }, true],
    ['one network out of range', { adapter: 'wlan1', ssid: 'Home' }, {}, true],
    ['two networks of two routers', { adapter: 'wlan1', ssid: 'Office' }, { Home: [ROUTER], Office: [OTHER] }, false],
    [
      'two names of one router',
      { adapter: 'wlan1', ssid: 'Home 5G' },
      { Home: [ROUTER], 'Home 5G': [SAME_ROUTER] },
      true,
    ],
    [
      'several access points, one router among both',
      { adapter: 'wlan1', ssid: 'Office' },
      { Home: [ROUTER, OTHER], Office: [SAME_ROUTER] },
      true,
    ],
    ['a network that is not known', { adapter: 'wlan1' }, { Home: [ROUTER] }, true],
  ])('%s', (_what, other, networks, expected) => {
    expect(cannotSpread(home, other, lists(networks))).toBe(expected);
    expect(cannotSpread(other, home, lists(networks))).toBe(expected);
  });

  it('roaming may bring together what is apart now', () => {
    const apart = machine({ wlan0: joined('Home', ROUTER), wlan1: joined('Home', OTHER) });
    expect(cannotSpread({ adapter: 'wlan0' }, { adapter: 'wlan1' }, [], apart)).toBe(true);
  });
});
