import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { LinkbraidError } from '../../contract/errors.ts';
import { list, readText } from '../../kernel/sysfs.ts';
import { decodeLeaseEvent, type Lease } from '../../observe/decode/lease.ts';

export interface DhcpClient {
  name: 'udhcpc' | 'dhclient';
  file: string;
}

/** In order of preference: udhcpc asks at once and answers in one round trip; dhclient is what Debian brings. */
const CLIENTS: readonly DhcpClient[] = [
  { name: 'udhcpc', file: '/usr/sbin/udhcpc' },
  { name: 'udhcpc', file: '/sbin/udhcpc' },
  { name: 'dhclient', file: '/usr/sbin/dhclient' },
  { name: 'dhclient', file: '/sbin/dhclient' },
];

/** One that ends as soon as it begins shall not keep the machine busy. */
const AGAIN_MS = 5_000;

export function findClient(): DhcpClient | null {
  return CLIENTS.find(({ file }) => existsSync(file)) ?? null;
}

/**
 * Runs the machine's own DHCP client, one process a bond. The client only talks to the server; its script hands each
 * event over as a file, and the address, route and name servers are set by the helper like any other. The process
 * goes on when the helper restarts, and is found again by its directory.
 */
export class Dhcp {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly leases = new Map<string, Lease | null>();
  private readonly pids = new Map<string, number[]>();
  private readonly started = new Map<string, number>();

  /** @param onLease called with every change of a lease; null when it is lost */
  constructor(
    private readonly runDir: string,
    private readonly script: string,
    private readonly onLease: (link: string, lease: Lease | null) => void,
  ) {}

  /** Takes up clients that an earlier helper left running, also those whose bond somebody removed since. */
  adopt(): void {
    for (const link of list(join(this.runDir, 'dhcp'))) {
      const pids = this.processes(link);
      if (pids.length === 0) continue;
      this.pids.set(link, pids);
      this.listen(link);
    }
  }

  links(): string[] {
    return [...this.leases.keys()];
  }

  lease(link: string): Lease | null {
    return this.leases.get(link) ?? null;
  }

  /**
   * @param clientId stays the same when the bond's MAC changes on failover, and with it the lease
   * @param unicast whether an answer to the bond's MAC address reaches it; otherwise it must go to all
   */
  start(link: string, clientId: string, unicast: boolean): void {
    const client = findClient();
    if (!client) {
      throw new LinkbraidError('failed', 'There is no DHCP client on this machine.', {
        mend: 'Install udhcpc or isc-dhcp-client, or give the bond a static address.',
      });
    }
    this.stop(link);
    const directory = this.directory(link);
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.listen(link);
    const child = spawn(client.file, argv(client, { link, directory, script: this.script, clientId, unicast }), {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LINKBRAID_LEASE_DIR: directory },
      stdio: 'ignore',
      detached: true,
    });
    child.on('error', () => {}); // a client that cannot start gives no lease, and that is what is reported
    child.unref();
    this.pids.set(link, child.pid === undefined ? [] : [child.pid]);
    this.started.set(link, performance.now());
  }

  /** Links whose client has ended, though nobody asked it to, and may be started again: nobody renews their lease. */
  abandoned(): string[] {
    const rests = (link: string) => performance.now() - (this.started.get(link) ?? -Infinity) < AGAIN_MS;
    const ended = (link: string) => !this.pids.get(link)?.some((pid) => this.works(pid, link));
    const links = this.links().filter((link) => !rests(link) && ended(link));
    return links.length > 0 && findClient() ? links : [];
  }

  /** Ends the client without a word to the server: the lease may serve again. */
  stop(link: string): void {
    this.watchers.get(link)?.close();
    this.watchers.delete(link);
    this.leases.delete(link);
    this.pids.delete(link);
    for (const pid of this.processes(link)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended by itself
      }
    }
    rmSync(this.directory(link), { recursive: true, force: true });
  }

  private listen(link: string): void {
    this.leases.set(link, null);
    const directory = this.directory(link);
    this.watchers.set(
      link,
      watch(directory, (_event, file) => {
        if (file === 'lease') this.readLease(link);
      }),
    );
    this.readLease(link);
  }

  private readLease(link: string): void {
    let text: string;
    try {
      text = readFileSync(join(this.directory(link), 'lease'), 'utf8');
    } catch {
      return;
    }
    const event = decodeLeaseEvent(text);
    if (event.kind === 'other' || !this.leases.has(link)) return;
    const lease = event.kind === 'bound' ? event.lease : null;
    if (lease === null && this.leases.get(link) === null) return;
    this.leases.set(link, lease);
    this.onLease(link, lease);
  }

  /** Known by what they were started with: a file with the number would be missing had we died before writing it. */
  private processes(link: string): number[] {
    const numbers = list('/proc').filter((name) => /^\d+$/.test(name));
    return numbers.map(Number).filter((pid) => this.works(pid, link));
  }

  private works(pid: number, link: string): boolean {
    const words = readText(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    return words.includes(link) && words.includes(this.script);
  }

  private directory(link: string): string {
    return join(this.runDir, 'dhcp', link);
  }
}

interface Job {
  link: string;
  directory: string;
  script: string;
  clientId: string;
  unicast: boolean;
}

function argv(client: DhcpClient, { link, directory, script, clientId, unicast }: Job): string[] {
  const id = Buffer.from(clientId, 'ascii').toString('hex');
  switch (client.name) {
    case 'udhcpc':
      // Four quick questions, then one every 10 s; option 61 begins with type 0: not a hardware address (RFC 2132 9.14).
      return [
        ...['-f', '-i', link, '-s', script, '-t', '4', '-T', '1', '-A', '10', '-C', '-x', `0x3d:00${id}`],
        ...(unicast ? [] : ['-B']),
      ];
    case 'dhclient':
      return [
        '-4',
        '-d',
        '-q',
        ...(unicast ? [] : ['-B']),
        '-sf',
        script,
        '-e',
        `LINKBRAID_LEASE_DIR=${directory}`,
        '-lf',
        join(directory, 'leases'),
        '-pf',
        join(directory, 'dhclient.pid'),
        '-C',
        clientId,
        link,
      ];
  }
}
