import type { Command, DecodedCommand } from '../../codec';

/** What a hook may look at. */
export interface SessionHookContext<Session> {
  readonly session: Session;
  /** The request that is being handled; absent where the server speaks by itself. */
  readonly request?: DecodedCommand | undefined;
}

/** Places where a faulty server differs from the reference on the wire. */
export interface SessionHooks<Session> {
  /** A connection has come; nothing has been read from it. */
  opened?(context: SessionHookContext<Session>): void;
  /** Changes what came in, before it is decoded. */
  input?(bytes: Uint8Array, context: SessionHookContext<Session>): Uint8Array;
  /** Sees each command of a client first. `handled`: the server takes no notice of it. */
  incoming?(command: DecodedCommand, context: SessionHookContext<Session>): 'continue' | 'handled';
  /** Replaces, drops or multiplies a command that goes out. */
  outgoing?(command: Command, context: SessionHookContext<Session>): readonly Command[];
  /** Changes the bytes of a command that goes out. */
  bytes?(bytes: Uint8Array, command: Command, context: SessionHookContext<Session>): Uint8Array;
  /**
   * Where what the server says is cut into segments, as offsets. With this hook all that it says in one go is one segment to begin with: what it would have
   * written apart is joined.
   */
  cuts?(segment: Uint8Array, context: SessionHookContext<Session>): readonly number[];
}

/** Handles a request as the server would have done without an interceptor, now or later. */
export type Proceed = () => void;

/** Handles a request in place of the server. */
export type SessionInterceptor<Session> = (
  request: DecodedCommand,
  session: Session,
  proceed: Proceed,
) => void | Promise<void>;
