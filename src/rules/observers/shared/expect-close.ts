import type { CloseEvent, CommandEvent, TraceEvent } from '../../../wire';
import type { ServedConnection } from './watch-exchanges';

export interface CloseExpectation {
  /** The server closed, as it should. */
  readonly kept: (event: CloseEvent) => void;
  /** The server went on answering, or the kit's time limit ran out. */
  readonly broken: (event: TraceEvent) => void;
}

/**
 * Connections that the server should close now. Decided by its close, by a time limit, or by its answer to something that was sent
 * later; where the client leaves first nothing is decided.
 */
export class ClosesToCome {
  readonly #waiting = new Map<ServedConnection, { readonly since: number; readonly expectation: CloseExpectation }>();

  expect(connection: ServedConnection, since: number, expectation: CloseExpectation): void {
    if (!this.#waiting.has(connection)) this.#waiting.set(connection, { since, expectation });
  }

  closed(connection: ServedConnection, event: CloseEvent): void {
    const found = this.#waiting.get(connection);
    this.#waiting.delete(connection);
    if (event.by === 'server') found?.expectation.kept(event);
  }

  timeLimit(connection: ServedConnection, event: TraceEvent): void {
    const found = this.#waiting.get(connection);
    this.#waiting.delete(connection);
    found?.expectation.broken(event);
  }

  /** A reply or an error came for a request of index `askedAt`. */
  answered(connection: ServedConnection, event: CommandEvent, askedAt: number): void {
    const found = this.#waiting.get(connection);
    if (found === undefined || askedAt <= found.since) return;
    this.#waiting.delete(connection);
    found.expectation.broken(event);
  }
}
