export type TranscriptErrorCode =
  /** A line that is no segment, continuation, comment or blank line. */
  | 'unknown-line'
  /** No blank between the arrow and the bytes. */
  | 'missing-blank'
  /** An indented line with no segment above that it could continue. */
  | 'orphan-continuation'
  /** An indented line that looks like a comment or like a segment. */
  | 'ambiguous-line'
  /** A segment without any byte. TCP cannot carry it. */
  | 'empty-segment'
  /** Blanks at the end of a line, which nobody sees and editors remove. */
  | 'trailing-blank'
  /** A character that a terminal would obey or that changes how the line reads. */
  | 'control-character'
  | 'bad-escape'
  | 'bad-field'
  /** A field without a value to send. */
  | 'unbound'
  /** A field with two different documented values. */
  | 'conflict'
  /** A bound value with CR, LF or a blank: the line would have other words than are drawn. */
  | 'broken-framing';

/** What is wrong in a transcript, and where. */
export class TranscriptError extends Error {
  override readonly name = 'TranscriptError';
  readonly code: TranscriptErrorCode;
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;

  /** `reason` is a sentence without its full stop; the place is put behind it. */
  constructor(options: {
    readonly code: TranscriptErrorCode;
    readonly reason: string;
    readonly line: number;
    readonly column: number;
  }) {
    super(`${options.reason} (line ${options.line}, column ${options.column}).`);
    this.code = options.code;
    this.line = options.line;
    this.column = options.column;
  }
}
