import { afterEach, describe, expect, it } from 'vitest';
import type { LinkbraidError } from '../../helper/contract/errors.ts';
import { decodeProfile, type ProfileInput } from '../../helper/contract/profile.ts';
import { exportProfile, EXPORT_FORMATS } from '../../helper/formats/formats.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const CABLES: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup', options: { miimon: 50 }, forceOptions: { quick_start: 'on' } },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
};
const HOW = { rebuild: false, onlyNow: false };

let live: LiveBond;
afterEach(() => live.end());

function machine(): LiveBond {
  live = new LiveBond([adapter('eth0', { up: true, carrier: true }), adapter('eth1')]);
  live.kernel.newer = ['quick_start', 'slow_end'];
  return live;
}

const others = () => live.bond.others;
const refused = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => ((error as LinkbraidError).details as { refusals: unknown[] }).refusals,
  );

describe('an option that only the kernel knows', () => {
  it('goes to it as given, after the known ones, with a warning', async () => {
    machine();
    const { steps, warnings } = await live.transactions.plan(decodeProfile(CABLES));
    const options = steps.flatMap(({ action }) => (action.kind === 'set-option' ? [action.option] : []));
    expect(options.slice(0, 2)).toEqual(['miimon', 'quick_start']);
    expect(warnings).toEqual([
      {
        code: 'option-unchecked',
        about: 'bond.forceOptions.quick_start',
        message: 'Linkbraid does not know quick_start: "on" goes to the kernel unchecked.',
      },
    ]);
    await live.up(CABLES);
    expect(others()).toEqual({ quick_start: 'on 1', slow_end: 'off 0' });
    expect((await live.transactions.plan(decodeProfile(CABLES))).steps).toEqual([]);
  });

  it('is set on a live bond, and kept in its profile', async () => {
    await machine().up(CABLES);
    const forceOptions = { slow_end: 'on' };
    await live.changes.set('bond0', { miimon: 100 }, { ...HOW, forceOptions });
    expect(live.done).toEqual([
      { kind: 'set-option', bond: 'bond0', option: 'miimon', value: '100' },
      { kind: 'set-option', bond: 'bond0', option: 'slow_end', value: 'on' },
    ]);
    expect(live.profiles.get('desk').bond.forceOptions).toEqual({ quick_start: 'on', slow_end: 'on' });
    await live.changes.set('bond0', { fail_over_mac: 'active' }, { ...HOW, rebuild: true });
    expect(others()).toEqual({ quick_start: 'on 1', slow_end: 'on 1' });
  });

  it('gets its earlier value back when the change fails', async () => {
    await machine().up(CABLES);
    live.refuses = (action) => action.kind === 'set-option' && action.option === 'nonsense';
    const forceOptions = { quick_start: 'off', nonsense: '1' };
    await expect(live.changes.set('bond0', {}, { ...HOW, forceOptions })).rejects.toMatchObject({ code: 'failed' });
    expect(others()).toMatchObject({ quick_start: 'on 1' });
  });

  it.each([
    ['miimon', 'option-known', 'Use miimon=5 among the options.'],
    ['peer_notify_delay', 'option-known', 'Use peer_notif_delay=5 among the options.'],
    ['queue_id', 'option-known', 'Use it among the options of a port: queue_id.'],
    ['slaves', 'no-option', 'Leave it out.'],
  ])('is not %s', async (name, code, mend) => {
    await machine().up(CABLES);
    const expected = [expect.objectContaining({ code, mend, about: `bond.forceOptions.${name}` })];
    const profile = decodeProfile({ ...CABLES, bond: { mode: 'active-backup', forceOptions: { [name]: 5 } } });
    expect((await live.transactions.plan(profile)).refusals).toEqual(expected);
    expect(await refused(live.changes.set('bond0', {}, { ...HOW, forceOptions: { [name]: '5' } }))).toEqual(expected);
  });

  it('is told to be left out of the files of other tools', () => {
    machine();
    for (const format of EXPORT_FORMATS)
      expect(exportProfile(decodeProfile(CABLES), format).unsaid.map(({ about }) => about)).toContain(
        'bond.forceOptions.quick_start',
      );
  });
});
