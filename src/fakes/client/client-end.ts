/** Why a client is no longer connected and does not come back. */
export interface ClientEnd {
  /**
   * - `logged-out`: it was told to log out or to close
   * - `closed`: the server closed or reset the connection
   * - `other-login`: `OUT OTH`, the account signed in somewhere else
   * - `shutdown`: `OUT SSD` or a bare `OUT`
   * - `failed`: the server broke the protocol beyond use, or signing in again failed
   */
  readonly reason: 'logged-out' | 'closed' | 'other-login' | 'shutdown' | 'failed';
  /** A whole sentence. */
  readonly message: string;
  readonly error?: Error | undefined;
}
