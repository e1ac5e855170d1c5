import { expect, it } from 'vitest';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

it('keeps the delays where they are when miimon changes, which the driver counts them in', async () => {
  const live = new LiveBond([adapter('eth0', { up: true, carrier: true }), adapter('eth1')]);
  try {
    const bond = { mode: 'active-backup', options: { miimon: 50, updelay: 200 } } as const;
    await live.up({ name: 'desk', bond, ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }] });
    const change = await live.changes.set('bond0', { miimon: 100 }, { rebuild: false, onlyNow: false });
    expect(change.notes).toEqual([]);
    expect(live.bond.options).toMatchObject({ miimon: '100', updelay: '200', downdelay: '0' });
  } finally {
    live.end();
  }
});
