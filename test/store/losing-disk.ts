import { dirname, basename } from 'node:path';
import type { Files } from '../../helper/store/files.ts';

export class PowerLoss extends Error {}

interface Change {
  name: string;
  /** null: the name is gone. */
  content: string | null;
}

/**
 * A disk that keeps of its directories only what was synced, plus as much of the later changes as chance will have it,
 * and that can lose power during any operation. Content is kept when `writeNew` came back, as the interface says.
 */
export class LosingDisk implements Files {
  #durable = new Map<string, Map<string, string>>();
  #later = new Map<string, Change[]>();
  #operations = 0;
  #dead = false;

  constructor(private readonly dieAt = Infinity) {}

  /** What is found after the power came back. `chance` answers a number in [0, most]. */
  restarted(chance: (most: number) => number, dieAt = Infinity): LosingDisk {
    const disk = new LosingDisk(dieAt);
    for (const [directory, names] of this.#durable) {
      const later = this.#later.get(directory) ?? [];
      const survivors = later.slice(0, chance(later.length));
      disk.#durable.set(directory, apply(names, survivors));
    }
    return disk;
  }

  /** Everything on the disk as a program sees it. */
  contents(): Record<string, string> {
    const all = [...this.#durable.keys()].flatMap((directory) =>
      [...this.#seen(directory)].map(([name, content]) => [`${directory}/${name}`, content]),
    );
    return Object.fromEntries(all) as Record<string, string>;
  }

  plant(path: string, content: string): void {
    this.#durable.get(dirname(path))?.set(basename(path), content);
  }

  makeDirectory(path: string): void {
    this.#step();
    if (!this.#durable.has(path)) this.#durable.set(path, new Map());
  }

  list(directory: string): string[] {
    this.#alive();
    return [...this.#seen(directory).keys()];
  }

  read(path: string): string {
    this.#alive();
    const content = this.#seen(dirname(path)).get(basename(path));
    if (content === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return content;
  }

  writeNew(path: string, content: string): void {
    this.#step(() => this.#change(path, content.slice(0, content.length / 2)));
    this.#change(path, content);
  }

  rename(from: string, to: string): void {
    const content = this.read(from);
    const both = () => {
      this.#change(to, content);
      this.#change(from, null);
    };
    this.#step(both);
    both();
  }

  remove(path: string): void {
    this.read(path);
    this.#step(() => this.#change(path, null));
    this.#change(path, null);
  }

  syncDirectory(path: string): void {
    this.#step();
    this.#durable.set(path, this.#seen(path));
    this.#later.delete(path);
  }

  #seen(directory: string): Map<string, string> {
    return apply(this.#durable.get(directory) ?? new Map<string, string>(), this.#later.get(directory) ?? []);
  }

  #change(path: string, content: string | null): void {
    const directory = dirname(path);
    this.#later.set(directory, [...(this.#later.get(directory) ?? []), { name: basename(path), content }]);
  }

  #alive(): void {
    if (this.#dead) throw new PowerLoss();
  }

  /** One operation that changes the disk; when the power goes in it, `partly` may have happened. */
  #step(partly: () => void = () => undefined): void {
    this.#alive();
    this.#operations += 1;
    if (this.#operations < this.dieAt) return;
    partly();
    this.#dead = true;
    throw new PowerLoss();
  }
}

function apply(names: Map<string, string>, changes: readonly Change[]): Map<string, string> {
  const result = new Map(names);
  for (const { name, content } of changes) {
    if (content === null) result.delete(name);
    else result.set(name, content);
  }
  return result;
}
