import { monitorSettings, type MonitorSettings } from '../contract/monitor.ts';
import type { Profile } from '../contract/profile.ts';
import { Air } from '../observe/air.ts';
import { Asking } from '../observe/asking.ts';
import type { Measured } from '../observe/health.ts';
import { profileOf } from '../plan/image.ts';
import type { Machine } from '../plan/machine.ts';
import { Guard, type Moved } from './guard.ts';
import type { Hands } from './restore.ts';

/** A waiting port that may not speak hears our question to all every few seconds, if its way in is open. */
const DEAF_MS = 20_000;

/** Watches over the ports of our bonds by asking the gateway through each, and acts on what it finds. */
export class Watch {
  private readonly asking: Asking;
  private readonly guard: Guard;
  private readonly air = new Air();

  constructor(
    engine: Hands,
    private readonly parts: {
      machine: () => Machine;
      /** What each bond of ours runs; null also for one that was taken over as it is. */
      running: (bond: string) => Profile | null;
      busy: () => boolean;
    },
  ) {
    const now = () => performance.now();
    this.guard = new Guard(engine, {
      machine: parts.machine,
      pulses: (bond) => this.asking.pulses(bond),
      busy: parts.busy,
      now,
    });
    this.asking = new Asking(
      (bond) => this.wanted(bond),
      (bond, settings) => this.guard.look(bond, settings),
      // A transaction asks for itself whether each port answers: what answered us meanwhile would pass for an answer to it.
      parts.busy,
    );
  }

  /** To be told of every reading of the facts. */
  follow(machine: Machine): void {
    this.asking.follow(machine);
  }

  /**
   * Lets go of all ports until `follow`, as long as they are up: an adapter that cannot listen for two addresses hears
   * everything for our second one, and stops that only while it is up (net/core/dev.c, __dev_set_rx_mode).
   */
  pause(): void {
    this.asking.stop();
  }

  /** To be called every second or so. */
  async readRadios(): Promise<void> {
    const { links, wifi } = this.parts.machine();
    const inBonds = Object.values(links).filter(({ type, master }) => type === 'wifi' && master !== null);
    const joined = inBonds.filter(
      ({ name, master }) => wifi[name]?.state === 'connected' && this.asking.settings(master ?? ''),
    );
    await this.air.read(
      joined.map(({ name }) => name),
      performance.now(),
    );
  }

  measured(bond: string, port: string): Measured | null {
    const settings = this.asking.settings(bond);
    const pulse = this.asking.pulses(bond).find(([name]) => name === port)?.[1];
    if (!pulse || !settings) return null;
    const now = performance.now();
    return {
      ...pulse.figures(now),
      silent: pulse.silent(now, settings.silentMs),
      deaf: this.asking.deaf(bond, port, DEAF_MS),
      air: this.air.figures(port),
    };
  }

  movedTo(bond: string, port: string | null): Moved | null {
    return this.guard.movedTo(bond, port);
  }

  /** Ports of a bond that carry nothing, whatever the driver says. */
  silent(bond: string): string[] {
    const settings = this.asking.settings(bond);
    const now = performance.now();
    return this.asking
      .pulses(bond)
      .flatMap(([name, pulse]) => (settings && pulse.silent(now, settings.silentMs) ? [name] : []));
  }

  stop(): void {
    this.asking.stop();
  }

  private wanted(bond: string): MonitorSettings | null {
    if (profileOf(this.parts.machine(), bond) === null) return null;
    return monitorSettings(this.parts.running(bond)?.monitor);
  }
}
