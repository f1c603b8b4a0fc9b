import { performance } from 'node:perf_hooks';
import type { Boundary, ConnectionService, TraceEvent } from './trace-event';

type Distribute<Event> = Event extends TraceEvent ? Omit<Event, 'index' | 'time'> : never;

/** An event as its recorder knows it; index and time are the trace's. */
export type TraceInput = Distribute<TraceEvent>;

export interface TraceOptions {
  /** Most bytes of segments that are kept. What comes later is counted and dropped, visibly. Default 16 MiB. */
  readonly maxBytes?: number;
  /** Most events that are kept. Default 200,000. */
  readonly maxEvents?: number;
}

/** The ordered record of what crossed the wire, on every connection of a case. Its memory is bounded. */
export class Trace {
  readonly #events: TraceEvent[] = [];
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  readonly #secrets = new Set<string>();
  readonly #counts = new Map<ConnectionService, number>();
  readonly #begin = performance.now();
  readonly #maxBytes: number;
  readonly #maxEvents: number;
  #bytes = 0;
  #elided = 0;

  constructor(options: TraceOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
    this.#maxEvents = options.maxEvents ?? 200_000;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  /** Events that were dropped because the trace was full. */
  get elidedEvents(): number {
    return this.#elided;
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

  /** Appends an event. A full trace only counts it; opens, closes and remarks are kept all the same. */
  record(input: TraceInput): TraceEvent {
    const event = {
      ...input,
      index: this.#events.length,
      time: performance.now() - this.#begin,
    } satisfies TraceEvent as TraceEvent;
    const bytes = event.kind === 'segment' ? event.bytes.length : 0;
    const isSmall = event.kind === 'open' || event.kind === 'close' || event.kind === 'remark';
    const isFull = this.#bytes + bytes > this.#maxBytes || this.#events.length >= this.#maxEvents;
    if (isFull && !(isSmall && this.#events.length < this.#maxEvents * 2)) {
      this.#elided += 1;
      return event;
    }
    this.#bytes += bytes;
    this.#events.push(event);
    for (const listener of this.#listeners) {
      listener(event);
    }
    return event;
  }

  /** Notes what became of the end of a segment that was recorded before its boundary was proved. */
  setBoundary(event: TraceEvent, boundary: Boundary): void {
    if (event.kind === 'segment' && this.#events[event.index]?.kind === 'segment') {
      this.#events[event.index] = { ...event, boundary };
    }
  }

  /** Calls `listener` for every event from now on. Returns how to stop it. */
  onEvent(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Masks a value in whatever is printed from this trace. Values shorter than four characters would mask the protocol itself and are left. */
  addSecret(value: string): void {
    if (value.length >= 4) {
      this.#secrets.add(value);
    }
  }

  /** Notes what the wire does not show. `connection` is empty where the remark concerns none. */
  remark(options: {
    readonly connection?: string;
    readonly topic: string;
    readonly value?: string;
    readonly text: string;
  }): void {
    this.record({
      kind: 'remark',
      connection: options.connection ?? '',
      topic: options.topic,
      value: options.value,
      text: options.text,
    });
  }
}
