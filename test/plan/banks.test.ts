import { describe, expect, it } from 'vitest';
import { BOND_MODES } from '../../helper/contract/bond-options.ts';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { judgeOptions, rebuildRefusals } from '../../helper/plan/change-options.ts';
import type { BondFacts, LinkFacts } from '../../helper/plan/machine.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

/*
 * Scenarios of NetworkManager-ci (bond.feature) and of the kernel's selftests that are decided before anything is
 * touched. Each bears the bank's own name; docs/scenarios.md has the whole list.
 */
const machine = laptop([
  adapter('eth0', { up: true, carrier: true }),
  adapter('eth1', { up: true, carrier: true }),
  adapter('wlan0'),
]);

type Bond = Omit<ProfileInput['bond'], 'mode'> & { mode: string | number };
const profileOf = (bond: Bond, ports: readonly string[] = ['eth0', 'eth1']): ProfileInput => ({
  name: 'desk',
  bond: bond,
  ports: ports.map((name) => ({ adapter: name })),
});
const plan = (bond: Bond, on = machine, ports?: readonly string[]) =>
  planProfile(decodeProfile(profileOf(bond, ports)), on, null).plan;

const refusals = (bond: Bond, on = machine, ports?: readonly string[]) =>
  plan(bond, on, ports).refusals.map(({ code, about }) => `${code} ${about}`);

const written = (bond: Bond, on = machine) =>
  plan(bond, on).steps.flatMap(({ action }) =>
    action.kind === 'set-option' ? [`${action.option}=${action.value}`] : [],
  );

function running(bond: Bond): FakeKernel {
  const kernel = new FakeKernel(machine);
  kernel.run(plan(bond).steps.map(({ action }) => action));
  return kernel;
}

const bondOf = (kernel: FakeKernel) => kernel.machine.bonds['bond0'] as BondFacts;

function wrongProfile(bond: Record<string, unknown>): string {
  try {
    decodeProfile({ ...profileOf({ mode: 1 }), bond });
  } catch (error) {
    return (error as LinkbraidError).message;
  }
  return '';
}

const ARP = { arp_interval: 1000, arp_ip_target: '10.16.135.254' };

describe('NetworkManager-ci: values', () => {
  it('add default bond', () => {
    const { defaults, refusals: none } = plan({ mode: 'balance-rr' });
    expect(none).toEqual([]);
    expect(defaults).toMatchObject([{ option: 'miimon', value: 100 }]);
  });

  it('options - mode missing', () => {
    expect(wrongProfile({ name: 'bond0' })).toMatch(/^bond\.mode: /);
  });

  it('options - add incorrect value', () => {
    expect(wrongProfile({ mode: 'balance-rr', modem: 2 })).toMatch(/^bond\.modem: unknown key/);
    expect(refusals({ mode: 0, options: { modem: 2 } })).toEqual(['unknown-option bond.options.modem']);
    expect(refusals({ mode: 0, options: { miimon: 'often' } })).toEqual(['option-value bond.options.miimon']);
    expect(wrongProfile({ mode: 7 })).toMatch(/^bond\.mode: .*0 to 6/);
  });

  it('NM - bond - keyfile - mode set by number', () => {
    for (const [number, name] of BOND_MODES.entries()) {
      for (const given of [number, String(number)])
        expect(decodeProfile(profileOf({ mode: given })).bond.mode).toBe(name);
    }
  });

  it('describe bond', () => {
    expect(BOND_MODES).toEqual([
      'balance-rr',
      'active-backup',
      'balance-xor',
      'broadcast',
      '802.3ad',
      'balance-tlb',
      'balance-alb',
    ]);
  });

  it('options - set conflicting values between miimon and arp', () => {
    expect(refusals({ mode: 0, options: { miimon: 100, ...ARP } })).toEqual([
      'options-conflict bond.options.arp_interval',
    ]);
  });

  it('options - set new arp values', () => {
    const targets = { arp_ip_target: '10.16.135.254 10.16.135.253', ns_ip6_target: '2001:dead:beef:: 2000:acdc::' };
    const options = { arp_interval: 1000, arp_missed_max: 200, ...targets };
    expect(written({ mode: 0, options })).toEqual([
      'arp_ip_target=10.16.135.254,10.16.135.253',
      'ns_ip6_target=2001:dead:beef::,2000:acdc::',
      'arp_missed_max=200',
      'arp_interval=1000',
    ]);
    expect(written({ mode: 0, options }, running({ mode: 0, options }).machine)).toEqual([]);
  });

  it('set peer_notif_delay option', () => {
    const options = { miimon: 300, peer_notif_delay: 600 };
    expect(written({ mode: 1, options })).toContain('peer_notif_delay=600');
    expect(refusals({ mode: 0, options })).toEqual(['option-not-in-mode bond.options.peer_notif_delay']);
  });

  it('set invalid peer_notif_delay option', () => {
    const broken = plan({ mode: 1, options: { miimon: 295, peer_notif_delay: 600 } });
    expect(broken.warnings.map(({ code, about }) => `${code} ${about}`)).toEqual([
      'rounded-to-miimon bond.options.peer_notif_delay',
    ]);
    expect(refusals({ mode: 1, options: { miimon: 0, peer_notif_delay: 600 } })).toEqual([
      'option-needs bond.options.peer_notif_delay',
    ]);
  });

  it('set active backup options', () => {
    expect(written({ mode: 1, options: { num_grat_arp: 3, num_unsol_na: 3 } })).toContain('num_grat_arp=3');
    expect(refusals({ mode: 1, options: { active_slave: 'eth1' } })).toEqual([
      'run-time-only bond.options.active_slave',
    ]);
    expect(refusals({ mode: 1, options: { num_grat_arp: 3, num_unsol_na: 4 } })).toEqual([
      'options-conflict bond.options.num_unsol_na',
    ]);
  });

  it('NM - bond - bond normalize connection', () => {
    const options = { arp_interval: 2, arp_ip_target: '1.1.1.1' };
    expect(refusals({ mode: 4, options })).toEqual([
      'option-not-in-mode bond.options.arp_interval',
      'option-not-in-mode bond.options.arp_ip_target',
    ]);
  });

  it.each([
    ['no error in 8023ad setup', '802.3ad'],
    ['no error in balance-alb setup', 'balance-alb'],
    ['no arp_missed_max warning for 802.3ad bond on reapply', '802.3ad'],
  ])('%s', (_name, mode) => {
    expect(written({ mode }).filter((each) => each.startsWith('arp_'))).toEqual([]);
    const again = plan({ mode }, running({ mode }).machine);
    expect([...again.steps, ...again.warnings, ...again.refusals]).toEqual([]);
  });

  it('no lacp_active warning for non-802.3ad bond on reapply', () => {
    const again = plan({ mode: 1 }, running({ mode: 1 }).machine);
    expect([...again.steps, ...again.warnings, ...again.refusals]).toEqual([]);
    expect(refusals({ mode: 1, options: { lacp_active: 'on' } })).toEqual([
      'option-not-in-mode bond.options.lacp_active',
    ]);
  });

  it('NM - bond - bond set arp_validate in rr mode', () => {
    expect(written({ mode: 0, options: { ...ARP, arp_validate: 'active' } })).toContain('arp_validate=active');
    expect(refusals({ mode: 0, options: { arp_validate: 'active' } })).toEqual([
      'option-needs bond.options.arp_validate',
    ]);
  });

  it('create bond with "balance-slb" bonding mode', () => {
    const options = { xmit_hash_policy: 'vlan+srcmac', 'balance-slb': 1 };
    expect(wrongProfile({ mode: 2, options })).toMatch(/^bond\.options\.balance-slb: /);
  });

  it('set MTU before DHCP starts', () => {
    const kinds = plan({ mode: 1, mtu: 1400 }).steps.map(({ action }) => action.kind);
    expect(kinds.indexOf('set-mtu')).toBeGreaterThan(0);
    expect(kinds.indexOf('set-mtu')).toBeLessThan(kinds.indexOf('join'));
    expect(kinds.indexOf('join')).toBeLessThan(kinds.indexOf('start-dhcp'));
  });

  it('mac spoof', () => {
    expect(wrongProfile({ mode: 1, mac: '02:02:02:02:02:02' })).toMatch(/^bond\.mac: unknown key/);
  });
});

describe('NetworkManager-ci: a bond that is up', () => {
  it('options - overwrite some value', () => {
    const kernel = running({ mode: 0, options: { miimon: 100 } });
    expect(written({ mode: 0, options: { miimon: 999 } }, kernel.machine)).toEqual(['miimon=999']);
  });

  it('options - remove a value', () => {
    const options = { miimon: 100, downdelay: 100, updelay: 100 };
    const kernel = running({ mode: 0, options });
    expect(written({ mode: 0, options: { miimon: 100, updelay: 100 } }, kernel.machine)).toEqual(['downdelay=0']);
  });

  it('reapply unchanged slave', () => {
    expect(plan({ mode: 1 }, running({ mode: 1 }).machine).steps).toEqual([]);
  });

  it('block modifying fail_over_mac bond.options when bond already has slaves', () => {
    const kernel = running({ mode: 1 });
    const change = judgeOptions(kernel.machine, bondOf(kernel), { fail_over_mac: 'active' });
    expect(rebuildRefusals(bondOf(kernel), change.needRebuild)).toMatchObject([
      { code: 'needs-rebuild', about: 'bond.options.fail_over_mac' },
    ]);
  });

  it('ensure a bond does not get brought down by a profile of the same name', () => {
    const other = { ...profileOf({ mode: 1 }, ['wlan0']), name: 'other' };
    const kernel = running({ mode: 1 });
    const wifi = { ssid: 'Home', security: 'open' as const };
    const theirs = { ...other, ports: [{ adapter: 'wlan0', wifi }] };
    const foreign = laptop([adapter('eth0'), adapter('wlan0'), { ...adapter('bond0'), up: true, type: 'bond' }], {
      bonding: 'loaded',
      bonds: { bond0: { ...bondOf(kernel), ports: ['eth0'] } },
    });
    const { refusals: found } = planProfile(decodeProfile(theirs), foreign, null).plan;
    expect(found.map(({ about }) => about)).toContain('bond.name');
  });

  it('options - change mode of externally created bond', () => {
    const { machine: theirs } = running({ mode: 0 });
    const link = { ...theirs.links['bond0'], alias: null } as LinkFacts;
    const on = { ...theirs, links: { ...theirs.links, bond0: link } };
    expect(refusals({ mode: 1 }, on, ['eth0'])).toEqual(['name-taken bond.name']);
  });

  it('NM - bond - device rename', () => {
    for (const name of ['lo', 'all', 'bonding_masters', 'a b', 'bond/0', 'bond%d', '.', 'sixteen-bytes-xx'])
      expect(wrongProfile({ mode: 1, name }), name).toMatch(/^bond\.name: /);
    expect(refusals({ mode: 1, name: 'eth1' }, machine, ['eth0'])).toEqual(['name-taken bond.name']);
  });
});

describe('nmstate', () => {
  it('swap_port_between_bonds', () => {
    const { machine: now } = running({ mode: 1 });
    const other = { ...profileOf({ mode: 1, name: 'bond1' }, ['eth1']), name: 'other' };
    expect(planProfile(decodeProfile(other), now, null).plan.refusals).toMatchObject([
      {
        code: 'in-other-bond',
        about: 'ports[0].adapter',
        mend: expect.stringContaining('linkbraid port remove bond0 eth1') as string,
      },
    ]);
  });
});

describe('kernel selftests', () => {
  it('bond-eth-type-change', () => {
    const links = [
      { ...adapter('nlmon0'), type: 'other' as const },
      { ...adapter('bond7'), type: 'bond' as const },
    ];
    for (const { name } of links)
      expect(refusals({ mode: 1 }, laptop(links), [name])).toEqual(['not-an-adapter ports[0].adapter']);
  });

  it('bond_lacp_prio', () => {
    const old = { ...machine, kernel: '6.17.4' };
    const port = { adapter: 'eth0', options: { actor_port_prio: 1000 } };
    const wish = { ...profileOf({ mode: 4, options: { ad_select: 'actor_port_prio' } }), ports: [port] };
    const judged = (on: typeof machine) => planProfile(decodeProfile(wish), on, null).plan;
    expect(
      judged(old)
        .refusals.map(({ code, about }) => `${code} ${about}`)
        .sort(),
    ).toEqual([
      'option-newer-than-kernel bond.options.ad_select',
      'option-newer-than-kernel ports[0].options.actor_port_prio',
    ]);
    const { steps, refusals: none } = judged({ ...machine, kernel: '6.18.0' });
    expect(none).toEqual([]);
    expect(steps.map(({ says }) => says)).toContain('Set actor_port_prio of eth0 to 1000');
  });
});
