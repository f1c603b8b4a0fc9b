import type { DecodedCommand } from '../../codec';
import type { Community } from './community';
import type { ServerKnobs } from './server-knobs';
import type { Proceed, SessionHooks } from './session-hooks';
import type { Switchboard } from './switchboard/switchboard';
import type { Tickets } from './tickets';

/** What the handling of a request needs of the server. */
export interface HandlerHost {
  readonly community: Community;
  readonly tickets: Tickets;
  readonly switchboard: Switchboard;
  readonly knobs: ServerKnobs;
  readonly loginUrl: string;
}

/** What a session needs of the server that it belongs to. */
export interface SessionHost<Session> extends HandlerHost {
  readonly hooks: SessionHooks<Session>;
  /** A service as `host:port`, as the client of that session reaches it. */
  addressOf(service: 'dispatch' | 'notification' | 'switchboard', session: Session): string;
  /** Whether a client of that account is to be sent on from there; it counts as done. */
  sendsOn(account: string, session: Session): boolean;
  /** What handles a request of that session in place of the server. */
  interceptionOf(request: DecodedCommand, session: Session): ((proceed: Proceed) => void | Promise<void>) | undefined;
  /** Something has changed that someone may wait for. */
  changed(session: Session): void;
  remark(session: Session, remark: { readonly topic: string; readonly text: string }): void;
  /** The kit itself has failed. */
  failed(session: Session, error: unknown): void;
}
