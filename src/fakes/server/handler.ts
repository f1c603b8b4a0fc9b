import type { DecodedCommand } from '../../codec';
import type { ServerSession } from './server-session';

/** What the server does with one command of a client. */
export interface Handler {
  /** From when on the command is taken: at first, once a dialect is agreed on, or once signed in. Earlier it ends the session (S-LOG-01). */
  readonly stage: 'greeting' | 'login' | 'online';
  /** Whether it needs a transaction id; without one the session ends (S-ROB-05). */
  readonly trid: 'required' | 'none';
  handle(request: DecodedCommand, session: ServerSession): void;
}
