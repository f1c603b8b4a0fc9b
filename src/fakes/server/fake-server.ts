import type { Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { type DecoderLimits, normalizeAccount, type Side, sameAccount } from '../../codec';
import { Connection, type Listen, noReceiveLimits, type Prover, type ReceiveLimits, Trace } from '../../wire';
import {
  type Certificates,
  type PassportKnobs,
  PassportServer,
  type PassportServerOptions,
  type Verification,
} from '../passport';
import { Community } from './community';
import { Directory } from './directory';
import { FakeServerError } from './fake-server-error';
import { Listener } from './listener';
import { NotificationSession } from './notification-session';
import { createPuppet, type Puppet } from './puppet';
import type { Interceptor, ServerHooks, SwitchboardInterceptor } from './server-hooks';
import { defaultServerKnobs, type ServerKnobs } from './server-knobs';
import { referenceServerPolicy, type ServerPolicy } from './server-policy';
import type { ServerSession } from './server-session';
import type { SessionHost } from './session-host';
import { type InterceptOptions, SessionPool } from './session-pool';
import { Switchboard, SwitchboardSession } from './switchboard';
import { Tickets } from './tickets';

/** A client that lets more than this wait, of what others make the server send to it, loses its connection. */
const mostUnsentBytes = 4 * 1_024 * 1_024;

export interface FakeServerAddress {
  readonly host: string;
  readonly port: number;
}

export interface FakeServerOptions {
  /** Default: empty. */
  readonly directory?: Directory | undefined;
  readonly knobs?:
    | (Partial<Omit<ServerKnobs, 'passport'>> & { readonly passport?: Partial<PassportKnobs> })
    | undefined;
  readonly hooks?: ServerHooks | undefined;
  readonly policy?: Partial<ServerPolicy> | undefined;
  /** Default: a new one. */
  readonly trace?: Trace | undefined;
  /** The end that the subject holds: `client` when a client is under test. */
  readonly subject?: Side | undefined;
  /** Where to listen. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Where the switchboard listens. Default: as all. */
  readonly switchboardHost?: string | undefined;
  /** Default: free ports. */
  readonly ports?:
    | {
        readonly dispatch?: number;
        readonly notification?: number;
        readonly switchboard?: number;
        readonly passport?: number;
      }
    | undefined;
  /** The host that XFR and RNG name. Default: the one by which the client came. */
  readonly publicHost?: string | undefined;
  /** The host names of the Passport servers, where they are not `publicHost`. */
  readonly passportHosts?: PassportServerOptions['hosts'];
  /** How to listen. Default: in the network of this process. */
  readonly listen?: Listen | undefined;
  /** For the Passport servers. Made at start where there are none, which takes some tenths of a second. */
  readonly certificates?: Certificates | undefined;
  /** Oldest TLS version that the Passport servers accept. Default `TLSv1.2`. */
  readonly minTls?: SecureVersion | undefined;
  /** How much one client may make the server keep. */
  readonly limits?: Partial<DecoderLimits> | undefined;
  /** How much one client may bring on one connection before the server resets it. Default: as much as it likes. */
  readonly receiveLimits?: Partial<ReceiveLimits> | undefined;
  /** How segment boundaries are proved. */
  readonly prover?: Prover | undefined;
}

export type AwaitedState = 'signed-in' | 'synchronised' | 'visible' | 'closed';

interface Waiter {
  readonly isMet: () => boolean;
  readonly settle: () => void;
}

/** Where a client connects to. */
type Port = 'dispatch' | 'notification' | 'switchboard';

/**
 * Dispatch server, notification server, switchboard and Passport in one: the reference server of this kit. It is complete for every command, keeps
 * to every rule, and with its default knobs and the state of {@link sessionDirectory} sends what the documented example session shows.
 *
 * @example
 * const server = await FakeServer.start({ directory: sessionDirectory() });
 * const bob = server.puppet('bob@passport.com');
 * bob.setStatus('NLN');
 * // … let the client under test sign in as alice@passport.com at server.dispatch, Passport at server.nexusUrl, CA in server.caPem …
 * const session = await server.waitForSession({ account: 'alice@passport.com', state: 'visible', timeoutMs: 5000 });
 * bob.goOffline(); // Alice's client is sent FLN
 * expect(await session.fence({ timeoutMs: 5000 })).toBe('alive');
 * await server.close();
 */
export class FakeServer {
  /** Where a client is to call first. */
  readonly dispatch: FakeServerAddress;
  readonly notification: FakeServerAddress;
  /** What XFR and RNG name, unless a knob says otherwise. */
  readonly switchboard: FakeServerAddress;
  readonly nexusUrl: string;
  readonly loginUrl: string;
  /** The certificate authority of the Passport servers, PEM. */
  readonly caPem: string;
  readonly directory: Directory;
  /** May be changed at any time. */
  readonly knobs: ServerKnobs;
  /** What went wrong inside the kit itself; empty in any sane run. */
  readonly faults: unknown[] = [];
  readonly #community: Community;
  readonly #tickets: Tickets;
  readonly #hooks: ServerHooks;
  readonly #options: FakeServerOptions;
  readonly #listeners: readonly Listener[];
  readonly #passport: PassportServer;
  readonly #chats: Switchboard;
  readonly #notifications = new SessionPool<NotificationSession>(
    (session) => session.account?.account ?? session.claimedAccount,
  );
  /** USR and ANS begin with the account. */
  readonly #switchboards = new SessionPool<SwitchboardSession>(
    (session, request) => session.account?.account ?? request.parameters[0],
  );
  readonly #traces = new WeakMap<ServerSession, Trace>();
  readonly #waiters = new Set<Waiter>();
  /** How often a client of an account, which came to the dispatch server, has been sent on so far. */
  readonly #transfers = new Map<string, number>();
  #trace: Trace;
  #closed = false;

  private constructor(
    options: FakeServerOptions,
    parts: {
      readonly trace: Trace;
      readonly knobs: ServerKnobs;
      readonly directory: Directory;
      readonly tickets: Tickets;
      readonly listeners: Readonly<Record<Port, Listener>>;
      readonly passport: PassportServer;
    },
  ) {
    const host = options.host ?? '127.0.0.1';
    this.#options = options;
    this.#trace = parts.trace;
    this.#hooks = options.hooks ?? {};
    this.#passport = parts.passport;
    if (this.#hooks.login !== undefined) {
      this.#passport.intercept({ page: 'login' }, this.#hooks.login);
    }
    this.#tickets = parts.tickets;
    this.#listeners = Object.values(parts.listeners);
    this.knobs = parts.knobs;
    this.knobs.passport = parts.passport.knobs;
    this.directory = parts.directory;
    this.#community = new Community(parts.directory, { ...referenceServerPolicy, ...options.policy }, this.knobs);
    this.#chats = new Switchboard({ community: this.#community, onCall: () => this.#changed() });
    this.dispatch = { host, port: parts.listeners.dispatch.port };
    this.notification = { host, port: parts.listeners.notification.port };
    this.switchboard = { host: options.switchboardHost ?? host, port: parts.listeners.switchboard.port };
    this.nexusUrl = parts.passport.nexusUrl;
    this.loginUrl = parts.passport.loginUrl;
    this.caPem = parts.passport.caPem;
  }

  /** Listens on a port for each service. Rejects with the error of the system where an address cannot be had. */
  static async start(options: FakeServerOptions = {}): Promise<FakeServer> {
    const defaults = defaultServerKnobs();
    const knobs = { ...defaults, ...options.knobs, passport: { ...defaults.passport, ...options.knobs?.passport } };
    const trace = options.trace ?? new Trace();
    const directory = options.directory ?? new Directory();
    const tickets = new Tickets(directory);
    const host = options.host ?? '127.0.0.1';
    let server: FakeServer | undefined;
    const opened: { close(): Promise<void> }[] = [];
    const listen = async (service: Port): Promise<Listener> => {
      const port = options.ports?.[service] ?? 0;
      const listener = await Listener.start({
        host: service === 'switchboard' ? (options.switchboardHost ?? host) : host,
        port,
        listen: options.listen,
        onSocket: (socket) => (server === undefined ? socket.destroy() : server.#accept(socket, service)),
      });
      opened.push(listener);
      return listener;
    };
    try {
      const passport = await PassportServer.start({
        trace,
        knobs: knobs.passport,
        verify: (account, password) => verify(directory, { account, password }),
        issueTicket: (account) => tickets.issue(directory.account(account)),
        challenges: () => [knobs.passportChallenge],
        certificates: options.certificates,
        subject: options.subject,
        host: options.host,
        port: options.ports?.passport,
        publicHost: options.publicHost,
        hosts: options.passportHosts,
        listen: options.listen,
        minTls: options.minTls,
      });
      opened.push(passport);
      const listeners = {
        dispatch: await listen('dispatch'),
        notification: await listen('notification'),
        switchboard: await listen('switchboard'),
      };
      server = new FakeServer(options, { trace, knobs, directory, tickets, listeners, passport });
      return server;
    } catch (error) {
      await Promise.all(opened.map((part) => part.close()));
      throw error;
    }
  }

  get trace(): Trace {
    return this.#trace;
  }

  /** Connections from now on are recorded there. */
  useTrace(trace: Trace): void {
    this.#trace = trace;
    this.#passport.useTrace(trace);
  }

  /** Those with the dispatch and notification server that are open, in the order of their coming. */
  get sessions(): readonly NotificationSession[] {
    return this.#notifications.sessions;
  }

  /** Those with the switchboard that are open, in the order of their coming. */
  get switchboards(): readonly SwitchboardSession[] {
    return this.#switchboards.sessions;
  }

  /** The session in which an account is signed in. */
  session(account: string): NotificationSession | undefined {
    return this.sessions.find((session) => isOf(session, account));
  }

  /**
   * Waits until an account is signed in and in that state. `closed`: until it is signed in nowhere; the session that was the last is then returned.
   *
   * @throws FakeServerError `timeout`, `closed`
   */
  async waitForSession(options: {
    readonly account: string;
    readonly state: AwaitedState;
    /** Milliseconds. */
    readonly timeoutMs: number;
    /** Only sessions for which it is true count. */
    readonly isMeant?: (session: NotificationSession) => boolean;
  }): Promise<NotificationSession> {
    const { account, state, timeoutMs, isMeant = () => true } = options;
    const find = () => this.sessions.find((session) => isOf(session, account) && isMeant(session));
    let last = find();
    const isMet = (): boolean => {
      const session = find();
      last = session ?? last;
      return state === 'closed'
        ? session === undefined && last !== undefined
        : session !== undefined && isIn(session, state);
    };
    await this.#until({ isMet, timeoutMs, what: `A session of ${account} that is ${state}` });
    if (last === undefined) {
      throw new FakeServerError('timeout', `A session of ${account} was expected to be there.`);
    }
    return last;
  }

  /**
   * Waits until an account is in a chat, and returns the newest session in which it is. With `isMeant` only those count for which it is true.
   *
   * @throws FakeServerError `timeout`, `closed`
   */
  async waitForChat(options: {
    readonly account: string;
    readonly timeoutMs: number;
    readonly isMeant?: (session: SwitchboardSession) => boolean;
  }): Promise<SwitchboardSession> {
    const { account, timeoutMs, isMeant = () => true } = options;
    const find = () =>
      this.switchboards.findLast(
        (session) => session.account !== undefined && sameAccount(session.account.account, account) && isMeant(session),
      );
    await this.#until({ isMet: () => find() !== undefined, timeoutMs, what: `A chat of ${account}` });
    const session = find();
    if (session === undefined) {
      throw new FakeServerError('timeout', `A chat of ${account} was expected to be there.`);
    }
    return session;
  }

  /**
   * Waits until somebody calls an account that can still answer, be it a client or a puppet.
   *
   * @throws FakeServerError `timeout`, `closed`
   */
  async waitForCall(options: { readonly account: string; readonly timeoutMs: number }): Promise<void> {
    const { account, timeoutMs } = options;
    await this.#until({ isMet: () => this.#chats.isCalling(account), timeoutMs, what: `A call of ${account}` });
  }

  /** A key with which the client of an account can open a chat, as XFR gives it: for scripts that answer XFR themselves. */
  switchboardKey(account: string): string {
    return this.#chats.keyFor(this.directory.account(account));
  }

  /**
   * The next connection to that service that was not returned yet, whether it is still open or not. Dispatch and notification count as one; default
   * `notification`.
   *
   * @throws FakeServerError `timeout`, `closed`
   */
  nextConnection(options: { readonly timeoutMs: number; readonly service: 'switchboard' }): Promise<SwitchboardSession>;
  nextConnection(options: {
    readonly timeoutMs: number;
    readonly service?: 'notification';
  }): Promise<NotificationSession>;
  nextConnection(options: {
    readonly timeoutMs: number;
    readonly service?: 'notification' | 'switchboard';
  }): Promise<ServerSession> {
    const { timeoutMs, service } = options;
    return service === 'switchboard'
      ? this.#nextOf(this.#switchboards, timeoutMs)
      : this.#nextOf(this.#notifications, timeoutMs);
  }

  /** Connections that have come so far are returned by {@link nextConnection} no more. */
  forgetConnections(): void {
    this.#notifications.forget();
    this.#switchboards.forget();
  }

  /** The next connection to that service is held from its beginning: see {@link ServerSession.hold}. Default `notification`. */
  holdNext(options: { readonly service?: 'notification' | 'switchboard' } = {}): void {
    (options.service === 'switchboard' ? this.#switchboards : this.#notifications).holdNext();
  }

  /**
   * Gives the handling of a command into other hands: `interceptor` may answer itself, call `proceed` for the usual handling, at once or later, or do
   * neither. The newest one that fits counts. Meanwhile the session goes on with what comes next.
   *
   * @returns a function that ends it
   */
  intercept(options: InterceptOptions, interceptor: Interceptor): () => void {
    return this.#notifications.intercept(options, interceptor);
  }

  /** As {@link intercept}, for commands that come to the switchboard. */
  interceptSwitchboard(options: InterceptOptions, interceptor: SwitchboardInterceptor): () => void {
    return this.#switchboards.intercept(options, interceptor);
  }

  /** An account of the directory that acts without a client. */
  puppet(account: string): Puppet {
    return createPuppet(this.directory.account(account), { community: this.#community, switchboard: this.#chats });
  }

  /** Resets all connections, and forgets presences, interceptions and everything else that is not in the directory or a knob. */
  async reset(): Promise<void> {
    const ends = [...this.sessions, ...this.switchboards].map((session) => session.end('reset'));
    await Promise.all(ends);
    this.#chats.reset();
    for (const account of this.directory.accounts) {
      this.#community.setPresence(account, undefined);
    }
    this.#notifications.reset();
    this.#switchboards.reset();
    this.#transfers.clear();
  }

  /** Resets all connections and resolves when the ports are free. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters) {
      waiter.settle();
    }
    const stopped = [...this.#listeners.map((listener) => listener.close()), this.#passport.close()];
    await this.reset();
    await Promise.all(stopped);
  }

  #accept(socket: Socket, port: Port): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    const service = port === 'dispatch' && this.knobs.transfers === 0 ? 'notification' : port;
    let session: ServerSession | undefined;
    const { input } = this.#hooks;
    const connection = new Connection(socket, {
      trace: this.#trace,
      side: 'server',
      service,
      subject: this.#options.subject,
      limits: this.#options.limits,
      receiveLimits: this.#options.receiveLimits ?? noReceiveLimits,
      prover: this.#options.prover,
      maxUnsentBytes: mostUnsentBytes,
      transformInput:
        input === undefined ? undefined : (bytes) => (session === undefined ? bytes : input(bytes, { session })),
    });
    session = service === 'switchboard' ? this.#switchboardSession(connection) : this.#notificationSession(connection);
    this.#traces.set(session, this.#trace);
    this.#hooks.opened?.({ session });
    this.#changed();
  }

  #notificationSession(connection: Connection): NotificationSession {
    const held = this.#notifications.takeHold() || this.knobs.hold;
    const session = new NotificationSession(connection, { host: this.#host, held });
    this.#notifications.add(session);
    return session;
  }

  #switchboardSession(connection: Connection): SwitchboardSession {
    const held = this.#switchboards.takeHold() || this.knobs.hold;
    const session = new SwitchboardSession(connection, { host: this.#host, held });
    this.#switchboards.add(session);
    return session;
  }

  async #nextOf<Session extends ServerSession>(pool: SessionPool<Session>, timeoutMs: number): Promise<Session> {
    await this.#until({ isMet: () => pool.hasUnclaimed, timeoutMs, what: 'A connection' });
    const session = pool.claim();
    if (session === undefined) {
      throw new FakeServerError('timeout', 'A connection was expected, and another caller got the only one.');
    }
    return session;
  }

  readonly #host: SessionHost<ServerSession> = this.#makeHost();

  #makeHost(): SessionHost<ServerSession> {
    const server = this;
    return {
      get community() {
        return server.#community;
      },
      get tickets() {
        return server.#tickets;
      },
      get switchboard() {
        return server.#chats;
      },
      get knobs() {
        return server.knobs;
      },
      get hooks() {
        return server.#hooks;
      },
      get loginUrl() {
        return server.loginUrl;
      },
      addressOf: (service, session) => server.#addressOf(service, session.connection),
      sendsOn: (account, session) => server.#sendsOn(account, session),
      interceptionOf: (request, session) => {
        if (session instanceof SwitchboardSession) {
          return server.#switchboards.interceptionOf(request, session);
        }
        return session instanceof NotificationSession
          ? server.#notifications.interceptionOf(request, session)
          : undefined;
      },
      changed: (session) => {
        if (session.stage === 'closed') {
          server.#forget(session);
        }
        server.#changed();
      },
      remark: (session, remark) =>
        server.#traces.get(session)?.remark({ connection: session.connection.id, ...remark }),
      failed: (session, error) => {
        server.faults.push(error);
        const text = `The fake server failed: ${error instanceof Error ? error.message : String(error)}`;
        server.#traces.get(session)?.remark({ connection: session.connection.id, topic: 'kit-fault', text });
        void session.end('reset'); // S-ROB-01: and no other session
      },
    };
  }

  #addressOf(service: Port, connection: Connection): string {
    const host = this.#options.publicHost ?? connection.local.host.replace(/^::ffff:/, '');
    return `${host.includes(':') ? `[${host}]` : host}:${this[service].port}`;
  }

  #sendsOn(account: string, session: ServerSession): boolean {
    const key = normalizeAccount(account);
    const isDispatch = session.connection.service === 'dispatch';
    const done = isDispatch ? 0 : this.#transfers.get(key);
    if (done === undefined || done >= this.knobs.transfers) {
      this.#transfers.delete(key);
      return false;
    }
    if (done + 1 < this.knobs.transfers && this.directory.find(account) !== undefined) {
      this.#transfers.set(key, done + 1);
    } else {
      this.#transfers.delete(key);
    }
    return true;
  }

  #forget(session: ServerSession): void {
    if (session instanceof SwitchboardSession) {
      this.#switchboards.remove(session);
    } else if (session instanceof NotificationSession) {
      this.#notifications.remove(session);
    }
  }

  #changed(): void {
    for (const waiter of this.#waiters) {
      if (waiter.isMet()) {
        waiter.settle();
      }
    }
  }

  #until(options: { readonly isMet: () => boolean; readonly timeoutMs: number; readonly what: string }): Promise<void> {
    const { isMet, timeoutMs, what } = options;
    return new Promise((resolve, reject) => {
      if (isMet()) {
        resolve();
        return;
      }
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        if (isMet()) {
          resolve();
        } else if (this.#closed) {
          reject(new FakeServerError('closed', `${what} was awaited when the server was closed.`));
        } else {
          reject(new FakeServerError('timeout', `${what} was expected within ${timeoutMs} ms.`));
        }
      };
      const waiter: Waiter = { isMet, settle };
      const timer = setTimeout(settle, timeoutMs);
      this.#waiters.add(waiter);
    });
  }
}

/** Wrong for an unknown account too: the page does not tell the two apart (S-AUT-01). */
function verify(
  directory: Directory,
  credentials: { readonly account: string; readonly password: string },
): Verification {
  return directory.find(credentials.account)?.password === credentials.password ? 'ok' : 'wrong';
}

function isOf(session: NotificationSession, account: string): boolean {
  return (
    session.account !== undefined && session.stage === 'signed-in' && sameAccount(session.account.account, account)
  );
}

function isIn(session: NotificationSession, state: Exclude<AwaitedState, 'closed'>): boolean {
  switch (state) {
    case 'signed-in':
      return true;
    case 'synchronised':
      return session.synchronised;
    case 'visible':
      return session.visible;
  }
}
