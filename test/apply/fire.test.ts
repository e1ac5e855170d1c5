import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal, type BondRecord } from '../../helper/apply/journal.ts';
import type { Linkbraid } from '../../helper/apply/linkbraid.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import { findOption } from '../../helper/contract/bond-options.ts';
import type { Target } from '../../helper/plan/target.ts';
import type { BondFacts, Machine } from '../../helper/plan/machine.ts';
import { Fire, type Moment } from '../fakes/fire.ts';
import { MEDDLING, unplug, type Happening } from '../fakes/happenings.ts';
import { CASES, handMade, type Case } from './fire-cases.ts';

/*
 * Whatever happens to a change, and at whatever moment, it ends in the old state or in the new one, and `down` still
 * leads home. Every moment is tried: a sweep, not a sample.
 */

let fire: Fire;
let core: Linkbraid;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
  fire.end();
  vi.useRealTimers();
});

/** What a person or a later helper finds. */
interface End {
  machine: Machine;
  record: BondRecord | null;
}

const HOME: End = { machine: handMade(), record: null };

function now(): End {
  return { machine: fire.kernel.machine, record: fire.records.get('bond0', 'boot') };
}

/** The whole of it in a form in which equal is equal; without an adapter, where that is gone. */
function view({ machine, record }: End, gone: string | null) {
  const { links, bonds, addresses, routes, dhcp, wifi, resolver } =
    gone === null ? machine : (unplug(gone)(machine) ?? machine);
  const sorted = (entries: readonly object[]) => entries.map((entry) => JSON.stringify(entry)).sort();
  return {
    links: sorted(
      Object.values(links).map(({ name, up, mac, mtu, master, alias, sysctls }) => ({
        name,
        up,
        mac,
        mtu,
        master,
        alias,
        sysctls,
      })),
    ),
    bonds: Object.values(bonds).map((bond) => ({
      ...bond,
      options: optionsInForce(bond),
      ports: [...bond.ports].sort(),
    })),
    addresses: sorted(addresses),
    // What a lease brought comes with the lease.
    routes: sorted(routes.filter(({ link }) => !dhcp[link])),
    // Nobody here answers a client that asked anew.
    dhcp: Object.keys(dhcp),
    wifi,
    resolver,
    record: record && {
      profile: record.profile,
      baseline: withoutLink(record.baseline, 'bond0'),
      running: record.running,
    },
  };
}

/** In other modes the driver does not look at the rest. */
function optionsInForce({ mode, options }: BondFacts) {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => {
      const option = findOption(name);
      return option?.modes.includes(mode) && !option.runTimeOnly;
    }),
  );
}

/** What a bond itself was like says nothing about the state before it. */
function withoutLink(target: Target, name: string): Target {
  return { ...target, links: Object.fromEntries(Object.entries(target.links).filter(([link]) => link !== name)) };
}

function expectOneOf(ends: readonly End[], gone: string | null = null): void {
  const found = view(now(), gone);
  const views = ends.map((end) => view(end, gone));
  if (views.some((end) => isDeepStrictEqual(end, found))) return;
  const differing = (end: object) =>
    Object.entries(end).filter(([key, value]) => !isDeepStrictEqual(value, found[key as keyof typeof found])).length;
  const [closest] = views.sort((a, b) => differing(a) - differing(b));
  expect(found).toEqual(closest);
}

async function start(each: Case): Promise<void> {
  fire = new Fire(HOME.machine);
  core = fire.helper();
  await each.prepare?.(core);
}

function stop(): void {
  fire.end();
  vi.clearAllTimers();
}

/** How it goes when nothing goes wrong; after a try, the state before it is an end as well. */
async function rehearse(each: Case): Promise<{ ends: End[]; moments: Moment[] }> {
  await start(each);
  const old = now();
  const tried = waits();
  fire.ignite(() => 'go');
  await each.act(core);
  const ends = [old, now(), ...(tried ? [HOME] : [])];
  const { moments } = fire;
  stop();
  return { ends, moments };
}

const waits = () => core.snapshot().transaction?.state === 'provisional';

/** Whatever stands there now, switched off it is as if Linkbraid had never been. */
async function expectWayHome(gone: string | null = null): Promise<void> {
  if (waits()) await core.revert();
  if (fire.kernel.machine.bonds['bond0']) await core.down('bond0');
  expectOneOf([HOME], gone);
}

/** Each of these at a place of its own, with its name in what fails. */
async function sweep<T>(
  items: Iterable<T>,
  name: (item: T) => string,
  run: (item: T) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (const item of items) {
    try {
      await run(item);
    } catch (error) {
      throw new Error(`${name(item)}: ${(error as Error).message}`, { cause: error });
    }
    stop();
    count += 1;
  }
  return count;
}

const tell = (moment: Moment | undefined) =>
  moment?.what === 'touch' ? JSON.stringify(moment.action) : JSON.stringify(moment ?? 'the end');

const LIMIT = { timeout: 120_000 };

describe.each(CASES)('$name', LIMIT, (each) => {
  it('killed at every moment', async () => {
    const { ends, moments } = await rehearse(each);
    // Dying before a sync is dying after the write.
    const deaths = moments.flatMap((moment, at) => [
      ...(moment.what === 'file' && moment.operation.name === 'sync' ? [] : [{ at, how: 'die' as const }]),
      ...(moment.what === 'file' && moment.operation.half ? [{ at, how: 'die-half' as const }] : []),
    ]);
    const lives = deaths.map((death, index) => ({ ...death, next: index % 2 === 0 ? 'serve' : 'restore' }));
    await sweep(
      lives,
      ({ at, how, next }) => `${how} at ${at}, ${tell(moments[at])}, then ${next}`,
      async ({ at, how, next }) => {
        await start(each);
        fire.ignite((_, index) => (index === at ? how : 'go'));
        await each.act(core).catch(() => {});
        expect(fire.dead).toBe(true);
        vi.clearAllTimers();
        fire.extinguish();
        if (next === 'restore') expect((await fire.restore())?.problem ?? null).toBeNull();
        core = fire.helper();
        await core.start();
        expect(core.snapshot().transaction?.problem ?? null).toBeNull();
        expectOneOf(ends);
        await expectWayHome();
      },
    );
  });

  it('its journal cut at every byte', async () => {
    const { ends, moments } = await rehearse(each);
    // As far as it gets before the decision: later there is a record, and soon no journal.
    const touched = moments.findLastIndex(({ what }) => what === 'touch');
    await start(each);
    fire.ignite((_, index) => (index > touched ? 'die' : 'go'));
    await each.act(core).catch(() => {});
    vi.clearAllTimers();
    fire.extinguish();
    const path = join(fire.runDir, 'transaction.jsonl');
    const text = readFileSync(path, 'utf8');
    const found = (journal: string) => {
      writeFileSync(path, journal);
      return new Journal(fire.runDir).recover('boot');
    };
    fire.keepFiles();
    const { machine } = fire.kernel;
    for (let from = text.indexOf('\n') + 1; from > 0; from = text.indexOf('\n', from) + 1) {
      const whole = text.slice(0, from);
      fire.restoreFiles();
      fire.kernel.machine = machine;
      writeFileSync(path, whole);
      core = fire.helper();
      await core.start();
      expect(core.snapshot().transaction?.problem ?? null).toBeNull();
      expectOneOf(ends);
      core.stop();
      vi.clearAllTimers();

      // A line cut short is as good as none; one that lacks nothing but its end is as good as whole.
      const line = text.slice(from, text.indexOf('\n', from));
      const without = found(whole);
      for (let cut = 1; cut < line.length; cut += 1) expect(found(whole + line.slice(0, cut))).toEqual(without);
      expect(found(whole + line)).toEqual(found(`${whole}${line}\n`));
    }
  });

  it('on a disk that is full from any moment on, or at one', async () => {
    const { ends, moments } = await rehearse(each);
    const growing = moments.flatMap((moment, at) => (moment.what === 'file' && moment.operation.grows ? [at] : []));
    const disks = growing.flatMap((at) => {
      const moment = moments[at];
      const cut = moment?.what === 'file' && moment.operation.half;
      const hows = cut ? (['full', 'full-half'] as const) : (['full'] as const);
      return hows.flatMap((how) => [true, false].map((lasting) => ({ at, how, lasting })));
    });
    await sweep(
      disks,
      ({ at, how, lasting }) => `${how} at ${at}${lasting ? ' and later' : ''}, ${tell(moments[at])}`,
      async ({ at, how, lasting }) => {
        await start(each);
        fire.ignite((moment, index) => {
          const grows = moment.what === 'file' && moment.operation.grows;
          return grows && (index === at || (lasting && index > at)) ? how : 'go';
        });
        const failure = await each.act(core).then(
          () => null,
          (error: unknown) => error,
        );
        if (failure) expect(failure).toMatchObject({ code: 'failed', details: { errno: 'ENOSPC' } });
        expectOneOf(ends);
        if (lasting) {
          // Another helper starts on it all the same.
          core.stop();
          vi.clearAllTimers();
          core = fire.helper();
          await core.start();
          expectOneOf(ends);
        }
        fire.extinguish();
        await expectWayHome();
      },
    );
  });

  it.each(['eth0', 'eth1', 'wlan0'])('%s unplugged at every moment', async (adapter) => {
    await happening(each, { [`${adapter} is unplugged`]: unplug(adapter) }, adapter);
  });

  it('another program at work at every moment', async () => {
    await happening(each, MEDDLING, null);
  });
});

/** Each of `happenings` before each touch and each look, where it can happen. */
async function happening(each: Case, happenings: Record<string, Happening>, gone: string | null): Promise<void> {
  const { ends, moments } = await rehearse(each);
  // From the journal's first word to its last: before and after that it is as if it happened at another time.
  const speaks = (moment: Moment) => moment.what === 'file' && moment.operation.path.includes('transaction.jsonl');
  const first = moments.findIndex(speaks);
  const last = moments.findLastIndex(speaks);
  const places = moments.flatMap(({ what }, at) => (what === 'file' || at < first || at > last ? [] : [at]));
  // What others do to adapters that Linkbraid has no part in is theirs.
  const foreign = ['eth0', 'eth1', 'wlan0'].filter(
    (adapter) => !ends.some(({ machine }) => machine.links[adapter]?.master === 'bond0'),
  );
  const all = places.flatMap((at) =>
    Object.entries(happenings)
      .filter(([name]) => !foreign.some((adapter) => name.includes(adapter)) && !each.ignores?.test(name))
      .map(([name, happens]) => ({ at, name, happens })),
  );
  await sweep(
    all,
    ({ at, name }) => `${name} at ${at}, ${tell(moments[at])}`,
    async ({ at, happens }) => {
      await start(each);
      fire.ignite((_, index) => {
        if (index === at) fire.kernel.machine = happens(fire.kernel.machine) ?? fire.kernel.machine;
        return 'go';
      });
      const failure = await each.act(core).then(
        () => null,
        (error: unknown) => error,
      );
      fire.ignite(() => 'go');
      if (failure !== null) {
        if (!(failure instanceof LinkbraidError)) throw failure as Error;
        expect(failure.message).not.toMatch(/could not be restored/);
      }
      expectOneOf(ends, gone);
      await expectWayHome(gone);
    },
  );
}
