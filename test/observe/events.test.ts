import { describe, expect, it } from 'vitest';
import type { BondFacts, Machine, PortFacts } from '../../helper/plan/machine.ts';
import { compare } from '../../helper/observe/events.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

function bonded(ports: Record<string, PortFacts['miiStatus']>, activePort: string | null): Machine {
  const bond: BondFacts = {
    name: 'bond0',
    mode: 'active-backup',
    options: {},
    others: {},
    ports: Object.keys(ports),
    activePort,
  };
  const facts = Object.entries(ports).map(
    ([name, miiStatus]) => [name, { miiStatus, linkFailures: 0, options: {} }] as const,
  );
  return laptop([adapter('eth0'), adapter('wlan0')], { bonds: { bond0: bond }, ports: Object.fromEntries(facts) });
}

const none = laptop([adapter('eth0'), adapter('wlan0')]);
const both = bonded({ eth0: 'up', wlan0: 'up' }, 'eth0');
const table: [string, Machine, Machine, string[]][] = [
  ['nothing', both, both, []],
  ['a bond is made', none, both, ['bond-up']],
  ['a bond goes', both, none, ['bond-down']],
  ['the cable is pulled', both, bonded({ eth0: 'down', wlan0: 'up' }, 'wlan0'), ['carrier-lost', 'failover']],
  ['the cable is back', bonded({ eth0: 'down', wlan0: 'up' }, 'wlan0'), both, ['carrier-back', 'failover']],
  ['the first port comes up', bonded({ eth0: 'down' }, null), bonded({ eth0: 'up' }, 'eth0'), ['carrier-back']],
  [
    'the last link is lost',
    bonded({ eth0: 'up' }, 'eth0'),
    bonded({ eth0: 'down' }, null),
    ['carrier-lost', 'failover'],
  ],
  ['a port joins', bonded({ eth0: 'up' }, 'eth0'), both, ['port-joined']],
  ['all ports are taken out', bonded({ eth0: 'up' }, 'eth0'), bonded({}, null), ['port-left']],
];

describe('what happened between two readings', () => {
  it.each(table)('%s', (_what, before, after, kinds) => {
    expect(compare(before, after).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('says from where to where', () => {
    const [, failover] = compare(both, bonded({ eth0: 'down', wlan0: 'up' }, 'wlan0'));
    expect(failover).toMatchObject({ port: 'wlan0', details: { from: 'eth0', to: 'wlan0' } });
  });
});
