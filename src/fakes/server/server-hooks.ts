import type { PassportInterceptor } from '../passport';
import type { ServerSession } from './server-session';
import type { SessionHookContext, SessionHooks, SessionInterceptor } from './session-hooks';

export type ServerHookContext = SessionHookContext<ServerSession>;

/** Places where a faulty server differs from the reference on the wire. */
export interface ServerHooks extends SessionHooks<ServerSession> {
  /** Replaces the answers of the login server. */
  readonly login?: PassportInterceptor;
}

/** Handles a request in place of the server. */
export type Interceptor = SessionInterceptor<ServerSession>;
