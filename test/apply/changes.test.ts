import { afterEach, describe, expect, it } from 'vitest';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import type { Refusal } from '../../helper/contract/plan.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const HOME = { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } as const;
const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: HOME }],
};
const CABLES: ProfileInput = {
  name: 'desk',
  bond: { mode: '802.3ad' },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
};

let live: LiveBond;
afterEach(() => live.end());

function machine(): LiveBond {
  const plugged = { up: true, carrier: true };
  return (live = new LiveBond([
    adapter('eth0', plugged),
    adapter('eth1', plugged),
    adapter('wlan0'),
    adapter('wlan1'),
  ]));
}

async function refusals(work: Promise<unknown>): Promise<Refusal[]> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught as LinkbraidError,
  );
  expect(error?.code).toBe('refused');
  expect(live.done).toEqual([]);
  return (error?.details as { refusals: Refusal[] }).refusals;
}

const NOT_NOW = { rebuild: false, onlyNow: false };
const REBUILD = { rebuild: true, onlyNow: false };

/** With ARP monitoring and Wi-Fi, fail_over_mac is `active` by default. */
const PROBING = { arp_interval: 100, arp_ip_target: '10.0.0.1' };

describe('activate', () => {
  it('writes the active port, and sees it', async () => {
    await machine().up({ ...DESK, bond: { mode: 'active-backup', options: { primary: '' } } });
    const change = await live.changes.activate('bond0', 'wlan0');
    expect(live.done).toEqual([{ kind: 'set-option', bond: 'bond0', option: 'active_slave', value: 'wlan0' }]);
    expect(live.bond.activePort).toBe('wlan0');
    expect(change).toMatchObject({ state: 'committed', saved: null, notes: [] });
  });

  it('does nothing where it is so already', async () => {
    await machine().up(DESK);
    expect(await live.changes.activate('bond0', 'eth0')).toMatchObject({ state: 'committed', steps: [] });
    expect(live.done).toEqual([]);
  });

  it('tells who takes over again later', async () => {
    await machine().up(DESK);
    live.happens('eth0', 'down');
    expect(await live.changes.activate('bond0', 'wlan0')).toMatchObject({
      notes: ['eth0 is the primary port and takes over again as soon as it works.'],
    });
  });

  it.each<[string, ProfileInput, string, Partial<Refusal>]>([
    [
      'a mode without an active port',
      CABLES,
      'eth1',
      { code: 'no-active-port-in-mode', mend: 'linkbraid set bond0 mode=active-backup --rebuild' },
    ],
    ['an adapter that is no port', DESK, 'eth1', { code: 'not-a-port', mend: 'linkbraid port add bond0 eth1' }],
    [
      'a port the primary would take it from',
      DESK,
      'wlan0',
      { code: 'primary-takes-over', mend: 'linkbraid set bond0 primary=wlan0' },
    ],
  ])('refuses %s', async (_what, profile, port, refusal) => {
    await machine().up(profile);
    expect(await refusals(live.changes.activate('bond0', port))).toEqual([expect.objectContaining(refusal)]);
  });

  it('refuses a port that carries nothing', async () => {
    await machine().up(DESK);
    live.happens('wlan0', 'down');
    expect(await refusals(live.changes.activate('bond0', 'wlan0'))).toMatchObject([{ code: 'port-not-up' }]);
  });

  it('fails when the driver does something else', async () => {
    await machine().up({ ...DESK, bond: { mode: 'active-backup', options: { primary: '' } } });
    const perform = live.kernel.perform.bind(live.kernel);
    live.kernel.perform = (action) => {
      if (action.kind !== 'set-option') perform(action);
    };
    await expect(live.changes.activate('bond0', 'wlan0')).rejects.toMatchObject({
      code: 'failed',
      message: 'wlan0 did not become the active port of bond0; it is eth0. Everything is as it was before.',
    });
  });

  it('knows only bonds of its own', async () => {
    machine();
    await expect(live.changes.activate('bond0', 'eth0')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('set', () => {
  it('changes live options and touches nothing else, also in the saved profile', async () => {
    await machine().up(DESK);
    const change = await live.changes.set('bond0', { updelay: '200', num_unsol_na: 3 }, NOT_NOW);
    expect(live.done).toEqual([
      { kind: 'set-option', bond: 'bond0', option: 'updelay', value: '200' },
      { kind: 'set-option', bond: 'bond0', option: 'num_grat_arp', value: '3' },
    ]);
    expect(change).toMatchObject({ state: 'committed', saved: 'desk', notes: [] });
    expect(live.profiles.get('desk')).toMatchObject({
      bond: { options: { updelay: 200, num_grat_arp: 3 } },
      ports: [{}, { wifi: { psk: HOME.psk } }],
    });
  });

  it('leaves the saved profile alone when told to, and still knows what runs', async () => {
    await machine().up(DESK);
    const before = live.profiles.get('desk');
    expect(await live.changes.set('bond0', { miimon: 50 }, { rebuild: false, onlyNow: true })).toMatchObject({
      saved: null,
    });
    expect(live.profiles.get('desk')).toEqual(before);
    await live.changes.removePort({ bond: 'bond0', adapter: 'wlan0', onlyNow: true });
    expect(live.bond.options.miimon).toBe('50');
  });

  it('tells that it does not last where nothing is saved', async () => {
    await machine().up(DESK, { saved: false });
    expect(await live.changes.set('bond0', { miimon: 50 }, NOT_NOW)).toMatchObject({
      saved: null,
      notes: ['The bond runs no saved profile, so this lasts until bond0 is taken down.'],
    });
  });

  it('knows from the store what a bond without a record runs, and puts no passphrase on record', async () => {
    await machine().up(DESK);
    const record = live.records.get('bond0', 'boot');
    if (record) live.records.set({ ...record, running: null });
    await live.changes.set('bond0', { miimon: 50 }, NOT_NOW);
    const now = live.records.get('bond0', 'boot');
    expect(now?.running).toMatchObject({ name: 'desk', bond: { options: { miimon: 50 } } });
    expect(JSON.stringify(now)).not.toContain(HOME.psk);
  });

  it('leads `down` to free ports where the record is lost', async () => {
    await machine().up(DESK);
    live.records.remove('bond0');
    await live.changes.set('bond0', { miimon: 50 }, NOT_NOW);
    await live.transactions.down('bond0');
    expect(live.kernel.machine.bonds).toEqual({});
    expect(live.kernel.machine.links['eth0']).toMatchObject({ master: null, up: true });
  });

  it('takes options together that exclude each other one by one', async () => {
    await machine().up(DESK);
    expect(
      await refusals(live.changes.set('bond0', { arp_interval: 250, arp_ip_target: '10.0.0.1' }, NOT_NOW)),
    ).toEqual([expect.objectContaining({ code: 'options-conflict', about: 'bond.options.arp_interval' })]);
    await live.changes.set('bond0', { miimon: 0, arp_interval: 250, arp_ip_target: '10.0.0.1' }, NOT_NOW);
    expect(live.done.map((action) => action.kind === 'set-option' && action.option)).toEqual([
      'miimon',
      'arp_ip_target',
      'arp_interval',
    ]);
  });

  it.each<[string, Record<string, string | number>, string]>([
    ['an option of no driver', { mimon: 5 }, 'unknown-option'],
    ['a value that is none', { miimon: 'often' }, 'option-value'],
    ['an option of another mode', { lacp_rate: 'fast' }, 'option-not-in-mode'],
    ['a state of the moment', { active_slave: 'wlan0' }, 'run-time-only'],
    ['a primary that is no port', { primary: 'eth1' }, 'primary-not-a-port'],
    ['a mode of no driver', { mode: 'fastest' }, 'option-value'],
    ['what hurts Wi-Fi', { fail_over_mac: 'follow' }, 'follow-on-wifi'],
    ['what needs the ports out', { fail_over_mac: 'active' }, 'needs-rebuild'],
    ['another mode', { mode: 'balance-rr', primary: '' }, 'option-not-in-mode'],
  ])('refuses %s', async (_what, options, code) => {
    await machine().up(DESK);
    expect((await refusals(live.changes.set('bond0', options, NOT_NOW))).map((refusal) => refusal.code)).toEqual([
      code,
    ]);
  });

  it('says what it takes', async () => {
    await machine().up(CABLES);
    expect(await refusals(live.changes.set('bond0', { lacp_rate: 'fast', mode: 4 }, NOT_NOW))).toEqual([
      {
        code: 'needs-rebuild',
        about: 'bond.options.lacp_rate',
        message: 'The driver changes lacp_rate only while bond0 is down, which cuts it off for a moment.',
        mend: 'Allow that with --rebuild.',
      },
    ]);
  });

  it('takes the bond down for it, and brings its addresses back', async () => {
    await machine().up(CABLES);
    await live.changes.set('bond0', { lacp_rate: 'fast' }, REBUILD);
    expect(live.kinds).toEqual([
      'stop-dhcp',
      'set-up',
      'set-option',
      'set-up',
      'start-dhcp',
      'wait-lease',
      'verify-gateway',
    ]);
    expect(live.profiles.get('desk').bond.options).toEqual({ lacp_rate: 'fast' });
  });

  it('lets the ports join again for it, without asking for passphrases', async () => {
    await machine().up(DESK, { saved: false });
    await live.changes.set('bond0', { fail_over_mac: 'active' }, REBUILD);
    expect(live.kinds.filter((kind) => kind === 'leave' || kind === 'join')).toEqual([
      'leave',
      'leave',
      'join',
      'join',
    ]);
    expect(live.bond).toMatchObject({ ports: ['eth0', 'wlan0'], options: { fail_over_mac: 'active' } });
  });

  it('changes the mode, and names what does not go with the new one', async () => {
    await machine().up({ ...DESK, bond: { mode: 'active-backup', options: { primary: 'eth0', num_grat_arp: 2 } } });
    const change = await live.changes.set('bond0', { mode: 'balance-xor', xmit_hash_policy: 'layer3+4' }, REBUILD);
    expect(live.bond).toMatchObject({ mode: 'balance-xor', options: { xmit_hash_policy: 'layer3+4' } });
    expect(change.notes).toEqual([
      'primary does not go with balance-xor and was left out.',
      'num_grat_arp does not go with balance-xor and was left out.',
    ]);
    expect(live.profiles.get('desk').bond).toMatchObject({
      mode: 'balance-xor',
      options: { xmit_hash_policy: 'layer3+4' },
    });
  });

  it('puts earlier values back when a later one is refused', async () => {
    await machine().up(DESK);
    const { options } = live.bond;
    live.refuses = (action) => action.kind === 'set-option' && action.option === 'num_grat_arp';
    await expect(live.changes.set('bond0', { updelay: 200, num_grat_arp: 3 }, NOT_NOW)).rejects.toMatchObject({
      code: 'failed',
      message: 'The kernel refused set-option. Everything is as it was before.',
    });
    expect(live.bond.options).toEqual(options);
    expect(live.profiles.get('desk').bond.options).toEqual({});
  });

  it('tells what the driver made of a value', async () => {
    await machine().up(DESK);
    const perform = live.kernel.perform.bind(live.kernel);
    live.kernel.perform = (action) =>
      perform(action.kind === 'set-option' && action.option === 'updelay' ? { ...action, value: '200' } : action);
    expect(await live.changes.set('bond0', { updelay: 250 }, NOT_NOW)).toMatchObject({
      notes: ['The driver made 200 of updelay=250.'],
    });
  });
});

describe('port add', () => {
  const add = (adapter: string, more: Partial<Parameters<LiveBond['changes']['addPort']>[0]> = {}) =>
    live.changes.addPort({ bond: 'bond0', adapter, onlyNow: false, ...more });

  it('lets the others carry on', async () => {
    await machine().up(DESK);
    expect(await add('eth1')).toMatchObject({ state: 'committed', saved: 'desk' });
    expect(live.done).toEqual([
      { kind: 'set-up', link: 'eth1', up: false },
      { kind: 'join', bond: 'bond0', port: 'eth1' },
      { kind: 'wait-port', bond: 'bond0', port: 'eth1', required: false },
      { kind: 'verify-ports', bond: 'bond0' },
      { kind: 'verify-gateway', bond: 'bond0' },
    ]);
    expect(live.profiles.get('desk').ports.map((port) => port.adapter)).toEqual(['eth0', 'wlan0', 'eth1']);
  });

  it('joins a network with the passphrase sent along, and keeps it with the profile only', async () => {
    await machine().up({ name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    await add('wlan0', { wifi: HOME });
    expect(live.passphrases).toEqual([HOME.psk]);
    expect(live.profiles.get('desk').ports[1]?.wifi?.psk).toBe(HOME.psk);
    expect(JSON.stringify(live.records.get('bond0', 'boot'))).not.toContain(HOME.psk);
  });

  it('takes the network from a saved profile', async () => {
    await machine().up({ name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    live.profiles.set({ ...live.profiles.get('desk'), name: 'travel', ports: [{ adapter: 'wlan1', wifi: HOME }] });
    await add('wlan0', { from: { profile: 'travel' }, onlyNow: true });
    expect(live.passphrases).toEqual([HOME.psk]);
    expect(live.profiles.get('desk').ports).toHaveLength(1);
    await expect(add('wlan1', { from: { profile: 'travel', ssid: 'Office' } })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(add('wlan1', { from: { profile: 'travel' }, wifi: HOME })).rejects.toMatchObject({ code: 'usage' });
  });

  it('is refused without the passphrase', async () => {
    await machine().up({ name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    const wifi = { ssid: 'Home', security: 'wpa2-psk' } as const;
    expect(await refusals(add('wlan0', { wifi }))).toMatchObject([{ code: 'passphrase-missing', about: 'wlan0' }]);
  });

  it('is refused where all the others would have to leave, with the way to allow it', async () => {
    await machine().up({ ...DESK, bond: { mode: 'active-backup', options: PROBING }, ports: [{ adapter: 'eth0' }] });
    expect(await refusals(add('wlan0', { wifi: HOME }))).toMatchObject([
      { code: 'needs-rebuild', mend: 'linkbraid set bond0 fail_over_mac=active --rebuild' },
    ]);
    await live.changes.set('bond0', { fail_over_mac: 'active' }, REBUILD);
    live.done = [];
    await add('wlan0', { wifi: HOME });
    expect(live.kinds).not.toContain('leave');
  });

  it('lets a second Wi-Fi port keep its own address, and leaves the first alone', async () => {
    await machine().up(DESK);
    // The same network as that of wlan0, whose passphrase is stored.
    await add('wlan1', { wifi: { ssid: 'Home', security: 'wpa2-psk' } });
    expect(live.passphrases.at(-1)).toBe(HOME.psk);
    const { links } = live.kernel.machine;
    expect(links['wlan1']).toMatchObject({
      mac: links['wlan1']?.permanentMac,
      translation: { shown: links['bond0']?.mac },
    });
    expect(live.done.some((action) => 'port' in action && action.port === 'wlan0')).toBe(false);
    await live.changes.removePort({ bond: 'bond0', adapter: 'wlan0', onlyNow: false });
    expect(
      live.done.filter((action) => 'port' in action && action.port === 'wlan1' && action.kind === 'leave'),
    ).toEqual([]);
    await live.transactions.down('bond0');
    expect(live.kernel.machine.links['wlan1']).toMatchObject({ translation: null, master: null });
  });

  it('changes a bond from a file too', async () => {
    await machine().up(DESK, { saved: false });
    await add('eth1');
    expect(live.bond.ports).toEqual(['eth0', 'wlan0', 'eth1']);
    await live.transactions.down('bond0');
    expect(live.kernel.machine.links['eth1']).toMatchObject({ master: null, up: true });
  });

  it('is not held up by a port that is out of reach', async () => {
    await machine().up(DESK);
    live.happens('wlan0', 'down');
    await add('eth1');
    expect(live.done).not.toContainEqual(expect.objectContaining({ kind: 'wait-port', port: 'wlan0' }));
  });

  it('waits after a rebuild for the ports that carried before, and for no other', async () => {
    const waits = () => live.done.flatMap((action) => (action.kind === 'wait-port' ? action.port : []));
    await machine().up(DESK);
    await live.changes.set('bond0', { fail_over_mac: 'active' }, REBUILD);
    expect(waits()).toEqual(['wlan0']);
    live.happens('wlan0', 'down');
    live.done = [];
    await live.changes.set('bond0', { fail_over_mac: 'none' }, REBUILD);
    expect(waits()).toEqual([]);
  });

  it('names an adapter that is not there', async () => {
    await machine().up(DESK);
    await expect(add('eth7')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('port remove', () => {
  const remove = (adapter: string) => live.changes.removePort({ bond: 'bond0', adapter, onlyNow: false });

  it('gives the port back and lets the others carry on', async () => {
    await machine().up(DESK);
    await remove('wlan0');
    expect(live.kinds.slice(0, 1)).toEqual(['leave']);
    expect(live.kinds).not.toContain('join');
    expect(live.kernel.machine.links['wlan0']).toMatchObject({ master: null, up: false });
    expect(live.kernel.machine.wifi['wlan0']?.ours).toBeNull();
    expect(live.profiles.get('desk').ports).toEqual([{ adapter: 'eth0' }]);
  });

  it('leaves to its owner what the port does later', async () => {
    await machine().up(DESK);
    await remove('wlan0');
    live.kernel.perform({ kind: 'set-up', link: 'wlan0', up: true });
    await live.changes.set('bond0', { miimon: 50 }, NOT_NOW);
    await live.transactions.down('bond0');
    expect(live.kernel.machine.links['wlan0']?.up).toBe(true);
  });

  it('does not let a default of fewer ports take the others out', async () => {
    await machine().up({ ...DESK, bond: { mode: 'active-backup', options: PROBING } });
    expect(live.bond.options.fail_over_mac).toBe('active');
    await remove('wlan0');
    expect(live.kinds.filter((kind) => kind === 'leave' || kind === 'join')).toEqual(['leave']);
    expect(live.bond.options.fail_over_mac).toBe('active');
  });

  it('tells that the primary went', async () => {
    const bond = { mode: 'active-backup', options: { primary: 'eth1' } } as const;
    await machine().up({ ...DESK, bond, ports: [...DESK.ports, { adapter: 'eth1' }] });
    expect((await remove('eth1')).notes).toEqual(['eth1 was the primary port; the profile names none now.']);
    expect(live.profiles.get('desk').bond.options).toEqual({});
  });

  it('refuses the last port, and what is none', async () => {
    await machine().up({ name: 'desk', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] });
    expect(await refusals(remove('eth0'))).toMatchObject([{ code: 'last-port', mend: 'linkbraid down bond0' }]);
    expect(await refusals(remove('eth1'))).toMatchObject([{ code: 'not-a-port', mend: 'Name one of eth0.' }]);
  });

  it('refuses the port whose address the bond bears, unless the address goes with the active port', async () => {
    await machine().up({ ...DESK, ports: [...DESK.ports, { adapter: 'eth1' }] });
    expect(await refusals(remove('eth0'))).toMatchObject([{ code: 'bears-the-address' }]);
    expect(live.bond.ports).toContain('eth0');
  });

  it('goes back as a whole when a step fails', async () => {
    await machine().up(DESK);
    live.refuses = (action) => action.kind === 'restore-wifi' && live.kinds.includes('leave');
    const before = live.profiles.get('desk');
    await expect(remove('wlan0')).rejects.toMatchObject({ code: 'failed' });
    expect(live.bond.ports).toEqual(['eth0', 'wlan0']);
    expect(live.profiles.get('desk')).toEqual(before);
  });
});
