import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from './agent.ts';
import { cpioArchive } from './cpio.ts';
import { needHostPrograms } from './host.ts';
import { labImage, type ImageKind } from './image.ts';
import { nodeImage } from './node-image.ts';
import { outsideModules, qemuCommand } from './qemu.ts';
import { Qmp } from './qmp.ts';
import { settings, worldFiles } from './world-files.ts';

const GUEST = join(dirname(fileURLToPath(import.meta.url)), 'guest');
const FOLDER = 'linkbraid-lab-';

export interface MachineOptions {
  readonly memoryMb?: number;
  /** 9p's cache mode for the checkout. The default is the quickest; `none` sees what is built while the machine runs. */
  readonly cache?: 'none' | 'loose' | 'mmap';
  /** A Debian under systemd, as people have it, in place of the quick laptop with an init of its own. */
  readonly kind?: ImageKind;
  /** An ext4 image on the host that keeps what is written, so that the machine can be booted again as it was left. */
  readonly disk?: string;
  readonly log?: (line: string) => void;
}

/** Emulation on a busy machine boots in ten to twenty seconds: too short fails a slow runner, too long hides a panic that QEMU's exit did not show. */
const BOOT_TIMEOUT: Record<ImageKind, number> = { laptop: 150_000, desktop: 150_000, installed: 400_000 };

/** A running virtual laptop: the emulator, its control channel and the agent inside. */
export class Machine {
  readonly agent: Agent;
  readonly qmp: Qmp;
  /** Temporary folder of this machine on the host: the console's log, forwarded sockets. */
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(agent: Agent, qmp: Qmp, folder: string, child: ChildProcess, exited: Promise<void>) {
    this.agent = agent;
    this.qmp = qmp;
    this.folder = folder;
    this.#child = child;
    this.#exited = exited;
  }

  /** Boots, and returns when the agent answers and the world stands. */
  static async boot(options: MachineOptions = {}): Promise<Machine> {
    const log = options.log ?? (() => undefined);
    const phase = stopwatch(log);
    needHostPrograms(log);
    const kind = options.kind ?? 'laptop';
    const image = await labImage(log, kind);
    const node = nodeImage(log);
    phase('images');
    sweep();
    const folder = mkdtempSync(join(tmpdir(), FOLDER));
    writeFileSync(join(folder, 'pid'), String(process.pid));
    const consoleLog = join(folder, 'console.log');
    const token = randomBytes(16).toString('hex');
    const initrd = join(folder, 'initrd');
    writeFileSync(
      initrd,
      Buffer.concat([readFileSync(image.initrd), labArchive(token, options.cache ?? 'loose', kind)]),
    );
    const command = qemuCommand({
      image,
      node,
      initrd,
      console: consoleLog,
      memoryMb: options.memoryMb ?? 1536,
      disk: options.disk,
    });
    const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const qmp = new Qmp(child.stdout, child.stdin);
    let ended = false;
    const exited = new Promise<void>((resolve) => {
      const end = (why: string): void => {
        ended = true;
        qmp.close(new Error(`the virtual laptop is gone (${why})\n${said}`));
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('close', (code, signal) => end(`QEMU ended with ${code ?? signal}`));
    });
    try {
      await qmp.negotiate();
      const agent = new Agent(await forwardedPort(qmp), token);
      phase('QEMU started');
      const limit = Date.now() + BOOT_TIMEOUT[kind];
      await untilAnswers(agent, () => ended, limit);
      phase('agent answers');
      rmSync(initrd);
      await agent.call({ op: 'ready', timeoutMs: limit - Date.now() }, BOOT_TIMEOUT[kind]);
      phase('world ready');
      return new Machine(agent, qmp, folder, child, exited);
    } catch (error) {
      child.kill('SIGKILL');
      await exited;
      const tail = existsSync(consoleLog) ? readFileSync(consoleLog, 'utf8').split('\n').slice(-30).join('\n') : '';
      throw new Error(`The virtual laptop did not boot; its console is kept in ${consoleLog}\n${tail}\n${said}`, {
        cause: error,
      });
    }
  }

  /** Resolves when the machine has switched itself off: `systemctl reboot` ends the emulator, and `boot` is the next start. */
  async off(): Promise<void> {
    await this.#exited;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends the machine. Keeps the console's log when something went wrong, and says where. */
  async stop(options: { readonly keepLog?: boolean } = {}): Promise<string | undefined> {
    this.#child.kill('SIGKILL'); // the guest writes nothing that outlives it
    await this.#exited;
    if (options.keepLog === true) return join(this.folder, 'console.log');
    rmSync(this.folder, { recursive: true, force: true });
    return undefined;
  }
}

/** The lab's own files in the guest, as an archive appended to the image's: a change of them needs no new image. */
function labArchive(token: string, cache: string, kind: ImageKind): Buffer {
  const files = [{ path: 'init', data: readFileSync(join(GUEST, 'init')), mode: 0o755 }];
  for (const name of readdirSync(GUEST))
    if (name !== 'init' && name !== 'customize.sh')
      files.push({ path: `lab/${name}`, data: readFileSync(join(GUEST, name)), mode: 0o644 });
  for (const [name, text] of worldFiles()) files.push({ path: `lab/${name}`, data: Buffer.from(text), mode: 0o644 });
  if (kind === 'installed') files.push({ path: 'lab/systemd', data: Buffer.alloc(0), mode: 0o644 });
  files.push({ path: 'lab/token', data: Buffer.from(token), mode: 0o600 });
  files.push({
    path: 'lab/settings.sh',
    data: Buffer.from(settings({ cache, modules: outsideModules() })),
    mode: 0o644,
  });
  return cpioArchive(files, ['lab']);
}

async function forwardedPort(qmp: Qmp): Promise<number> {
  const table = await qmp.human('info usernet');
  const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)/.exec(table)?.[1];
  if (port === undefined) throw new Error(`QEMU names no forwarded port:\n${table}`);
  return Number(port);
}

/** QEMU accepts connections before the guest does and drops them, so asking again is all there is to do. */
async function untilAnswers(agent: Agent, ended: () => boolean, limit: number): Promise<void> {
  for (;;) {
    try {
      await agent.call({ op: 'read', paths: [] }, 5_000);
      return;
    } catch (error) {
      if (ended() || Date.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Folders of machines whose process died without a chance to clean up; those of failed runs are kept for a day. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER))) {
    const folder = join(tmpdir(), name);
    try {
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
      if (existsSync(`/proc/${pid}`)) continue;
      rmSync(join(folder, 'initrd'), { force: true });
      const log = join(folder, 'console.log');
      const old = Date.now() - 24 * 3600 * 1000;
      if (!existsSync(log) || statSync(log).mtimeMs < old) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another machine's folder in the making, or another user's: not ours to touch.
    }
  }
}

function stopwatch(log: (line: string) => void): (phase: string) => void {
  let last = performance.now();
  return (phase) => {
    const now = performance.now();
    log(`${phase}: ${((now - last) / 1000).toFixed(1)} s`);
    last = now;
  };
}
