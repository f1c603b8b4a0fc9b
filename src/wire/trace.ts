import type { Boundary, ConnectionService, TraceEvent } from './trace-event';

type Distribute<Event> = Event extends TraceEvent ? Omit<Event, 'index' | 'time'> : never;

/** An event as its recorder knows it; index and time are the trace's. */
export type TraceInput = Distribute<TraceEvent>;

export interface TraceOptions {
  /** Most memory that the events may take, in bytes, reckoned at 512 for an event beside the wire's own bytes in it. Default 16 MiB. */
  readonly maxBytes?: number;
}

const eventBytes = 512;
/** Shorter secrets stand by chance in so many words that masking them would mask the protocol. */
const shortestSecret = 4;

/**
 * The ordered record of what crossed the wire, on every connection of a case. Its memory is bounded: a trace that is full says so once, in a
 * remark of topic `trace-full`, and only counts what comes later. The opens and closes of connections and remarks still find room in a reserve of a
 * quarter. What is kept is thus complete up to the remark, so that nothing before it can be misjudged.
 */
export class Trace {
  readonly #events: TraceEvent[] = [];
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  readonly #secrets = new Set<string>();
  readonly #counts = new Map<ConnectionService, number>();
  readonly #begin = performance.now();
  readonly #maxBytes: number;
  #bytes = 0;
  #isFull = false;
  #elidedEvents = 0;
  #elidedBytes = 0;

  constructor(options: TraceOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  /** Milliseconds since the trace began, as in the times of its events. */
  get elapsedMs(): number {
    return performance.now() - this.#begin;
  }

  /** Whether nothing but opens, closes and remarks can be kept any more. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Events that were only counted because the trace was full. */
  get elidedEvents(): number {
    return this.#elidedEvents;
  }

  /** Bytes of segments that were only counted because the trace was full. */
  get elidedBytes(): number {
    return this.#elidedBytes;
  }

  /** Values that are masked wherever the trace is printed: passwords and tickets. */
  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /** An id that no other connection of this trace has: `notification-2`. */
  newConnectionId(service: ConnectionService): string {
    const count = (this.#counts.get(service) ?? 0) + 1;
    this.#counts.set(service, count);
    return `${service}-${count}`;
  }

  /** Appends an event and tells the listeners. A full trace only counts it, and tells nobody: whoever listens sees what a reader will see. */
  record(input: TraceInput): TraceEvent {
    const size = eventBytes + wireBytes(input);
    if (!this.#isFull && this.#bytes + size > this.#maxBytes) {
      this.#isFull = true;
      this.remark({
        topic: 'trace-full',
        text: `The trace is full after ${this.#bytes} bytes: what comes is only counted.`,
      });
    }
    const isKept = input.kind === 'open' || input.kind === 'close' || input.kind === 'remark';
    if (this.#isFull && !(isKept && this.#bytes + size <= this.#maxBytes * 1.25)) {
      this.elide({ events: 1, bytes: input.kind === 'segment' ? input.bytes.length : 0 });
      return this.#stamp(input);
    }
    const event = this.#stamp(input);
    this.#bytes += size;
    this.#events.push(event);
    for (const listener of this.#listeners) {
      listener(event);
    }
    return event;
  }

  /** Counts events that are not even made, because the trace is full. `bytes` are those of segments. */
  elide(counted: { readonly events: number; readonly bytes: number }): void {
    this.#elidedEvents += counted.events;
    this.#elidedBytes += counted.bytes;
  }

  /** Notes what became of the end of a segment that was recorded before its boundary was proved. Listeners are not told again. */
  setBoundary(event: TraceEvent, boundary: Boundary): void {
    if (event.kind === 'segment' && this.#events[event.index] === event) {
      Object.assign(event, { boundary });
    }
  }

  /** Calls `listener` for every event from now on. Returns how to stop it. */
  onEvent(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Masks a value in whatever is printed from this trace. Values shorter than four characters are left: they would mask the protocol itself. */
  addSecret(value: string): void {
    if (value.length >= shortestSecret) {
      this.#secrets.add(value);
    }
  }

  /** Notes what the wire does not show. `connection` is empty where the remark concerns none. */
  remark(options: {
    readonly connection?: string | undefined;
    readonly topic: string;
    readonly value?: string | undefined;
    readonly text: string;
  }): void {
    const { connection = '', topic, value, text } = options;
    this.record({ kind: 'remark', connection, topic, value, text });
  }

  /** The input becomes the event: whoever records makes it for that alone, and a copy of each would cost as much as the rest. */
  #stamp(input: TraceInput): TraceEvent {
    return Object.assign(input, { index: this.#events.length, time: this.elapsedMs });
  }
}

/** Bytes in an event that a peer decides on. */
function wireBytes(input: TraceInput): number {
  switch (input.kind) {
    case 'segment':
      return input.bytes.length;
    case 'command':
      // Once as bytes and once as words.
      return input.command.raw.length * 2;
    case 'empty-line':
      return input.line.raw.length;
    case 'http':
      return input.headers.reduce((sum, [name, value]) => sum + name.length + value.length, input.startLine.length);
    case 'remark':
      return input.text.length + (input.value?.length ?? 0);
    case 'undecodable':
      return input.message.length;
    case 'open':
      return input.label?.length ?? 0;
    case 'close':
      return 0;
  }
}
