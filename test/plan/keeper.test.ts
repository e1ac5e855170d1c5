import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { image } from '../../helper/plan/image.ts';
import { NOT_KEPT } from '../../helper/plan/keeper.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { route } from '../../helper/plan/route.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { saved: true } }],
};

/** A cable that carries and a radio in a network, both NetworkManager's, and a cable that it has been told to leave. */
function managed(more: Partial<Machine> = {}): Machine {
  const up = { up: true, carrier: true, manager: 'networkmanager' } as const;
  const leased = { ...plainAddress('10.0.0.5/24'), validSeconds: 600, flags: ['noprefixroute'] };
  return laptop([adapter('eth0', up), adapter('eth1', { up: true }), adapter('wlan0', up)], {
    addresses: [
      { ...leased, link: 'eth0', origin: 'manual' },
      { ...leased, address: '10.0.0.6/24', link: 'wlan0', origin: 'manual' },
    ],
    kept: {
      eth0: { ...NOT_KEPT, managed: true, connection: 'dock' },
      eth1: NOT_KEPT,
      wlan0: { ...NOT_KEPT, managed: true, connection: 'home', ssid: 'Home' },
    },
    ...more,
  });
}

const planOf = (input: ProfileInput, machine: Machine) => planProfile(decodeProfile(input), machine, null);
const kinds = (input: ProfileInput, machine: Machine) =>
  planOf(input, machine).plan.steps.map(({ action }) => action.kind);

describe('sharing with NetworkManager', () => {
  it('takes the cable over at the last moment, and leaves the radio in its network', () => {
    const kernel = new FakeKernel(managed());
    const { plan } = planOf(DESK, kernel.machine);
    expect(plan).toMatchObject({ engine: 'networkmanager', refusals: [] });
    kernel.run(plan.steps.map(({ action }) => action));
    const steps = plan.steps.map(({ action }) => action.kind);
    expect(steps.indexOf('hold-wifi')).toBeLessThan(steps.indexOf('join'));
    expect(steps.slice(steps.indexOf('take-over')).slice(0, 4)).toContain('move-port');
    expect(steps).not.toContain('associate');
    expect(kernel.machine.kept).toMatchObject({
      eth0: { managed: false },
      wlan0: { managed: true, connection: 'home', quiet: true },
      bond0: { shows: { addresses: ['(leased)'] } },
    });
    expect(planOf(DESK, kernel.machine).plan.steps).toEqual([]);
  });

  it('gives everything back, from every point on the way', () => {
    const before = managed();
    const { plan, touches } = planOf(DESK, before);
    const target = image(before, touches, 'bond0');
    for (let done = 0; done <= plan.steps.length; done += 1) {
      const kernel = new FakeKernel(before);
      kernel.run(plan.steps.slice(0, done).map(({ action }) => action));
      kernel.run(route(kernel.machine, target));
      const { eth0, wlan0, bond0 } = kernel.machine.kept;
      expect({ eth0, wlan0 }).toEqual({ eth0: before.kept['eth0'], wlan0: before.kept['wlan0'] });
      expect(bond0?.shows ?? null).toBeNull();
      expect(Object.keys(kernel.machine.bonds)).toEqual([]);
    }
  });

  it('waits for a NetworkManager that has died, rather than calling it done', () => {
    const target = image(managed(), ['eth0'], 'bond0');
    expect(route({ ...managed(), kept: {} }, target)).toContainEqual({ kind: 'give-back', link: 'eth0' });
  });

  it('takes a radio over whole where the profile names the network', () => {
    const ports: ProfileInput['ports'] = [
      { adapter: 'eth0' },
      { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'open' } },
    ];
    const steps = kinds({ ...DESK, ports }, managed());
    expect(steps).toContain('associate');
    expect(steps).not.toContain('hold-wifi');
  });

  it('is left alone where it has none of the adapters', () => {
    const { plan } = planOf({ ...DESK, ports: [{ adapter: 'eth1' }] }, managed());
    expect(plan.engine).toBe('direct');
    expect(plan.steps.map(({ action }) => action.kind)).not.toContain('introduce');
  });

  it('holds the profile to what it asks for', () => {
    expect(planOf({ ...DESK, engine: 'direct' }, managed()).plan.refusals.map(({ code }) => code)).toContain(
      'managed-by-other',
    );
    expect(planOf({ ...DESK, engine: 'networkmanager' }, managed({ kept: {} })).plan.refusals).toContainEqual(
      expect.objectContaining({ code: 'no-network-manager', about: 'engine' }),
    );
  });

  it('keeps a radio quiet that NetworkManager has connected anew', () => {
    const kernel = new FakeKernel(managed());
    kernel.run(planOf(DESK, kernel.machine).plan.steps.map(({ action }) => action));
    const { kept } = kernel.machine;
    const anew = { ...kernel.machine, kept: { ...kept, wlan0: { ...kept['wlan0']!, quiet: false } } };
    expect(kinds(DESK, anew)).toEqual(['hold-wifi', 'verify-ports', 'verify-gateway']);
  });
});
