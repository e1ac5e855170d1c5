import type { Snapshot } from '../contract/snapshot.ts';

/** Started anew in half a second when someone connects; a desktop that opens and closes a client now and then keeps it. */
const REST_MS = 5 * 60_000;

/**
 * Whether the helper could end and nobody would miss it: nothing is up or under way, nothing is to come up by itself,
 * and nobody is connected. Asked at each tick of a clock.
 */
export class Idle {
  #since: number | null = null;

  constructor(private readonly restMs = REST_MS) {}

  isLongEnough(snapshot: Snapshot, connections: number, now: number): boolean {
    const needed =
      connections > 0 ||
      snapshot.transaction !== null ||
      snapshot.bonds.some(({ profile }) => profile !== null) ||
      snapshot.profiles.some(({ autoActivate }) => autoActivate);
    if (needed) this.#since = null;
    else this.#since ??= now;
    return this.#since !== null && now - this.#since >= this.restMs;
  }
}
