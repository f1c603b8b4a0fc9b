import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type SecureVersion, type Server, type TLSSocket } from 'node:tls';
import type { Side } from '../../codec';
import { type Listen, listenHere, type Trace } from '../../wire';
import {
  answerLogin,
  answerNexus,
  authorizationOf,
  loginPath,
  nexusPath,
  type PassportPage,
  pageOf,
  type Verification,
} from './answer-pages';
import { type Certificates, createCertificates } from './create-certificates';
import { legibleText } from './legible-text';
import { defaultPassportLimits, PassportConnection, type PassportLimits } from './passport-connection';
import { defaultPassportKnobs, type PassportKnobs } from './passport-knobs';
import { PassportLog, tlsFailure } from './passport-log';
import { type PassportReply, plainReply } from './passport-reply';
import type { PassportRequest } from './request-reader';

export interface PassportServerOptions {
  readonly trace: Trace;
  /** Judges the credentials of a login request, both decoded. */
  verify(account: string, password: string): Verification | Promise<Verification>;
  /** A ticket for an account that was verified: one word without single quotes. */
  issueTicket(account: string): string | Promise<string>;
  /** The challenges that were given out in `USR … TWN S`. With them a raw password that holds commas can be read. */
  challenges?(): Iterable<string>;
  /** Made at start where there are none, which takes some tenths of a second. */
  readonly certificates?: Certificates | undefined;
  /** What differs from the defaults, or a function that every request asks for all of them. */
  readonly knobs?: Partial<PassportKnobs> | (() => PassportKnobs) | undefined;
  readonly limits?: Partial<PassportLimits> | undefined;
  /** The end that the subject holds: `client` when a client is under test. */
  readonly subject?: Side | undefined;
  /** Where to listen. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default: a free port. */
  readonly port?: number | undefined;
  /** The host name in the URLs. Default: `host`, or `localhost` where that means all addresses. */
  readonly publicHost?: string | undefined;
  /** The host names in the URLs of the nexus and of the login page, where they are not `publicHost`. */
  readonly hosts?: { readonly nexus: string; readonly login: string } | undefined;
  /** How to listen. Default: in the network of this process. */
  readonly listen?: Listen | undefined;
  /** Oldest TLS version accepted. Default `TLSv1.2`; clients of the time may need `TLSv1`. */
  readonly minTls?: SecureVersion | undefined;
}

/** Replaces one answer. `proceed` finds what the answer would have been; that it may be altered, delayed, or never asked for. */
export type PassportInterceptor = (
  request: PassportRequest,
  proceed: () => Promise<PassportReply>,
) => PassportReply | Promise<PassportReply>;

interface Interception {
  readonly page: PassportPage | undefined;
  readonly once: boolean;
  readonly interceptor: PassportInterceptor;
}

/**
 * The Passport servers of 2003 on one HTTPS port: the nexus (`/rdr/pprdr.asp`) and the login server (`/login2.srf`).
 *
 * Every connection and HTTP message goes into the trace; passwords and tickets are made known to it as secrets first.
 */
export class PassportServer {
  readonly caPem: string;
  readonly nexusUrl: string;
  readonly loginUrl: string;
  readonly port: number;
  readonly #server: Server;
  readonly #options: PassportServerOptions;
  readonly #knobs: () => PassportKnobs;
  readonly #limits: PassportLimits;
  readonly #sockets: ReadonlyMap<string, Socket>;
  readonly #connections = new Set<PassportConnection>();
  readonly #interceptions: Interception[] = [];
  #trace: Trace;

  private constructor(
    options: PassportServerOptions,
    started: {
      readonly server: Server;
      readonly sockets: ReadonlyMap<string, Socket>;
      readonly certificates: Certificates;
      readonly limits: PassportLimits;
      readonly port: number;
      readonly hosts: { readonly nexus: string; readonly login: string };
    },
  ) {
    const { port, hosts } = started;
    this.#knobs = knobsOf(options.knobs);
    this.caPem = started.certificates.caPem;
    this.nexusUrl = `${originOf(hosts.nexus, port)}${nexusPath}`;
    this.loginUrl = `${originOf(hosts.login, port)}${loginPath}`;
    this.port = port;
    this.#server = started.server;
    this.#options = options;
    this.#limits = started.limits;
    this.#sockets = started.sockets;
    this.#trace = options.trace;
    this.#server.on('secureConnection', (socket) => this.#accept(socket));
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#recordFailure(error);
      // Node leaves the connection to whoever listens.
      socket.destroy();
    });
    // Such as too many open files: one client is lost, not the server.
    this.#server.on('error', (error) => {
      this.#trace.remark({
        connection: '',
        topic: 'kit-fault',
        text: `The Passport server lost a client: ${error.message}`,
      });
    });
  }

  /** Listens. Rejects with the error of the system where the address cannot be had. */
  static async start(options: PassportServerOptions): Promise<PassportServer> {
    const certificates = options.certificates ?? (await createCertificates());
    const limits = { ...defaultPassportLimits, ...options.limits };
    const minTls = options.minTls ?? 'TLSv1.2';
    const isOld = minTls === 'TLSv1' || minTls === 'TLSv1.1';
    const server = createServer({
      cert: certificates.certPem,
      key: certificates.keyPem,
      minVersion: minTls,
      handshakeTimeout: limits.idleMs,
      // OpenSSL 3 has the signatures of TLS 1.0 and 1.1 only at its lowest level of security.
      ...(isOld ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    });
    server.maxConnections = limits.maxConnections;
    const sockets = trackSockets(server);
    const host = options.host ?? '127.0.0.1';
    const listen = options.listen ?? listenHere;
    await listen(server, { host, port: options.port ?? 0 });
    const { port } = addressOf(server);
    const isWildcard = host === '0.0.0.0' || host === '::';
    const publicHost = options.publicHost ?? (isWildcard ? 'localhost' : host);
    const hosts = options.hosts ?? { nexus: publicHost, login: publicHost };
    return new PassportServer(options, { server, sockets, certificates, limits, port, hosts });
  }

  /** May be changed between requests. */
  get knobs(): PassportKnobs {
    return this.#knobs();
  }

  /** Connections from now on go into this trace. */
  useTrace(trace: Trace): void {
    this.#trace = trace;
  }

  /**
   * Gives the answers to `page` (default: to every request) into other hands. The newest interception that fits counts.
   *
   * @returns a function that ends it
   */
  intercept(
    options: {
      readonly page?: PassportPage;
      /** Ends with the first request that it fits. */
      readonly once?: boolean;
    },
    interceptor: PassportInterceptor,
  ): () => void {
    const interception = { page: options.page, once: options.once ?? false, interceptor };
    this.#interceptions.unshift(interception);
    return () => this.#drop(interception);
  }

  /** Ends all connections, and resolves when the port is free. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    for (const socket of this.#sockets.values()) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #drop(interception: Interception): void {
    const index = this.#interceptions.indexOf(interception);
    if (index !== -1) this.#interceptions.splice(index, 1);
  }

  #newLog(): PassportLog {
    return new PassportLog(this.#trace, { subject: this.#options.subject });
  }

  #accept(socket: TLSSocket): void {
    const log = this.#newLog();
    const connection = new PassportConnection(socket, {
      log,
      limits: this.#limits,
      raw: this.#sockets.get(keyOf(socket)),
      answer: (request) => this.#answer(request, log),
      keepsAlive: () => this.knobs.connection === 'keep-alive',
    });
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #recordFailure(error: NodeJS.ErrnoException): void {
    const log = this.#newLog();
    log.remark(tlsFailure(error));
    log.closed({ by: 'client', how: 'reset' });
  }

  async #answer(request: PassportRequest, log: PassportLog): Promise<PassportReply> {
    const authorization = authorizationOf(request, this.#options.challenges?.() ?? []);
    log.secret(authorization.rawPassword);
    log.secret(authorization.password);
    log.message({ from: 'client', startLine: request.startLine, headers: request.headers });
    const page = pageOf(request);
    const interception = this.#interceptions.find((each) => each.page === undefined || each.page === page);
    if (interception?.once) this.#drop(interception);
    const proceed = async (): Promise<PassportReply> => {
      if (page === undefined) return plainReply(404, 'Not Found');
      if (request.method !== 'GET') return plainReply(405, 'Method Not Allowed');
      const loginUrl = new URL(this.loginUrl);
      if (page === 'nexus') return answerNexus({ loginUrl, knobs: this.knobs });
      return answerLogin(request, {
        loginUrl,
        knobs: this.knobs,
        authorization,
        verify: (account, password) => this.#options.verify(account, password),
        issueTicket: (account) => this.#issueTicket(account, log),
      });
    };
    try {
      return await (interception === undefined ? proceed() : interception.interceptor(request, proceed));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.remark({ topic: 'kit-fault', text: `The Passport server could not answer: ${reason}` });
      return plainReply(500, 'Internal Server Error');
    }
  }

  async #issueTicket(account: string, log: PassportLog): Promise<string> {
    const ticket = await this.#options.issueTicket(account);
    log.secret(ticket);
    // C-AUT-01 compares what the client then sends.
    log.remark({ topic: 'ticket', value: ticket, text: `The Passport server gives ${legibleText(account)} a ticket.` });
    return ticket;
  }
}

function knobsOf(given: PassportServerOptions['knobs']): () => PassportKnobs {
  if (typeof given === 'function') return given;
  const knobs = { ...defaultPassportKnobs(), ...given };
  return () => knobs;
}

/** The TCP connections of a TLS server by their far end, those in the handshake among them. */
function trackSockets(server: Server): ReadonlyMap<string, Socket> {
  const sockets = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    sockets.set(key, socket);
    socket.once('close', () => {
      // A new connection may have come from the same port meanwhile.
      if (sockets.get(key) === socket) sockets.delete(key);
    });
  });
  return sockets;
}

function keyOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** Without the port where it is that of https, which some clients do not take off. */
function originOf(host: string, port: number): string {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('A TLS server that listens on a TCP port was expected to have an address.');
  }
  return address;
}
