import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../helper/observe/chronicle.ts';
import type { LinkFacts, Machine } from '../../helper/plan/machine.ts';
import { adapter, laptop } from '../fakes/fake-kernel.ts';

type Port = Partial<LinkFacts> & { mii?: 'up' | 'down' };

/** A bond of these ports; null = unplugged. */
function bonded(
  ports: Record<string, Port | null>,
  activePort: string | null,
  bond: { mode?: 'active-backup' | 'balance-rr'; options?: Record<string, string> } = {},
): Machine {
  const there = Object.entries(ports).flatMap(([name, port]) => (port ? [[name, port] as const] : []));
  const { mode = 'active-backup', options = {} } = bond;
  const names = there.map(([name]) => name);
  return laptop(
    there.map(([name, { mii: _mii, ...facts }]) =>
      adapter(name, { up: true, carrier: true, master: 'bond0', ...facts }),
    ),
    {
      bonds: { bond0: { name: 'bond0', mode, options, others: {}, ports: names, activePort } },
      ports: Object.fromEntries(
        there.map(([name, { mii = 'up' }]) => [name, { miiStatus: mii, linkFailures: 0, options: {} }]),
      ),
    },
  );
}

const lost = { carrier: false, mii: 'down' } as const;
const well = bonded({ eth0: {}, wlan0: {} }, 'eth0');

function told(readings: readonly [number, Machine][], changing = false) {
  let clock = 0;
  const chronicle = new Chronicle(() => clock);
  return readings.flatMap(([at, machine], index) => {
    clock = at;
    return chronicle.tell(readings[Math.max(0, index - 1)]?.[1] ?? machine, machine, changing);
  });
}

describe('why another port took over', () => {
  it.each<[string, Machine]>([
    ['link-lost', bonded({ eth0: lost, wlan0: {} }, 'wlan0')],
    ['unplugged', bonded({ eth0: null, wlan0: {} }, 'wlan0')],
    ['set-down', bonded({ eth0: { up: false, carrier: null, mii: 'down' }, wlan0: {} }, 'wlan0')],
    ['no-answer', bonded({ eth0: { mii: 'down' }, wlan0: {} }, 'wlan0')],
    ['preferred', bonded({ eth0: {}, wlan0: {} }, 'wlan0', { options: { primary: 'wlan0' } })],
    ['chosen', bonded({ eth0: {}, wlan0: {} }, 'wlan0')],
  ])('%s', (cause, after) => {
    const failover = told([
      [0, well],
      [5, after],
    ]).find(({ kind }) => kind === 'failover');
    expect(failover?.details).toMatchObject({ from: 'eth0', to: 'wlan0', cause });
  });
});

describe('what Linkbraid itself has moved', () => {
  const moved = (cause: 'no-answer' | 'losses', since: number | null) => () => ({ cause, since });
  const tell = (...how: Parameters<typeof moved>) =>
    new Chronicle(() => 1_000).tell(well, bonded({ eth0: {}, wlan0: {} }, 'wlan0'), false, moved(...how))[0];

  it('bears its cause, and how long nobody had answered, though the driver saw nothing amiss', () => {
    const event = tell('no-answer', 720);
    expect(event).toMatchObject({ kind: 'failover', details: { cause: 'no-answer', gapMs: 280 } });
    expect(event?.says).toBe(
      'bond0 now goes over wlan0 instead of eth0, through which nobody answered (after 280 ms without an answer)',
    );
    expect(tell('losses', null)).toMatchObject({ details: { cause: 'losses' } });
  });

  it('is a lost link where the link is lost', () => {
    const [event] = new Chronicle(() => 0)
      .tell(well, bonded({ eth0: lost, wlan0: {} }, 'wlan0'), false, moved('losses', null))
      .filter(({ kind }) => kind === 'failover');
    expect(event?.details).toMatchObject({ cause: 'link-lost' });
  });
});

describe('how long nothing carried', () => {
  it('from the loss to the takeover', () => {
    const events = told([
      [0, well],
      [100, bonded({ eth0: { carrier: false }, wlan0: {} }, 'eth0')],
      [108, bonded({ eth0: lost, wlan0: {} }, 'wlan0')],
    ]);
    const failover = events.find(({ kind }) => kind === 'failover');
    expect(failover?.details['gapMs']).toBe(8);
    expect(failover?.says).toContain('(after 8 ms without a link)');
  });

  it('to the return of a link, where none was left', () => {
    const events = told([
      [0, bonded({ eth0: {} }, 'eth0')],
      [100, bonded({ eth0: lost }, null)],
      [5_100, bonded({ eth0: {} }, 'eth0')],
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'carrier-back', details: { gapMs: 5_000 } });
  });

  it('is none for a bond that has never carried anything: its links did so on their own until then', () => {
    const events = told([
      [0, bonded({}, null)],
      [100, bonded({ wlan0: lost }, null)],
      [8_000, bonded({ wlan0: {} }, 'wlan0')],
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['port-joined', 'carrier-back']);
    expect(events.every(({ details }) => details['gapMs'] === undefined)).toBe(true);
  });

  it('is none while another link of a balancing bond carries on', () => {
    const rr = { mode: 'balance-rr' } as const;
    const events = told([
      [0, bonded({ eth0: {}, wlan0: {} }, null, rr)],
      [10, bonded({ eth0: lost, wlan0: {} }, null, rr)],
      [20, bonded({ eth0: {}, wlan0: {} }, null, rr)],
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['carrier-lost', 'carrier-back']);
    expect(events.every(({ details }) => details['gapMs'] === undefined)).toBe(true);
  });
});

describe('options', () => {
  const set = (value: string) => bonded({ eth0: {} }, 'eth0', { options: { miimon: value, active_slave: value } });
  it('are told when something else has set them, and not while we change them', () => {
    const readings: [number, Machine][] = [
      [0, set('100')],
      [1, set('20')],
    ];
    expect(told(readings)).toMatchObject([
      { kind: 'option-changed', details: { option: 'miimon', from: '100', to: '20' } },
    ]);
    expect(told(readings, true)).toEqual([]);
  });
});
