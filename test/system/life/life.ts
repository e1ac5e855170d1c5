import type { Snapshot } from '../../../helper/contract/snapshot.ts';
import type { ProfileInput } from '../../../helper/contract/profile.ts';
import { INTERNET } from '../../lab/world.ts';
import { Desktop } from '../desktop.ts';
import { DESK, Laptop } from '../laptop.ts';

export type EngineName = 'direct' | 'networkmanager';

/** What every event may take, also on a machine that is busy: a radio's network is looked for every half a minute. */
const AGAIN_MS = 120_000;

/** A bond of a cable and a radio that a laptop's life happens to, by either engine. */
export class Life {
  private constructor(
    readonly engine: EngineName,
    readonly laptop: Laptop,
    readonly profile: ProfileInput,
    /** What is not as it was before the bond. */
    readonly differences: () => Promise<string[]>,
  ) {}

  static async begin(engine: EngineName): Promise<Life> {
    if (engine === 'direct') {
      const laptop = await Laptop.boot();
      return new Life(engine, laptop, DESK, () => laptop.differences(laptop.lab.pristine));
    }
    const desktop = await Desktop.boot();
    const profile: ProfileInput = {
      ...DESK,
      ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: { saved: true } }],
    };
    return new Life(engine, desktop.laptop, profile, () => desktop.differences());
  }

  /** Traffic flows, or does again, with nobody lending a hand. */
  async carries(): Promise<void> {
    const limit = Date.now() + AGAIN_MS;
    let last = '';
    while (Date.now() < limit) {
      last = (await this.laptop.lab.exec(['ping', '-c', '3', '-i', '0.3', '-W', '2', INTERNET.v4])).stdout;
      if (last.includes('3 received')) return;
    }
    const all = await this.laptop.lab.exec([
      'sh',
      '-c',
      'ip address; ip route; ip neighbour; cat /proc/net/bonding/bond0',
    ]);
    throw new Error(`nothing flows any more: ${last}${all.stdout}\n${await this.laptop.helperLog()}`);
  }

  until(what: string, judge: (bond: Snapshot['bonds'][number]) => boolean): Promise<Snapshot> {
    return this.laptop.until(
      what,
      ({ bonds, transaction }) => transaction === null && bonds[0] !== undefined && judge(bonds[0]),
      AGAIN_MS,
    );
  }

  /** As the driver sees it. */
  port(name: string, state: 'up' | 'down' | 'away'): Promise<Snapshot> {
    return this.until(`${name} ${state}`, ({ ports }) => {
      const port = ports.find((one) => one.name === name);
      return state === 'away' ? port === undefined : (port?.miiStatus === 'up') === (state === 'up');
    });
  }

  active(name: string): Promise<Snapshot> {
    return this.until(`${name} carries`, ({ activePort }) => activePort === name);
  }

  async up(): Promise<void> {
    const { code, stdout, stderr } = await this.laptop.up(this.profile);
    if (code !== 0) throw new Error(`up ended with ${code}: ${stderr}${stdout}`);
  }

  async allWell(): Promise<void> {
    await this.port('eth0', 'up');
    await this.port('wlan0', 'up');
    await this.active('eth0');
    await this.carries();
  }
}
