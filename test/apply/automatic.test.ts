import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

beforeEach(() => {
  live = new LiveBond(['eth0', 'eth1', 'eth2'].map((name) => adapter(name, { up: true, carrier: true })));
  said = [];
});
afterEach(() => live.end());

/** A helper starts: what it knows of this boot is in the run directory. */
async function start(...profiles: ProfileInput[]): Promise<string[]> {
  for (const profile of profiles) live.profiles.set(decodeProfile(profile));
  await new Automatic({
    observer: {
      machine: () => live.kernel.machine,
      until: (judge) => Promise.resolve(judge(live.kernel.machine)),
    },
    profiles: live.profiles,
    suspended: new Suspended(live.runDir),
    up: (profile) => live.transactions.up(profile, {}),
    tell: (says) => said.push(says),
  }).start();
  return Object.keys(live.kernel.machine.bonds);
}

function without(name: string): void {
  const { [name]: _gone, ...links } = live.kernel.machine.links;
  live.kernel.machine = { ...live.kernel.machine, links };
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

  it('with none of its adapters waits for a person', async () => {
    without('eth2');
    expect(await start(SHED, DESK)).toEqual(['bond0']);
    expect(said).toEqual(['“shed” did not come up: none of its adapters is there.']);
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
