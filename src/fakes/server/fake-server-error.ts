export type FakeServerErrorCode =
  /** Nothing of the kind happened in time. */
  | 'timeout'
  /** The server has been closed. */
  | 'closed';

/** A test waited for something that did not come. */
export class FakeServerError extends Error {
  override readonly name = 'FakeServerError';
  constructor(
    readonly code: FakeServerErrorCode,
    message: string,
  ) {
    super(message);
  }
}
