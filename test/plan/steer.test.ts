import { describe, expect, it } from 'vitest';
import type { BondMode } from '../../helper/contract/bond-options.ts';
import { aliasFor } from '../../helper/plan/image.ts';
import { NO_WIFI, type Machine } from '../../helper/plan/machine.ts';
import { steer } from '../../helper/plan/steer.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const PORTS = ['eth0', 'wlan0', 'wlan1'];

function bonded(
  mode: BondMode,
  carrying: readonly string[],
  {
    active = null,
    options = {},
    alias = aliasFor('air'),
  }: { active?: string | null; options?: Record<string, string>; alias?: string } = {},
): Machine {
  const links = PORTS.map((name) => adapter(name, { up: true, master: 'bond0', carrier: carrying.includes(name) }));
  const state = (name: string) => ({
    ...NO_WIFI,
    state: carrying.includes(name) ? ('connected' as const) : ('scanning' as const),
  });
  return laptop([...links, adapter('bond0', { type: 'bond', alias })], {
    bonds: { bond0: { name: 'bond0', mode, options, others: {}, ports: PORTS, activePort: active } },
    wifi: { wlan0: state('wlan0'), wlan1: state('wlan1') },
  });
}

const activate = (value: string) => ({ kind: 'set-option', bond: 'bond0', option: 'active_slave', value });
const announce = (port: string) => ({ kind: 'announce', bond: 'bond0', port });
describe('when a port loses its link', () => {
  it('moves the active port at once; the driver tells the neighbours', () => {
    const before = bonded('active-backup', PORTS, { active: 'eth0' });
    expect(steer(before, bonded('active-backup', ['wlan0', 'wlan1'], { active: 'eth0' }))).toEqual([activate('wlan0')]);
  });

  it('leaves an active port that still carries', () => {
    const before = bonded('active-backup', PORTS, { active: 'eth0' });
    expect(steer(before, bonded('active-backup', ['eth0', 'wlan1'], { active: 'eth0' }))).toEqual([]);
  });

  it('prefers the primary port', () => {
    const options = { primary: 'wlan1' };
    const before = bonded('active-backup', PORTS, { active: 'eth0', options });
    const after = bonded('active-backup', ['wlan0', 'wlan1'], { active: 'eth0', options });
    expect(steer(before, after)).toEqual([activate('wlan1')]);
  });

  it('passes over a port that has a link and carries nothing, unless there is no other', () => {
    const before = bonded('active-backup', PORTS, { active: 'eth0', options: { primary: 'wlan0' } });
    const left = (carrying: string[]) =>
      bonded('active-backup', carrying, { active: 'eth0', options: { primary: 'wlan0' } });
    expect(steer(before, left(['wlan0', 'wlan1']), () => ['wlan0'])).toEqual([activate('wlan1')]);
    expect(steer(before, left(['wlan0']), () => ['wlan0'])).toEqual([activate('wlan0')]);
  });

  it('takes the one that ranks highest, as the driver would', () => {
    const port = (prio: string) => ({ miiStatus: 'up' as const, linkFailures: 0, options: { prio } });
    const ports = { wlan0: port('10'), wlan1: port('11') };
    const before = { ...bonded('active-backup', PORTS, { active: 'eth0' }), ports };
    const after = { ...bonded('active-backup', ['wlan0', 'wlan1'], { active: 'eth0' }), ports };
    expect(steer(before, after)).toEqual([activate('wlan1')]);
  });

  it('goes back to the better port when the driver has not even seen it go', () => {
    const seen = (miiStatus: 'up' | 'down') => ({ miiStatus, linkFailures: 0, options: {} });
    const options = { primary: 'eth0' };
    const back = (miiStatus: 'up' | 'down', more: Record<string, string> = {}) => {
      const ports = { eth0: seen(miiStatus) };
      const at = (carrying: string[]) => ({
        ...bonded('active-backup', carrying, { active: 'wlan0', options: { ...options, ...more } }),
        ports,
      });
      return steer(at(['wlan0', 'wlan1']), at(PORTS));
    };
    expect(back('up')).toEqual([activate('eth0')]);
    expect(back('down')).toEqual([]);
    expect(back('up', { primary_reselect: 'failure' })).toEqual([]);
    expect(back('up', { primary: '' })).toEqual([]);
  });

  it('leaves short losses alone where they shall pass', () => {
    const options = { downdelay: '400' };
    const before = bonded('active-backup', PORTS, { active: 'eth0', options });
    expect(steer(before, bonded('active-backup', ['wlan0'], { active: 'eth0', options }))).toEqual([]);
  });

  it('tells the neighbours itself where all ports carry', () => {
    expect(steer(bonded('balance-rr', PORTS), bonded('balance-rr', ['wlan0', 'wlan1']))).toEqual([announce('wlan0')]);
    expect(steer(bonded('balance-rr', PORTS), bonded('balance-rr', PORTS))).toEqual([]);
    expect(steer(bonded('balance-rr', []), bonded('balance-rr', ['wlan1']))).toEqual([announce('wlan1')]);
  });

  it('does nothing where nothing is left, and for bonds of others', () => {
    expect(steer(bonded('balance-rr', PORTS), bonded('balance-rr', []))).toEqual([]);
    const foreign = { active: 'eth0', alias: '' };
    expect(steer(bonded('active-backup', PORTS, foreign), bonded('active-backup', ['wlan0'], foreign))).toEqual([]);
  });
});
