import type { Socket } from 'node:net';
import { type DecodedItem, type DecodeError, Decoder, type DecoderLimits, type Service, type Side } from '../codec';
import { kernelProver, type Prover } from './prover';
import type { Trace } from './trace';
import type { Boundary, SegmentEvent, TraceEvent } from './trace-event';
import { WireError } from './wire-error';

export interface CloseInfo {
  /** The end that closed first. */
  readonly by: Side;
  readonly how: 'clean' | 'reset';
  /** What was wrong with the peer's stream, where it could not be taken apart or ended in mid-command. */
  readonly error?: DecodeError | undefined;
  /** Set, with code `received-limit`, where we reset the connection because the peer brought more than it may. */
  readonly overrun?: WireError | undefined;
}

/** What one peer may bring on one connection. Above it the connection is reset. */
export interface ReceiveLimits {
  /** Bytes. Default 4 MiB. */
  readonly bytes: number;
  /** Commands and empty lines together. Default 20,000. */
  readonly items: number;
}

export interface ConnectionOptions {
  readonly trace: Trace;
  /** The side that we are. */
  readonly side: Side;
  readonly service: Service;
  /** Which end the subject holds, where one is under test. */
  readonly subject?: Side | undefined;
  /** Persona or account, for people. */
  readonly label?: string | undefined;
  readonly limits?: Partial<DecoderLimits> | undefined;
  /** Proves segment boundaries. Default `kernelProver`. */
  readonly prover?: Prover | undefined;
  /** Most bytes that may wait for a peer that does not read; the connection is reset above it. Default 16 MiB. */
  readonly maxUnsentBytes?: number | undefined;
  /** How much the peer may bring in all. Either is a whole number of at least 1; a missing one is the default. */
  readonly receiveLimits?: Partial<ReceiveLimits> | undefined;
  /** Changes what is received before it is decoded; for mutants. The trace shows what came. */
  readonly transformInput?: ((bytes: Uint8Array) => Uint8Array) | undefined;
}

export interface SendOptions {
  /** Byte offsets inside the bytes, rising, at which they are cut into segments. Offsets that cut nothing off are passed over. */
  readonly cuts?: readonly number[] | undefined;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Items that may wait for the first listener before the socket is paused; a chunk that is being read may add its own to them. */
const mostUnheard = 1000;

/** What a case lets a peer bring: five times a login with a full list of long names. */
export const usualReceiveLimits: ReceiveLimits = { bytes: 4 * 1024 * 1024, items: 20_000 };
/** For peers that are used by hand for days. What is kept of what they bring is bounded by the trace. */
export const noReceiveLimits: ReceiveLimits = { bytes: Number.MAX_SAFE_INTEGER, items: Number.MAX_SAFE_INTEGER };

/**
 * A socket, a decoder for each direction, and a place in the trace. Never throws from an event: every end is told through `closed`, and a listener that
 * throws leaves a remark of topic `kit-fault` and ends the connection with a reset.
 */
export class Connection {
  readonly id: string;
  readonly side: Side;
  readonly service: Service;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Settles when the connection is over and all that came on it has been delivered; never rejects. A paused connection does not see its end. */
  readonly closed: Promise<CloseInfo>;
  readonly #socket: Socket;
  readonly #trace: Trace;
  readonly #prover: Prover;
  readonly #maxUnsentBytes: number;
  readonly #receiveLimits: ReceiveLimits;
  readonly #transformInput: ((bytes: Uint8Array) => Uint8Array) | undefined;
  readonly #received: Decoder;
  readonly #sent: Decoder;
  readonly #listeners: ((item: DecodedItem) => void)[] = [];
  readonly #errorListeners: ((error: DecodeError) => void)[] = [];
  readonly #receiving = new Set<{ readonly bytes: number; readonly resolve: (all: boolean) => void }>();
  /** What came before anybody listened. */
  readonly #unheard: DecodedItem[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  /** Sends and proofs that have begun or wait their turn. */
  #waiting = 0;
  #queuedBytes = 0;
  #lastSent: TraceEvent | undefined;
  #receivedBytes = 0;
  #receivedItems = 0;
  #overrun: WireError | undefined;
  #sentBytes = 0;
  #isPaused = false;
  #isEnding = false;
  #closedBy: Side | undefined;
  #how: 'clean' | 'reset' = 'clean';
  #isOver = false;

  /**
   * Takes a connected socket over: its data, its errors and its end.
   *
   * @throws RangeError where a limit of `receiveLimits` is no whole number of at least 1
   */
  constructor(socket: Socket, options: ConnectionOptions) {
    const { trace, side, service, subject, label, limits } = options;
    this.#socket = socket;
    this.#trace = trace;
    this.#prover = options.prover ?? kernelProver;
    this.#maxUnsentBytes = options.maxUnsentBytes ?? 16 * 1024 * 1024;
    this.#receiveLimits = { ...usualReceiveLimits, ...definedOf(options.receiveLimits ?? {}) };
    for (const [name, limit] of Object.entries(this.#receiveLimits)) {
      if (!Number.isSafeInteger(limit) || limit < 1) {
        throw new RangeError(`receiveLimits.${name} is a whole number of at least 1; ${limit} is none.`);
      }
    }
    this.#transformInput = options.transformInput;
    this.side = side;
    this.service = service;
    this.id = trace.newConnectionId(service);
    this.local = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    this.remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const given = limits === undefined ? {} : { limits };
    this.#received = new Decoder({ service, from: this.#peer, ...given });
    this.#sent = new Decoder({ service, from: side });
    trace.record({ kind: 'open', connection: this.id, service, subject, label });
    socket.setNoDelay(true);
    this.closed = new Promise((resolve) => {
      const over = () => resolve(this.#finish());
      if (socket.closed) {
        over();
      } else {
        socket.once('close', over);
      }
    });
    socket.on('data', (bytes: Buffer) => this.#guarded(() => this.#receive(bytes)));
    // Node would close our direction at once, before answers that wait their turn are written.
    socket.allowHalfOpen = true;
    socket.once('end', () => {
      this.#closedBy ??= this.#peer;
      void this.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closedBy === undefined) {
        this.#closedBy = this.#peer;
        // A write that comes to EPIPE met a peer that had closed in order before: after a reset it would have come to ECONNRESET.
        this.#how = error.code === 'EPIPE' ? 'clean' : 'reset';
      }
    });
  }

  /** Whether nothing can be sent any more. */
  get isClosed(): boolean {
    return this.#isEnding || this.#socket.destroyed || this.#socket.writableEnded;
  }

  /** Bytes that wait to be taken by the kernel, those of sends in the queue included: how far the peer is behind in reading. */
  get unsentBytes(): number {
    return this.#queuedBytes + this.#socket.writableLength;
  }

  /** Calls `listener` for each item that comes; what came before the first listener is delivered at once. */
  onItem(listener: (item: DecodedItem) => void): void {
    this.#listeners.push(listener);
    this.#guarded(() => {
      for (const item of this.#unheard.splice(0)) {
        listener(item);
      }
    });
    this.#flow();
  }

  /** Calls `listener` once when the peer's stream can no longer be taken apart. A stream that merely ends too early is told through `closed`. */
  onError(listener: (error: DecodeError) => void): void {
    this.#errorListeners.push(listener);
  }

  /**
   * Writes one segment, or several where it is cut. A later piece is written when the peer has read the one before, as far as that can be proved.
   * Calls are served in order; where none is waiting, the first piece is written before this returns. Resolves when the kernel has taken all, and also
   * when the connection has gone: what was not written is then lost.
   */
  send(bytes: Uint8Array, options: SendOptions = {}): Promise<void> {
    if (this.isClosed) {
      return Promise.resolve();
    }
    // A copy: the caller may go on to use its own.
    const copy = Buffer.from(bytes);
    this.#queuedBytes += copy.length;
    const sending = this.#inTurn(() => this.#write(copy, options.cuts ?? []));
    if (this.unsentBytes > this.#maxUnsentBytes) {
      const text = `The connection is reset: ${this.unsentBytes} bytes wait for a peer that does not read.`;
      this.#trace.remark({ connection: this.id, topic: 'unsent-limit', text });
      this.reset();
    }
    return sending;
  }

  /**
   * Waits until the peer has read all that was sent, as far as that can be proved; what is sent in the meantime waits. The trace then says so of the
   * end of the last segment.
   */
  settle(): Promise<'proven' | 'best-effort'> {
    return this.#inTurn(async () => {
      const last = this.#lastSent;
      const boundary = this.isClosed ? 'best-effort' : await this.#prover(this.#socket);
      this.#mark(last, boundary);
      return boundary;
    });
  }

  /** Resolves with true when `bytes` bytes have been received in all, with false when the connection is over before. */
  hasReceived(bytes: number): Promise<boolean> {
    if (this.#receivedBytes >= bytes || this.#isOver) {
      return Promise.resolve(this.#receivedBytes >= bytes);
    }
    return new Promise((resolve) => {
      this.#receiving.add({ bytes, resolve });
    });
  }

  /**
   * Closes our direction once all is sent, and waits for the peer to do the same. After `timeoutMs` milliseconds (default 1000) the connection is given
   * up; where the peer had not even taken all that was sent by then, that is a reset. Nothing can be sent after this call.
   */
  async end(options: { readonly timeoutMs?: number | undefined } = {}): Promise<CloseInfo> {
    const timer = setTimeout(() => this.#giveUp(), options.timeoutMs ?? 1000);
    void this.closed.then(() => clearTimeout(timer));
    this.#isEnding = true;
    // A peer that sends without end must not keep its close from being seen.
    this.#flow();
    await this.#queue;
    if (!this.#socket.destroyed) {
      this.#closedBy ??= this.side;
      this.#socket.end();
    }
    return this.closed;
  }

  /** Aborts the connection with a reset. What waits to be sent is lost, and nothing more is delivered. */
  reset(): void {
    if (!this.#socket.destroyed) {
      if (this.#closedBy === undefined) {
        this.#closedBy = this.side;
        this.#how = 'reset';
      }
      if (this.#socket.writableEnded && !this.#socket.writableFinished) {
        // While our close is on its way the system refuses a reset (EINVAL), and the socket would never be closed.
        this.#socket.destroy();
      } else {
        this.#socket.resetAndDestroy();
      }
    }
  }

  /** Stops reading: the peer's bytes wait in the kernel. What is in the chunk that is being read is still delivered. */
  pause(): void {
    this.#isPaused = true;
    this.#flow();
  }

  resume(): void {
    this.#isPaused = false;
    this.#flow();
  }

  get #peer(): Side {
    return this.side === 'client' ? 'server' : 'client';
  }

  /** One reason to wait is enough to wait. */
  #flow(): void {
    const isWaiting = this.#isPaused || this.#unheard.length >= mostUnheard;
    if (isWaiting && !this.#isEnding) {
      this.#socket.pause();
    } else {
      this.#socket.resume();
    }
  }

  /** Runs `task` when all before it are done: at once where there are none. */
  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const running = this.#after(this.#waiting === 0 ? undefined : this.#queue, task);
    this.#queue = running.catch(() => undefined);
    return running;
  }

  async #after<Result>(before: Promise<unknown> | undefined, task: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    try {
      if (before !== undefined) {
        await before;
      }
      return await task();
    } finally {
      this.#waiting -= 1;
    }
  }

  async #write(bytes: Buffer, cuts: readonly number[]): Promise<void> {
    let begin = 0;
    for (const cut of [...cuts, bytes.length]) {
      if (cut <= begin || cut > bytes.length) {
        continue;
      }
      const piece = bytes.subarray(begin, cut);
      begin = cut;
      this.#queuedBytes -= piece.length;
      if (this.#socket.destroyed || this.#socket.writableEnded) {
        continue;
      }
      // Recorded before it is written: the answer of a peer in this process must not come first.
      const event = this.#recordSent(piece);
      if (begin < bytes.length) {
        // What the peer is shown to have read the kernel has taken.
        this.#socket.write(piece);
        this.#mark(event, await this.#prover(this.#socket));
      } else {
        await new Promise<void>((resolve) => {
          this.#socket.write(piece, () => resolve());
        });
      }
    }
  }

  #recordSent(piece: Buffer): TraceEvent | undefined {
    const offset = this.#sentBytes;
    this.#sentBytes += piece.length;
    this.#lastSent = this.#recordSegment({ from: this.side, bytes: piece, offset, boundary: 'whole' });
    // What we send is taken apart for the trace alone, and a full trace stays full.
    if (!this.#trace.isFull) {
      this.#recordItems(this.side, this.#sent.push(piece));
    }
    return this.#lastSent;
  }

  /** A trace that is full has no event made for it: the reference client keeps none at all. */
  #recordSegment(segment: Pick<SegmentEvent, 'from' | 'bytes' | 'offset' | 'boundary'>): TraceEvent | undefined {
    if (this.#trace.isFull) {
      this.#trace.elide({ events: 1, bytes: segment.bytes.length });
      return undefined;
    }
    const { from, bytes, offset, boundary } = segment;
    return this.#trace.record({ kind: 'segment', connection: this.id, from, bytes, offset, boundary });
  }

  #mark(event: TraceEvent | undefined, boundary: Boundary): void {
    if (event !== undefined) {
      this.#trace.setBoundary(event, boundary);
    }
  }

  #receive(whole: Buffer): void {
    // Of what is above the limit nothing is kept.
    const chunk = whole.subarray(0, this.#receiveLimits.bytes - this.#receivedBytes);
    this.#recordSegment({ from: this.#peer, bytes: chunk, offset: this.#receivedBytes, boundary: 'received' });
    this.#receivedBytes += chunk.length;
    for (const waiting of this.#receiving) {
      if (waiting.bytes <= this.#receivedBytes) {
        this.#receiving.delete(waiting);
        waiting.resolve(true);
      }
    }
    const wasSound = this.#received.error === undefined;
    const decoded = this.#received.push(this.#transformInput === undefined ? chunk : this.#transformInput(chunk));
    const left = this.#receiveLimits.items - this.#receivedItems;
    const items = decoded.length > left ? decoded.slice(0, left) : decoded;
    this.#receivedItems += items.length;
    this.#recordItems(this.#peer, items);
    if (chunk.length < whole.length || items.length < decoded.length) {
      this.#overflow();
      return;
    }
    const { error } = this.#received;
    const isNewlyBroken = wasSound && error !== undefined;
    if (isNewlyBroken) {
      this.#recordUndecodable(error);
    }
    if (this.#listeners.length === 0) {
      this.#unheard.push(...items);
      this.#flow();
    }
    for (const item of items) {
      for (const listener of this.#listeners) {
        if (!this.#socket.destroyed) {
          listener(item);
        }
      }
    }
    if (isNewlyBroken) {
      for (const listener of this.#errorListeners) {
        listener(error);
      }
    }
  }

  /** No right peer brings so much: nobody may make us read, judge and write without end. */
  #overflow(): void {
    const { bytes, items } = this.#receiveLimits;
    const limit = this.#receivedItems >= items ? `${items} commands and empty lines` : `${bytes} bytes`;
    const text =
      `The ${this.#peer} brought more than ${limit} on one connection, the most that is taken: ` +
      `${this.#receivedItems} commands and empty lines in ${this.#receivedBytes} bytes were read, and the connection is reset.`;
    this.#overrun = new WireError('received-limit', text);
    this.#trace.remark({ connection: this.id, topic: 'received-limit', text });
    this.reset();
  }

  #guarded(deliver: () => void): void {
    try {
      deliver();
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#trace.remark({
        connection: this.id,
        topic: 'kit-fault',
        text: `The kit failed at what it received, and resets the connection: ${reason}`,
      });
      this.reset();
    }
  }

  #recordItems(from: Side, items: readonly DecodedItem[]): void {
    if (this.#trace.isFull) {
      this.#trace.elide({ events: items.length, bytes: 0 });
      return;
    }
    for (const item of items) {
      this.#trace.record(
        item.kind === 'command'
          ? { kind: 'command', connection: this.id, from, command: item }
          : { kind: 'empty-line', connection: this.id, from, line: item },
      );
    }
  }

  #recordUndecodable(error: DecodeError): void {
    const { code, offset, message } = error;
    this.#trace.record({ kind: 'undecodable', connection: this.id, from: this.#peer, code, offset, message });
  }

  #giveUp(): void {
    if (this.#socket.writableFinished) {
      this.#socket.destroy();
    } else {
      this.reset();
      // What was sent is lost, whatever we meant to do.
      this.#how = this.#closedBy === this.side ? 'reset' : this.#how;
    }
  }

  #finish(): CloseInfo {
    this.#isOver = true;
    for (const { resolve } of this.#receiving) {
      resolve(false);
    }
    this.#receiving.clear();
    const by = this.#closedBy ?? this.side;
    const how = this.#how;
    const wasSound = this.#received.error === undefined;
    // Where we closed first, or bytes were lost in a reset, it is not the peer who broke off in mid-command.
    const error = by === this.#peer && how === 'clean' ? this.#received.end() : this.#received.error;
    if (wasSound && error !== undefined) {
      this.#recordUndecodable(error);
    }
    this.#trace.record({ kind: 'close', connection: this.id, by, how });
    return { by, how, error, ...(this.#overrun === undefined ? {} : { overrun: this.#overrun }) };
  }
}

/** An option that is given as undefined is as good as absent. */
function definedOf(limits: Partial<ReceiveLimits>): Partial<ReceiveLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}
