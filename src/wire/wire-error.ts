export type WireErrorCode =
  /** Nobody listens there, or there is no way to it. */
  | 'unreachable'
  /** Nobody answered in time. */
  | 'timeout'
  /** Somebody is waiting already. */
  | 'busy'
  /** The peer brought more than one connection may bring. */
  | 'received-limit';

/** A connection cannot be made, or is used in a way that it does not offer. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    readonly code: WireErrorCode,
    message: string,
  ) {
    super(message);
  }
}
