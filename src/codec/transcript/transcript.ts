import type { Side } from '../command';

/** Bytes that are written out in the transcript. */
export interface LiteralPart {
  readonly kind: 'literal';
  /** At least one byte. */
  readonly bytes: Uint8Array;
}

/** A value that may differ from run to run: `<name>` or `<name=documented value>`. The first use binds, a later use must be equal. */
export interface FieldPart {
  readonly kind: 'field';
  /** A letter, then letters, digits and `-`. */
  readonly name: string;
  /** The value that the documented session has there, as text. */
  readonly documented?: string | undefined;
}

export type Part = LiteralPart | FieldPart;

/** What one end hands to TCP in one write. */
export interface TranscriptSegment {
  readonly kind: 'segment';
  readonly from: Side;
  /** At least one. Two literals never stand side by side. */
  readonly parts: readonly Part[];
  /** Line of the arrow, from 1. */
  readonly line: number;
}

export interface TranscriptClose {
  readonly kind: 'close';
  /** The end that closes. */
  readonly by: Side;
  readonly how: 'clean' | 'reset';
  readonly line: number;
}

export interface TranscriptComment {
  readonly kind: 'comment';
  /** Without the `#` and one blank behind it. */
  readonly text: string;
  readonly line: number;
}

export type TranscriptItem = TranscriptSegment | TranscriptClose | TranscriptComment;

/** What happens on one connection, in the notation of the example session. */
export interface Transcript {
  readonly items: readonly TranscriptItem[];
}
