import type { DecodedItem } from '../codec';
import type { CloseInfo, Connection } from './connection';

export type InboxItem =
  | DecodedItem
  | { readonly kind: 'closed'; readonly info: CloseInfo }
  | { readonly kind: 'timeout' };

/** What a connection brought, to be taken one by one. A peer that sends faster than it is read is made to wait. */
export class Inbox {
  readonly #connection: Connection;
  readonly #items: DecodedItem[] = [];
  readonly #capacity: number;
  #waiting: ((item: InboxItem) => void) | undefined;
  #info: CloseInfo | undefined;

  /** `capacity`: items that may lie here before the socket is paused. Default 1000. */
  constructor(connection: Connection, options: { readonly capacity?: number } = {}) {
    this.#connection = connection;
    this.#capacity = options.capacity ?? 1000;
    connection.onItem((item) => this.#put(item));
    void connection.closed.then((info) => {
      this.#info = info;
      this.#hand({ kind: 'closed', info });
    });
  }

  /** How many items lie here. */
  get size(): number {
    return this.#items.length;
  }

  /**
   * The next item, in order; `closed` once the connection is over and all has been taken; `timeout` after `timeoutMs` milliseconds. One taker at
   * a time.
   */
  take(options: { readonly timeoutMs: number }): Promise<InboxItem> {
    const item = this.#items.shift();
    if (item !== undefined) {
      if (this.#items.length < this.#capacity / 2) {
        this.#connection.resume();
      }
      return Promise.resolve(item);
    }
    if (this.#info !== undefined) {
      return Promise.resolve({ kind: 'closed', info: this.#info });
    }
    if (this.#waiting !== undefined) {
      return Promise.reject(new Error('Somebody is already waiting at this inbox.'));
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#hand({ kind: 'timeout' }), options.timeoutMs);
      this.#waiting = (taken) => {
        clearTimeout(timer);
        resolve(taken);
      };
    });
  }

  #put(item: DecodedItem): void {
    if (this.#waiting !== undefined) {
      this.#hand(item);
      return;
    }
    this.#items.push(item);
    if (this.#items.length >= this.#capacity) {
      this.#connection.pause();
    }
  }

  #hand(item: InboxItem): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(item);
  }
}
