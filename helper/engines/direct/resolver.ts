import {
  chmodSync,
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
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
const MARK = '# Linkbraid keeps this file while a bond is up; the earlier text comes back afterwards.';

type Servers = ResolverFacts['ours'];

/**
 * The machine's name servers, by whoever keeps them: systemd-resolved per link, resolvconf per link, or else the plain
 * file, where each bond of ours has its paragraph. The file outlives a boot while the bonds do not, so its earlier text
 * has a record in the state directory.
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
    return { kind, ours: kind === 'file' ? paragraphs(readOrNull(FILE) ?? '') : this.readClaim() };
  }

  async set(link: string, servers: readonly string[]): Promise<void> {
    const { kind, ours } = this.read();
    const next = { ...ours, [link]: [...servers] };
    switch (kind) {
      case 'resolved':
        this.writeClaim(next);
        await run('resolvectl', ['dns', link, ...servers]);
        await run('resolvectl', ['default-route', link, 'yes']);
        return;
      case 'resolvconf':
        this.writeClaim(next);
        await run('resolvconf', ['-a', `${link}.linkbraid`], { input: serverLines(servers) });
        return;
      case 'file': {
        const before = readOrNull(FILE);
        if (!before?.startsWith(MARK)) writeWhole(this.record, JSON.stringify({ bootId: bootId(), text: before }));
        writeInPlace(textWith(next, before ?? ''));
        return;
      }
    }
  }

  /** Takes the servers of one link away. What was there before us comes back with the last. */
  async restore(link: string): Promise<void> {
    const { kind, ours } = this.read();
    if (!ours[link]) return;
    const { [link]: _gone, ...rest } = ours;
    if (kind === 'resolvconf') await run('resolvconf', ['-d', `${link}.linkbraid`]);
    // resolved forgets a link's servers with the link itself; until then it is told to.
    if (kind === 'resolved') await run('resolvectl', ['revert', link]).catch(() => '');
    if (kind !== 'file') return this.writeClaim(rest);
    if (Object.keys(rest).length > 0) return writeInPlace(textWith(rest, readOrNull(FILE) ?? ''));
    this.putBack(readRecord(this.record));
  }

  /** After a boot the bonds are gone, and their name servers must not stay behind in the file. */
  restoreAfterBoot(): void {
    const record = readRecord(this.record);
    if (record && record.bootId !== bootId()) this.putBack(record);
  }

  private putBack(record: BeforeUs | null): void {
    if (record && kindOf() === 'file' && readOrNull(FILE)?.startsWith(MARK)) {
      if (record.text === null) rmSync(FILE, { force: true });
      else writeInPlace(record.text);
    }
    rmSync(this.record, { force: true });
  }

  private readClaim(): Servers {
    try {
      const claims = JSON.parse(readFileSync(this.claim, 'utf8')) as Record<string, unknown>;
      return Object.fromEntries(
        Object.entries(claims).flatMap(([link, servers]) =>
          Array.isArray(servers) ? [[link, servers.filter((server) => typeof server === 'string')]] : [],
        ),
      );
    } catch {
      return {};
    }
  }

  private writeClaim(claims: Servers): void {
    if (Object.keys(claims).length === 0) rmSync(this.claim, { force: true });
    else writeWhole(this.claim, JSON.stringify(claims));
  }
}

interface BeforeUs {
  bootId: string;
  /** null where there was no file. */
  text: string | null;
}

/** The bond that came up first is asked first. What the earlier text says beside servers stays in force. */
export function textWith(servers: Servers, before: string): string {
  const kept = before.split('\n').filter((line) => /^\s*(search|domain|options)\s/.test(line));
  const ours = Object.entries(servers).map(([link, of]) => `# ${link}\n${serverLines(of)}`);
  return `${MARK}\n${ours.join('')}${kept.map((line) => `${line}\n`).join('')}`;
}

export function paragraphs(text: string): Servers {
  if (!text.startsWith(MARK)) return {};
  return Object.fromEntries(
    text
      .slice(MARK.length)
      .split(/\n# /)
      .slice(1)
      .map((paragraph) => [paragraph.split('\n', 1)[0] ?? '', serversIn(paragraph)]),
  );
}

function serverLines(servers: readonly string[]): string {
  return servers.map((server) => `nameserver ${server}\n`).join('');
}

function bootId(): string {
  return readOrNull('/proc/sys/kernel/random/boot_id') ?? '';
}

function readRecord(path: string): BeforeUs | null {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as { bootId?: unknown; text?: unknown };
    const { bootId: boot, text } = record;
    return typeof boot === 'string' && (typeof text === 'string' || text === null) ? { bootId: boot, text } : null;
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
    if (mode === null) return writeOver(text);
    writeFileSync(temporary, text, { mode });
    chmodSync(temporary, mode);
    renameSync(temporary, FILE);
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return writeFileSync(FILE, text, { mode: 0o644 });
    writeOver(text);
  }
}

/** Never emptied first: on a full disk the file would stay empty. What is there already gives the space. */
function writeOver(text: string): void {
  const descriptor = openSync(FILE, 'r+');
  try {
    writeFileSync(descriptor, text);
    ftruncateSync(descriptor, Buffer.byteLength(text));
  } finally {
    closeSync(descriptor);
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
