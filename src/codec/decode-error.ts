export type DecodeErrorCode =
  | 'line-too-long'
  | 'payload-too-long'
  | 'bad-payload-length'
  | 'buffer-full'
  | 'truncated-line'
  | 'truncated-payload';

/** A stream can no longer be taken apart into commands. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;
  /** Byte offset in the stream, from 0. */
  readonly offset: number;
  /** The rule that the sender broke, where it is one. */
  readonly rule: string | undefined;

  constructor(options: {
    readonly code: DecodeErrorCode;
    readonly offset: number;
    readonly message: string;
    readonly rule?: string;
  }) {
    super(options.message);
    this.code = options.code;
    this.offset = options.offset;
    this.rule = options.rule;
  }
}
