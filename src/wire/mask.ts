import type { Side } from '../codec';
import type { Trace } from './trace';
import type { SegmentEvent } from './trace-event';

/** The forms in which a secret may stand on the wire: as it is, and URL-encoded in the ways that clients have. */
function formsOf(secret: string): string[] {
  const minimal = secret.replace(/[% ]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const encoded = encodeURIComponent(secret);
  const everyByte = [...Buffer.from(secret, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const strict = encoded.replace(/[!'()*~._-]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const forms = [secret, minimal, encoded, strict, everyByte];
  return [...new Set([...forms, ...forms.map(upperEscapes), ...forms.map(lowerEscapes)])];
}

function upperEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase());
}

/** Every byte of a secret becomes `*`; the length stays. */
export function maskText(text: string, secrets: ReadonlySet<string>): string {
  let masked = text;
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      masked = masked.replaceAll(form, '*'.repeat(form.length));
    }
  }
  return masked;
}

/**
 * The bytes of every segment with secrets masked, by event index. A secret is looked for in the whole stream of a direction, so that one that is cut
 * over segments is masked in all of them.
 */
export function maskedSegments(trace: Trace): ReadonlyMap<number, Uint8Array> {
  const streams = new Map<string, SegmentEvent[]>();
  for (const event of trace.events) {
    if (event.kind === 'segment') {
      const key = streamKey(event.connection, event.from);
      const segments = streams.get(key);
      if (segments === undefined) {
        streams.set(key, [event]);
      } else {
        segments.push(event);
      }
    }
  }
  const masked = new Map<number, Uint8Array>();
  const needles = [...trace.secrets].flatMap(formsOf).map((form) => Buffer.from(form, 'utf8'));
  for (const segments of streams.values()) {
    const stream = Buffer.concat(segments.map(({ bytes }) => bytes));
    for (const needle of needles) {
      for (let at = stream.indexOf(needle); at !== -1; at = stream.indexOf(needle, at + needle.length)) {
        stream.fill(0x2a, at, at + needle.length);
      }
    }
    let begin = 0;
    for (const { index, bytes } of segments) {
      masked.set(index, stream.subarray(begin, begin + bytes.length));
      begin += bytes.length;
    }
  }
  return masked;
}

function streamKey(connection: string, from: Side): string {
  return `${from} ${connection}`;
}
