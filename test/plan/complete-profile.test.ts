import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { decodeIpLinks } from '../../helper/observe/decode/ip.ts';
import { image } from '../../helper/plan/image.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { route } from '../../helper/plan/route.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

/** What a profile says is what the bond has: options of ports too, and nothing that it said only earlier. */
const machine = laptop([adapter('eth0', { up: true, carrier: true }), adapter('eth1', { up: true, carrier: true })]);

type Parts = { options?: Record<string, string | number>; eth1?: Record<string, string | number> };
const profile = ({ options = {}, eth1 = {} }: Parts): ProfileInput => ({
  name: 'desk',
  bond: { mode: 'active-backup', options },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1', options: eth1 }],
});
const plan = (parts: Parts, on = machine) => planProfile(decodeProfile(profile(parts)), on, null).plan;

function kernelWith(parts: Parts): FakeKernel {
  const kernel = new FakeKernel(machine);
  kernel.run(plan(parts).steps.map(({ action }) => action));
  return kernel;
}

const changes = (parts: Parts, kernel: FakeKernel) =>
  plan(parts, kernel.machine).steps.flatMap(({ action }) => (action.kind.startsWith('verify-') ? [] : [action]));

describe('options of a port', () => {
  it('are set once it has joined, and asked for no more', () => {
    const { steps } = plan({ eth1: { prio: 10, queue_id: 2 } });
    const of = steps.map(({ action }) => action).filter((action) => 'port' in action && action.port === 'eth1');
    expect(of.map(({ kind }) => kind)).toEqual(['join', 'set-port-option', 'set-port-option', 'wait-port']);
    expect(steps.map(({ says }) => says)).toContain('Set prio of eth1 to 10');
    const kernel = kernelWith({ eth1: { prio: 10, queue_id: 2 } });
    expect(changes({ eth1: { prio: 10, queue_id: 2 } }, kernel)).toEqual([]);
  });

  it('change on the running bond alone, and go with the profile', () => {
    const kernel = kernelWith({ eth1: { prio: 10 } });
    const set = { kind: 'set-port-option', bond: 'bond0', port: 'eth1', option: 'prio' };
    expect(changes({ eth1: { prio: -50 } }, kernel)).toEqual([{ ...set, value: '-50' }]);
    expect(changes({}, kernel)).toEqual([{ ...set, value: '0' }]);
  });

  it('are put back with the rest of the earlier state', () => {
    const kernel = kernelWith({ eth1: { prio: 10 } });
    const before = image(kernel.machine, ['eth0', 'eth1'], 'bond0');
    kernel.run(changes({ eth1: { prio: 3 } }, kernel));
    expect(route(kernel.machine, before)).toMatchObject([{ kind: 'set-port-option', option: 'prio', value: '10' }]);
  });

  it.each([
    [{ priority: 1 }, 'unknown-option'],
    [{ miimon: 100 }, 'unknown-option'],
    [{ prio: 'high' }, 'option-value'],
    [{ actor_port_prio: 10 }, 'option-not-in-mode'],
  ])('are refused by name: %j', (eth1, code) => {
    const [name] = Object.keys(eth1);
    expect(plan({ eth1: eth1 }).refusals).toMatchObject([{ code, about: `ports[1].options.${name}` }]);
  });
});

describe('options of the bond', () => {
  it('that a profile no longer names go back to what a new bond has', () => {
    const kernel = kernelWith({ options: { miimon: 100, updelay: 200, num_grat_arp: 5 } });
    const back = changes({ options: { miimon: 100, updelay: 200 } }, kernel);
    expect(back).toEqual([{ kind: 'set-option', bond: 'bond0', option: 'num_grat_arp', value: '1' }]);
    expect(changes({ options: { miimon: 100, updelay: 200, num_grat_arp: 5 } }, kernel)).toEqual([]);
  });

  it('are not asked for where the kernel would refuse: the delays end with miimon', () => {
    const kernel = kernelWith({ options: { miimon: 100, updelay: 200 } });
    const probing = { arp_interval: 250, arp_ip_target: '192.0.2.1' };
    const written = changes({ options: probing }, kernel).map((action) => 'option' in action && action.option);
    expect(written).toEqual(['miimon', 'arp_ip_target', 'arp_interval']);
  });

  it('are written again after miimon: the driver keeps delays as multiples of it', () => {
    const kernel = kernelWith({ options: { miimon: 50, downdelay: 400 } });
    const slower = { miimon: 100, downdelay: 400 };
    const written = changes({ options: slower }, kernel);
    expect(written.map((action) => 'option' in action && [action.option, action.value])).toEqual([
      ['miimon', '100'],
      ['downdelay', '400'],
    ]);
    expect(changes({ options: slower }, kernelWith({ options: slower }))).toEqual([]);
  });

  it('are rounded as the driver would, and the plan says so', () => {
    const given = { miimon: 295, peer_notif_delay: 600 };
    const { warnings, refusals } = plan({ options: given });
    expect(refusals).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'rounded-to-miimon', about: 'bond.options.peer_notif_delay' }]);
    expect(warnings[0]?.message).toContain('590');
    expect(changes({ options: given }, kernelWith({ options: given }))).toEqual([]);
  });

  it.each([
    ['bond', { options: { ad_select: 'actor_port_prio' } }, 'bond.options.ad_select'],
    ['port', { eth1: { actor_port_prio: 10 } }, 'ports[1].options.actor_port_prio'],
  ])('of a %s that came with a later kernel are refused', (_scope, parts: Parts, about) => {
    const input = { ...profile(parts), bond: { mode: '802.3ad' as const, options: parts.options ?? {} } };
    const { refusals } = planProfile(decodeProfile(input), machine, null).plan;
    expect(refusals).toMatchObject([{ code: 'option-newer-than-kernel', about }]);
  });
});

describe('a bond that is to have no IPv6 any more', () => {
  it('loses its IPv6 addresses with it, and no step asks for that', () => {
    const static6 = { ipv6: { method: 'static' as const, addresses: ['fd77::61/64'] } };
    const off = { ipv4: { method: 'disabled' as const }, ipv6: { method: 'disabled' as const } };
    const steps = (ip: NonNullable<ProfileInput['ip']>, on: FakeKernel) =>
      planProfile(decodeProfile({ ...profile({}), ip }), on.machine, null).plan.steps.map(({ action }) => action);
    const kernel = new FakeKernel(machine);
    kernel.run(steps({ ...off, ...static6 }, kernel));
    expect(kernel.machine.addresses.map(({ address }) => address)).toEqual(['fd77::61/64']);
    kernel.run(steps(off, kernel));
    expect(kernel.machine.addresses).toEqual([]);
  });
});

describe('reading what sysfs does not have', () => {
  const link = (linkinfo: object) => decodeIpLinks([{ ifindex: 5, ifname: 'x', linkinfo }])[0];

  it('of a bond', () => {
    const info_data = { mode: 'active-backup', ns_ip6_target: ['fd77::1', 'fd77::2'], coupled_control: 'on' };
    expect(link({ info_kind: 'bond', info_data })?.bondOptions).toEqual({
      ns_ip6_target: 'fd77::1,fd77::2',
      coupled_control: 'on',
    });
    expect(link({ info_kind: 'bond', info_data: {} })?.bondOptions).toEqual({ ns_ip6_target: '' });
  });

  it('of a port', () => {
    const info_slave_data = { state: 'BACKUP', queue_id: 0, prio: -50 };
    expect(link({ info_slave_kind: 'bond', info_slave_data })?.portOptions).toEqual({ queue_id: '0', prio: '-50' });
    expect(link({ info_slave_kind: 'bridge', info_slave_data: { priority: 32 } })?.portOptions).toEqual({});
  });
});
