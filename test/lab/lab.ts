import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Background, ExecOptions, ExecResult } from './agent.ts';
import { Faults } from './faults.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { Probe, iperf, type IperfOptions, type IperfResult, type ProbeOptions } from './probe.ts';
import { resetLaptop, resetRest } from './reset.ts';
import { captureState, diffState, type LaptopState } from './state.ts';
import { INTERNET, ROUTER } from './world.ts';

/** Router advertisements and duplicate detection take about two seconds each; a state that has not come to rest by then never will. */
const SETTLE_TIMEOUT = 30_000;

/** What `laptopOnCable` sets up by hand. */
export const HAND_MADE = {
  address: '10.77.0.50/24',
  gateway: ROUTER.v4,
  metric: 100,
  resolv: `# made by hand\nsearch lab.test\nnameserver ${ROUTER.v4}\n`,
} as const;

/** The virtual laptop and the world around it, as tests use them. Faults are inherited: `lab.cutCable('eth0')`. */
export class Lab extends Faults {
  /** The laptop's state right after booting; a reset leads back to it. */
  readonly pristine: LaptopState;

  constructor(machine: Machine, pristine: LaptopState) {
    super(machine);
    this.pristine = pristine;
  }

  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    return this.machine.agent.exec(argv, options);
  }

  /** Like `exec`, of a program that must succeed: gives its standard output. */
  run(argv: readonly string[], options?: ExecOptions): Promise<string> {
    return this.machine.agent.run(argv, options);
  }

  shell(script: string, options?: ExecOptions): Promise<string> {
    return this.machine.agent.shell(script, options);
  }

  start(argv: readonly string[], options?: Parameters<Machine['agent']['start']>[1]): Promise<Background> {
    return this.machine.agent.start(argv, options);
  }

  readFile(path: string): Promise<string> {
    return this.machine.agent.readFile(path);
  }

  writeFile(path: string, data: string | Buffer, mode?: number): Promise<void> {
    return this.machine.agent.writeFile(path, data, mode);
  }

  /** Makes a Unix socket of the guest reachable on the host; gives the host's path. Ends with the machine or by `close`. */
  async forward(guestPath: string): Promise<{ readonly path: string; readonly close: () => void }> {
    const path = join(mkdtempSync(join(this.machine.folder, 's-')), 'socket');
    const server = await this.machine.agent.forward(guestPath, path);
    server.unref();
    return { path, close: () => server.close() };
  }

  async captureState(): Promise<LaptopState> {
    return (await captureState(this.machine.agent)).state;
  }

  /** Waits until two looks in a row show the same state and no address waits for duplicate detection. */
  async settle(timeoutMs: number = SETTLE_TIMEOUT): Promise<LaptopState> {
    const limit = Date.now() + timeoutMs;
    let last = await captureState(this.machine.agent);
    for (;;) {
      const next = await captureState(this.machine.agent);
      const differences = diffState(last.state, next.state);
      if (differences.length === 0 && !next.tentative) return next.state;
      if (Date.now() > limit) throw new Error(`the laptop's state does not come to rest:\n${differences.join('\n')}`);
      last = next;
    }
  }

  /** Brings laptop and world back to how they were after booting, and throws when anything differs. */
  async reset(): Promise<void> {
    const { agent } = this.machine;
    await this.restoreWorld(() => resetLaptop(agent, this.pristine));
    let now = await this.captureState();
    if (diffState(this.pristine, now).length > 0) {
      await resetRest(agent, this.pristine, now);
      now = await this.settle();
    }
    const left = diffState(this.pristine, now);
    if (left.length > 0) throw new Error(`the reset left the laptop changed:\n${left.join('\n')}`);
  }

  /** The earlier state of many scenarios: eth0 with a connection somebody made by hand. */
  async laptopOnCable(): Promise<LaptopState> {
    await this.shell(`
ip link set eth0 up
ip address add ${HAND_MADE.address} dev eth0
ip route add default via ${HAND_MADE.gateway} metric ${HAND_MADE.metric}`);
    await this.writeFile('/etc/resolv.conf', HAND_MADE.resolv);
    // The router's advertisement brings an address by itself; before it is there, and known to be nobody else's, nothing
    // is at rest.
    const limit = Date.now() + SETTLE_TIMEOUT;
    while ((await this.run(['ip', '-6', 'address', 'show', 'dev', 'eth0', 'scope', 'global', '-tentative'])) === '') {
      if (Date.now() > limit) throw new Error("eth0 got no address from the router's advertisements");
    }
    return this.settle();
  }

  probe(options: ProbeOptions): Promise<Probe> {
    return Probe.start(this.machine.agent, options);
  }

  iperf(options: IperfOptions = {}): Promise<IperfResult> {
    return iperf(this.machine.agent, options.to ?? INTERNET.v4, options);
  }

  /** Ends the machine; after a failure with `keepLog`, which gives the path of the console's log. */
  stop(options?: { readonly keepLog?: boolean }): Promise<string | undefined> {
    return this.machine.stop(options);
  }
}

/** Boots a virtual laptop: what tests call in `beforeAll`. */
export async function bootLab(options: MachineOptions = {}): Promise<Lab> {
  const machine = await Machine.boot({ log: (line) => console.log(`lab: ${line}`), ...options });
  try {
    return new Lab(machine, (await captureState(machine.agent)).state);
  } catch (error) {
    const log = await machine.stop({ keepLog: true });
    throw new Error(`The virtual laptop booted, but its state could not be read; console: ${log}`, { cause: error });
  }
}

export { diffState } from './state.ts';
export type { LaptopState } from './state.ts';
