import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Background } from '../lab/agent.ts';
import { bootLab, diffState, type Lab, type LaptopState } from '../lab/lab.ts';
import type { MachineOptions } from '../lab/machine.ts';
import { ACCESS_POINTS, type ApName } from '../lab/world.ts';
import { connectHelper, type HelperClient } from '../../helper/client/client.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import type { ProfileInput } from '../../helper/contract/profile.ts';

const HELPER = '/linkbraid/dist/helper/linkbraid-helper.js';
const CLI = resolve('dist/helper/linkbraid.js');

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Of `--json`. */
  json: unknown;
}

/** The virtual laptop with the real helper on it, and the command line on the host speaking with it. */
export class Laptop {
  private helper: Background | null = null;
  private socket: { path: string; close: () => void } | null = null;
  private client: HelperClient | null = null;

  private constructor(readonly lab: Lab) {}

  static async boot(options?: MachineOptions): Promise<Laptop> {
    return new Laptop(await bootLab(options));
  }

  get socketPath(): string {
    if (!this.socket) throw new Error('the helper is not running');
    return this.socket.path;
  }

  async startHelper(environment: Record<string, string> = {}): Promise<void> {
    this.helper = await this.lab.start(['node', HELPER, 'serve'], { env: environment });
    this.socket?.close();
    this.socket = await this.lab.forward('/run/linkbraid/helper.sock');
    const limit = Date.now() + 120_000;
    for (;;) {
      this.client = await connectHelper({ socketPath: this.socketPath }).catch(() => null);
      if (this.client) return;
      if (Date.now() > limit) throw new Error(`the helper does not answer:\n${await this.helperLog()}`);
    }
  }

  async helperLog(): Promise<string> {
    const output = await this.helper?.output();
    return output ? `${output.stdout}${output.stderr}` : '';
  }

  /** SIGKILL, as if it had crashed. */
  async killHelper(): Promise<void> {
    this.client?.close();
    this.client = null;
    await this.lab.exec(['pkill', '-KILL', '-f', HELPER]);
    this.helper = null;
  }

  restore(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return this.lab.exec(['node', HELPER, 'restore'], { timeoutMs: 120_000 });
  }

  /** Takes everything back to how it was after booting, the helper's own files too. */
  async reset(): Promise<void> {
    await this.killHelper();
    await this.lab.reset();
    await this.lab.shell('rm -rf /run/linkbraid /var/lib/linkbraid');
  }

  async stop(): Promise<void> {
    this.client?.close();
    this.socket?.close();
    await this.lab.stop();
  }

  /** The command line on the host, over the forwarded socket: a program start there costs a tenth of one in the guest. */
  async cli(words: readonly string[], stdin = ''): Promise<CliResult> {
    const child = execFile(process.execPath, [CLI, ...words], {
      env: { PATH: process.env['PATH'] ?? '', LINKBRAID_SOCKET: this.socketPath, NO_COLOR: '1' },
      maxBuffer: 16 * 1024 * 1024,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: string) => (stdout += chunk));
    child.stderr?.on('data', (chunk: string) => (stderr += chunk));
    child.stdin?.end(stdin);
    const [code] = (await once(child, 'close')) as [number];
    return {
      code,
      stdout,
      stderr,
      json: words.includes('--json') && stdout !== '' ? (JSON.parse(stdout) as unknown) : null,
    };
  }

  async ok(words: readonly string[], stdin = ''): Promise<CliResult> {
    const result = await this.cli(words, stdin);
    if (result.code === 0) return result;
    throw new Error(
      `linkbraid ${words.join(' ')} ended with ${result.code}\n${result.stderr}${result.stdout}\n${await this.helperLog()}`,
    );
  }

  up(profile: ProfileInput, ...more: string[]): Promise<CliResult> {
    return this.cli(['up', '-f', '-', '--json', ...more], JSON.stringify(profile));
  }

  /** By the client rather than the command line: a program start for each look would slow the emulator. */
  status(): Promise<Snapshot> {
    if (!this.client) throw new Error('the helper is not running');
    return this.client.call('status', {});
  }

  /** Waits for a snapshot to be as wanted; none is missed. */
  async until(what: string, judge: (snapshot: Snapshot) => boolean, timeoutMs = 60_000): Promise<Snapshot> {
    const watcher = await connectHelper({ socketPath: this.socketPath });
    try {
      return await new Promise<Snapshot>((resolve, reject) => {
        let last: Snapshot | null = null;
        const timer = setTimeout(
          () =>
            reject(
              new Error(
                `waited for: ${what}\n${JSON.stringify({ bonds: last?.bonds, transaction: last?.transaction }, null, 1)}`,
              ),
            ),
          timeoutMs,
        );
        watcher.on('snapshot', (snapshot) => {
          last = snapshot;
          if (!judge(snapshot)) return;
          clearTimeout(timer);
          resolve(snapshot);
        });
        watcher.call('subscribe', {}).catch(reject);
      });
    } finally {
      watcher.close();
    }
  }

  /** What differs from an earlier state once the machine has had time to come to rest; empty as soon as nothing does. */
  async differences(before: LaptopState, restMs = 20_000): Promise<string[]> {
    const limit = Date.now() + restMs;
    for (;;) {
      const now = await this.lab.captureState();
      const left = diffState(before, now).filter((line) => !STARTED_BY_THE_BUS.test(line));
      if (left.length === 0 || Date.now() > limit) return left;
    }
  }
}

/** The bus starts wpa_supplicant at the first word to it, and it stays, idle and without interfaces, as on any desktop. */
const STARTED_BY_THE_BUS = /^\+ processes: "\S*wpa_supplicant -u -s /;

export function wifi(
  ap: ApName,
  more: Record<string, unknown> = {},
): NonNullable<ProfileInput['ports'][number]['wifi']> {
  const point = ACCESS_POINTS[ap];
  const security = { wpa2: 'wpa2-psk', wpa3: 'wpa3-sae', open: 'open' } as const;
  return {
    ssid: point.ssid,
    security: security[point.security],
    ...(point.passphrase === '' ? {} : { psk: point.passphrase }),
    ...more,
  };
}

export const DESK: ProfileInput = {
  name: 'desk',
  bond: { mode: 'active-backup' },
  ports: [{ adapter: 'eth0' }, { adapter: 'wlan0', wifi: wifi('home') }],
};
