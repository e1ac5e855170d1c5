import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { LinkbraidError } from '../contract/errors.ts';
import { PROFILE_NAME, type Profile } from '../contract/profile.ts';
import type { ProfileStore } from '../serve/core.ts';
import { DISK, type Files } from './files.ts';
import {
  parseProfileRecord,
  parseSecrets,
  profileRecordText,
  secretsOf,
  secretsText,
  withSecrets,
  type ProfileRecord,
  type SecretSets,
} from './records.ts';

/** Something that was found broken and set aside under `kept`. */
export interface StoreProblem {
  profile: string;
  says: string;
  kept: string;
}

export interface FileProfileStore extends ProfileStore {
  /** What could not be read when the store was opened; empty on a healthy disk. */
  problems(): StoreProblem[];
}

/**
 * Profiles in `stateDirectory`, read once and kept in memory.
 * @throws Error when the directory cannot be made or read: a helper without its profiles must not pretend to have none
 */
export function openProfileStore(stateDirectory: string, files: Files = DISK): FileProfileStore {
  return new DirectoryStore(stateDirectory, files);
}

const SUFFIX = '.json';
/** Files under way; no profile's name begins with a dot. */
const UNFINISHED = /^\.[0-9a-f-]{36}$/;

class DirectoryStore implements FileProfileStore {
  readonly #profilesDirectory: string;
  readonly #secretsDirectory: string;
  readonly #listeners = new Set<() => void>();
  readonly #problems: StoreProblem[] = [];
  #records = new Map<string, ProfileRecord>();
  #sets = new Map<string, SecretSets>();

  constructor(
    stateDirectory: string,
    private readonly files: Files,
  ) {
    this.#profilesDirectory = join(stateDirectory, 'profiles');
    this.#secretsDirectory = join(stateDirectory, 'secrets');
    for (const path of [stateDirectory, this.#profilesDirectory, this.#secretsDirectory]) {
      files.makeDirectory(path, 0o700);
    }
    this.#load();
  }

  list(): Profile[] {
    return [...this.#records.keys()].sort().map((name) => this.get(name));
  }

  get(name: string): Profile {
    const record = this.#records.get(name);
    if (!record) throw new LinkbraidError('not-found', `There is no profile "${name}".`);
    const sets = this.#sets.get(name) ?? {};
    const set = record.secrets !== null && Object.hasOwn(sets, record.secrets) ? sets[record.secrets] : undefined;
    return structuredClone(withSecrets(record.profile, set ?? []));
  }

  /**
   * The old pair of files or the new one, whatever happens in between. First the new passphrases join the old ones in
   * their file, each set under its own name. Then the profile is replaced, and it names its set: this one rename is
   * the moment of change. The old set goes last. Profile first would leave it without its passphrases if the power
   * failed; replacing the passphrases first would take them from the old profile.
   */
  set(profile: Profile): void {
    const { name } = profile;
    const secrets = secretsOf(profile);
    const id = secrets.length === 0 ? null : randomUUID();
    const old = this.#sets.get(name) ?? {};
    this.#change(() => {
      if (id !== null) this.#replace(this.#secretsDirectory, name, secretsText({ ...old, [id]: secrets }));
      this.#replace(this.#profilesDirectory, name, profileRecordText({ secrets: id, profile }));
    });
    if (Object.keys(old).length > 0) this.#forgetUnused(name);
  }

  /** The profile goes first: what is left if the power fails then are passphrases of no profile, which loading removes. */
  remove(name: string): void {
    if (!this.#records.has(name)) throw new LinkbraidError('not-found', `There is no profile "${name}".`);
    this.#change(() => this.#delete(this.#profilesDirectory, name));
    this.#forgetUnused(name);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  problems(): StoreProblem[] {
    return [...this.#problems];
  }

  /** Memory follows the disk, also when a write failed half-way. */
  #change(write: () => void): void {
    try {
      write();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      throw new LinkbraidError('failed', `The profile could not be saved (${code}).`);
    } finally {
      this.#load();
    }
    for (const listener of this.#listeners) listener();
  }

  #load(): void {
    this.#records = new Map();
    this.#sets = new Map();
    for (const directory of [this.#profilesDirectory, this.#secretsDirectory]) this.#removeUnfinished(directory);
    for (const name of this.#names(this.#profilesDirectory)) {
      const path = join(this.#profilesDirectory, name + SUFFIX);
      try {
        this.#records.set(name, parseProfileRecord(this.files.read(path), name));
      } catch {
        this.#setAside(this.#profilesDirectory, name, 'the profile cannot be read and was set aside');
        // Its passphrases stay with it for whoever mends the file.
        if (this.#names(this.#secretsDirectory).includes(name)) {
          this.#setAside(this.#secretsDirectory, name, 'its passphrases were set aside with it');
        }
      }
    }
    for (const name of this.#names(this.#secretsDirectory)) {
      try {
        this.#sets.set(name, parseSecrets(this.files.read(join(this.#secretsDirectory, name + SUFFIX))));
      } catch {
        this.#setAside(
          this.#secretsDirectory,
          name,
          'its passphrases cannot be read: save the profile with them again',
        );
        continue;
      }
      this.#forgetUnused(name);
    }
  }

  /** Passphrases that no profile names are of no use to anyone honest. */
  #forgetUnused(name: string): void {
    const sets = this.#sets.get(name);
    if (!sets) return;
    const used = this.#records.get(name)?.secrets ?? null;
    const kept = used !== null && Object.hasOwn(sets, used) ? { [used]: sets[used] ?? [] } : {};
    if (Object.keys(kept).length === Object.keys(sets).length) return;
    try {
      if (Object.keys(kept).length === 0) this.#delete(this.#secretsDirectory, name);
      else this.#replace(this.#secretsDirectory, name, secretsText(kept));
      this.#sets.set(name, kept);
    } catch {
      // The change itself is done and safe; the next load tries again.
    }
  }

  #names(directory: string): string[] {
    return this.files
      .list(directory)
      .filter((file) => file.endsWith(SUFFIX) && PROFILE_NAME.test(file.slice(0, -SUFFIX.length)))
      .map((file) => file.slice(0, -SUFFIX.length))
      .sort();
  }

  #replace(directory: string, name: string, content: string): void {
    const unfinished = join(directory, `.${randomUUID()}`);
    this.files.writeNew(unfinished, content, 0o600);
    this.files.rename(unfinished, join(directory, name + SUFFIX));
    this.files.syncDirectory(directory);
  }

  #delete(directory: string, name: string): void {
    this.files.remove(join(directory, name + SUFFIX));
    this.files.syncDirectory(directory);
  }

  #removeUnfinished(directory: string): void {
    const unfinished = this.files.list(directory).filter((file) => UNFINISHED.test(file));
    for (const file of unfinished) this.files.remove(join(directory, file));
  }

  #setAside(directory: string, name: string, says: string): void {
    const kept = join(directory, `${name}${SUFFIX}.broken-${randomUUID()}`);
    this.files.rename(join(directory, name + SUFFIX), kept);
    this.files.syncDirectory(directory);
    this.#problems.push({ profile: name, says, kept });
  }
}
