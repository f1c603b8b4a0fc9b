/** Why a stream cannot be taken apart. The codes are stable; messages are for people. */
export type DecodeErrorCode =
  /** More bytes than `lineBytes` without, or up to, a line end. */
  | 'line-too-long'
  /** A length above `payloadBytes` was announced; the payload is not waited for. */
  | 'payload-too-long'
  /** A payload command without a decimal length as its last word (X-FRM-03). */
  | 'bad-payload-length'
  /** Line and payload together are more than `bufferedBytes`. */
  | 'buffer-full'
  /** The stream ended inside a line. */
  | 'truncated-line'
  /** The stream ended before the announced payload had come. */
  | 'truncated-payload';

/** A stream can no longer be taken apart into commands. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;
  /** Byte offset in the stream, from 0, at which the command begins that cannot be read. */
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
