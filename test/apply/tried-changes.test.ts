import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BondChange } from '../../helper/contract/wire.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { Transactions } from '../../helper/apply/transactions.ts';
import { Journal } from '../../helper/apply/journal.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;
const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup', options: { primary: '' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
};
const TRIED = { rebuild: false, onlyNow: false, trySeconds: 30 };

let live: LiveBond;
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  live.end();
});

async function up(): Promise<LiveBond> {
  const plugged = { up: true, carrier: true };
  live = new LiveBond([adapter('eth0', plugged), adapter('eth1', plugged), adapter('wlan0')]);
  return live.up(DESK);
}

function standing(): unknown {
  const { bond } = live;
  return { bond, ports: bond.ports.map((port) => live.kernel.machine.ports[port]?.options) };
}

const CHANGES: [string, () => Promise<BondChange>][] = [
  ['set', () => live.changes.set('bond0', { miimon: 50 }, TRIED)],
  [
    'port add',
    () => live.changes.addPort({ bond: 'bond0', adapter: 'wlan0', wifi: HOME, onlyNow: false, trySeconds: 30 }),
  ],
  ['port remove', () => live.changes.removePort({ bond: 'bond0', adapter: 'eth1', onlyNow: false, trySeconds: 30 })],
  [
    'port set',
    () =>
      live.changes.setPort({ bond: 'bond0', adapter: 'eth1', options: { prio: 5 }, onlyNow: false, trySeconds: 30 }),
  ],
  ['activate', () => live.changes.activate('bond0', 'eth1', 30)],
];

describe.each(CHANGES)('%s, tried', (what, change) => {
  const saves = what !== 'activate';

  it('waits to be kept, and only then changes the saved profile', async () => {
    await up();
    const saved = live.profiles.get('desk');
    const tried = await change();
    expect(tried).toMatchObject({ state: 'provisional', saved: null });
    expect(tried.notes.length).toBe(saves ? 1 : 0);
    const known = ['bond', 'deadline', 'id', 'notes', 'problem', 'profile', 'purpose', 'saved', 'state', 'steps'];
    expect(Object.keys(tried).sort()).toEqual(known);
    expect(live.profiles.get('desk')).toEqual(saved);
    await live.transactions.keep();
    expect(JSON.stringify(live.profiles.get('desk')) === JSON.stringify(saved)).toBe(!saves);
    const running = live.records.get('bond0', 'boot')?.running;
    expect(JSON.stringify(running)).not.toContain(HOME.psk);
    if (what === 'port add') expect(live.profiles.get('desk').ports[2]?.wifi?.psk).toBe(HOME.psk);
  });

  it('goes back on revert and at the deadline, and leaves the bond up', async () => {
    await up();
    const saved = live.profiles.get('desk');
    for (const back of [() => live.transactions.revert(), () => vi.advanceTimersByTimeAsync(31_000)]) {
      const before = standing();
      await change();
      expect(standing()).not.toEqual(before);
      await back();
      expect(standing()).toEqual(before);
      expect(live.transactions.current()).toBeNull();
    }
    expect(live.profiles.get('desk')).toEqual(saved);
  });
});

it('a restarted helper that is told to keep changes the saved profile too', async () => {
  await up();
  await live.changes.set('bond0', { miimon: 50 }, TRIED);
  const next = new Transactions({
    engine: { perform: live.perform },
    observer: { fresh: () => Promise.resolve(live.kernel.machine) },
    journal: new Journal(live.runDir),
    records: live.records,
    changed: () => {},
    suspend: () => {},
    quiet: () => Promise.resolve(),
    save: (profile) => live.profiles.set(profile),
    passphrases: () => () => null,
  });
  expect(await next.recover(false)).toMatchObject({ state: 'provisional' });
  await next.keep();
  expect(live.profiles.get('desk').bond.options).toEqual({ primary: '', miimon: 50 });
});
