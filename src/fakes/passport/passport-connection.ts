import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type PassportLog, tlsFailure } from './passport-log';
import { finishedHeaders, type HttpReply, type PassportReply, plainReply } from './passport-reply';
import { type PassportRequest, type ReadRequest, RequestReader } from './request-reader';

/** Bounds of what one client can cost. Times in milliseconds. */
export interface PassportLimits {
  /** Request line and headers of one request. Default 32,768. */
  readonly maxHeadBytes: number;
  /** Requests on one connection. Default 100. */
  readonly maxRequests: number;
  /** A connection is closed when its next request is not complete after this time. Default 15,000. */
  readonly idleMs: number;
  /** How long a client may take to close its end after the server closed. Default 2,000. */
  readonly lingerMs: number;
  /** Connections at a time; more are refused. Default 2,048. */
  readonly maxConnections: number;
}

export const defaultPassportLimits: PassportLimits = {
  maxHeadBytes: 32_768,
  maxRequests: 100,
  idleMs: 15_000,
  lingerMs: 2_000,
  maxConnections: 2_048,
};

const noRequest = {
  topic: 'no-request',
  text: "The client closed the connection before it asked for anything: does it trust the kit's certificate authority?",
};

/** One TLS connection of a client: reads requests one after the other and sends what `answer` makes of each. */
export class PassportConnection {
  readonly #socket: TLSSocket;
  readonly #raw: Socket | undefined;
  readonly #log: PassportLog;
  readonly #limits: PassportLimits;
  readonly #answer: (request: PassportRequest) => Promise<PassportReply>;
  readonly #keepsAlive: () => boolean;
  readonly #reader: RequestReader;
  #timer: NodeJS.Timeout | undefined;
  #answering = false;
  #ending = false;
  #requests = 0;
  #reset = false;
  #heard = false;

  /** Serves until either side closes. */
  constructor(
    socket: TLSSocket,
    options: {
      readonly log: PassportLog;
      readonly limits: PassportLimits;
      /** The TCP connection below, where it can be told. */
      readonly raw: Socket | undefined;
      /** Records the request and finds the answer. Must not reject. */
      readonly answer: (request: PassportRequest) => Promise<PassportReply>;
      readonly keepsAlive: () => boolean;
    },
  ) {
    this.#socket = socket;
    this.#raw = options.raw;
    this.#log = options.log;
    this.#limits = options.limits;
    this.#answer = options.answer;
    this.#keepsAlive = options.keepsAlive;
    this.#reader = new RequestReader({ maxHeadBytes: options.limits.maxHeadBytes });
    socket.on('data', (chunk: Uint8Array) => this.#take(chunk));
    socket.on('end', () => {
      this.#remarkSilence(noRequest);
      this.#log.closing('client');
      this.#end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#reset = true;
      // With TLS 1.3 a client judges the certificate after the server has seen the handshake end.
      if (error.code?.startsWith('ERR_SSL')) this.#remarkSilence(tlsFailure(error));
    });
    socket.on('close', () => {
      clearTimeout(this.#timer);
      if (!this.#ending) this.#remarkSilence(noRequest);
      this.#log.closed({ by: 'client', how: this.#reset ? 'reset' : 'clean' });
    });
    this.#limitIdleness();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#log.closing('server');
    this.#ending = true;
    this.#socket.destroy();
  }

  /** A client that asks for nothing has probably been put off by the certificate. Said once. */
  #remarkSilence(remark: { readonly topic: string; readonly text: string }): void {
    if (this.#heard) return;
    this.#heard = true;
    this.#log.remark(remark);
  }

  #take(chunk: Uint8Array): void {
    this.#heard = true;
    // What a client sends behind its last request is read and dropped: closing over unread bytes would reset the connection under the answer.
    if (this.#ending) return;
    this.#reader.push(chunk);
    this.#next();
  }

  #next(): void {
    if (this.#answering || this.#ending) return;
    const read = this.#reader.take();
    if (read === undefined) {
      this.#socket.resume();
      return;
    }
    clearTimeout(this.#timer);
    this.#answering = true;
    // A client that pipelines waits in the kernel's buffers, not in ours.
    this.#socket.pause();
    void this.#serve(read).finally(() => {
      this.#answering = false;
      if (!this.#ending) this.#limitIdleness();
      this.#next();
    });
  }

  async #serve(read: ReadRequest): Promise<void> {
    if (read.kind === 'fault') {
      this.#log.message({ from: 'client', startLine: read.startLine, headers: [] });
      const reply =
        read.fault === 'bad-request'
          ? plainReply(400, 'Bad Request')
          : plainReply(431, 'Request Header Fields Too Large');
      this.#sendHttp(reply, { connection: 'close' });
      return;
    }
    const { request } = read;
    this.#requests += 1;
    const reply = await this.#answer(request);
    if (this.#socket.destroyed) return;
    this.#send(reply, { connection: this.#staysOpen(request) ? 'keep-alive' : 'close' });
  }

  /** As HTTP/1.1 has it: open unless the client says close. Earlier clients read to the end. */
  #staysOpen(request: PassportRequest): boolean {
    const wish = request.headers.find(([name]) => name.toLowerCase() === 'connection')?.[1].toLowerCase();
    const open = request.version === 'HTTP/1.1' ? wish !== 'close' : wish === 'keep-alive';
    return open && request.version !== undefined && this.#keepsAlive() && this.#requests < this.#limits.maxRequests;
  }

  #send(reply: PassportReply, options: { readonly connection: 'close' | 'keep-alive' }): void {
    switch (reply.kind) {
      case 'http':
        this.#sendHttp(reply, options);
        return;
      case 'raw':
        this.#log.remark({ topic: 'provoked', text: 'The Passport server answers with bytes of its own choice.' });
        this.#socket.write(reply.bytes);
        this.#end();
        return;
      case 'close':
        this.#end();
        return;
      case 'reset':
        this.#log.closing('server');
        this.#reset = true;
        this.#ending = true;
        // A TLS socket cannot be reset, only the connection that carries it.
        this.#raw?.resetAndDestroy();
        this.#socket.destroy();
        return;
      case 'silence':
        return;
    }
  }

  #sendHttp(reply: HttpReply, options: { readonly connection: 'close' | 'keep-alive' }): void {
    const startLine = `HTTP/1.1 ${reply.status} ${reply.reason}`;
    const headers = finishedHeaders(reply, options);
    this.#log.message({ from: 'server', startLine, headers });
    const head = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
    this.#socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(reply.body ?? '', 'utf8')]));
    if (options.connection === 'close') this.#end();
  }

  #end(): void {
    if (this.#ending) return;
    this.#log.closing('server');
    this.#ending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), this.#limits.lingerMs);
    this.#socket.end();
    this.#socket.resume();
  }

  #limitIdleness(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#log.remark({
        topic: 'time-limit',
        text: 'No complete request came within the limit of the Passport server.',
      });
      this.#end();
    }, this.#limits.idleMs);
  }
}
