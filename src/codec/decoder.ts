import type { DecodedCommand, DecodedItem, Oddity, OddityCode, Service, Side } from './command';
import { DecodeError, type DecodeErrorCode } from './decode-error';
import { type ReadWords, readWords } from './read-words';

export interface DecoderLimits {
  /** Longest line with its end, in bytes. Default 16384; real Passport tickets want 8 KiB at least (wire.md). */
  readonly lineBytes: number;
  /** Longest payload, in bytes. Default 65536. */
  readonly payloadBytes: number;
  /** Most bytes kept while a command is incomplete. Default: both limits together. */
  readonly bufferedBytes: number;
}

export interface DecoderOptions {
  readonly service: Service;
  /** The side that sends what is decoded. */
  readonly from: Side;
  readonly limits?: Partial<DecoderLimits>;
}

interface PendingPayload {
  readonly name: string;
  readonly words: ReadWords;
  readonly oddities: readonly Oddity[];
  /** Bytes of the line with its end. */
  readonly lineBytes: number;
  readonly payloadBytes: number;
}

const LF = 0x0a;
const CR = 0x0d;
const NO_ODDITIES: readonly Oddity[] = Object.freeze([]);

/**
 * Takes the byte stream of one direction apart into commands, whatever its chunks are. What is wrong but readable is decoded and reported as an
 * oddity; what cannot be framed ends the stream: `error` is set, and nothing more is decoded.
 */
export class Decoder {
  readonly #service: Service;
  readonly #from: Side;
  readonly #limits: DecoderLimits;
  /** Bytes of an incomplete command, from #start to #end. */
  #pending: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** Everything in front of it holds no LF. */
  #scanned = 0;
  /** Stream offset of the byte at #start. */
  #offset = 0;
  #payload: PendingPayload | undefined;
  #error: DecodeError | undefined;

  constructor(options: DecoderOptions) {
    const { lineBytes = 16_384, payloadBytes = 65_536 } = options.limits ?? {};
    this.#service = options.service;
    this.#from = options.from;
    this.#limits = {
      lineBytes,
      payloadBytes,
      bufferedBytes: options.limits?.bufferedBytes ?? lineBytes + payloadBytes,
    };
  }

  /** Why nothing more is decoded; undefined as long as the stream is sound. */
  get error(): DecodeError | undefined {
    return this.#error;
  }

  /** Bytes that wait for the rest of their command. */
  get bufferedBytes(): number {
    return this.#end - this.#start;
  }

  /** Decodes the next bytes. Returns what they complete, in order; after an error always nothing. */
  push(chunk: Uint8Array): DecodedItem[] {
    const items: DecodedItem[] = [];
    if (this.#error !== undefined || chunk.length === 0) {
      return items;
    }
    const isFresh = this.#start === this.#end;
    const bytes = isFresh ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : this.#append(chunk);
    let at = isFresh ? 0 : this.#start;
    const end = isFresh ? chunk.length : this.#end;
    let scanned = isFresh ? 0 : this.#scanned;
    // A command that lies in the accumulator is copied out of it; one that lies in the chunk is a view of it.
    const keep = (from: number, to: number) =>
      isFresh ? bytes.subarray(from, to) : Buffer.from(bytes.subarray(from, to));
    while (at < end && this.#error === undefined) {
      if (this.#payload !== undefined) {
        const { lineBytes, payloadBytes } = this.#payload;
        if (end - at < lineBytes + payloadBytes) {
          scanned = end;
          break;
        }
        const raw = keep(at, at + lineBytes + payloadBytes);
        items.push(this.#command({ ...this.#payload, raw, payload: raw.subarray(lineBytes) }));
        this.#payload = undefined;
        at += raw.length;
        this.#offset += raw.length;
        scanned = at;
        continue;
      }
      const lf = end === scanned + 1 && bytes[scanned] !== LF ? -1 : bytes.subarray(0, end).indexOf(LF, scanned);
      if (lf === -1) {
        scanned = end;
        if (end - at > this.#limits.lineBytes) {
          this.#fail('line-too-long', `A line has more than ${this.#limits.lineBytes} bytes.`);
        }
        break;
      }
      const lineBytes = lf + 1 - at;
      if (lineBytes > this.#limits.lineBytes) {
        this.#fail('line-too-long', `A line has ${lineBytes} bytes; ${this.#limits.lineBytes} are the most.`);
        break;
      }
      const item = this.#line({ bytes, at, lf, keep });
      scanned = lf + 1;
      if (item !== undefined) {
        items.push(item);
        at = lf + 1;
        this.#offset += lineBytes;
      }
    }
    this.#remember({ chunk, isFresh, at, end, scanned });
    return items;
  }

  /** Tells what is missing when the stream ends here; undefined where it ends between two commands. */
  end(): DecodeError | undefined {
    if (this.#error !== undefined || this.bufferedBytes === 0) {
      return this.#error;
    }
    if (this.#payload === undefined) {
      this.#fail('truncated-line', `The stream ends in a line, ${this.bufferedBytes} bytes behind its beginning.`);
    } else {
      const { name, lineBytes, payloadBytes } = this.#payload;
      this.#fail(
        'truncated-payload',
        `The stream ends in a payload: ${name} announced ${payloadBytes} bytes, ${this.bufferedBytes - lineBytes} came.`,
      );
    }
    return this.#error;
  }

  #append(chunk: Uint8Array): Buffer {
    if (this.#end + chunk.length > this.#pending.length) {
      const waiting = this.#end - this.#start;
      const grown = Buffer.allocUnsafe(Math.max(512, (waiting + chunk.length) * 2));
      this.#pending.copy(grown, 0, this.#start, this.#end);
      this.#pending = grown;
      this.#scanned -= this.#start;
      this.#start = 0;
      this.#end = waiting;
    }
    if (chunk.length === 1) {
      this.#pending[this.#end] = chunk[0] ?? 0;
    } else {
      this.#pending.set(chunk, this.#end);
    }
    this.#end += chunk.length;
    return this.#pending;
  }

  #remember(state: {
    readonly chunk: Uint8Array;
    readonly isFresh: boolean;
    readonly at: number;
    readonly end: number;
    readonly scanned: number;
  }): void {
    const { chunk, isFresh, at, end, scanned } = state;
    if (this.#error !== undefined) {
      this.#pending = Buffer.alloc(0);
      this.#start = 0;
      this.#end = 0;
      return;
    }
    if (isFresh) {
      this.#start = 0;
      this.#end = 0;
      this.#scanned = scanned - at;
      if (at < end) {
        this.#append(chunk.subarray(at));
      }
    } else {
      this.#start = at;
      this.#scanned = scanned;
      if (at === end) {
        this.#start = 0;
        this.#end = 0;
        this.#scanned = 0;
      }
    }
    if (this.bufferedBytes > this.#limits.bufferedBytes) {
      this.#fail(
        'buffer-full',
        `A command is incomplete after ${this.bufferedBytes} bytes; ${this.#limits.bufferedBytes} are kept at the most.`,
      );
      this.#start = 0;
      this.#end = 0;
    }
  }

  /** Decodes one line; undefined where its payload has still to come. */
  #line(options: {
    readonly bytes: Buffer;
    readonly at: number;
    readonly lf: number;
    readonly keep: (from: number, to: number) => Buffer;
  }): DecodedItem | undefined {
    const { bytes, at, lf, keep } = options;
    const hasCr = lf > at && bytes[lf - 1] === CR;
    const textEnd = hasCr ? lf - 1 : lf;
    if (textEnd === at) {
      return { kind: 'empty-line', raw: keep(at, lf + 1), offset: this.#offset };
    }
    const line = bytes.toString('latin1', at, textEnd);
    const oddities: Oddity[] = [];
    if (!hasCr) {
      oddities.push({ code: 'bare-lf', offset: this.#offset + lf - at, message: 'The line ends in LF without CR.' });
    }
    const words = this.#words(line, oddities);
    const [word] = words;
    if (word === undefined) {
      return { kind: 'empty-line', raw: keep(at, lf + 1), offset: this.#offset };
    }
    const name = word.toUpperCase();
    if (name !== word) {
      oddities.push({
        code: 'lower-case',
        offset: this.#offset,
        message: `The command word is upper-case; "${word}" came.`,
      });
    }
    const read = readWords({ words, name, service: this.#service, from: this.#from });
    for (const { code, position, message } of read.problems) {
      oddities.push({ code, offset: this.#offset + wordStart(line, position), message });
    }
    const lineBytes = lf + 1 - at;
    if (read.announced === undefined) {
      return this.#command({ name, words: read, oddities, raw: keep(at, lf + 1), payload: undefined });
    }
    const payloadBytes = this.#announced({ name, announced: read.announced });
    this.#payload = { name, words: read, oddities, lineBytes, payloadBytes };
    return undefined;
  }

  #words(line: string, oddities: Oddity[]): string[] {
    const words = line.split(' ');
    let isClean = true;
    for (const word of words) {
      if (word === '') {
        isClean = false;
        break;
      }
    }
    if (!isClean || line.includes('\t')) {
      this.#blanks(line, oddities);
      return this.#decoded(
        line.split(/[ \t]+/).filter((word) => word !== ''),
        line,
        oddities,
      );
    }
    return this.#decoded(words, line, oddities);
  }

  /** Words are cut as bytes and read as UTF-8 only where one holds more than ASCII. */
  #decoded(words: string[], line: string, oddities: Oddity[]): string[] {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: every byte that is not ASCII is meant
    const at = line.search(/[^\x00-\x7f]/);
    if (at === -1) {
      return words;
    }
    oddities.push({
      code: 'raw-non-ascii',
      offset: this.#offset + at,
      message: 'The line holds bytes beyond ASCII that are not URL-encoded.',
    });
    const decoded = words.map((word) => Buffer.from(word, 'latin1').toString('utf8'));
    if (Buffer.from(line, 'latin1').toString('utf8').includes('\ufffd')) {
      oddities.push({
        code: 'invalid-utf8',
        offset: this.#offset + at,
        message: 'The line holds bytes that are not UTF-8.',
      });
    }
    return decoded;
  }

  #blanks(line: string, oddities: Oddity[]): void {
    const report = (code: OddityCode, index: number, message: string) => {
      if (index !== -1) {
        oddities.push({ code, offset: this.#offset + index, message });
      }
    };
    report('tab', line.indexOf('\t'), 'A tab stands where one space belongs.');
    report('leading-space', line.search(/^[ \t]/), 'The line begins with a blank.');
    report(
      'repeated-space',
      line.search(/(?<=[^ \t])[ \t]{2,}(?=[^ \t])/),
      'More than one blank stands between two words.',
    );
    report('trailing-space', line.search(/[ \t]+$/), 'A blank stands at the end of the line.');
  }

  #announced(options: { readonly name: string; readonly announced: string }): number {
    const { name, announced } = options;
    const length = /^\d{1,10}$/.test(announced) ? Number(announced) : Number.NaN;
    if (Number.isNaN(length)) {
      this.#fail(
        'bad-payload-length',
        `${name} announces a payload by its length in bytes; "${announced}" came.`,
        'X-FRM-03',
      );
      return 0;
    }
    if (length > this.#limits.payloadBytes) {
      this.#fail('payload-too-long', `${name} announces ${length} bytes; ${this.#limits.payloadBytes} are the most.`);
    }
    return length;
  }

  #command(options: {
    readonly name: string;
    readonly words: ReadWords;
    readonly oddities: readonly Oddity[];
    readonly raw: Buffer;
    readonly payload: Uint8Array | undefined;
  }): DecodedCommand {
    const { name, words, oddities, raw, payload } = options;
    return {
      kind: 'command',
      name,
      trid: words.trid,
      parameters: words.parameters,
      payload,
      form: words.form?.id,
      fields: words.fields,
      raw,
      offset: this.#offset,
      oddities: oddities.length === 0 ? NO_ODDITIES : oddities,
    };
  }

  #fail(code: DecodeErrorCode, message: string, rule?: string): void {
    this.#error = new DecodeError({ code, offset: this.#offset, message, ...(rule === undefined ? {} : { rule }) });
  }
}

/** Index of the word at `position` in a line whose words are parted by blanks. */
function wordStart(line: string, position: number): number {
  let index = 0;
  for (const [count, match] of [...line.matchAll(/[^ \t]+/g)].entries()) {
    index = match.index;
    if (count === position) {
      break;
    }
  }
  return index;
}
