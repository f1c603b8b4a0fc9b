import type { DecodedItem, Service, Side } from './command';
import { DecodeError, type DecodeErrorCode } from './decode-error';
import { LineReader, type ReadLine } from './line-reader';

export interface DecoderLimits {
  /** Longest line with its end, in bytes, 1 or more. Default 16384; real Passport tickets want 8 KiB at least (wire.md). */
  readonly lineBytes: number;
  /** Longest payload, in bytes, 0 or more. Default 65536. */
  readonly payloadBytes: number;
  /** Longest command, line and payload together, in bytes: no more is kept while the rest is awaited. Default: both limits together. */
  readonly bufferedBytes: number;
}

export interface DecoderOptions {
  readonly service: Service;
  /** The side that sends what is decoded. */
  readonly from: Side;
  readonly limits?: Partial<DecoderLimits>;
}

/** A command whose line is read, while its bytes may still be on their way. */
interface Framed {
  /** Undefined for an empty line. */
  readonly line: ReadLine | undefined;
  readonly lineBytes: number;
  /** Undefined for commands without a payload. */
  readonly payloadBytes: number | undefined;
  /** Bytes of line and payload together. */
  readonly bytes: number;
}

const LF = 0x0a;
const NO_ITEMS: readonly DecodedItem[] = Object.freeze([]);
const NO_ROOM = Buffer.alloc(0);
/** Bytes of a new room: many short commands find place in one. */
const ROOM_BYTES = 4096;

/**
 * Takes the byte stream of one direction apart into commands, whatever its chunks are. What is wrong but readable is decoded and reported as an
 * oddity; what cannot be framed ends the stream: `error` is set, and nothing more is decoded.
 *
 * The bytes of a command are a view of memory that only the decoder has and never writes again, so a command stays what it is, and the caller may use
 * the memory of a chunk for other things.
 */
export class Decoder {
  readonly #reader: LineReader;
  readonly #limits: DecoderLimits;
  /** An incomplete command lies in the room from #start to #end. */
  #room: Buffer = NO_ROOM;
  #start = 0;
  #end = 0;
  /** Below it, #end may grow by a byte that is no LF: the command stays incomplete, and no limit is met. */
  #ease = 0;
  #framed: Framed | undefined;
  /** Stream offset of the command in hand. */
  #offset = 0;
  #error: DecodeError | undefined;

  /** @throws RangeError where a limit is no whole number, `payloadBytes` is below 0 or one of the others below 1 */
  constructor(options: DecoderOptions) {
    const { lineBytes = 16_384, payloadBytes = 65_536 } = options.limits ?? {};
    this.#reader = new LineReader(options);
    this.#limits = {
      lineBytes,
      payloadBytes,
      bufferedBytes: options.limits?.bufferedBytes ?? lineBytes + payloadBytes,
    };
    requireLimit('lineBytes', { limit: lineBytes, least: 1 });
    requireLimit('payloadBytes', { limit: payloadBytes, least: 0 });
    requireLimit('bufferedBytes', { limit: this.#limits.bufferedBytes, least: 1 });
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
  push(chunk: Uint8Array): readonly DecodedItem[] {
    if (chunk.length === 1 && this.#end < this.#ease && (chunk[0] !== LF || this.#framed !== undefined)) {
      this.#room[this.#end] = chunk[0] ?? 0;
      this.#end += 1;
      return NO_ITEMS;
    }
    const items: DecodedItem[] = [];
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = 0;
    while (at < bytes.length && this.#error === undefined) {
      if (this.#start === this.#end) {
        // The first byte of a command is only kept; a copy of it would cost more than all else.
        const isWhole = bytes.length - at > 1 || bytes[at] === LF;
        const own = isWhole ? Buffer.from(bytes.subarray(at)) : bytes;
        const rest = isWhole ? this.#decode({ bytes: own, start: 0, end: own.length, items }) : at;
        this.#keep(own, rest, own.length);
        at = bytes.length;
      } else {
        const to = this.#boundary(bytes, at);
        this.#keep(bytes, at, to);
        this.#start = this.#decode({ bytes: this.#room, start: this.#start, end: this.#end, items });
        at = to;
      }
    }
    this.#settle();
    return items;
  }

  /** Tells what is missing when the stream ends here; undefined where it ends between two commands. */
  end(): DecodeError | undefined {
    if (this.#error === undefined && this.bufferedBytes > 0) {
      const { line, lineBytes = 0, payloadBytes } = this.#framed ?? {};
      if (line === undefined) {
        this.#fail('truncated-line', `The stream ends in a line, ${this.bufferedBytes} bytes behind its beginning.`);
      } else {
        this.#fail(
          'truncated-payload',
          `The stream ends in a payload: ${line.name} announced ${payloadBytes} bytes, ${this.bufferedBytes - lineBytes} came.`,
        );
      }
      this.#settle();
    }
    return this.#error;
  }

  /** Decodes the commands that are complete. Returns where the first one begins that is not. */
  #decode(options: {
    readonly bytes: Buffer;
    readonly start: number;
    readonly end: number;
    readonly items: DecodedItem[];
  }): number {
    const { bytes, start, end, items } = options;
    let at = start;
    while (at < end) {
      const framed = this.#framed ?? this.#frame(bytes, at, end);
      if (framed === undefined || at + framed.bytes > end) {
        this.#framed = framed;
        break;
      }
      items.push(toItem({ framed, raw: bytes.subarray(at, at + framed.bytes), offset: this.#offset }));
      this.#framed = undefined;
      this.#offset += framed.bytes;
      at += framed.bytes;
    }
    return at;
  }

  /** Reads the line that begins at `at`. Undefined when it is incomplete, and when it cannot be framed. */
  #frame(bytes: Buffer, at: number, end: number): Framed | undefined {
    const { lineBytes: most, bufferedBytes } = this.#limits;
    // A line that is kept has been kept up to its LF at most (#boundary), and behind it lies what the room was made of.
    const lf = bytes === this.#room ? (bytes[end - 1] === LF ? end - 1 : -1) : bytes.indexOf(LF, at);
    const lineBytes = (lf === -1 ? end : lf + 1) - at;
    if (lineBytes > most) {
      return this.#fail('line-too-long', `A line has more than ${most} bytes.`);
    }
    if (lineBytes > bufferedBytes) {
      return this.#fail('buffer-full', `A command has more than ${bufferedBytes} bytes.`);
    }
    if (lf === -1) {
      return undefined;
    }
    const line = this.#reader.read({ bytes, start: at, lf, offset: this.#offset });
    if (line?.announced === undefined) {
      return { line, lineBytes, payloadBytes: undefined, bytes: lineBytes };
    }
    const payloadBytes = this.#payloadBytes(line.name, line.announced);
    if (payloadBytes === undefined) {
      return undefined;
    }
    if (lineBytes + payloadBytes > bufferedBytes) {
      return this.#fail('buffer-full', `A command has more than ${bufferedBytes} bytes.`);
    }
    return { line, lineBytes, payloadBytes, bytes: lineBytes + payloadBytes };
  }

  #payloadBytes(name: string, announced: string): number | undefined {
    const { payloadBytes: most } = this.#limits;
    if (!/^\d+$/.test(announced)) {
      return this.#fail(
        'bad-payload-length',
        `${name} announces a payload by its length in bytes; ${announced === '' ? 'nothing' : `"${announced}"`} came.`,
        'X-FRM-03',
      );
    }
    const length = Number(announced);
    return length > most
      ? this.#fail('payload-too-long', `${name} announces ${announced} bytes; ${most} are the most.`)
      : length;
  }

  /** Where the command in hand ends in a chunk that goes on with it, as far as that can be told. */
  #boundary(bytes: Buffer, at: number): number {
    if (this.#framed !== undefined) {
      return Math.min(bytes.length, at + this.#framed.bytes - this.bufferedBytes);
    }
    const lf = bytes.indexOf(LF, at);
    // One byte above the limit shows that the line is too long; the others need no room.
    return Math.min(lf === -1 ? bytes.length : lf + 1, at + this.#limits.lineBytes + 1 - this.bufferedBytes);
  }

  /** Adds bytes to the command in hand. After an error they would only cost memory. */
  #keep(bytes: Buffer, from: number, to: number): void {
    if (this.#error !== undefined) {
      return;
    }
    const waiting = this.#end - this.#start;
    if (this.#end + to - from > this.#room.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, (waiting + to - from) * 2));
      this.#room.copy(room, 0, this.#start, this.#end);
      this.#room = room;
      this.#start = 0;
      this.#end = waiting;
    }
    // For one byte a call into native code costs more than all else.
    if (to - from === 1) {
      this.#room[this.#end] = bytes[from] ?? 0;
    } else {
      bytes.copy(this.#room, this.#end, from, to);
    }
    this.#end += to - from;
  }

  #settle(): void {
    if (this.#error !== undefined) {
      this.#room = NO_ROOM;
      this.#start = 0;
      this.#end = 0;
    }
    const most = this.#framed === undefined ? this.#limits.lineBytes : this.#framed.bytes - 1;
    this.#ease = Math.min(this.#room.length, this.#start + Math.min(most, this.#limits.bufferedBytes));
  }

  #fail(code: DecodeErrorCode, message: string, rule?: string): undefined {
    this.#error = new DecodeError({ code, offset: this.#offset, message, ...(rule === undefined ? {} : { rule }) });
  }
}

function requireLimit(name: string, options: { readonly limit: number; readonly least: number }): void {
  const { limit, least } = options;
  if (!Number.isSafeInteger(limit) || limit < least) {
    throw new RangeError(`limits.${name} is a whole number of bytes, ${least} or more; ${limit} is none.`);
  }
}

function toItem(options: { readonly framed: Framed; readonly raw: Buffer; readonly offset: number }): DecodedItem {
  const { framed, raw, offset } = options;
  const { line, lineBytes, payloadBytes } = framed;
  if (line === undefined) {
    return { kind: 'empty-line', raw, offset };
  }
  const { name, words, oddities } = line;
  return {
    kind: 'command',
    name,
    trid: words.trid,
    parameters: words.parameters,
    payload: payloadBytes === undefined ? undefined : raw.subarray(lineBytes),
    form: words.form,
    fields: words.fields,
    raw,
    offset,
    oddities,
  };
}
