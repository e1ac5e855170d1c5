import { describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Action } from '../../helper/contract/plan.ts';
import { defaultRoute } from '../../helper/plan/default-route.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { planProfile } from '../../helper/plan/plan.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;
const CARRIED = '10.0.1.9/24';

/** eth0 has the machine's connection. */
function machine() {
  return laptop([adapter('eth0', { up: true, carrier: true }), adapter('eth1'), adapter('wlan0')], {
    addresses: [{ link: 'eth0', origin: 'manual', ...plainAddress(CARRIED) }],
    routes: [{ origin: 'manual', ...defaultRoute('eth0', '10.0.1.1', { metric: 100 }) }],
  });
}

function actions(more: Partial<ProfileInput> = {}): Action[] {
  const profile = decodeProfile({
    name: 'desk',
    bond: { mode: 'active-backup' },
    ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }],
    ...more,
  });
  const { plan } = planProfile(profile, machine(), null);
  expect(plan.refusals).toEqual([]);
  return plan.steps.map(({ action }) => action);
}

const STATIC: ProfileInput['ip'] = { ipv4: { method: 'static', addresses: [CARRIED], gateway: '10.0.1.1' } };

describe('the adapter that carries the connection', () => {
  it('moves last and in one go, when the others have joined and the bond has all it needs', () => {
    const plan = actions({ ip: STATIC });
    const kinds = plan.map(({ kind }) => kind);
    const move = kinds.indexOf('move-port');
    for (const kind of ['join', 'associate', 'wait-port', 'add-address'] as const)
      expect([kind, kinds.indexOf(kind) < move && kinds.includes(kind)]).toEqual([kind, true]);
    expect(plan[move]).toMatchObject({ port: 'eth0', routes: [{ link: 'bond0', gateway: '10.0.1.1' }] });
    expect(kinds).not.toContain('clear-addresses');
    // Up only with the move: with its MAC address on two links that are up, IPv6 would fail.
    expect(plan.some((action) => action.kind === 'set-up' && action.link === 'bond0')).toBe(false);
  });

  it('gives the bond its MAC address although it joins last', () => {
    expect(actions().find(({ kind }) => kind === 'create-bond')).toMatchObject({ mac: '02:00:00:00:00:00' });
  });

  it('lends its address and route until the bond has a lease of its own', () => {
    const plan = actions();
    const at = (kind: Action['kind']) => plan.findIndex((action) => action.kind === kind);
    expect(plan[at('add-address')]).toMatchObject({ link: 'bond0', address: { address: CARRIED } });
    expect(plan[at('move-port')]).toMatchObject({ routes: [{ link: 'bond0', gateway: '10.0.1.1', metric: null }] });
    expect(at('wait-lease')).toBeGreaterThan(at('move-port'));
    expect(plan[at('remove-address')]).toMatchObject({ link: 'bond0', address: { address: CARRIED } });
    expect(at('remove-address')).toBeGreaterThan(at('wait-lease'));
  });

  it('moves so alone too, and in every mode', () => {
    for (const mode of ['balance-rr', 'balance-xor', '802.3ad', 'broadcast', 'balance-alb'] as const) {
      const plan = actions({ bond: { mode }, ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }], ip: STATIC });
      expect(plan.filter(({ kind }) => kind === 'join' || kind === 'move-port')).toMatchObject([
        { kind: 'join', port: 'eth1' },
        { kind: 'move-port', port: 'eth0' },
      ]);
    }
    expect(actions({ ports: [{ adapter: 'eth0' }], ip: STATIC }).map(({ kind }) => kind)).toContain('move-port');
  });

  it('is left alone when another does not get that far', () => {
    const kernel = new FakeKernel(machine());
    const plan = actions();
    kernel.run(
      plan.slice(
        0,
        plan.findIndex(({ kind }) => kind === 'move-port'),
      ),
    );
    const { links, routes, addresses } = kernel.machine;
    expect(links['eth0']).toMatchObject({ up: true, master: null });
    expect(routes).toEqual(machine().routes);
    expect(addresses).toContainEqual(machine().addresses[0]);
  });
});
