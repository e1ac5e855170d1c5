import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOND_MODES, BOND_OPTIONS, findOption, type BondMode } from '../../helper/contract/bond-options.ts';
import type { OptionValue } from '../../helper/contract/profile.ts';
import {
  defaultOptions,
  newerThanKernel,
  normaliseOptions,
  normalisePortOptions,
  optionOrder,
  type PortMix,
} from '../../helper/plan/options.ts';

type Given = Record<string, OptionValue>;

function codes(mode: BondMode, given: Given): string[] {
  return normaliseOptions(mode, given).problems.map((problem) => `${problem.code} ${problem.about}`);
}

describe('normaliseOptions', () => {
  it.each<[BondMode, Given, Record<string, string>]>([
    ['active-backup', { miimon: 100, updelay: '200' }, { miimon: '100', updelay: '200' }],
    ['active-backup', { miimon: 'off' }, { miimon: '0' }],
    ['active-backup', { fail_over_mac: 1, primary: 'eth0' }, { fail_over_mac: 'active', primary: 'eth0' }],
    ['active-backup', { fail_over_mac: '2' }, { fail_over_mac: 'follow' }],
    ['active-backup', { primary: '' }, { primary: '' }],
    ['active-backup', { num_unsol_na: 3 }, { num_grat_arp: '3' }],
    ['active-backup', { num_unsol_na: 3, num_grat_arp: '3' }, { num_grat_arp: '3' }],
    ['balance-xor', { xmit_hash_policy: 1 }, { xmit_hash_policy: 'layer3+4' }],
    ['balance-rr', { packets_per_slave: 'maxval' }, { packets_per_slave: '65535' }],
    ['balance-tlb', { tlb_dynamic_lb: 'off' }, { tlb_dynamic_lb: '0' }],
    [
      '802.3ad',
      { lacp_rate: 1, ad_actor_system: '02:AA:00:00:00:01' },
      { lacp_rate: 'fast', ad_actor_system: '02:aa:00:00:00:01' },
    ],
    [
      'balance-rr',
      { arp_interval: 100, arp_ip_target: ['10.0.0.1', '10.0.0.2'] },
      { arp_interval: '100', arp_ip_target: '10.0.0.1,10.0.0.2' },
    ],
    [
      'balance-rr',
      { arp_interval: 100, arp_ip_target: '10.0.0.1 10.0.0.2' },
      { arp_interval: '100', arp_ip_target: '10.0.0.1,10.0.0.2' },
    ],
    ['balance-rr', { arp_interval: 100, ns_ip6_target: 'FE80::1' }, { arp_interval: '100', ns_ip6_target: 'fe80::1' }],
    ['balance-rr', { arp_interval: 0, miimon: 50 }, { arp_interval: '0', miimon: '50' }],
  ])('%s %j', (mode, given, values) => {
    expect(normaliseOptions(mode, given)).toEqual({ values, problems: [] });
  });

  it.each<[BondMode, Given, string[]]>([
    ['active-backup', { primry: 'eth0' }, ['unknown-option bond.options.primry']],
    ['active-backup', { prio: 1 }, ['unknown-option bond.options.prio']],
    ['active-backup', { constructor: 1 }, ['unknown-option bond.options.constructor']],
    ['active-backup', { mode: 1 }, ['mode-is-no-option bond.options.mode']],
    ['active-backup', { active_slave: 'eth0' }, ['run-time-only bond.options.active_slave']],
    ['balance-rr', { primary: 'eth0' }, ['option-not-in-mode bond.options.primary']],
    ['balance-rr', { fail_over_mac: 'active' }, ['option-not-in-mode bond.options.fail_over_mac']],
    ['active-backup', { miimon: -1 }, ['option-value bond.options.miimon']],
    ['active-backup', { miimon: 2147483648 }, ['option-value bond.options.miimon']],
    ['active-backup', { miimon: '1e2' }, ['option-value bond.options.miimon']],
    ['active-backup', { miimon: ['100'] }, ['option-value bond.options.miimon']],
    ['active-backup', { primary: 'a/b' }, ['option-value bond.options.primary']],
    ['802.3ad', { ad_actor_system: '01:00:00:00:00:01' }, ['option-value bond.options.ad_actor_system']],
    [
      'active-backup',
      { miimon: 100, arp_interval: 100, arp_ip_target: '10.0.0.1' },
      ['options-conflict bond.options.arp_interval'],
    ],
    ['active-backup', { num_unsol_na: 3, num_grat_arp: 4 }, ['options-conflict bond.options.num_grat_arp']],
    [
      'active-backup',
      { updelay: 100, arp_interval: 100, arp_ip_target: '10.0.0.1' },
      ['option-needs bond.options.updelay'],
    ],
    ['active-backup', { updelay: 100, miimon: 0 }, ['option-needs bond.options.updelay']],
    ['active-backup', { arp_interval: 100 }, ['option-needs bond.options.arp_interval']],
    ['active-backup', { arp_ip_target: '10.0.0.1' }, ['option-needs bond.options.arp_ip_target']],
    ['active-backup', { arp_ip_target: '0.0.0.0', arp_interval: 9 }, ['option-value bond.options.arp_ip_target']],
    [
      'active-backup',
      { arp_ip_target: '10.0.0.1,10.0.0.1', arp_interval: 9 },
      ['option-value bond.options.arp_ip_target'],
    ],
    ['active-backup', { arp_validate: 'all' }, ['option-needs bond.options.arp_validate']],
    [
      '802.3ad',
      { arp_interval: 100, arp_ip_target: '10.0.0.1' },
      ['option-not-in-mode bond.options.arp_interval', 'option-not-in-mode bond.options.arp_ip_target'],
    ],
  ])('%s refuses %j', (mode, given, expected) => {
    expect(codes(mode, given)).toEqual(expected);
  });

  it('takes the default miimon into account', () => {
    expect(codes('active-backup', { updelay: 200 })).toEqual([]);
  });

  it('guesses what was meant', () => {
    const mend = (name: string) => normaliseOptions('active-backup', { [name]: 'x' }).problems[0]?.mend;
    expect(mend('primry')).toBe('Did you mean "primary"?');
    expect(mend('mimion')).toBe('Did you mean "miimon"?');
    expect(mend('minmon')).toBe('Did you mean "miimon"?');
    expect(mend('zzz')).toBe('Look the names up in the list of options.');
    expect(mend('queue_id')).toMatch(/of the port/);
  });

  it('never drops an option', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.array(fc.string()));
    const name = fc.oneof(fc.constantFrom(...BOND_OPTIONS.map((option) => option.name)), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...BOND_MODES), fc.dictionary(name, value), (mode, given) => {
        const { values, problems } = normaliseOptions(mode, given);
        for (const key of Object.keys(given)) {
          const stored = findOption(key)?.aliasOf ?? key;
          const spoken = problems.some((problem) => problem.about === `bond.options.${key}`);
          expect(spoken || values[stored] !== undefined).toBe(true);
        }
      }),
    );
  });

  it('reads back what it wrote', () => {
    const modes = fc.constantFrom(...BOND_MODES);
    fc.assert(
      fc.property(
        modes,
        fc.dictionary(fc.constantFrom(...BOND_OPTIONS.map((o) => o.name)), fc.nat(7)),
        (mode, given) => {
          const first = normaliseOptions(mode, given).values;
          expect(normaliseOptions(mode, first).values).toEqual(first);
        },
      ),
    );
  });
});

describe('normalisePortOptions', () => {
  it('knows the options of ports by the same rules', () => {
    expect(normalisePortOptions('active-backup', { prio: -5, queue_id: 2 }, 1)).toEqual({
      values: { prio: '-5', queue_id: '2' },
      problems: [],
    });
    expect(normalisePortOptions('balance-rr', { prio: 1 }, 2).problems[0]).toMatchObject({
      code: 'option-not-in-mode',
      about: 'ports[2].options.prio',
    });
  });
});

describe('newerThanKernel', () => {
  it.each([
    [{ lacp_active: 'off' }, '5.10.0-8-amd64', ['bond.options.lacp_active']],
    [{ lacp_active: 'off' }, '5.15', []],
    [{ coupled_control: 'off' }, '6.1.0-18-amd64', ['bond.options.coupled_control']],
    [{ ad_select: 'actor_port_prio' }, '6.1.0', ['bond.options.ad_select']],
    [{ ad_select: 'count', miimon: '100' }, '4.4.0', []],
    [{ lacp_active: 'off' }, '10.0', []],
  ])('%j on %s', (values, release, about) => {
    expect(newerThanKernel(values, release).map((problem) => problem.about)).toEqual(about);
  });
});

describe('defaultOptions', () => {
  const cableAndWifi: PortMix = {
    cablePorts: 1,
    firstCable: 'eth0',
    wifiPorts: 1,
    stations: 1,
    cells: false,
    gateway: undefined,
  };
  const twoWifi: PortMix = {
    cablePorts: 0,
    firstCable: null,
    wifiPorts: 2,
    stations: 2,
    cells: false,
    gateway: undefined,
  };
  const cables: PortMix = {
    cablePorts: 2,
    firstCable: 'eth0',
    wifiPorts: 0,
    stations: 0,
    cells: false,
    gateway: undefined,
  };
  const probing = { arp_interval: 100, arp_ip_target: '10.0.0.1' };

  it.each<[BondMode, Given, PortMix, Record<string, OptionValue>]>([
    [
      'active-backup',
      {},
      cableAndWifi,
      { miimon: 100, primary: 'eth0', primary_reselect: 'always', fail_over_mac: 'none' },
    ],
    ['active-backup', {}, twoWifi, { miimon: 100, fail_over_mac: 'none' }],
    ['active-backup', {}, cables, { miimon: 100, primary: 'eth0', primary_reselect: 'always' }],
    ['active-backup', { primary: 'eth1' }, cables, { miimon: 100, primary_reselect: 'always' }],
    ['active-backup', { primary: '' }, cableAndWifi, { miimon: 100, fail_over_mac: 'none' }],
    ['active-backup', { fail_over_mac: 'none' }, twoWifi, { miimon: 100 }],
    ['active-backup', probing, cableAndWifi, { primary: 'eth0', primary_reselect: 'always', fail_over_mac: 'active' }],
    ['balance-rr', {}, twoWifi, { miimon: 100 }],
    ['balance-rr', { miimon: 20 }, cables, {}],
    ['balance-alb', {}, cables, { miimon: 100, primary: 'eth0', primary_reselect: 'always' }],
  ])('%s %j', (mode, given, ports, expected) => {
    const chosen = defaultOptions(mode, given, ports);
    expect(Object.fromEntries(chosen.map(({ option, value }) => [option, value]))).toEqual(expected);
    for (const { why } of chosen) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  it('chooses only what the kernel would take', () => {
    for (const mode of BOND_MODES)
      for (const given of [{}, mode === 'active-backup' ? probing : {}])
        for (const ports of [cableAndWifi, twoWifi, cables]) {
          const chosen = defaultOptions(mode, given, ports).map(({ option, value }) => [option, value] as const);
          expect(codes(mode, { ...given, ...Object.fromEntries(chosen) })).toEqual([]);
        }
  });

  it('refuses "follow" where a port is Wi-Fi', () => {
    const follow = { fail_over_mac: 2 };
    expect(normaliseOptions('active-backup', follow, cables).problems).toEqual([]);
    expect(normaliseOptions('active-backup', follow, twoWifi).problems[0]).toMatchObject({ code: 'follow-on-wifi' });
  });
});

describe('optionOrder', () => {
  it('writes the mode first, delays after miimon, probes after their targets, the primary last', () => {
    const values = {
      primary: 'eth0',
      primary_reselect: 'better',
      updelay: '200',
      miimon: '100',
      fail_over_mac: 'active',
      arp_interval: '0',
      arp_ip_target: '10.0.0.1',
    };
    expect(optionOrder(values, 'active-backup')).toEqual([
      'mode',
      'fail_over_mac',
      'miimon',
      'updelay',
      'arp_ip_target',
      'arp_interval',
      'primary_reselect',
      'primary',
    ]);
  });

  it('names every value once', () => {
    const options = BOND_OPTIONS.filter((option) => option.scope === 'bond');
    const values = Object.fromEntries(options.map((option) => [option.name, option.default]));
    expect(optionOrder(values, '802.3ad').sort()).toEqual(options.map((option) => option.name).sort());
  });

  it('keeps what needs a bond that is down ahead of what does not', () => {
    expect(optionOrder({ miimon: '100', lacp_rate: 'fast' }, '802.3ad')).toEqual(['mode', 'lacp_rate', 'miimon']);
  });
});
