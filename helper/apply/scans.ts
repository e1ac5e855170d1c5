import type { AdapterNetworks } from '../contract/wire.ts';
import type { Engine } from '../engines/engine.ts';

/** Anyone may ask what a radio hears, and it can look around once at a time: whoever asks meanwhile shares the answer. */
export class Scans {
  private readonly running = new Map<string, { fresh: boolean; answer: Promise<AdapterNetworks> }>();

  /** @param mayLend whether a radio that nobody uses may be taken for a look: not while links are being changed */
  constructor(
    private readonly engine: Pick<Engine, 'networks'>,
    private readonly mayLend: () => boolean,
  ) {}

  /** Resolves when no look around is under way. */
  async quiet(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running.values()].map(({ answer }) => answer));
  }

  ask(adapter: string, fresh: boolean): Promise<AdapterNetworks> {
    const now = this.running.get(adapter);
    if (now && (now.fresh || !fresh)) return now.answer;
    const answer = this.look(adapter, fresh, now?.answer).finally(() => {
      if (this.running.get(adapter)?.answer === answer) this.running.delete(adapter);
    });
    this.running.set(adapter, { fresh, answer });
    return answer;
  }

  private async look(
    adapter: string,
    fresh: boolean,
    earlier: Promise<AdapterNetworks> | undefined,
  ): Promise<AdapterNetworks> {
    await earlier?.catch(() => {}); // two looks at once would take the adapter from each other
    const [list] = await this.engine.networks([adapter], { fresh, lend: this.mayLend() });
    return list ?? { adapter, networks: [], problem: `${adapter} could not look for networks.` };
  }
}
