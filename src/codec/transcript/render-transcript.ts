import type { Side } from '../command';
import { breaksFraming } from './breaks-framing';
import { concatenate } from './parse-parts';
import type { FieldPart, Transcript, TranscriptClose, TranscriptSegment } from './transcript';
import { TranscriptError } from './transcript-error';

/** A segment whose every byte is known. */
export interface RenderedSegment {
  readonly kind: 'segment';
  readonly from: Side;
  /** At least one. */
  readonly bytes: Uint8Array;
  /** Line in the transcript, from 1. */
  readonly line: number;
}

export type RenderedItem = RenderedSegment | TranscriptClose;

const encoder = new TextEncoder();

/**
 * Turns a transcript into the bytes of its segments, in order; comments fall away. A field takes its value from `bindings`, else from the
 * documented value that stands at it or at an earlier use.
 *
 * @throws TranscriptError `unbound` where neither exists, `conflict` where the documented values of two uses differ and no binding
 *   decides, `broken-framing` where a binding has CR, LF or a blank and is not what is documented, `empty-segment` where the values leave no byte
 */
export function renderTranscript(
  transcript: Transcript,
  bindings: ReadonlyMap<string, string> = new Map(),
): RenderedItem[] {
  const documented = new Map<string, string>();
  const rendered: RenderedItem[] = [];
  for (const item of transcript.items) {
    if (item.kind === 'segment') {
      const bytes = renderSegment(item, { bindings, documented });
      rendered.push({ kind: 'segment', from: item.from, bytes, line: item.line });
    } else if (item.kind === 'close') {
      rendered.push(item);
    }
  }
  return rendered;
}

interface Values {
  readonly bindings: ReadonlyMap<string, string>;
  /** Documented values met so far. */
  readonly documented: Map<string, string>;
}

function renderSegment(segment: TranscriptSegment, values: Values): Uint8Array {
  const bytes = concatenate(
    segment.parts.map((part, index) =>
      part.kind === 'literal' ? part.bytes : encoder.encode(fieldValue({ part, index, segment, values })),
    ),
  );
  if (bytes.length === 0) {
    throw new TranscriptError({
      code: 'empty-segment',
      reason: 'The values of its fields leave this segment without a byte',
      line: segment.line,
      column: 1,
    });
  }
  return bytes;
}

function fieldValue(options: {
  readonly part: FieldPart;
  readonly index: number;
  readonly segment: TranscriptSegment;
  readonly values: Values;
}): string {
  const { part: field, index, values } = options;
  const { line, parts } = options.segment;
  const bound = values.bindings.get(field.name);
  if (bound !== undefined && bound !== field.documented && breaksFraming({ parts, index, value: bound })) {
    throw new TranscriptError({
      code: 'broken-framing',
      reason: `The field ${field.name} is bound to ${JSON.stringify(bound)}, and CR, LF or a blank in it would make another line of this one`,
      line,
      column: 1,
    });
  }
  if (bound !== undefined) {
    return bound;
  }
  const earlier = values.documented.get(field.name);
  if (earlier !== undefined && field.documented !== undefined && earlier !== field.documented) {
    throw new TranscriptError({
      code: 'conflict',
      reason: `The field ${field.name} is documented here with another value than before`,
      line,
      column: 1,
    });
  }
  const value = field.documented ?? earlier;
  if (value === undefined) {
    throw new TranscriptError({
      code: 'unbound',
      reason: `The field ${field.name} has no value: nothing binds it and no documented value stands at it or before it`,
      line,
      column: 1,
    });
  }
  values.documented.set(field.name, value);
  return value;
}
