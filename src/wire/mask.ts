import type { SegmentEvent, TraceEvent } from './trace-event';

const star = 0x2a;
const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

/** Shortest beginning of a secret that is masked at the very end of a stream, where the rest of it may have been cut off, in bytes. */
const shortestBeginning = 4;

/** Bytes under one reading, each with its place in the bytes as they came. */
interface Reading {
  readonly bytes: Buffer;
  /** Where each byte of the reading begins in the original, and behind the last one where it ends; absent where they are the same. */
  readonly places?: Uint32Array;
}

/** Masks secrets: every byte of one becomes `*`, in whatever URL encoding it stands; the length in bytes stays. */
export class Mask {
  readonly #needles: readonly Buffer[];

  constructor(secrets: ReadonlySet<string>) {
    this.#needles = [...secrets].map((secret) => Buffer.from(secret, 'utf8'));
  }

  text(text: string): string {
    return this.#needles.length === 0 ? text : this.#bytes(Buffer.from(text, 'utf8')).toString('utf8');
  }

  /** The words of a line, masked together: a secret may hold a blank and so lie over two of them. */
  words(words: readonly string[]): string[] {
    const masked = this.#bytes(Buffer.from(words.join(' '), 'utf8'));
    let begin = 0;
    return words.map((word) => {
      const end = begin + Buffer.byteLength(word, 'utf8');
      const text = masked.toString('utf8', begin, end);
      begin = end + 1;
      return text;
    });
  }

  /**
   * The bytes of every segment of a trace, by event index. A secret is looked for in the whole stream of a direction, so that one that is cut over
   * segments is masked in all of them.
   */
  segments(events: readonly TraceEvent[]): ReadonlyMap<number, Uint8Array> {
    const streams = new Map<string, SegmentEvent[]>();
    for (const event of events) {
      if (event.kind === 'segment') {
        const key = `${event.from} ${event.connection}`;
        const segments = streams.get(key);
        if (segments === undefined) {
          streams.set(key, [event]);
        } else {
          segments.push(event);
        }
      }
    }
    const masked = new Map<number, Uint8Array>();
    for (const segments of streams.values()) {
      const stream = this.#bytes(Buffer.concat(segments.map(({ bytes }) => bytes)));
      let begin = 0;
      for (const { index, bytes } of segments) {
        masked.set(index, stream.subarray(begin, begin + bytes.length));
        begin += bytes.length;
      }
    }
    return masked;
  }

  #bytes(bytes: Buffer): Buffer {
    const masked = Buffer.from(bytes);
    for (const reading of readingsOf(bytes, this.#needles)) {
      for (const needle of this.#needles) {
        for (const [begin, end] of placesOf(needle, reading.bytes)) {
          masked.fill(star, reading.places?.[begin] ?? begin, reading.places?.[end] ?? end);
        }
      }
    }
    return masked;
  }
}

/** The bytes as they are, with their %HH decoded, and with `+` taken for a blank too where that can make a difference. */
function readingsOf(bytes: Buffer, needles: readonly Buffer[]): Reading[] {
  const readings: Reading[] = [{ bytes }];
  if (needles.length > 0 && bytes.includes(percent)) {
    readings.push(decoded(bytes, plus));
  }
  if (bytes.includes(plus) && needles.some((needle) => needle.includes(space))) {
    readings.push(decoded(bytes, space));
  }
  return readings;
}

function decoded(bytes: Buffer, plusMeans: number): Reading {
  const read = Buffer.allocUnsafe(bytes.length);
  const places = new Uint32Array(bytes.length + 1);
  let length = 0;
  for (let at = 0; at < bytes.length; length += 1) {
    const byte = bytes[at] ?? 0;
    const code = byte === percent ? hexByte(bytes[at + 1], bytes[at + 2]) : undefined;
    read[length] = code ?? (byte === plus ? plusMeans : byte);
    places[length] = at;
    at += code === undefined ? 1 : 3;
  }
  places[length] = bytes.length;
  return { bytes: read.subarray(0, length), places };
}

function hexByte(high: number | undefined, low: number | undefined): number | undefined {
  const left = hexDigit(high);
  const right = hexDigit(low);
  return left === undefined || right === undefined ? undefined : left * 16 + right;
}

function hexDigit(byte = 0): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) {
    return byte - 0x30;
  }
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}

/** Begin and end of each place where `needle` stands, also where they overlap, and of its beginning at the end of `bytes`. */
function placesOf(needle: Buffer, bytes: Buffer): (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    places.push([at, at + needle.length]);
  }
  const beginning = needle.subarray(0, shortestBeginning);
  const firstCut = Math.max(0, bytes.length - needle.length + 1);
  for (let at = bytes.indexOf(beginning, firstCut); at !== -1; at = bytes.indexOf(beginning, at + 1)) {
    if (needle.subarray(0, bytes.length - at).equals(bytes.subarray(at))) {
      places.push([at, bytes.length]);
      break;
    }
  }
  return places;
}
