import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile, type Profile } from '../../helper/contract/profile.ts';
import { desire } from '../../helper/plan/desire.ts';
import { image, mergeBaseline } from '../../helper/plan/image.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { route } from '../../helper/plan/route.ts';
import type { Target } from '../../helper/plan/target.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

const NAMES = ['eth0', 'eth1', 'wlan0', 'wlan1'];

/** A laptop in some state people leave theirs in. */
const machines: fc.Arbitrary<Machine> = fc
  .record({
    up: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    carrier: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    mtu: fc.constantFrom(1400, 1500),
    addressed: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    odd: fc.boolean(),
    loaded: fc.boolean(),
  })
  .map(({ up, carrier, mtu, addressed, odd, loaded }) => {
    const links = NAMES.map((name, index) =>
      adapter(name, {
        up: up[index] ?? false,
        carrier: up[index] ? (carrier[index] ?? false) : null,
        mtu,
        ...(odd && index === 1 ? { mac: '0a:00:00:00:00:99' } : {}),
      }),
    );
    const withAddress = links.filter((link, index) => addressed[index] && link.up);
    return laptop(links, {
      bonding: loaded ? 'loaded' : 'available',
      addresses: withAddress.map((link) => ({
        ...plainAddress(`10.0.${link.index}.2/24`),
        link: link.name,
        origin: 'manual',
      })),
      routes: withAddress.map((link) => ({
        family: 4,
        destination: 'default',
        gateway: `10.0.${link.index}.1`,
        link: link.name,
        table: 'main',
        protocol: 'boot',
        scope: null,
        metric: link.index,
        source: null,
        type: 'unicast',
        onlink: false,
        mtu: null,
        origin: 'manual',
      })),
    });
  });

const profiles: fc.Arbitrary<Profile> = fc
  .record({
    mode: fc.constantFrom('active-backup', 'balance-rr', 'balance-xor', 'broadcast'),
    ports: fc.shuffledSubarray(NAMES, { minLength: 1 }),
    name: fc.constantFrom('one', 'two'),
    ip: fc.constantFrom(
      undefined,
      { ipv4: { method: 'static', addresses: ['10.9.0.2/24'], gateway: '10.9.0.1', dns: ['10.9.0.1'] } },
      { ipv4: { method: 'disabled' }, ipv6: { method: 'disabled' } },
    ),
    miimon: fc.constantFrom(undefined, 50, 200),
    mtu: fc.constantFrom(undefined, 1400),
  })
  .map(({ mode, ports, name, ip, miimon, mtu }) =>
    decodeProfile({
      name,
      bond: { mode, options: miimon === undefined ? {} : { miimon }, ...(mtu === undefined ? {} : { mtu }) },
      ports: ports.map((port) =>
        port.startsWith('wlan')
          ? { adapter: port, wifi: { ssid: `net of ${port}`, security: 'wpa2-psk', psk: 'a passphrase' } }
          : { adapter: port },
      ),
      ...(ip === undefined ? {} : { ip }),
    }),
  );

/** What a person would compare: everything but what only running tells. */
function visible(machine: Machine) {
  return {
    links: Object.fromEntries(
      Object.values(machine.links).map(({ name, mac, mtu, up, master, sysctls }) => [
        name,
        { mac, mtu, up, master, sysctls },
      ]),
    ),
    addresses: [...machine.addresses].sort((a, b) => a.address.localeCompare(b.address)),
    routes: [...machine.routes].sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0)),
    resolver: machine.resolver,
    wifi: machine.wifi,
    dhcp: machine.dhcp,
    bonds: Object.keys(machine.bonds),
  };
}

function bringUp(kernel: FakeKernel, profile: Profile, baseline: Target | null): Target {
  const { plan, touches } = planProfile(profile, kernel.machine, baseline);
  expect(plan.refusals).toEqual([]);
  const before = image(kernel.machine, touches, profile.bond.name);
  kernel.run(plan.steps.map(({ action }) => action));
  return mergeBaseline(baseline, before);
}

describe('plans on any laptop', () => {
  it('never ask for what the kernel refuses, and leave nothing to do', () => {
    fc.assert(
      fc.property(machines, profiles, (machine, profile) => {
        const kernel = new FakeKernel(machine);
        bringUp(kernel, profile, null);
        expect(route(kernel.machine, desire(profile, kernel.machine).target)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('lead home again from where the profile led', () => {
    fc.assert(
      fc.property(machines, profiles, (machine, profile) => {
        const kernel = new FakeKernel(machine);
        const home = bringUp(kernel, profile, null);
        kernel.run(route(kernel.machine, home));
        expect(visible(kernel.machine)).toEqual(visible(machine));
      }),
      { numRuns: 300 },
    );
  });

  it('lead home after any walk over profiles, and back from a plan broken off anywhere', () => {
    fc.assert(
      fc.property(machines, fc.array(profiles, { minLength: 1, maxLength: 4 }), fc.nat(), (machine, walk, cut) => {
        const kernel = new FakeKernel(machine);
        let baseline: Target | null = null;
        for (const profile of walk) baseline = bringUp(kernel, profile, baseline);
        const last = walk.at(-1);
        if (!last || !baseline) return;

        const { plan, touches } = planProfile(
          decodeProfile({ ...last, ports: last.ports.slice(0, 1) }),
          kernel.machine,
          baseline,
        );
        baseline = mergeBaseline(baseline, image(kernel.machine, touches, last.bond.name));
        const actions = plan.steps.map(({ action }) => action);
        kernel.run(actions.slice(0, cut % (actions.length + 1)));

        kernel.run(route(kernel.machine, baseline));
        expect(visible(kernel.machine)).toEqual(visible(machine));
      }),
      { numRuns: 300 },
    );
  });
});
