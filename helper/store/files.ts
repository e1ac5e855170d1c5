import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

/** The few things the store does to a disk; a test puts one in its place that loses power at any of them. */
export interface Files {
  makeDirectory(path: string, mode: number): void;
  list(directory: string): string[];
  read(path: string): string;
  /** A new file with this content, on the disk when it returns (its name may not be). */
  writeNew(path: string, content: string, mode: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Names made, changed and removed in the directory before are on the disk when it returns. */
  syncDirectory(path: string): void;
}

export const DISK: Files = {
  makeDirectory: (path, mode) => {
    mkdirSync(path, { recursive: true, mode });
    // One that was there already, or was made under an odd umask, gets the right mode too.
    chmodSync(path, mode);
  },
  list: (directory) => readdirSync(directory),
  read: (path) => readFileSync(path, 'utf8'),
  writeNew: (path, content, mode) => {
    // wx: never through a link or into a file that somebody else put there.
    const fd = openSync(path, 'wx', mode);
    try {
      const bytes = Buffer.from(content, 'utf8');
      for (let from = 0; from < bytes.length;) from += writeSync(fd, bytes, from);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  rename: renameSync,
  remove: unlinkSync,
  syncDirectory: (path) => {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};
