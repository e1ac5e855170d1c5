import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isIpAddress } from '../../contract/addresses.ts';
import type { ResolverFacts } from '../../contract/plan.ts';
import { run } from '../../kernel/run.ts';

const FILE = '/etc/resolv.conf';
const MARK = '# Linkbraid keeps this file while the bond is up; the earlier text comes back afterwards. Bond: ';

/**
 * The machine's name servers, by whoever keeps them: systemd-resolved per link, resolvconf per link, or else the plain
 * file. The file outlives a boot while the bond does not, so its earlier text has a record in the state directory.
 */
export class Resolver {
  private readonly claim: string;
  private readonly record: string;

  constructor(runDir: string, stateDir: string) {
    this.claim = join(runDir, 'dns.json');
    this.record = join(stateDir, 'resolv.conf.before');
  }

  read(): ResolverFacts {
    const kind = kindOf();
    const text = kind === 'file' ? readOrNull(FILE) : null;
    if (kind === 'file') {
      const ours = text?.startsWith(MARK) ? (text.slice(MARK.length).split('\n')[0] ?? '') : null;
      return { kind, text, servers: serversIn(text ?? ''), ours };
    }
    const claim = this.readClaim();
    return { kind, text: null, servers: claim?.servers ?? [], ours: claim?.link ?? null };
  }

  async set(link: string, servers: readonly string[]): Promise<void> {
    const lines = servers.map((server) => `nameserver ${server}\n`).join('');
    switch (kindOf()) {
      case 'resolved':
        this.writeClaim(link, servers);
        await run('resolvectl', ['dns', link, ...servers]);
        await run('resolvectl', ['default-route', link, 'yes']);
        return;
      case 'resolvconf':
        this.writeClaim(link, servers);
        await run('resolvconf', ['-a', `${link}.linkbraid`], { input: lines });
        return;
      case 'file': {
        const before = readOrNull(FILE);
        if (!before?.startsWith(MARK)) {
          writeWhole(this.record, JSON.stringify({ bootId: bootId(), text: before ?? '' }));
        }
        const kept = (before ?? '').split('\n').filter((line) => /^\s*(search|domain|options)\s/.test(line));
        writeInPlace(`${MARK}${link}\n${lines}${kept.map((line) => `${line}\n`).join('')}`);
        return;
      }
    }
  }

  async restore(before: ResolverFacts): Promise<void> {
    const now = this.read();
    if (now.ours === null) return;
    if (now.kind === 'resolvconf') await run('resolvconf', ['-d', `${now.ours}.linkbraid`]);
    // resolved forgets a link's servers with the link itself; until then it is told to.
    if (now.kind === 'resolved') await run('resolvectl', ['revert', now.ours]).catch(() => '');
    rmSync(this.claim, { force: true });
    if (now.kind === 'file' && before.kind === 'file') {
      if (before.text === null) rmSync(FILE, { force: true });
      else writeInPlace(before.text);
    }
    rmSync(this.record, { force: true });
  }

  /** After a boot the bond is gone, and its name servers must not stay behind in the file. */
  restoreAfterBoot(): void {
    const record = readRecord(this.record);
    if (record === null || record.bootId === bootId()) return;
    const now = this.read();
    if (now.kind === 'file' && now.ours !== null) writeInPlace(record.text);
    rmSync(this.record, { force: true });
  }

  private readClaim(): { link: string; servers: string[] } | null {
    try {
      const claim = JSON.parse(readFileSync(this.claim, 'utf8')) as { link?: unknown; servers?: unknown };
      if (typeof claim.link !== 'string' || !Array.isArray(claim.servers)) return null;
      return {
        link: claim.link,
        servers: claim.servers.filter((server): server is string => typeof server === 'string'),
      };
    } catch {
      return null;
    }
  }

  private writeClaim(link: string, servers: readonly string[]): void {
    writeWhole(this.claim, JSON.stringify({ link, servers }));
  }
}

function bootId(): string {
  return readOrNull('/proc/sys/kernel/random/boot_id') ?? '';
}

function readRecord(path: string): { bootId: string; text: string } | null {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as { bootId?: unknown; text?: unknown };
    return typeof record.bootId === 'string' && typeof record.text === 'string'
      ? { bootId: record.bootId, text: record.text }
      : null;
  } catch {
    return null;
  }
}

function kindOf(): ResolverFacts['kind'] {
  const target = readLinkOrNull(FILE) ?? '';
  if (target.includes('/run/systemd/resolve/')) return 'resolved';
  return target.includes('/resolvconf/') ? 'resolvconf' : 'file';
}

export function serversIn(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1] ?? '').filter(isIpAddress);
}

/** Whole or not at all, with the owner and mode the file had; where it cannot be replaced (bind mounts), written over. */
function writeInPlace(text: string): void {
  const temporary = `${FILE}.linkbraid`;
  try {
    const mode = lstatSync(FILE).isSymbolicLink() ? null : statSync(FILE).mode & 0o777;
    if (mode === null) return writeFileSync(FILE, text);
    writeFileSync(temporary, text, { mode });
    chmodSync(temporary, mode);
    renameSync(temporary, FILE);
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return writeFileSync(FILE, text, { mode: 0o644 });
    writeFileSync(FILE, text);
  }
}

function writeWhole(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readLinkOrNull(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
