import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DISK } from '../store/files.ts';

/**
 * Profiles that were put back and now wait for a person, so that nothing swings to and fro by itself; and those that
 * had their turn in this boot, so that none comes up by itself a second time. Both die with the boot.
 */
export class Suspended {
  private readonly path: string;
  private readonly settledPath: string;
  private names: Set<string>;
  private settled: Set<string>;

  constructor(runDir: string) {
    this.path = join(runDir, 'suspended.json');
    this.names = new Set(readNames(this.path));
    this.settledPath = join(runDir, 'settled.json');
    this.settled = new Set(readNames(this.settledPath));
  }

  has(profile: string): boolean {
    return this.names.has(profile);
  }

  add(profile: string): void {
    this.names.add(profile);
    save(this.path, this.names);
  }

  remove(profile: string): void {
    if (this.names.delete(profile)) save(this.path, this.names);
  }

  isSettled(profile: string): boolean {
    return this.settled.has(profile);
  }

  settle(profile: string): void {
    if (this.settled.has(profile)) return;
    this.settled.add(profile);
    save(this.settledPath, this.settled);
  }

  unsettle(profile: string): void {
    if (this.settled.delete(profile)) save(this.settledPath, this.settled);
  }
}

/** On a full disk it holds until the helper ends: putting links back must not wait for space. */
function save(path: string, names: ReadonlySet<string>): void {
  const fresh = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(fresh, { force: true });
    DISK.writeNew(fresh, JSON.stringify([...names]), 0o600);
    renameSync(fresh, path);
  } catch {
    rmSync(fresh, { force: true });
  }
}

function readNames(path: string): string[] {
  try {
    const names = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
