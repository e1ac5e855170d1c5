import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { adopt } from '../../helper/apply/adopt.ts';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import { decodeProfile, type OptionValue, type ProfileInput } from '../../helper/contract/profile.ts';
import type { BondMode } from '../../helper/contract/bond-options.ts';
import { defaultRoute } from '../../helper/plan/default-route.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import type { LinkFacts } from '../../helper/plan/machine.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;

let live: LiveBond;
afterEach(() => live.end());

/** A bond as `ip` and sysfs make it: nothing of it is ours. */
function foreign(
  mode: BondMode,
  {
    ports = ['eth0', 'eth1'],
    options = {},
    link = {},
  }: { ports?: string[]; options?: object; link?: Partial<LinkFacts> } = {},
): LiveBond {
  const plugged = { up: true, carrier: true };
  live = new LiveBond([adapter('eth0', plugged), adapter('eth1', plugged), adapter('wlan0')]);
  const { kernel } = live;
  kernel.perform({ kind: 'load-module', module: 'bonding' });
  kernel.perform({ kind: 'create-bond', bond: 'bond0', mode, profile: '', mac: '02:00:00:00:00:00' });
  for (const [option, value] of Object.entries(options) as [string, string][])
    if (option !== 'primary') kernel.perform({ kind: 'set-option', bond: 'bond0', option, value });
  for (const port of ports) {
    kernel.perform({ kind: 'set-up', link: port, up: false });
    kernel.perform({ kind: 'join', bond: 'bond0', port });
    kernel.perform({ kind: 'wait-port', bond: 'bond0', port, required: true });
  }
  if ('primary' in options)
    kernel.perform({ kind: 'set-option', bond: 'bond0', option: 'primary', value: String(options.primary) });
  kernel.perform({ kind: 'set-up', link: 'bond0', up: true });
  const facts = kernel.machine.links['bond0'];
  if (!facts) throw new Error('no bond');
  const sysctls = { disable_ipv6: '0', accept_ra: '2' };
  const links = {
    ...kernel.machine.links,
    bond0: { ...facts, manager: 'none' as const, alias: null, sysctls, ...link },
  };
  kernel.machine = { ...kernel.machine, links };
  return live;
}

function addressed(more: Partial<Parameters<typeof plainAddress>[1]> = {}): void {
  live.kernel.machine.addresses.push({ link: 'bond0', origin: 'manual', ...plainAddress('10.0.1.2/24', more) });
  live.kernel.machine.routes.push({ origin: 'manual', ...defaultRoute('bond0', '10.0.1.1', { metric: 50 }) });
}

const adopted = (profile?: string) => adopt(live, { bond: 'bond0', profile });
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => {
      const { code: kind, details } = error as LinkbraidError;
      return kind === 'refused'
        ? (details as { refusals: { code: string }[] }).refusals.map((each) => each.code)
        : kind;
    },
  );

describe('a bond that others made', () => {
  it('is read into a profile, and nothing but its mark is touched', async () => {
    foreign('active-backup', { options: { miimon: '50', fail_over_mac: 'active', primary: 'eth1' } });
    addressed();
    live.kernel.machine.addresses.push({ link: 'bond0', origin: 'manual', ...plainAddress('fd00::2/64') });
    const before = live.kernel.machine;
    const change = await adopted('desk');
    expect(change).toMatchObject({ state: 'committed', saved: 'desk', notes: [] });
    expect(live.done).toEqual([{ kind: 'mark-bond', bond: 'bond0', profile: 'desk' }]);
    expect({ ...live.kernel.machine, links: {} }).toEqual({ ...before, links: {} });
    expect(live.profiles.get('desk')).toEqual(
      decodeProfile({
        name: 'desk',
        bond: { mode: 'active-backup', options: { miimon: 50, fail_over_mac: 'active', primary: 'eth1' } },
        ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
        ip: {
          ipv4: { method: 'static', addresses: ['10.0.1.2/24'], gateway: '10.0.1.1' },
          ipv6: { method: 'static', addresses: ['fd00::2/64'] },
        },
      }),
    );
  });

  it('is changed and taken down like any other, and its ports are free then', async () => {
    foreign('balance-rr');
    addressed();
    await adopted();
    await live.changes.set('bond0', { miimon: 50 }, { rebuild: false, onlyNow: false });
    await live.transactions.down('bond0');
    const { links, bonds, addresses } = live.kernel.machine;
    expect(bonds).toEqual({});
    expect(addresses).toEqual([]);
    for (const name of ['eth0', 'eth1'])
      expect(links[name]).toMatchObject({ master: null, up: true, mac: links[name]?.permanentMac });
  });

  it('with Wi-Fi takes the passphrase from a profile that knows the network', async () => {
    foreign('active-backup', { ports: ['eth0', 'wlan0'] });
    const { wifi } = live.kernel.machine;
    if (wifi['wlan0']) wifi['wlan0'] = { ...wifi['wlan0'], supplicant: true, state: 'connected', ssid: 'Home' };
    expect(await code(adopted())).toEqual(['passphrase-missing']);
    live.profiles.set(
      decodeProfile({ name: 'air', bond: { mode: 'active-backup' }, ports: [{ adapter: 'wlan0', wifi: HOME }] }),
    );
    expect((await adopted()).notes).toEqual(['wlan0 will join anew when the bond is next brought up.']);
    expect(live.profiles.get('bond0').ports[1]).toEqual({ adapter: 'wlan0', wifi: HOME });
    expect(JSON.stringify(live.records.get('bond0', 'boot'))).not.toContain(HOME.psk);
  });

  it.each<[string, () => unknown, string | string[]]>([
    ['without addresses', () => foreign('balance-rr'), 'done'],
    ['of NetworkManager', () => foreign('balance-rr', { link: { manager: 'networkmanager' } }), ['managed-by-other']],
    ['without ports', () => foreign('balance-rr', { ports: [] }), ['no-ports']],
    ['with a leased address', () => (foreign('balance-rr'), addressed({ validSeconds: 500 })), ['leased-by-other']],
    [
      'with an address to a peer',
      () => (foreign('balance-rr'), addressed({ peer: '10.0.1.3/32' })),
      ['address-unsaid'],
    ],
    ['with a network nobody tells', () => foreign('balance-rr', { ports: ['wlan0'] }), ['wifi-network-unknown']],
    ['that is ours', () => foreign('balance-rr', { link: { alias: 'linkbraid:desk' } }), ['ours-already']],
  ])('%s', async (_what, make, expected) => {
    make();
    expect(await code(adopted())).toEqual(expected);
    if (expected !== 'done') expect([live.done, live.profiles.list()]).toEqual([[], []]);
  });

  it('is not adopted under the name of another profile, and leaves no profile when it fails', async () => {
    foreign('balance-rr');
    live.refuses = () => true;
    expect(await code(adopted())).toBe('failed');
    expect(live.profiles.list()).toEqual([]);
    live.refuses = () => false;
    live.profiles.set(decodeProfile({ name: 'bond0', bond: { mode: 'broadcast' }, ports: [{ adapter: 'eth0' }] }));
    expect(await code(adopted())).toEqual(['profile-exists']);
    expect(await code(adopt(live, { bond: 'bond7' }))).toBe('not-found');
  });

  it('of ifupdown may be adopted, with a word on its file', async () => {
    foreign('balance-rr', { link: { manager: 'ifupdown' } });
    for (const name of ['eth0', 'eth1']) {
      const link = live.kernel.machine.links[name];
      if (link) live.kernel.machine.links[name] = { ...link, manager: 'ifupdown' };
    }
    expect((await adopted()).notes).toEqual([expect.stringContaining('/etc/network/interfaces')]);
  });

  it('whatever its options: the profile asks for just what is there', async () => {
    const modes = fc.constantFrom<BondMode>('balance-rr', 'active-backup', 'balance-xor', '802.3ad', 'balance-alb');
    const options = fc.record(
      {
        miimon: fc.constantFrom('0', '100', '200'),
        xmit_hash_policy: fc.constantFrom('layer2', 'layer3+4'),
        resend_igmp: fc.constantFrom('1', '7'),
        primary: fc.constantFrom('', 'eth0', 'eth1'),
        primary_reselect: fc.constantFrom('always', 'failure'),
        min_links: fc.constantFrom('0', '2'),
        lacp_rate: fc.constantFrom('slow', 'fast'),
      } satisfies Record<string, fc.Arbitrary<OptionValue>>,
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(modes, options, async (mode, given) => {
        const goes = (name: string) =>
          (mode === '802.3ad' || name !== 'lacp_rate') &&
          (['active-backup', 'balance-alb'].includes(mode) || !name.startsWith('primary'));
        foreign(mode, { options: Object.fromEntries(Object.entries(given).filter(([name]) => goes(name))) });
        try {
          if ((await code(adopted())) !== 'done') return;
          const { steps } = await live.transactions.plan(live.profiles.get('bond0'));
          expect(steps).toEqual([]);
        } finally {
          live.end();
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('a profile on an empty bond that a module load left behind', () => {
  it('makes it ours, so that it can be taken down', async () => {
    foreign('balance-rr', { ports: [] });
    live.kernel.perform({ kind: 'set-up', link: 'bond0', up: false });
    const profile: ProfileInput = { name: 'desk', bond: { mode: 'balance-rr' }, ports: [{ adapter: 'eth0' }] };
    await live.transactions.up(decodeProfile(profile), {});
    expect(live.kernel.machine.links['bond0']?.alias).toBe('linkbraid:desk');
  });
});
