export type PassportErrorCode =
  /** The login server does not give this account a ticket for this password. */
  | 'refused'
  /** No TCP connection to the nexus or the login server. */
  | 'unreachable'
  /** No TLS on the connection: no handshake, or a certificate that is not trusted. */
  | 'tls'
  /** The answer is no HTTP, too long, cut off, or lacks what it should hold. */
  | 'bad-answer'
  | 'redirect-loop'
  /** Connected, and no complete answer within the time limit. */
  | 'time-limit'
  /** Not sent at all: the nexus URL, the challenge or the certificate authority cannot be used. */
  | 'bad-input';

/** Why there is no Passport ticket. */
export class PassportError extends Error {
  override readonly name = 'PassportError';
  constructor(
    readonly code: PassportErrorCode,
    message: string,
  ) {
    super(message);
  }
}
