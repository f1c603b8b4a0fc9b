import type { PassportInterceptor } from '../passport';
import type { NotificationSession } from './notification-session';
import type { ServerSession } from './server-session';
import type { SessionHookContext, SessionHooks, SessionInterceptor } from './session-hooks';
import type { SwitchboardSession } from './switchboard/switchboard-session';

export type ServerHookContext = SessionHookContext<ServerSession>;

/** Places where a faulty server differs from the reference on the wire, on all its services: `session.connection.service` tells them apart. */
export interface ServerHooks extends SessionHooks<ServerSession> {
  /** Replaces the answers of the login server. */
  readonly login?: PassportInterceptor;
}

/** Handles a request in place of the dispatch or notification server. */
export type Interceptor = SessionInterceptor<NotificationSession>;

/** Handles a request in place of the switchboard. */
export type SwitchboardInterceptor = SessionInterceptor<SwitchboardSession>;
