import type { Socket } from 'node:net';
import { type DecodedItem, type DecodeError, Decoder, type DecoderLimits, type Service, type Side } from '../codec';
import { kernelProver, type Prover } from './prover';
import type { Trace } from './trace';
import type { TraceEvent } from './trace-event';

export interface CloseInfo {
  /** The end that closed first. */
  readonly by: Side;
  readonly how: 'clean' | 'reset';
  /** What was wrong with the peer's stream, where it could not be taken apart or ended in mid-command. */
  readonly error?: DecodeError | undefined;
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
  /** Changes what is received before it is decoded; for mutants. */
  readonly transformInput?: ((bytes: Uint8Array) => Uint8Array) | undefined;
}

/** A socket, a decoder for each direction, and a place in the trace. Never throws from an event; every end is told through `closed`. */
export class Connection {
  readonly id: string;
  readonly side: Side;
  readonly service: Service;
  /** Settles when the connection is over; never rejects. */
  readonly closed: Promise<CloseInfo>;
  readonly #socket: Socket;
  readonly #trace: Trace;
  readonly #prover: Prover;
  readonly #transformInput: ((bytes: Uint8Array) => Uint8Array) | undefined;
  readonly #received: Decoder;
  readonly #sent: Decoder;
  readonly #listeners: ((item: DecodedItem) => void)[] = [];
  readonly #errorListeners: ((error: DecodeError) => void)[] = [];
  readonly #receiving: { readonly bytes: number; readonly resolve: () => void }[] = [];
  /** What came before anybody listened. */
  readonly #unheard: DecodedItem[] = [];
  #queue: Promise<void> = Promise.resolve();
  #receivedBytes = 0;
  #sentBytes = 0;
  #closedBy: Side | undefined;
  #how: 'clean' | 'reset' = 'clean';
  #reported = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    const { trace, side, service, subject, label, limits } = options;
    this.#socket = socket;
    this.#trace = trace;
    this.#prover = options.prover ?? kernelProver;
    this.#transformInput = options.transformInput;
    this.side = side;
    this.service = service;
    this.id = trace.newConnectionId(service);
    const given = limits === undefined ? {} : { limits };
    this.#received = new Decoder({ service, from: this.#peer, ...given });
    this.#sent = new Decoder({ service, from: side });
    trace.record({ kind: 'open', connection: this.id, service, subject, label });
    socket.setNoDelay(true);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        resolve(this.#finish());
      });
    });
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.once('end', () => {
      this.#closedBy ??= this.#peer;
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closedBy === undefined) {
        this.#closedBy = this.#peer;
        this.#how = error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'clean';
      } else if (error.code === 'ECONNRESET' && this.#closedBy === this.#peer) {
        this.#how = 'reset';
      }
    });
  }

  get local(): { readonly host: string; readonly port: number } {
    return { host: this.#socket.localAddress ?? '', port: this.#socket.localPort ?? 0 };
  }

  get remote(): { readonly host: string; readonly port: number } {
    return { host: this.#socket.remoteAddress ?? '', port: this.#socket.remotePort ?? 0 };
  }

  /** Whether nothing can be sent any more. */
  get isClosed(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded;
  }

  /** Bytes that wait to be taken by the kernel: how far the peer is behind in reading. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** Calls `listener` for each item that comes; what came before the first listener is delivered at once. */
  onItem(listener: (item: DecodedItem) => void): void {
    this.#listeners.push(listener);
    for (const item of this.#unheard.splice(0)) {
      listener(item);
    }
  }

  /**
   * Writes one segment, or several where `cuts` names byte offsets inside `bytes` (ascending). A later piece is written when the peer has read the
   * one before, as far as that can be proved. Calls are served in order. Resolves also when the connection has gone; what was not written is then lost.
   */
  send(bytes: Uint8Array, options: { readonly cuts?: readonly number[] } = {}): Promise<void> {
    const sending = this.#queue.then(() => this.#write(bytes, options.cuts ?? []));
    this.#queue = sending;
    return sending;
  }

  /** Waits until the peer has read all that was sent; see `Prover`. */
  async settle(): Promise<'proven' | 'best-effort'> {
    await this.#queue;
    return this.isClosed ? 'best-effort' : this.#prover(this.#socket);
  }

  /** Resolves when `bytes` bytes have been received in all, or when the connection is over. */
  async hasReceived(bytes: number): Promise<void> {
    if (this.#receivedBytes >= bytes) {
      return;
    }
    await new Promise<void>((resolve) => {
      this.#receiving.push({ bytes, resolve });
      void this.closed.then(() => resolve());
    });
  }

  /** Closes our direction once all is sent, and waits for the peer to do the same for at most `timeoutMs` (default 1000 ms). */
  async end(options: { readonly timeoutMs?: number } = {}): Promise<CloseInfo> {
    await this.#queue;
    if (!this.#socket.destroyed) {
      this.#closedBy ??= this.side;
      this.#socket.end();
      const timer = setTimeout(() => this.#socket.destroy(), options.timeoutMs ?? 1000);
      this.#socket.once('close', () => clearTimeout(timer));
      // A peer that floods us must not keep the close from being seen.
      this.#socket.resume();
    }
    return this.closed;
  }

  /** Aborts the connection with a reset. */
  reset(): void {
    if (!this.#socket.destroyed) {
      this.#closedBy ??= this.side;
      this.#how = 'reset';
      this.#socket.resetAndDestroy();
    }
  }

  /** Stops reading: the peer's bytes wait in the kernel. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  get #peer(): Side {
    return this.side === 'client' ? 'server' : 'client';
  }

  async #write(bytes: Uint8Array, cuts: readonly number[]): Promise<void> {
    let begin = 0;
    for (const cut of [...cuts, bytes.length]) {
      if (cut <= begin || cut > bytes.length || this.isClosed) {
        continue;
      }
      const piece = bytes.subarray(begin, cut);
      begin = cut;
      // Recorded before it is written: the answer of a peer in this process must not come first.
      const event = this.#recordSent(piece);
      this.#socket.write(piece);
      if (begin < bytes.length) {
        this.#trace.setBoundary(event, await this.#prover(this.#socket));
      }
    }
  }

  #recordSent(piece: Uint8Array): TraceEvent {
    const event = this.#trace.record({
      kind: 'segment',
      connection: this.id,
      from: this.side,
      bytes: Buffer.from(piece),
      offset: this.#sentBytes,
      boundary: 'whole',
    });
    this.#sentBytes += piece.length;
    this.#recordItems(this.side, this.#sent.push(piece));
    return event;
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#transformInput === undefined ? chunk : this.#transformInput(chunk);
    this.#trace.record({
      kind: 'segment',
      connection: this.id,
      from: this.#peer,
      bytes: chunk,
      offset: this.#receivedBytes,
      boundary: 'received',
    });
    this.#receivedBytes += chunk.length;
    for (const waiting of this.#receiving.splice(0)) {
      if (waiting.bytes <= this.#receivedBytes) {
        waiting.resolve();
      } else {
        this.#receiving.push(waiting);
      }
    }
    const wasSound = this.#received.error === undefined;
    const items = this.#received.push(bytes);
    this.#recordItems(this.#peer, items);
    const { error } = this.#received;
    if (wasSound && error !== undefined) {
      this.#recordUndecodable(error);
    }
    for (const item of items) {
      if (this.#listeners.length === 0) {
        this.#unheard.push(item);
      }
      for (const listener of this.#listeners) {
        listener(item);
      }
    }
    if (wasSound && error !== undefined) {
      for (const listener of this.#errorListeners) {
        listener(error);
      }
    }
  }

  /** Calls `listener` once when the peer's stream can no longer be taken apart. */
  onError(listener: (error: DecodeError) => void): void {
    this.#errorListeners.push(listener);
  }

  #recordItems(from: Side, items: readonly DecodedItem[]): void {
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

  #finish(): CloseInfo {
    const wasSound = this.#received.error === undefined;
    const error = this.#received.end();
    if (wasSound && error !== undefined) {
      this.#recordUndecodable(error);
    }
    const info = { by: this.#closedBy ?? this.side, how: this.#how, error };
    if (!this.#reported) {
      this.#reported = true;
      this.#trace.record({ kind: 'close', connection: this.id, by: info.by, how: info.how });
    }
    return info;
  }
}
