import type { Command, DecodedCommand } from '../../codec';
import type { Beliefs } from './beliefs';
import type { ChatBeliefs } from './chat-beliefs';

/** What a hook may look at and do. */
export interface ClientHookContext {
  /** Which connection it is about: the one of the session, or that of a chat. */
  readonly service: 'notification' | 'switchboard';
  readonly beliefs: Beliefs;
  /** What the client believes of the chat; absent on the connection of the session. */
  readonly chat?: ChatBeliefs | undefined;
  /** Counts the connections of this client to this service, from 1. */
  readonly connectionNumber: number;
  /** Sends bytes as they are, in one segment. */
  send(bytes: Uint8Array): void;
  /** A transaction id that has not been used on this connection. */
  nextTrid(): number;
  /** Closes every connection of the client, as one does that gives up. */
  giveUp(): void;
}

/** Places where a faulty client differs from the reference on the wire. */
export interface ClientHooks {
  /** Changes what came in, before it is decoded. */
  input?(bytes: Uint8Array, context: ClientHookContext): Uint8Array;
  /** Sees each command of the server first. `handled`: the client takes no notice of it. */
  incoming?(command: DecodedCommand, context: ClientHookContext): 'continue' | 'handled';
  /** Replaces, drops or multiplies a command that goes out. */
  outgoing?(command: Command, context: ClientHookContext): readonly Command[];
  /** Changes the bytes of a command that goes out. */
  bytes?(bytes: Uint8Array, command: Command, context: ClientHookContext): Uint8Array;
}
