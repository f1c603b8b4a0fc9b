/** Cuts a stream of bytes into lines without their line feeds, and holds no more of an unfinished one than it may have. */
export class LineSplitter {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** `most`: bytes that one line may have. */
  constructor(options: { readonly most: number }) {
    this.#most = options.most;
  }

  /** The lines that end with this chunk; `too-long` as soon as one has more bytes than it may. */
  push(chunk: Uint8Array): readonly Uint8Array[] | 'too-long' {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      if (!this.#keep(chunk.subarray(start, end))) {
        return 'too-long';
      }
      lines.push(Buffer.concat(this.#parts));
      this.#parts = [];
      this.#length = 0;
      start = end + 1;
    }
    return this.#keep(chunk.subarray(start)) ? lines : 'too-long';
  }

  /** Whether a line was begun and not ended. */
  get isInLine(): boolean {
    return this.#length > 0;
  }

  #keep(part: Uint8Array): boolean {
    this.#length += part.length;
    if (this.#length > this.#most) {
      this.#parts = [];
      return false;
    }
    if (part.length > 0) {
      this.#parts.push(part);
    }
    return true;
  }
}
