import { printBytes } from '../codec';
import { maskedSegments, maskText } from './mask';
import type { Trace } from './trace';
import type { RemarkEvent, SegmentEvent, TraceEvent } from './trace-event';

export interface PrintTraceOptions {
  /** Only this connection. */
  readonly connection?: string;
  /** Leaves passwords and tickets readable. */
  readonly unmask?: true;
}

/**
 * Prints a trace in the notation of transcripts. What is not a segment or a close stands in comment lines. Each `# [index]` line gives the event's place in
 * the trace, its time in milliseconds and its connection. A printed trace of one connection is a transcript.
 */
export function printTrace(trace: Trace, options: PrintTraceOptions = {}): string {
  const masked = options.unmask === true ? undefined : maskedSegments(trace);
  const safe = (text: string) => printable(options.unmask === true ? text : maskText(text, trace.secrets));
  const lines: string[] = [];
  let lastHeading = '';
  for (const event of trace.events) {
    if (options.connection !== undefined && event.connection !== options.connection) {
      continue;
    }
    const printed = printEvent({ event, masked, safe });
    if (printed.length === 0) {
      continue;
    }
    const heading = `${event.connection}`;
    if (heading !== lastHeading && event.kind !== 'open') {
      lines.push(`# ${heading}`);
    }
    lastHeading = heading;
    lines.push(...printed);
  }
  if (trace.elidedEvents > 0) {
    lines.push(`# the trace was full: ${trace.elidedEvents} later events are left out`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

interface PrintEventOptions {
  readonly event: TraceEvent;
  readonly masked: ReadonlyMap<number, Uint8Array> | undefined;
  readonly safe: (text: string) => string;
}

function printEvent({ event, masked, safe }: PrintEventOptions): string[] {
  const place = `# [${event.index}] ${event.time.toFixed(1)} ms`;
  switch (event.kind) {
    case 'open':
      return ['', `${place} ${event.connection} opens${event.label === undefined ? '' : ` (${safe(event.label)})`}`];
    case 'segment':
      return [`${place}${boundaryNote(event)}`, ...segmentLines(event, masked?.get(event.index) ?? event.bytes)];
    case 'close':
      return [place, `${event.by === 'client' ? '>>>' : '<<<'} ${event.how === 'clean' ? '(close)' : '(reset)'}`];
    case 'http':
      return [
        `${place} ${event.from === 'client' ? 'request' : 'answer'}: ${safe(event.startLine)}`,
        ...event.headers.map(([name, value]) => `#   ${safe(name)}: ${safe(value)}`),
      ];
    case 'undecodable':
      return [`${place} cannot be decoded any further: ${safe(event.message)} (${event.code}, byte ${event.offset})`];
    case 'remark':
      return [remarkLine(event, place, safe)];
    case 'command':
    case 'empty-line':
      return [];
  }
}

function remarkLine(event: RemarkEvent, place: string, safe: (text: string) => string): string {
  return `${place} ${safe(event.text)}`;
}

function boundaryNote(event: SegmentEvent): string {
  return event.boundary === 'proven' || event.boundary === 'best-effort' ? ` (boundary ${event.boundary})` : '';
}

/** One arrow a segment; a new line after each line end, and before a payload's first byte where it stands apart. */
function segmentLines(event: SegmentEvent, bytes: Uint8Array): string[] {
  const arrow = event.from === 'client' ? '>>>' : '<<<';
  const pieces: Uint8Array[] = [];
  let begin = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 0x0a) {
      pieces.push(bytes.subarray(begin, at + 1));
      begin = at + 1;
    }
  }
  if (begin < bytes.length) {
    pieces.push(bytes.subarray(begin));
  }
  return pieces.map((piece, index) => `${index === 0 ? arrow : '   '} ${printPiece(piece, index)}`);
}

/** A line that looks like the wish to close, like an arrow or like a comment is written so that it does not. */
function printPiece(piece: Uint8Array, index: number): string {
  const text = printBytes(piece);
  const needsEscape =
    (index === 0 && (text === '(close)' || text === '(reset)')) || (index > 0 && /^(#|>>>|<<<| )/.test(text));
  return needsEscape ? `\\x${(piece[0] ?? 0).toString(16).padStart(2, '0')}${printBytes(piece.subarray(1))}` : text;
}

/** Control characters are shown and never sent to a terminal. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
