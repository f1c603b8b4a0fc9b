export type TextErrorCode =
  /** A MIME header that would not be read as it is written. */
  | 'mime-header'
  /** A Passport field that would not be read as it is written. */
  | 'passport-field'
  /** A DALogin that is no `host/path` and no https URL. */
  | 'dalogin'
  /** A client id for which no key is documented. */
  | 'unknown-client-id';

/** A value that the codec cannot put into the form that was asked for, or cannot take for what it should be. */
export class TextError extends Error {
  override readonly name = 'TextError';
  constructor(
    readonly code: TextErrorCode,
    message: string,
  ) {
    super(message);
  }
}
