import { afterEach, describe, expect, it } from 'vitest';
import type { Refusal } from '../../helper/contract/plan.ts';
import type { OptionValue, ProfileInput } from '../../helper/contract/profile.ts';
import { assemble } from '../../helper/observe/assemble.ts';
import { withPortOptions } from '../../helper/plan/change-ports.ts';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [
    { adapter: 'eth0', options: { queue_id: 3 } },
    { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } },
  ],
};

let live: LiveBond;
afterEach(() => live.end());

function machine(): LiveBond {
  const plugged = { up: true, carrier: true };
  return (live = new LiveBond([adapter('eth0', plugged), adapter('eth1', plugged), adapter('wlan0')]));
}

const set = (port: string, options: Record<string, OptionValue>, onlyNow = false) =>
  live.changes.setPort({ bond: 'bond0', adapter: port, options, onlyNow });

async function refused(work: Promise<unknown>, refusal: Partial<Refusal>): Promise<void> {
  await expect(work).rejects.toMatchObject({ code: 'refused', details: { refusals: [refusal] } });
  expect(live.done).toEqual([]);
}

describe('a profile with options of one port', () => {
  const change = (given: Record<string, OptionValue>) =>
    withPortOptions(decodeProfile(DESK), machine().kernel.machine, 'eth0', given).ports[0]?.options;

  it('has them beside the others, as numbers', () => {
    expect(change({ prio: '-5' })).toEqual({ queue_id: 3, prio: -5 });
    expect(change({ queue_id: 0 })).toEqual({ queue_id: 0 });
  });

  it('keeps what is wrong, to be told when it is planned', () => {
    expect(change({ prio: 'high' })).toEqual({ queue_id: 3, prio: 'high' });
  });

  it('finds the port by its hardware address too', () => {
    const { kernel } = machine();
    const mac = kernel.machine.links['eth1']?.permanentMac ?? '';
    const profile = decodeProfile({ ...DESK, ports: [{ adapter: { mac } }] });
    expect(withPortOptions(profile, kernel.machine, 'eth1', { prio: 1 }).ports[0]?.options).toEqual({ prio: 1 });
    expect(withPortOptions(profile, kernel.machine, 'eth0', { prio: 1 })).toEqual(profile);
  });
});

describe('port set', () => {
  it('changes the option, and the saved profile, and nothing else', async () => {
    await machine().up(DESK);
    expect(await set('wlan0', { prio: 7 })).toMatchObject({ state: 'committed', saved: 'desk', notes: [] });
    expect(live.done).toEqual([
      { kind: 'set-port-option', bond: 'bond0', port: 'wlan0', option: 'prio', value: '7' },
      { kind: 'verify-ports', bond: 'bond0' },
      { kind: 'verify-gateway', bond: 'bond0' },
    ]);
    expect(live.profiles.get('desk').ports[1]).toMatchObject({ options: { prio: 7 }, wifi: { psk: 'a passphrase' } });
    expect(assemble(live.kernel.machine, new Map()).bonds[0]?.ports[1]?.options).toMatchObject({ prio: 7 });
  });

  it('only now leaves the saved profile, and a later change keeps it', async () => {
    await machine().up(DESK);
    expect(await set('eth0', { prio: 7 }, true)).toMatchObject({ saved: null });
    expect(live.profiles.get('desk').ports[0]?.options).toEqual({ queue_id: 3 });
    await set('wlan0', { prio: 1 });
    expect(live.kernel.machine.ports['eth0']?.options).toMatchObject({ prio: '7', queue_id: '3' });
  });

  it('is not held up by another port that is unplugged', async () => {
    await machine().up(DESK);
    const { machine: before } = live.kernel;
    const { wlan0: _gone, ...links } = before.links;
    const bonds = { bond0: { ...live.bond, ports: ['eth0'] } };
    live.kernel.machine = { ...before, links, bonds };
    await set('eth0', { prio: 7 });
    expect(live.profiles.get('desk').ports).toHaveLength(2);
    expect(live.records.get('bond0', before.bootId)?.running?.ports).toHaveLength(2);
  });

  it.each<[string, string, Record<string, OptionValue>, Partial<Refusal>]>([
    ['a value that is none', 'eth0', { prio: 'high' }, { code: 'option-value', about: 'ports[0].options.prio' }],
    ['an option of the bond', 'wlan0', { miimon: 50 }, { code: 'unknown-option', about: 'ports[1].options.miimon' }],
    ['one of another mode', 'eth0', { actor_port_prio: 1 }, { code: 'option-not-in-mode' }],
    ['an adapter that is no port', 'eth1', { prio: 1 }, { code: 'not-a-port', mend: 'Name one of eth0, wlan0.' }],
  ])('refuses %s', async (_what, port, options, refusal) => {
    await machine().up(DESK);
    await refused(set(port, options), refusal);
  });

  it('refuses what would change more than was asked for', async () => {
    await machine().up(DESK);
    live.kernel.perform({ kind: 'set-port-option', bond: 'bond0', port: 'eth0', option: 'queue_id', value: '9' });
    await refused(set('wlan0', { prio: 1 }), {
      code: 'more-than-asked',
      message:
        'bond0 is not as its profile has it, and more than was asked for would change: Set queue_id of eth0 to 3.',
      mend: 'Bring it back to its profile first: linkbraid up desk',
    });
  });
});
