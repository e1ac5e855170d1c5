import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { defaultRoute } from '../../helper/plan/default-route.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const wifi = (ssid: string) => ({ ssid, security: 'wpa2-psk', psk: 'a passphrase' }) as const;
const fixed = (net: number): ProfileInput['ip'] => ({
  ipv4: {
    method: 'static',
    addresses: [`10.0.${net}.2/24`],
    gateway: `10.0.${net}.1`,
    dns: [`10.0.${net}.53`],
  },
});
const DESK: ProfileInput = {
  name: 'desk',
  bond: { name: 'bond0', mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('Home') }],
  ip: fixed(1),
};
const SHED: ProfileInput = {
  name: 'shed',
  bond: { name: 'bond1', mode: 'balance-rr' },
  ports: [{ adapter: 'eth1' }, { adapter: 'wlan1', wifi: wifi('Shed') }],
  ip: fixed(2),
};

let live: LiveBond;
afterEach(() => live.end());

/** eth0 carries a connection somebody made by hand. */
function machine(): LiveBond {
  const plugged = { up: true, carrier: true };
  live = new LiveBond([adapter('eth0', plugged), adapter('eth1', plugged), adapter('wlan0'), adapter('wlan1')]);
  live.kernel.machine.addresses.push({ link: 'eth0', origin: 'manual', ...plainAddress('10.0.1.9/24') });
  live.kernel.machine.routes.push({ origin: 'manual', ...defaultRoute('eth0', '10.0.1.1', { metric: 100 }) });
  return live;
}

const up = (profile: ProfileInput) => live.transactions.up(decodeProfile(profile), {});
const down = (bond: string) => live.transactions.down(bond);

function visible({ links, bonds, addresses, routes, resolver, wifi: radios, dhcp }: Machine) {
  const shown = Object.values(links).map(({ name, up: isUp, mac, mtu, master }) => ({ name, isUp, mac, mtu, master }));
  return { links: shown, bonds: Object.keys(bonds), addresses, routes, resolver, wifi: radios, dhcp };
}

/** What belongs to one bond. */
function partOf({ links, bonds, addresses, routes, resolver }: Machine, bond: string) {
  const names = [bond, ...(bonds[bond]?.ports ?? [])];
  return {
    links: names.map((name) => links[name]),
    bond: bonds[bond],
    addresses: addresses.filter(({ link }) => names.includes(link)),
    routes: routes.filter(({ link }) => names.includes(link)),
    servers: resolver.ours[bond],
  };
}

describe('two bonds side by side', () => {
  it.each([[['bond0', 'bond1']], [['bond1', 'bond0']]])(
    'each has its own addresses, routes and name servers, and goes by itself: %j',
    async (order) => {
      machine();
      const home = visible(live.kernel.machine);
      await up(DESK);
      await up(SHED);
      const { routes, resolver } = live.kernel.machine;
      expect(routes.map(({ link, metric }) => [link, metric])).toEqual([
        ['bond0', null],
        ['bond1', 1],
      ]);
      expect(resolver.ours).toEqual({ bond0: ['10.0.1.53'], bond1: ['10.0.2.53'] });
      const [first = '', second = ''] = order;
      const other = partOf(live.kernel.machine, second);
      await down(first);
      expect(partOf(live.kernel.machine, second)).toEqual(other);
      await down(second);
      expect(visible(live.kernel.machine)).toEqual(home);
    },
  );

  it('a profile that is up stays as it is when the other bond goes', async () => {
    machine();
    await up(DESK);
    await up(SHED);
    await down('bond0');
    expect((await live.transactions.plan(decodeProfile(SHED))).steps).toEqual([]);
  });

  it('an adapter in the other bond is refused, with the two ways to get it', async () => {
    machine();
    await up(DESK);
    const { refusals } = await live.transactions.plan(decodeProfile({ ...SHED, ports: [{ adapter: 'eth0' }] }));
    expect(refusals).toEqual([
      {
        code: 'in-other-bond',
        about: 'ports[0].adapter',
        message: 'eth0 is already part of bond0.',
        mend: 'Take it out (linkbraid port remove bond0 eth0), or switch that off: linkbraid down bond0',
      },
    ]);
  });

  it('one does not take from the other what was its own once', async () => {
    machine();
    await up({ ...DESK, ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }] });
    // By hand: the record of bond0 still has eth1 among what it gives back.
    live.kernel.perform({ kind: 'leave', bond: 'bond0', port: 'eth1' });
    await up({ ...SHED, ports: [{ adapter: 'eth1' }] });
    const other = partOf(live.kernel.machine, 'bond1');
    await down('bond0');
    expect(partOf(live.kernel.machine, 'bond1')).toEqual(other);
    expect(live.kernel.machine.links['eth0']).toMatchObject({ master: null, up: true });
  });

  it('warns where another link has the way out', async () => {
    machine();
    const routes = live.kernel.machine.routes;
    routes.splice(0, 1, { origin: 'manual', ...defaultRoute('wlan1', '10.0.9.1', { metric: null }) });
    const { warnings, steps } = await live.transactions.plan(decodeProfile(DESK));
    expect(warnings).toMatchObject([{ code: 'other-way-out', about: 'wlan1' }]);
    expect(
      steps.flatMap(({ action }) => (action.kind === 'move-port' ? action.routes.map(({ metric }) => metric) : [])),
    ).toEqual([1]);
  });

  it('whatever is done to either, the other is untouched and both lead home', async () => {
    const step = fc.constantFrom('up bond0', 'up bond1', 'down bond0', 'down bond1', 'set bond0', 'set bond1', 'fail');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (walk) => {
        machine();
        try {
          const home = visible(live.kernel.machine);
          for (const word of walk) {
            const [what, bond = 'bond0'] = word.split(' ');
            const other = bond === 'bond0' ? 'bond1' : 'bond0';
            const before = partOf(live.kernel.machine, other);
            const exists = live.kernel.machine.bonds[bond] !== undefined;
            if (what === 'up') await up(bond === 'bond0' ? DESK : SHED);
            if (what === 'down' && exists) await down(bond);
            if (what === 'set' && exists)
              await live.changes
                .set(bond, { fail_over_mac: 'active' }, { rebuild: true, onlyNow: true })
                .catch(() => {});
            if (what === 'fail') {
              live.refuses = (action) => action.kind === 'verify-gateway';
              await up({ ...DESK, ip: fixed(3) }).catch(() => {});
              live.refuses = () => false;
            }
            expect(partOf(live.kernel.machine, other)).toEqual(before);
          }
          for (const bond of Object.keys(live.kernel.machine.bonds)) await down(bond);
          expect(visible(live.kernel.machine)).toEqual(home);
        } finally {
          live.end();
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
