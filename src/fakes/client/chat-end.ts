/** Why a chat is over. */
export interface ChatEnd {
  /**
   * - `left`: the client was told to leave, or to close
   * - `alone`: the client has left by itself, the last of the others being gone
   * - `closed`: the server ended it
   * - `failed`: the server did not let the client in, or broke the protocol beyond use
   */
  readonly reason: 'left' | 'alone' | 'closed' | 'failed';
  /** A whole sentence. */
  readonly message: string;
  readonly error?: Error | undefined;
}
