import { describe, expect, it } from 'vitest';
import { Rejoin } from '../../helper/apply/rejoin.ts';
import { decodeProfile } from '../../helper/contract/profile.ts';
import { adapter } from '../fakes/fake-kernel.ts';
import { LiveBond } from '../fakes/live-bond.ts';

const DESK = decodeProfile({
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }],
});

async function unplugged() {
  const live = new LiveBond([adapter('eth0', { carrier: true }), adapter('eth1', { carrier: true })]);
  await live.up(DESK);
  live.kernel.perform({ kind: 'leave', bond: 'bond0', port: 'eth1' });
  let now = 0;
  const tried: string[][] = [];
  const rejoin = new Rejoin({
    running: (bond) => live.records.get(bond, 'boot')?.running ?? null,
    reapply: (bond, ports) => {
      tried.push([...ports]);
      return live.transactions.unasked(() => live.changes.reapply(bond));
    },
    busy: () => live.transactions.busy(),
    now: () => now,
  });
  const look = async (later = 0) => {
    now += later;
    rejoin.look(live.kernel.machine);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { live, look, tried };
}

describe('rejoining', () => {
  it('takes a port in again that is back, and leaves the others alone', async () => {
    const { live, look } = await unplugged();
    await look();
    expect(live.bond.ports).toEqual(['eth0', 'eth1']);
    expect(live.done.some((action) => 'port' in action && action.port === 'eth0')).toBe(false);
    expect(live.records.get('bond0', 'boot')?.running?.ports).toHaveLength(2);
    await live.transactions.down('bond0');
    live.end();
  });

  it('is no reason to refuse what a person asks for meanwhile', async () => {
    const { live, look } = await unplugged();
    const looking = look();
    expect(live.transactions.busy()).toBe(true);
    await expect(live.transactions.down('bond0')).resolves.toMatchObject({ state: 'restored' });
    await looking;
    expect(live.kernel.machine.bonds['bond0']).toBeUndefined();
    live.end();
  });

  it('does not try one that failed again and again', async () => {
    const { live, look, tried } = await unplugged();
    live.refuses = (action) => action.kind === 'join';
    await look();
    await look();
    expect(tried).toEqual([['eth1']]);
    live.refuses = () => false;
    await look(61_000);
    expect(live.bond.ports).toEqual(['eth0', 'eth1']);
    live.end();
  });
});
