import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BondRecords, Journal } from '../../helper/apply/journal.ts';
import { Transactions } from '../../helper/apply/transactions.ts';
import type { Action } from '../../helper/contract/plan.ts';
import { decodeProfile } from '../../helper/contract/profile.ts';
import type { Machine } from '../../helper/plan/machine.ts';
import { desire } from '../../helper/plan/desire.ts';
import { plainAddress } from '../../helper/plan/plain-address.ts';
import { route } from '../../helper/plan/route.ts';
import { adapter, FakeKernel, laptop } from '../fakes/fake-kernel.ts';

const PROFILE = decodeProfile({
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { ssid: 'Home', security: 'wpa2-psk', psk: 'a passphrase' } }],
});

let runDir: string;

beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'linkbraid-run-'));
});

afterEach(() => {
  rmSync(runDir, { recursive: true, force: true });
});

function freshKernel(): FakeKernel {
  return new FakeKernel(
    laptop([adapter('eth0', { up: true, carrier: true }), adapter('wlan0')], {
      addresses: [{ link: 'eth0', origin: 'manual', ...plainAddress('192.0.2.9/24') }],
    }),
  );
}

/** A helper over a kernel that outlives it. After a crash nothing of this one writes or touches anything any more. */
class Life {
  dead = false;
  readonly transactions: Transactions;
  private left: number;

  /** @param until how many touches and journal writes it lives for */
  constructor(
    private readonly kernel: FakeKernel,
    until = Infinity,
    private readonly fails: (action: Action) => boolean = () => false,
  ) {
    this.left = until;
    const guarded = <T extends object>(real: T): T =>
      new Proxy(real, {
        get: (target, key) => {
          const value = Reflect.get(target, key) as unknown;
          if (typeof value !== 'function') return value;
          return (...words: unknown[]) => {
            this.breathe();
            const result = (value as (...words: unknown[]) => unknown).apply(target, words);
            this.breathe();
            return result;
          };
        },
      });
    this.transactions = new Transactions({
      engine: { perform: (action) => this.perform(action) },
      observer: { fresh: () => (this.dead ? Promise.reject(new Crash()) : Promise.resolve(this.kernel.machine)) },
      journal: guarded(new Journal(runDir)),
      records: guarded(new BondRecords(runDir)),
      changed: () => {},
      suspend: () => {},
      passphrases: () => () => null,
      quiet: () => Promise.resolve(),
      save: () => {},
    });
  }

  private perform(action: Action): Promise<void> {
    this.breathe();
    if (this.fails(action)) return Promise.reject(new Error(`${action.kind} failed`));
    this.kernel.perform(action);
    this.breathe();
    return Promise.resolve();
  }

  private breathe(): void {
    this.left -= 1;
    if (this.left < 0) this.dead = true;
    if (this.dead) throw new Crash();
  }
}

class Crash extends Error {}

function stateOf(machine: Machine) {
  return {
    links: Object.values(machine.links).map(({ name, up, mac, mtu, master }) => ({ name, up, mac, mtu, master })),
    addresses: machine.addresses,
    routes: machine.routes,
    dhcp: machine.dhcp,
    wifi: machine.wifi,
    resolver: machine.resolver,
  };
}

const isUp = (machine: Machine) =>
  machine.bonds['bond0'] !== undefined && route(machine, desire(PROFILE, machine).target).length === 0;

async function expectOldOrNew(kernel: FakeKernel, old: Machine): Promise<void> {
  const next = new Life(kernel);
  const settled = await next.transactions.recover(true);
  expect(settled?.state ?? 'nothing').not.toBe('stuck');
  if (isUp(kernel.machine)) {
    // Kept on record, so that it can be given back.
    await next.transactions.down('bond0');
  }
  expect(stateOf(kernel.machine)).toEqual(stateOf(old));
}

/** Hundreds of lives, each with its files synced to disk. */
const LIMIT = { timeout: 60_000 };

describe('a helper that dies at any moment', LIMIT, () => {
  it('of `up` leaves the old state or the new one', async () => {
    for (let moment = 0; ; moment += 1) {
      rmSync(runDir, { recursive: true, force: true });
      const kernel = freshKernel();
      const old = kernel.machine;
      const life = new Life(kernel, moment);
      await life.transactions.up(PROFILE, {}).catch(() => {});
      const finished = !life.dead;
      await expectOldOrNew(kernel, old);
      if (finished) break;
      expect(moment).toBeLessThan(500);
    }
  });

  it('of `down` goes on to the state before the bond', async () => {
    for (let moment = 0; ; moment += 1) {
      rmSync(runDir, { recursive: true, force: true });
      const kernel = freshKernel();
      const old = kernel.machine;
      await new Life(kernel).transactions.up(PROFILE, {});
      const life = new Life(kernel, moment);
      await life.transactions.down('bond0').catch(() => {});
      const finished = !life.dead;
      await expectOldOrNew(kernel, old);
      if (finished) break;
      expect(moment).toBeLessThan(500);
    }
  });

  it('while restoring after a failure, and dies again while recovering', async () => {
    for (let moment = 0; moment < 120; moment += 1) {
      rmSync(runDir, { recursive: true, force: true });
      const kernel = freshKernel();
      const old = kernel.machine;
      const failing = new Life(kernel, moment, (action) => action.kind === 'wait-lease');
      await failing.transactions.up(PROFILE, {}).catch(() => {});
      const second = new Life(kernel, moment % 23);
      await second.transactions.recover(true).catch(() => {});
      await expectOldOrNew(kernel, old);
    }
  });
});

describe('a journal that was cut short by a power loss', LIMIT, () => {
  it('still leads back, at whatever byte', async () => {
    const kernel = freshKernel();
    const old = kernel.machine;
    const life = new Life(kernel, 40);
    await life.transactions.up(PROFILE, {}).catch(() => {});
    const path = join(runDir, 'transaction.jsonl');
    const whole = readFileSync(path, 'utf8');
    const broken = kernel.machine;
    const firstLine = whole.indexOf('\n') + 1;
    for (let length = firstLine; length <= whole.length; length += 7) {
      const copy = new FakeKernel(broken);
      writeFileSync(path, whole.slice(0, length));
      await expectOldOrNew(copy, old);
    }
  });
});

describe('a transaction', () => {
  it('that fails names the failure and puts everything back', async () => {
    for (const kind of ['create-bond', 'join', 'associate', 'wait-lease', 'set-option', 'verify-gateway'] as const) {
      rmSync(runDir, { recursive: true, force: true });
      const kernel = freshKernel();
      const old = kernel.machine;
      const life = new Life(kernel, Infinity, (action) => action.kind === kind);
      await expect(life.transactions.up(PROFILE, {})).rejects.toThrow(`${kind} failed`);
      expect(stateOf(kernel.machine)).toEqual(stateOf(old));
      expect(life.transactions.current()).toMatchObject({ state: 'restored', problem: { left: [] } });
    }
  });

  it('that loses an adapter on the way names it and puts everything back', async () => {
    const kernel = freshKernel();
    const old = kernel.machine;
    const life = new Life(kernel, Infinity, (action) => {
      if (action.kind === 'wait-lease') {
        const { wlan0: unplugged, ...links } = kernel.machine.links;
        const { bond0, ...bonds } = kernel.machine.bonds;
        if (bond0) bonds.bond0 = { ...bond0, ports: bond0.ports.filter((port) => port !== 'wlan0') };
        kernel.machine = { ...kernel.machine, links, bonds, wifi: {} };
        return unplugged === undefined;
      }
      return false;
    });
    await expect(life.transactions.up(PROFILE, {})).rejects.toMatchObject({ details: { reason: 'adapter-gone' } });
    expect(stateOf(kernel.machine).links[0]).toEqual(stateOf(old).links[0]);
    expect(kernel.machine.bonds).toEqual({});
  });

  it('that cannot be put back says what is left, and another try mends it', async () => {
    const kernel = freshKernel();
    const old = kernel.machine;
    let broken = true;
    const life = new Life(
      kernel,
      Infinity,
      (action) => broken && (action.kind === 'wait-lease' || action.kind === 'delete-bond'),
    );
    await expect(life.transactions.up(PROFILE, {})).rejects.toMatchObject({
      code: 'stuck',
      details: { left: ['Remove bond0'] },
    });
    await expect(life.transactions.up(PROFILE, {})).rejects.toMatchObject({ code: 'busy' });
    broken = false;
    await life.transactions.revert();
    expect(stateOf(kernel.machine)).toEqual(stateOf(old));
  });

  it('that waits is put back by a restarted helper when its time is over, and goes on waiting before', async () => {
    const kernel = freshKernel();
    const old = kernel.machine;
    await new Life(kernel).transactions.up(PROFILE, { trySeconds: 600 });
    const next = new Life(kernel);
    expect(await next.transactions.recover(false)).toMatchObject({ state: 'provisional' });
    expect(await next.transactions.revert()).toMatchObject({ state: 'restored' });
    expect(stateOf(kernel.machine)).toEqual(stateOf(old));
  });

  it('asks for the plan that was seen', async () => {
    const life = new Life(freshKernel());
    const { id } = await life.transactions.plan(PROFILE);
    await expect(life.transactions.up(PROFILE, { plan: `${id}x` })).rejects.toMatchObject({ code: 'moved' });
    expect(await life.transactions.up(PROFILE, { plan: id })).toMatchObject({ state: 'committed' });
  });
});
