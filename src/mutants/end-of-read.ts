import { Decoder, type Service, type Side } from '../codec';
import type { BoundaryClass } from '../properties';

/** Follows one stream, read by read, and knows at what kind of place each read ends. Written apart from what generates the cuts. */
export class ReadEnds {
  readonly #service: Service;
  readonly #from: Side;
  #decoder: Decoder;
  /** What came behind the last whole command. */
  #rest: Buffer = Buffer.alloc(0);
  #hasPayload = false;
  #isBegun = false;

  constructor(options: { readonly service: Service; readonly from: Side }) {
    this.#service = options.service;
    this.#from = options.from;
    this.#decoder = new Decoder(options);
  }

  /** Another stream begins. */
  restart(): void {
    this.#decoder = new Decoder({ service: this.#service, from: this.#from });
    this.#rest = Buffer.alloc(0);
    this.#isBegun = false;
  }

  /** The kind of place at which the reads so far end, given the read behind it; `undefined` where it is of no kind, or nothing has been read. */
  kindBefore(next: Buffer): BoundaryClass | undefined {
    if (!this.#isBegun) {
      return undefined;
    }
    const text = this.#rest.toString('latin1');
    if (text === '') {
      return this.#hasPayload ? 'behind-payload' : 'between-commands';
    }
    const lineEnd = text.indexOf('\r\n');
    if (lineEnd !== -1) {
      const isAtBegin = lineEnd + 2 === text.length;
      return isAtBegin
        ? next.toString('latin1').startsWith('\r\n')
          ? 'before-payload-of-crlf'
          : 'before-payload'
        : 'in-payload';
    }
    if (text.endsWith('\r')) {
      return 'in-line-end';
    }
    if (/%[0-9A-Fa-f]?$/.test(text)) {
      return 'in-escape';
    }
    if (((next[0] ?? 0) & 0xc0) === 0x80) {
      return 'in-character';
    }
    if (text.endsWith(' ')) {
      return 'behind-blank';
    }
    return text.length === 1 ? 'in-name' : undefined;
  }

  /** Takes note of a read. */
  read(bytes: Buffer): void {
    this.#isBegun = true;
    const all = Buffer.concat([this.#rest, bytes]);
    let used = 0;
    for (const item of this.#decoder.push(bytes)) {
      used += item.raw.length;
      this.#hasPayload = item.kind === 'command' && item.payload !== undefined;
    }
    this.#rest = all.subarray(used);
  }
}
