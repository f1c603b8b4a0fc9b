import type { Command, DecodedCommand } from '../../codec';
import type { ServerSession } from './server-session';

/** What a hook may look at. */
export interface ServerHookContext {
  readonly session: ServerSession;
  /** The request that is being handled; absent where the server speaks by itself. */
  readonly request?: DecodedCommand | undefined;
}

/** Places where a faulty server differs from the reference on the wire. */
export interface ServerHooks {
  /** Changes what came in, before it is decoded. */
  input?(bytes: Uint8Array, context: ServerHookContext): Uint8Array;
  /** Sees each command of a client first. `handled`: the server takes no notice of it. */
  incoming?(command: DecodedCommand, context: ServerHookContext): 'continue' | 'handled';
  /** Replaces, drops or multiplies a command that goes out. */
  outgoing?(command: Command, context: ServerHookContext): readonly Command[];
  /** Changes the bytes of a command that goes out. */
  bytes?(bytes: Uint8Array, command: Command, context: ServerHookContext): Uint8Array;
}
