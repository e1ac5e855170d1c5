import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Automatic } from '../../helper/apply/automatic.ts';
import { Suspended } from '../../helper/apply/suspended.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup', options: { primary: 'eth1' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
  autoActivate: true,
};
const SHED: ProfileInput = {
  ...DESK,
  name: 'shed',
  bond: { name: 'bond1', mode: 'balance-rr' },
  ports: [{ adapter: 'eth2' }],
};

let live: LiveBond;
let said: string[];
let automatic: Automatic;

beforeEach(() => {
  live = new LiveBond(['eth0', 'eth1', 'eth2'].map((name) => adapter(name, { up: true, carrier: true })));
  said = [];
});
afterEach(() => {
  automatic.stop();
  vi.useRealTimers();
  live.end();
});

/** A helper starts: what it knows of this boot is in the run directory. */
async function start(...profiles: ProfileInput[]): Promise<string[]> {
  for (const profile of profiles) live.profiles.set(decodeProfile(profile));
  automatic = new Automatic({
    observer: {
      machine: () => live.kernel.machine,
      until: (judge) => Promise.resolve(judge(live.kernel.machine)),
    },
    profiles: live.profiles,
    suspended: new Suspended(live.runDir),
    up: (profile, whole) => live.transactions.up(profile, { whole }),
    down: (bond) => live.transactions.down(bond),
    busy: () => live.transactions.busy(),
    tell: (says) => said.push(says),
  });
  await automatic.start();
  return Object.keys(live.kernel.machine.bonds);
}

/** Unplugged: the kernel takes it out of its bond. */
function without(name: string): void {
  const { links, bonds, ports } = live.kernel.machine;
  const { [name]: _gone, ...left } = links;
  const { [name]: _port, ...leftPorts } = ports;
  const freed = Object.entries(bonds).map(([bond, facts]) => [
    bond,
    { ...facts, ports: facts.ports.filter((port) => port !== name) },
  ]);
  live.kernel.machine = {
    ...live.kernel.machine,
    links: left,
    ports: leftPorts,
    bonds: Object.fromEntries(freed) as typeof bonds,
  };
}

function plugIn(name: string): Promise<void> {
  const { machine } = live.kernel;
  live.kernel.machine = { ...machine, links: { ...machine.links, [name]: adapter(name, { up: true, carrier: true }) } };
  return automatic.look(live.kernel.machine);
}

describe('profiles that come up by themselves', () => {
  it('all of them, and no other', async () => {
    expect(
      await start(DESK, SHED, {
        ...DESK,
        name: 'travel',
        bond: { name: 'bond2', mode: 'broadcast' },
        autoActivate: false,
      }),
    ).toEqual(['bond0', 'bond1']);
    expect(said).toEqual([]);
  });

  it('once in each boot', async () => {
    await start(DESK);
    await live.transactions.down('bond0');
    expect(await start()).toEqual([]);
  });

  it('not where one is suspended', async () => {
    new Suspended(live.runDir).add('desk');
    expect(await start(DESK)).toEqual([]);
  });

  it('with the adapters that are there, and a word on the others', async () => {
    without('eth1');
    expect(await start(DESK)).toEqual(['bond0']);
    expect(live.bond.ports).toEqual(['eth0']);
    expect(said).toEqual(['“desk” comes up without eth1.']);
  });

  it('with none of its adapters when one comes', async () => {
    without('eth2');
    expect(await start(SHED, DESK)).toEqual(['bond0']);
    await plugIn('eth2');
    expect(Object.keys(live.kernel.machine.bonds)).toEqual(['bond0', 'bond1']);
    expect(said).toEqual([]);
  });

  it('not one that is saved while its adapters are there', async () => {
    await start(SHED);
    live.profiles.set(decodeProfile(DESK));
    await automatic.look(live.kernel.machine);
    expect(Object.keys(live.kernel.machine.bonds)).toEqual(['bond1']);
  });

  it('whole, although only a part of it was there', async () => {
    without('eth1');
    await start(DESK);
    const { bootId } = live.kernel.machine;
    const running = live.records.get('bond0', bootId)?.running;
    expect(running?.ports.map((port) => port.adapter)).toEqual(['eth0', 'eth1']);
    expect(running?.bond.options['primary']).toBe('eth1');
  });

  it('and step aside when all of their adapters are gone for a while, until they are back', async () => {
    vi.useFakeTimers();
    await start(SHED);
    without('eth2');
    await automatic.look(live.kernel.machine);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(Object.keys(live.kernel.machine.bonds)).toEqual(['bond1']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Object.keys(live.kernel.machine.bonds)).toEqual([]);
    expect(said).toEqual(['“shed” stepped aside: its adapters are gone.']);
    await plugIn('eth2');
    expect(Object.keys(live.kernel.machine.bonds)).toEqual(['bond1']);
  });

  it('one that fails leaves everything as it was, waits for a person, and holds up no other', async () => {
    const before = live.kernel.machine;
    live.refuses = (action) => action.kind === 'join' && action.bond === 'bond0';
    expect(await start(DESK, SHED)).toEqual(['bond1']);
    expect(said).toEqual([
      '“desk” did not come up by itself: The kernel refused join. Everything is as it was before.',
    ]);
    const { carrier: _unknown, ...eth0 } = before.links['eth0'] ?? {};
    expect(live.kernel.machine.links['eth0']).toMatchObject(eth0);
    expect(new Suspended(live.runDir).has('desk')).toBe(true);
    live.refuses = () => false;
    expect(await start()).toEqual(['bond1']);
  });
});
