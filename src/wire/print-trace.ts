import { printTranscript, type TranscriptItem } from '../codec';
import { type ShownTrace, shownTrace } from './mask-trace';
import type { Trace } from './trace';
import type { SegmentEvent, TraceEvent } from './trace-event';

export interface PrintTraceOptions {
  /** Only this connection. */
  readonly connection?: string | undefined;
  /** Leaves passwords and tickets readable. */
  readonly unmask?: boolean | undefined;
  /** What may be shown of the trace, where that has been worked out before; `unmask` then says nothing. */
  readonly shown?: ShownTrace | undefined;
  /** Most characters; of the events for which there is no room only the number is told. Default: as many as there are. */
  readonly maxLength?: number | undefined;
}

/** Room for the line that tells what is left out. */
const farewellLength = 200;

/**
 * Prints a trace in the notation of transcripts. What is not a segment or a close stands in comment lines; each event is headed by one with its place in
 * the trace, its time in milliseconds and its connection. What is printed of one connection is a transcript of it. Control characters are written as
 * escapes, so that it can be shown on a terminal.
 */
export function printTrace(trace: Trace, options: PrintTraceOptions = {}): string {
  const shown = options.shown ?? shownTrace(trace, options);
  const most = (options.maxLength ?? Number.POSITIVE_INFINITY) - farewellLength;
  let text = '';
  for (const [index, event] of trace.events.entries()) {
    if (options.connection === undefined || event.connection === options.connection) {
      // A blank line sets connections apart; a transcript does not mind it.
      const gap = event.kind === 'open' && text !== '' ? '\n' : '';
      const printed = gap + printTranscript({ items: itemsOf(event, shown) });
      if (text.length + printed.length > most) {
        const left = trace.events.length - index;
        text += printTranscript({ items: [comment(`The file is full: the last ${left} events are left out.`)] });
        break;
      }
      text += printed;
    }
  }
  if (trace.elidedEvents > 0) {
    const { elidedEvents, elidedBytes } = trace;
    text += printTranscript({
      items: [comment(`The trace was full: ${elidedEvents} later events with ${elidedBytes} bytes are left out.`)],
    });
  }
  return text;
}

/**
 * Prints what stands around one event on its connection, up to `before` and `after` events, in the notation of `printTrace`, line by line. Of
 * an event with more lines than `maxLines` those around the event in question are kept, or the first; longer lines than `maxLineLength`
 * characters are cut.
 */
export function printAround(options: {
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
  /** Index of the event. */
  readonly event: number;
  readonly before: number;
  readonly after: number;
  readonly maxLines: number;
  readonly maxLineLength: number;
}): string[] {
  const { events, shown, event, before, after, maxLines, maxLineLength } = options;
  const middle = events[event];
  const printed = events.filter((one) => one.connection === middle?.connection && !REPEATED.has(one.kind));
  const behind = printed.findIndex(({ index }) => index > event);
  const end = behind === -1 ? printed.length : behind;
  return printed
    .slice(Math.max(0, end - before - 1), end + after)
    .flatMap((one) => {
      const lines = printTranscript({ items: itemsOf(one, shown) })
        .trimEnd()
        .split('\n');
      return excerpt(lines, { around: lineIn(one, middle), maxLines });
    })
    .map((line) => (line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line));
}

/** The printed line of a segment in which a command of it begins; 0 for any other event. */
function lineIn(segment: TraceEvent, event: TraceEvent | undefined): number {
  if (segment.kind !== 'segment' || event?.kind !== 'command' || event.from !== segment.from) {
    return 0;
  }
  const before = event.command.offset - segment.offset;
  const isIn = before >= 0 && before < segment.bytes.length;
  return isIn ? 1 + segment.bytes.subarray(0, before).filter((byte) => byte === 0x0a).length : 0;
}

function excerpt(lines: readonly string[], options: { readonly around: number; readonly maxLines: number }): string[] {
  const { around, maxLines } = options;
  const begin = Math.max(0, Math.min(around - Math.floor(maxLines / 2), lines.length - maxLines));
  const end = begin + maxLines;
  const left = (count: number) => (count > 0 ? [`# … ${count} lines`] : []);
  return [...left(begin), ...lines.slice(begin, end), ...left(lines.length - end)];
}

/** Events that repeat the segments. */
const REPEATED: ReadonlySet<TraceEvent['kind']> = new Set(['command', 'empty-line']);

function itemsOf(event: TraceEvent, shown: ShownTrace): TranscriptItem[] {
  const heading = (note: string) =>
    comment(
      [`[${event.index}] ${event.time.toFixed(1)} ms`, event.connection, note].filter((part) => part !== '').join(' '),
    );
  switch (event.kind) {
    case 'open':
      return [heading(`opens${event.label === undefined ? '' : ` (${shown.text(event.label)})`}`)];
    case 'segment':
      return [
        heading(boundaryNote(event)),
        { kind: 'segment', from: event.from, parts: [{ kind: 'literal', bytes: shown.bytes(event) }], line: 1 },
      ];
    case 'close':
      return [heading(''), { kind: 'close', by: event.by, how: event.how, line: 1 }];
    case 'http':
      return [
        heading(`${event.from === 'client' ? 'asks' : 'is answered'}: ${shown.headerValue(event.startLine)}`),
        ...event.headers.map(([name, value]) => comment(`  ${shown.text(name)}: ${shown.headerValue(value)}`)),
      ];
    case 'undecodable':
      return [
        heading(
          `cannot be taken apart any further: ${shown.text(event.message)} (${event.code}, byte ${event.offset})`,
        ),
      ];
    case 'remark':
      return [heading(shown.text(event.text))];
    // `REPEATED`
    case 'command':
    case 'empty-line':
      return [];
  }
}

function comment(text: string): TranscriptItem {
  // A comment may hold a TAB; here nothing is laid out with one, so that it can only come from a peer.
  return { kind: 'comment', text: text.replaceAll('\t', '\\t'), line: 1 };
}

function boundaryNote(event: SegmentEvent): string {
  return event.boundary === 'proven' || event.boundary === 'best-effort' ? `(boundary ${event.boundary})` : '';
}
