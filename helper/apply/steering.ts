import type { Machine } from '../plan/machine.ts';
import { steer } from '../plan/steer.ts';
import type { Hands } from './restore.ts';

/** Moves traffic off a port the moment its link is gone. The driver's own monitoring goes on beneath, for when we do not. */
export class Steering {
  private before: Machine;
  private working = false;

  constructor(
    private readonly engine: Hands,
    /** While a transaction is under way, links come and go because it says so. */
    private readonly busy: () => boolean,
    /** Ports of a bond that carry nothing, whatever the driver says. */
    private readonly silent: (bond: string) => readonly string[],
    machine: Machine,
  ) {
    this.before = machine;
  }

  /** To be told of every reading of the facts. */
  look(machine: Machine): void {
    const { before } = this;
    if (this.working) return;
    this.before = machine;
    if (!this.busy()) void this.act(before, machine);
  }

  private async act(before: Machine, after: Machine): Promise<void> {
    this.working = true;
    try {
      for (const action of steer(before, after, this.silent)) await this.engine.perform(action, () => null);
    } catch {
      // The port or the bond has gone meanwhile, or the driver was faster: the next reading shows what is left to do.
    } finally {
      this.working = false;
    }
  }
}
