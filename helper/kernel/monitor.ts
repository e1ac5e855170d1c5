import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Tells that links, addresses or routes changed, by `ip monitor`. Its text is not read (iproute2 6.1 prints plain text
 * whatever is asked): a line is a reason to look again, and so is a complaint of lost messages (ENOBUFS) or the end of
 * the program, which is started anew.
 */
export class Monitor {
  private child: ChildProcess | null = null;
  private stopped = false;
  /** Slows a program that ends at once, so that a machine without `ip` is not kept busy with starting it. */
  private restart: NodeJS.Timeout | null = null;

  constructor(private readonly onChange: () => void) {}

  start(): void {
    const child = spawn('ip', ['-o', 'monitor', 'link', 'address', 'route'], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', () => this.onChange());
    child.on('error', () => {});
    child.on('close', () => {
      if (this.stopped) return;
      this.onChange();
      this.restart = setTimeout(() => this.start(), 500);
    });
  }

  stop(): void {
    this.stopped = true;
    if (this.restart) clearTimeout(this.restart);
    this.child?.kill();
  }
}
