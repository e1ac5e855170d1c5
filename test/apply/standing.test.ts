import { afterEach, describe, expect, it } from 'vitest';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { defaultRoute } from '../../helper/plan/default-route.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const CABLES: ProfileInput = {
  name: 'desk',
  bond: { mode: '802.3ad' },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
};
const REBUILD = { rebuild: true, onlyNow: false };

let live: LiveBond;
afterEach(() => live.end());

async function bond(): Promise<LiveBond> {
  const plugged = { up: true, carrier: true };
  live = new LiveBond(['eth0', 'eth1', 'eth2'].map((name) => adapter(name, plugged)));
  return live.up(CABLES);
}

/** `upper` on top of `lower`, as `ip link` would make it. */
function put(upper: string, lower: string, facts: Parameters<typeof adapter>[1] = {}): void {
  const { machine } = live.kernel;
  const below = machine.links[lower];
  if (!below) throw new Error(lower);
  live.kernel.machine = {
    ...machine,
    links: {
      ...machine.links,
      [lower]: { ...below, uppers: [...below.uppers, upper] },
      [upper]: adapter(upper, { type: 'virtual', up: true, ...facts }),
    },
  };
}

function addressed(link: string, net: number): void {
  live.kernel.machine.addresses.push(
    { link, origin: 'manual', ...plainAddress(`10.0.${net}.2/24`) },
    { link, origin: 'manual', ...plainAddress(`fd00:${net}::2/64`) },
  );
  live.kernel.machine.routes.push({
    origin: 'manual',
    ...defaultRoute(link, `10.0.${net}.1`, { metric: 50 }),
    destination: `10.${net}.0.0/16`,
  });
}

function above() {
  const { addresses, routes, links } = live.kernel.machine;
  const is = ({ link }: { link: string }) => link.includes('.');
  return {
    addresses: addresses.filter(is).sort((a, b) => (a.address < b.address ? -1 : 1)),
    routes: routes.filter(is).sort((a, b) => (a.destination < b.destination ? -1 : 1)),
    links: Object.values(links).filter(({ name }) => name.includes('.')),
  };
}

const refusalsOf = async (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => ((error as LinkbraidError).details as { refusals: unknown[] }).refusals,
  );

describe('VLANs on a bond', () => {
  async function withVlans(): Promise<void> {
    await bond();
    put('bond0.10', 'bond0');
    put('bond0.20', 'bond0', { up: false });
    put('bond0.10.5', 'bond0.10');
    addressed('bond0.10', 10);
    addressed('bond0.10.5', 15);
  }

  it.each<[string, () => Promise<unknown>]>([
    ['a live option', () => live.changes.set('bond0', { miimon: 50 }, REBUILD)],
    ['a port more', () => live.changes.addPort({ bond: 'bond0', adapter: 'eth2', onlyNow: false })],
    ['a port less', () => live.changes.removePort({ bond: 'bond0', adapter: 'eth1', onlyNow: false })],
  ])('do not notice %s', async (_what, change) => {
    await withVlans();
    const before = above();
    await change();
    expect(live.done.filter((action) => JSON.stringify(action).includes('bond0.'))).toEqual([]);
    expect(above()).toEqual(before);
  });

  it.each<Record<string, string>>([{ lacp_rate: 'fast' }, { mode: 'balance-xor' }])(
    'get back what they lose while the bond is down: %j',
    async (options) => {
      await withVlans();
      const before = above();
      await live.changes.set('bond0', options, REBUILD);
      expect(live.kinds.filter((kind) => kind === 'create-bond' || kind === 'delete-bond')).toEqual([]);
      expect(live.kinds).toContain('add-route');
      expect(above()).toEqual(before);
    },
  );

  it('get it back too when the change fails', async () => {
    await withVlans();
    const before = above();
    live.refuses = (action) => action.kind === 'verify-gateway';
    await live.changes.set('bond0', { lacp_rate: 'fast' }, REBUILD).catch(() => {});
    expect(above()).toEqual(before);
  });

  it('keep the bond from being taken down, and are no part of what it gives back', async () => {
    await withVlans();
    expect(await refusalsOf(live.transactions.down('bond0'))).toEqual([
      expect.objectContaining({
        code: 'in-use-above',
        about: 'bond0.10',
        message: 'bond0.10 stands on bond0 and would go with it.',
        mend: 'Remove it first: ip link delete bond0.10',
      }),
      expect.objectContaining({ about: 'bond0.20' }),
    ]);
    expect(live.done).toEqual([]);
    expect(Object.keys(live.records.get('bond0', 'boot')?.baseline.links ?? {})).toEqual(['eth0', 'eth1']);
  });

  it('keep a tried bond, which gives its ports back all the same when nobody keeps it', async () => {
    const plugged = { up: true, carrier: true };
    live = new LiveBond([adapter('eth0', plugged), adapter('eth1', plugged)]);
    await live.transactions.up(decodeProfile(CABLES), { trySeconds: 600 });
    put('bond0.10', 'bond0');
    expect(await refusalsOf(live.transactions.revert())).toMatchObject([{ code: 'in-use-above' }]);
    expect(live.kernel.machine.links['eth0']?.master).toBe('bond0');
  });
});

describe('a bond in a bridge', () => {
  async function bridged(): Promise<void> {
    await bond();
    live.kernel.perform({ kind: 'stop-dhcp', link: 'bond0' });
    put('br0', 'bond0', { type: 'other' });
    const { links } = live.kernel.machine;
    if (links['bond0']) links['bond0'] = { ...links['bond0'], master: 'br0' };
    live.kernel.machine.addresses.push({ link: 'br0', origin: 'manual', ...plainAddress('10.0.7.2/24') });
  }

  it('bears no addresses of its own, and the plan says so', async () => {
    await bridged();
    const { steps, warnings } = await live.transactions.plan(decodeProfile(CABLES));
    expect(steps).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'bond-in-bridge' }]);
  });

  it('stays in it through a rebuild', async () => {
    await bridged();
    await live.changes.set('bond0', { mode: 'balance-xor' }, REBUILD);
    expect(live.kinds).not.toContain('start-dhcp');
    expect(live.kernel.machine.links['bond0']).toMatchObject({ master: 'br0', up: true });
    expect(live.kernel.machine.addresses.some(({ link }) => link === 'br0')).toBe(true);
    expect(await refusalsOf(live.transactions.down('bond0'))).toMatchObject([
      { about: 'br0', mend: 'Take it out first: ip link set bond0 nomaster' },
    ]);
  });
});
