import type { Profile } from '../contract/profile.ts';
import { absentPorts } from '../plan/absent-ports.ts';
import type { Machine } from '../plan/machine.ts';

/** A port that could not join is left alone for so long: trying costs the others a verification each time. */
const TRY_AGAIN_MS = 60_000;

/** Takes ports of a running profile into its bond again: an adapter plugged back in, a radio that found its network. */
export class Rejoin {
  private readonly failed = new Map<number, number>();
  private working = false;

  constructor(
    private readonly parts: {
      /** What each bond of ours runs. */
      running: (bond: string) => Profile | null;
      reapply: (bond: string, ports: readonly string[]) => Promise<unknown>;
      busy: () => boolean;
      now: () => number;
    },
  ) {}

  /** To be told of every reading of the facts. */
  look(machine: Machine): void {
    if (this.working || this.parts.busy()) return;
    for (const bond of Object.keys(machine.bonds)) {
      const profile = this.parts.running(bond);
      const ports = profile ? absentPorts(profile, machine).filter((link) => this.mayTry(link.index)) : [];
      if (ports.length > 0) return void this.act(bond, ports);
    }
  }

  private mayTry(index: number): boolean {
    const at = this.failed.get(index);
    return at === undefined || this.parts.now() - at > TRY_AGAIN_MS;
  }

  private async act(bond: string, ports: readonly { name: string; index: number }[]): Promise<void> {
    this.working = true;
    try {
      const names = ports.map(({ name }) => name);
      await this.parts.reapply(bond, names);
    } catch {
      for (const { index } of ports) this.failed.set(index, this.parts.now());
    } finally {
      this.working = false;
    }
  }
}
