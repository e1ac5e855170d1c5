import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from '../../helper/apply/event-log.ts';
import { Linkbraid } from '../../helper/apply/linkbraid.ts';
import { Journal } from '../../helper/apply/journal.ts';
import { Suspended } from '../../helper/apply/suspended.ts';
import type { Engine } from '../../helper/engines/engine.ts';
import type { Observer } from '../../helper/observe/observer.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

let live: LiveBond;
let core: Linkbraid;
let looks: { adapters: readonly string[]; fresh: boolean }[];

beforeEach(() => {
  live = new LiveBond([adapter('eth0', { up: true, carrier: true, speedMbps: 1000 }), adapter('wlan0')]);
  looks = [];
  const engine: Pick<Engine, 'networks'> = {
    networks: (adapters, { fresh }) => {
      looks.push({ adapters, fresh });
      const accessPoints = [{ bssid: '02:11:22:33:44:50', frequencyMhz: 5180, signalDbm: -50 }];
      const networks = [{ ssid: 'Home', security: 'wpa2-psk' as const, signalDbm: -50, accessPoints }];
      return Promise.resolve(adapters.map((name) => ({ adapter: name, networks, problem: null })));
    },
  };
  const observer = {
    machine: () => live.kernel.machine,
    fresh: () => Promise.resolve(live.kernel.machine),
    until: (judge: (machine: unknown) => unknown) => Promise.resolve(judge(live.kernel.machine)),
    onMachine: () => () => {},
  };
  core = new Linkbraid({
    engine: { ...engine, perform: live.perform } as Engine,
    observer: observer as unknown as Observer,
    journal: new Journal(live.runDir),
    records: live.records,
    profiles: live.profiles,
    suspended: new Suspended(live.runDir),
    log: new EventLog(live.runDir),
    doctor: () => Promise.resolve([]),
  });
});

afterEach(() => live.end());

describe('the core', () => {
  it('looks around once for all who ask at a time', async () => {
    const [one, two] = await Promise.all([core.networks('wlan0', true), core.networks(undefined, true)]);
    expect(looks).toEqual([{ adapters: ['wlan0'], fresh: true }]);
    expect(one).toEqual(two);
    await expect(core.networks('eth0', true)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('advises by what the radios heard at their last look', async () => {
    const advice = await core.advise({
      links: [{ adapter: 'eth0' }, { adapter: 'wlan0', ssid: 'Home' }],
      hostToHost: false,
      adHoc: false,
    });
    expect(looks).toEqual([{ adapters: ['wlan0'], fresh: false }]);
    expect(advice.input).toEqual({
      ports: [
        { name: 'eth0', kind: 'ethernet', speedMbps: 1000 },
        {
          name: 'wlan0',
          kind: 'wifi',
          speedMbps: null,
          wifi: { ssid: 'Home', bssid: '02:11:22:33:44:50', frequencyMhz: 5180 },
        },
      ],
      sameNetwork: null,
    });
    expect(advice.neverDrop.mode).toBe('active-backup');
    expect(advice.modes).toHaveLength(7);
  });

  it('keeps in its log what was changed, and that a change failed', async () => {
    await live.up({ name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    await core.set('bond0', { miimon: 50, updelay: '100' }, { rebuild: false, onlyNow: false });
    live.refuses = (action) => action.kind === 'set-option' && action.value === '20';
    await expect(core.set('bond0', { miimon: 20 }, { rebuild: false, onlyNow: false })).rejects.toMatchObject({
      code: 'failed',
    });
    await expect(core.activate('bond0', 'wlan0')).rejects.toMatchObject({ code: 'refused' });
    expect(core.events(10).map(({ kind, bond, says }) => [kind, bond, says])).toEqual([
      ['transaction', 'bond0', 'bond0 was changed: miimon=50 updelay=100'],
      [
        'transaction',
        null,
        'A change of the bond failed: The kernel refused set-option. Everything is as it was before.',
      ],
    ]);
  });
});
