import { describe, expect, it } from 'vitest';
import type { BondMode } from '../../helper/contract/bond-options.ts';
import { inquiries } from '../../helper/plan/inquiries.ts';
import { NO_WIFI, type LinkFacts, type Machine } from '../../helper/plan/machine.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

const BOND = '52:54:00:00:00:01';
const OWN = '02:00:00:00:01:00';

function machine(mode: BondMode, activePort: string | null, changes: Record<string, Partial<LinkFacts>> = {}): Machine {
  const port = (name: string, own: Partial<LinkFacts> = {}) =>
    adapter(name, { up: true, carrier: true, master: 'bond0', mac: BOND, ...own, ...changes[name] });
  const ports = [
    port('eth0', { permanentMac: BOND }),
    port('eth1', { permanentMac: '52:54:00:00:00:02' }),
    port('wlan0'),
    port('wlan1', { mac: OWN, translation: { own: OWN, shown: BOND, whole: true } }),
  ];
  const routes = [{ destination: 'default', gateway: '10.77.0.1', link: 'bond0', family: 4 }];
  return laptop([...ports, adapter('bond0', { type: 'bond', up: true, mac: BOND })], {
    bonds: {
      bond0: { name: 'bond0', mode, options: {}, others: {}, ports: ports.map(({ name }) => name), activePort },
    },
    wifi: { wlan0: { ...NO_WIFI, state: 'connected' }, wlan1: { ...NO_WIFI, state: 'connected' } },
    routes: routes as unknown as Machine['routes'],
  });
}

const names = (...asked: Parameters<typeof machine>) =>
  Object.fromEntries(inquiries(machine(...asked), 'bond0', null)?.ports.map(({ port, safe }) => [port, safe]) ?? []);

describe('in whose name a port is asked', () => {
  it('is that of a cable alone, made up where it bears the bond’s, and never the active port’s through another', () => {
    expect(names('active-backup', 'eth0')).toEqual({
      eth0: '12:54:00:00:00:01',
      eth1: '52:54:00:00:00:02',
      wlan0: null,
      wlan1: OWN,
    });
  });

  it('is the radio’s own as soon as nothing is drawn away by it', () => {
    expect(names('active-backup', 'wlan0')['wlan0']).toBe(BOND);
    expect(names('active-backup', 'wlan1')).toMatchObject({ wlan0: BOND, wlan1: OWN });
    expect(names('balance-rr', null)).toMatchObject({ wlan0: BOND, wlan1: OWN });
  });

  it('is nobody’s where there is no link, no gateway or no bond that is up', () => {
    expect(Object.keys(names('active-backup', 'eth0', { eth1: { carrier: false } }))).toEqual([
      'eth0',
      'wlan0',
      'wlan1',
    ]);
    expect(inquiries(machine('active-backup', 'eth0'), 'bond0', '10.77.0.9')?.target).toBe('10.77.0.9');
    expect(inquiries({ ...machine('active-backup', 'eth0'), routes: [] }, 'bond0', null)).toBeNull();
    expect(inquiries(machine('active-backup', 'eth0'), 'bond7', null)).toBeNull();
  });
});
