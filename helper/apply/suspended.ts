import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Profiles that were put back and now wait for a person, so that nothing swings to and fro by itself. */
export class Suspended {
  private readonly path: string;
  private names: Set<string>;

  constructor(runDir: string) {
    this.path = join(runDir, 'suspended.json');
    this.names = new Set(readNames(this.path));
  }

  has(profile: string): boolean {
    return this.names.has(profile);
  }

  add(profile: string): void {
    this.names.add(profile);
    this.save();
  }

  remove(profile: string): void {
    if (this.names.delete(profile)) this.save();
  }

  private save(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, JSON.stringify([...this.names]), { mode: 0o600 });
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
