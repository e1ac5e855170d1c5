import { describe, expect, it } from 'vitest';
import { Scans } from '../../helper/apply/scans.ts';
import type { AdapterNetworks } from '../../helper/contract/wire.ts';

/** A radio that answers when the test says so. */
function radio(mayLend = () => true) {
  const asked: { adapter: string; fresh: boolean; lend: boolean; answer: () => void; fail: () => void }[] = [];
  const engine = {
    networks: ([adapter = '']: readonly string[], { fresh, lend }: { fresh: boolean; lend: boolean }) =>
      new Promise<AdapterNetworks[]>((resolve, reject) =>
        asked.push({
          adapter,
          fresh,
          lend,
          answer: () => resolve([{ adapter, networks: [], problem: null }]),
          fail: () => reject(new Error('gone')),
        }),
      ),
  };
  return { scans: new Scans(engine, mayLend), asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('asking what a radio hears', () => {
  it('makes it look once for all who ask meanwhile, and again for who asks later', async () => {
    const { scans, asked } = radio();
    const answers = [scans.ask('wlan0', true), scans.ask('wlan0', true), scans.ask('wlan0', false)];
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    expect(new Set(await Promise.all(answers)).size).toBe(1);
    void scans.ask('wlan0', true);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('does not give what is known for a new look, nor lets the two meet', async () => {
    const { scans, asked } = radio();
    void scans.ask('wlan0', false);
    void scans.ask('wlan0', true);
    await settled();
    expect(asked.map(({ fresh }) => fresh)).toEqual([false]);
    asked[0]?.answer();
    await settled();
    expect(asked.map(({ fresh }) => fresh)).toEqual([false, true]);
  });

  it('lets radios look side by side', async () => {
    const { scans, asked } = radio();
    void scans.ask('wlan0', true);
    void scans.ask('wlan1', true);
    await settled();
    expect(asked.map(({ adapter }) => adapter)).toEqual(['wlan0', 'wlan1']);
  });

  it('is not stuck after a failure', async () => {
    const { scans, asked } = radio();
    const first = scans.ask('wlan0', true);
    await settled();
    asked[0]?.fail();
    await expect(first).rejects.toThrow('gone');
    const second = scans.ask('wlan0', true);
    await settled();
    asked[1]?.answer();
    expect(await second).toMatchObject({ adapter: 'wlan0' });
  });

  it('takes no radio while links are being changed, and tells when none is taken', async () => {
    let busy = false;
    const { scans, asked } = radio(() => !busy);
    void scans.ask('wlan0', true);
    await settled();
    let quiet = false;
    const whenQuiet = scans.quiet().then(() => (quiet = true));
    await settled();
    expect(quiet).toBe(false);
    asked[0]?.answer();
    await whenQuiet;
    busy = true;
    void scans.ask('wlan0', true);
    await settled();
    expect(asked.map(({ lend }) => lend)).toEqual([true, false]);
  });
});
