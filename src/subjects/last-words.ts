/** Bytes of the log of a program that are kept. */
const MOST = 16 * 1024;
/** Characters of a line that a sentence shows. */
const MOST_SHOWN = 200;

/** The end of what a program writes on stderr, however much that is. */
export class LastWords {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #hidden = new Set<string>();

  add(chunk: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-MOST);
  }

  /** This is shown nowhere. */
  hide(secret: unknown): void {
    if (typeof secret === 'string' && secret !== '') {
      this.#hidden.add(secret);
    }
  }

  /** The end of a sentence: its last line behind a colon, nothing where it has said nothing. */
  get said(): string {
    let line = this.#bytes.toString('utf8').trim().split('\n').at(-1)?.trim() ?? '';
    for (const secret of this.#hidden) {
      line = line.replaceAll(secret, '***');
    }
    return line === '' ? '' : `: ${line.slice(0, MOST_SHOWN).replace(/\.$/, '')}`;
  }
}
