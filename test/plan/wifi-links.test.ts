import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { decodeFourAddress } from '../../helper/observe/decode/iw.ts';
import { networkSettings } from '../../helper/engines/direct/network-settings.ts';
import { advise } from '../../helper/plan/advise.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

type Ports = ProfileInput['ports'];
type Wifi = NonNullable<Ports[number]['wifi']>;

const machine = laptop([adapter('eth0', { carrier: true }), adapter('wlan0'), adapter('wlan1')]);
const cell = (last: number): Wifi => ({
  ssid: `cell ${last}`,
  security: 'open',
  bssid: `02:ce:11:00:00:0${last}`,
  adHoc: { frequencyMhz: 2412 },
});
const four = (more: Partial<Wifi> = {}): Wifi => ({ ssid: 'Home', security: 'open', fourAddress: true, ...more });
const radios = (...networks: Wifi[]): Ports => networks.map((wifi, index) => ({ adapter: `wlan${index}`, wifi }));

function planOf(ports: Ports, options: ProfileInput['bond']['options'] = {}, ip?: ProfileInput['ip']) {
  const profile = decodeProfile({ name: 'x', bond: { mode: 'balance-rr', options }, ports, ...(ip ? { ip } : {}) });
  return planProfile(profile, machine, null);
}

const refusals = (...given: Parameters<typeof planOf>) => planOf(...given).plan.refusals.map(({ code }) => code);

describe('links that are no stations', () => {
  it.each([
    ['ad-hoc', radios(cell(1), cell(2))],
    ['four-address', radios(four(), four({ ssid: 'Office' }))],
  ])('%s: every port bears the address of the bond, and none is translated', (_what, ports) => {
    const { plan } = planOf(ports, { arp_interval: 100, arp_ip_target: '10.0.0.1' });
    expect(plan.refusals).toEqual([]);
    const kernel = new FakeKernel(machine);
    kernel.run(plan.steps.map(({ action }) => action));
    const { bond0, wlan0, wlan1 } = kernel.machine.links;
    expect([wlan0?.mac, wlan1?.mac]).toEqual([bond0?.mac, bond0?.mac]);
    expect([wlan0?.translation, wlan1?.translation]).toEqual([null, null]);
    expect(wlan0?.fourAddress).toBe(_what === 'four-address');
  });

  it('go into four-address mode before they join a network', () => {
    const kinds = planOf(radios(four())).plan.steps.map(({ action }) => action.kind);
    expect(kinds.indexOf('set-four-address')).toBeLessThan(kinds.indexOf('associate'));
    expect(kinds.indexOf('set-four-address')).toBeGreaterThan(-1);
  });

  it('end that mode when the port is to be a station again', () => {
    const on = { ...machine, links: { ...machine.links, wlan0: adapter('wlan0', { fourAddress: true }) } };
    const profile = decodeProfile({
      name: 'x',
      bond: { mode: 'balance-rr' },
      ports: radios({ ssid: 'Home', security: 'open' }),
    });
    expect(planProfile(profile, on, null).plan.steps.map(({ action }) => action)).toContainEqual({
      kind: 'set-four-address',
      port: 'wlan0',
      on: false,
    });
  });
});

describe('an ad-hoc cell', () => {
  it('is waited for when the bond can answer for itself', () => {
    const { plan } = planOf(
      radios(cell(1), cell(2)),
      { arp_ip_target: '10.0.0.1' },
      {
        ipv4: { method: 'static', addresses: ['10.0.0.2/24'] },
      },
    );
    const kinds = plan.steps.map(({ action }) => action.kind);
    expect(kinds.filter((kind) => kind === 'wait-port')).toHaveLength(2);
    expect(kinds.indexOf('wait-port')).toBeGreaterThan(kinds.indexOf('add-address'));
  });

  it.each<[string, ProfileInput['bond']['options'], ProfileInput['ip'], Record<string, unknown> | string]>([
    ['asks whom it is told to', { arp_ip_target: '10.0.0.1' }, undefined, { arp_interval: 100 }],
    [
      'asks its gateway',
      {},
      { ipv4: { method: 'static', addresses: ['10.0.0.2/24'], gateway: '10.0.0.1' } },
      { arp_interval: 100, arp_ip_target: '10.0.0.1' },
    ],
    ['is refused with nobody to ask', {}, undefined, 'ad-hoc-needs-arp'],
    ['is refused with the carrier alone watched', { miimon: 100 }, undefined, 'ad-hoc-needs-arp'],
  ])('%s', (_what, options, ip, expected) => {
    const { plan } = planOf(radios(cell(1)), options, ip);
    if (typeof expected === 'string') expect(plan.refusals.map(({ code }) => code)).toEqual([expected]);
    else {
      expect(plan.refusals).toEqual([]);
      expect(Object.fromEntries(plan.defaults.map(({ option, value }) => [option, value]))).toEqual(expected);
    }
  });

  it('is entered by its own address, on its own frequency, unseen', async () => {
    const { steps } = planOf(radios(cell(1)), { arp_ip_target: '10.0.0.1' }).plan;
    const join = steps.map(({ action }) => action).find((action) => action.kind === 'associate');
    if (join?.kind !== 'associate') throw new Error('no association planned');
    const settings = (await networkSettings(join.wifi, null)) as Record<string, { value: unknown }>;
    const plain = Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));
    expect(plain).toMatchObject({ mode: 1, frequency: 2412, fixed_freq: 1, bssid: '02:ce:11:00:00:01' });
  });

  it.each<[Partial<Wifi>, string]>([
    [{ bssid: undefined }, 'ports[0].wifi.adHoc'],
    [{ security: 'wpa2-psk', psk: 'a passphrase' }, 'ports[0].wifi.adHoc'],
    [{ fourAddress: true }, 'ports[0].wifi.adHoc'],
    [{ band: '5' }, 'ports[0].wifi.adHoc'],
    [{ adHoc: { frequencyMhz: 1 } }, 'ports[0].wifi.adHoc.frequencyMhz'],
    [{ adHoc: {} as never }, 'ports[0].wifi.adHoc.frequencyMhz'],
  ])('with %j is refused by its field', (more, field) => {
    const ports = radios({ ...cell(1), ...more });
    expect(() => decodeProfile({ name: 'x', bond: { mode: 'balance-rr' }, ports })).toThrow(field);
  });
});

it('active-backup over cells is refused, and advised against', () => {
  const profile = decodeProfile({
    name: 'x',
    bond: { mode: 'active-backup', options: { arp_ip_target: '10.0.0.1' } },
    ports: radios(cell(1), cell(2)),
  });
  expect(planProfile(profile, machine, null).plan.refusals.map(({ code }) => code)).toEqual(['ad-hoc-active-backup']);
  const ports = ['wlan0', 'wlan1'].map((name) => ({ name, kind: 'wifi' as const, speedMbps: null }));
  const { modes } = advise({ ports, sameNetwork: true, hostToHost: true, adHoc: true });
  expect(modes.find(({ mode }) => mode === 'active-backup')?.verdict).toBe('cannot');
});

describe('four-address links', () => {
  const here = '02:00:00:00:00:01';
  const there = '02:00:00:00:00:02';
  it.each<[string, Wifi[], string[]]>([
    ['to two networks', [four(), four({ ssid: 'Office' })], []],
    ['to two access points of one network', [four({ bssid: here }), four({ bssid: there })], []],
    ['to one access point', [four({ bssid: here }), four({ bssid: here })], ['four-address-meets']],
    ['to whichever access point', [four(), four({ bssid: there })], ['four-address-meets']],
    ['beside a plain one', [four(), { ssid: 'Office', security: 'open' }], ['four-address-mixed']],
  ])('%s', (_what, networks, expected) => {
    expect(refusals(radios(...networks))).toEqual(expected);
  });
});

describe('reading the mode from iw', () => {
  it('finds the interfaces that have it, whatever their networks are called', () => {
    const text = [
      'phy#1',
      '\tInterface wlan1',
      '\t\tssid \\tInterface eth0\\n\\t\\t4addr: on',
      '\t\ttype managed',
      'phy#0',
      '\tUnnamed/non-netdev interface',
      '\tInterface wlan0',
      '\t\ttype managed',
      '\t\t4addr: on',
    ].join('\n');
    expect([...decodeFourAddress(text)]).toEqual(['wlan0']);
    expect([...decodeFourAddress('')]).toEqual([]);
  });
});
