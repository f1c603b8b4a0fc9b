export type FakeClientErrorCode =
  /** The server agreed on no dialect, or on one that was not offered. */
  | 'no-common-dialect'
  /** An answer that means nothing at this place. */
  | 'bad-answer'
  /** The server handed the client on more often than any server should. */
  | 'too-many-transfers'
  /** A server address that is none. */
  | 'bad-address'
  /** A short answer to `SYN` where the client has no list of that version. */
  | 'list-unavailable'
  /** The announced lines of the list did not all come in time. */
  | 'incomplete-list'
  /** No reply within the time limit. */
  | 'no-reply'
  /** The connection is gone, or was never made. */
  | 'closed'
  /** The server sent bytes that cannot be taken apart. */
  | 'undecodable'
  /** The server moved the client to another address; what was open on the old connection is lost. */
  | 'transferred'
  /** The account signed in somewhere else. */
  | 'other-login'
  /** What was asked for must not be sent: a name, number or message that is too long, empty, or no such state. */
  | 'bad-argument'
  /** What was waited for did not come in time. */
  | 'timeout';

/** Why the fake client could not do what it was told. The message is a whole sentence. */
export class FakeClientError extends Error {
  override readonly name = 'FakeClientError';
  constructor(
    readonly code: FakeClientErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
