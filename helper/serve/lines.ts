/**
 * Cuts a byte stream into lines. Works on bytes, so that a character split over two chunks is whole again when its
 * line is decoded, and holds the unfinished line in one buffer: many tiny chunks cost no more than their bytes.
 */
export class LineReader {
  #held: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(private readonly maxBytes: number) {}

  /** Lines come without their "\n". After `tooLong` the reader is spent: where that line ends cannot be known. */
  push(chunk: Buffer): { lines: Buffer[]; tooLong: boolean } {
    const lines: Buffer[] = [];
    for (let from = 0; ;) {
      const end = chunk.indexOf(0x0a, from);
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end);
      if (this.#length + piece.length > this.maxBytes) {
        this.#held = Buffer.alloc(0);
        return { lines, tooLong: true };
      }
      if (end < 0) {
        this.#hold(piece);
        return { lines, tooLong: false };
      }
      lines.push(Buffer.concat([this.#held.subarray(0, this.#length), piece]));
      this.#held = Buffer.alloc(0);
      this.#length = 0;
      from = end + 1;
    }
  }

  #hold(piece: Buffer): void {
    if (this.#length + piece.length > this.#held.length) {
      const room = Math.min(Math.max((this.#length + piece.length) * 2, 1024), this.maxBytes);
      const larger = Buffer.alloc(room);
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    piece.copy(this.#held, this.#length);
    this.#length += piece.length;
  }
}
