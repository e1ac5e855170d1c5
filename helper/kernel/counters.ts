import { closeSync, openSync, readSync } from 'node:fs';

export interface Counters {
  rxPackets: number;
  txPackets: number;
  txBytes: number;
}

/** Room for a line of each of some hundred interfaces. */
const MOST_BYTES = 64 * 1024;

/**
 * The packet counters of all interfaces at once, by one read of a file that stays open: cheap enough for ten times a
 * second, which the files of sysfs are not.
 */
export class CounterReader {
  private readonly buffer = Buffer.alloc(MOST_BYTES);
  private file: number | null = null;
  private text = '';

  /** To be called before a row of `of`. */
  read(): void {
    this.text = '';
    try {
      this.file ??= openSync('/proc/self/net/dev', 'r');
      for (let length = 0; ;) {
        const more = readSync(this.file, this.buffer, length, MOST_BYTES - length, length);
        length += more;
        if (more > 0 && length < MOST_BYTES) continue;
        this.text = this.buffer.toString('latin1', 0, length);
        return;
      }
    } catch {
      this.close();
    }
  }

  /** null for an interface that is not there. */
  of(link: string): Counters | null {
    let begin = this.text.indexOf(`${link}:`);
    while (begin > 0 && !/[ \n]/.test(this.text.charAt(begin - 1))) begin = this.text.indexOf(`${link}:`, begin + 1);
    if (begin < 0) return null;
    const end = this.text.indexOf('\n', begin);
    const numbers = this.text
      .slice(begin + link.length + 1, end)
      .trim()
      .split(/ +/);
    // net/core/net-procfs.c: eight columns of what came in, bytes and packets first, and eight of what went out.
    const [rxPackets, txBytes, txPackets] = [Number(numbers[1]), Number(numbers[8]), Number(numbers[9])];
    return Number.isNaN(rxPackets + txBytes + txPackets) ? null : { rxPackets, txPackets, txBytes };
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}
