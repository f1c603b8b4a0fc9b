import type { DecodedItem } from '../codec';
import type { CloseInfo, Connection } from './connection';
import { WireError } from './wire-error';

export type InboxItem =
  | DecodedItem
  | { readonly kind: 'closed'; readonly info: CloseInfo }
  | { readonly kind: 'timeout' };

export interface InboxOptions {
  /** Items that may lie here before the socket is paused. Default 1000. */
  readonly maxItems?: number;
  /** Bytes of items that may lie here before the socket is paused. Default 1 MiB. */
  readonly maxBytes?: number;
}

/** What a connection brought, to be taken one by one. A peer that sends faster than it is taken is made to wait. */
export class Inbox {
  readonly #connection: Connection;
  readonly #items: DecodedItem[] = [];
  readonly #maxItems: number;
  readonly #maxBytes: number;
  #bytes = 0;
  #isFull = false;
  #taker: ((item: InboxItem) => void) | undefined;
  #info: CloseInfo | undefined;

  constructor(connection: Connection, options: InboxOptions = {}) {
    this.#connection = connection;
    this.#maxItems = options.maxItems ?? 1000;
    this.#maxBytes = options.maxBytes ?? 1024 * 1024;
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

  /** The item that would be taken next; it stays here. Undefined where none has come. */
  peek(): DecodedItem | undefined {
    return this.#items[0];
  }

  /**
   * The next item, in order; `closed` once the connection is over and all has been taken; `timeout` after `timeoutMs` milliseconds.
   *
   * @throws WireError `busy` while an earlier call waits
   */
  async take(options: { readonly timeoutMs: number }): Promise<InboxItem> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#bytes -= item.raw.length;
      this.#regulate();
      return item;
    }
    if (this.#info !== undefined) {
      return { kind: 'closed', info: this.#info };
    }
    if (this.#taker !== undefined) {
      throw new WireError('busy', 'One taker at a time can wait at an inbox, and one waits already.');
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#hand({ kind: 'timeout' }), options.timeoutMs);
      this.#taker = (taken) => {
        clearTimeout(timer);
        resolve(taken);
      };
    });
  }

  #put(item: DecodedItem): void {
    if (this.#taker !== undefined) {
      this.#hand(item);
      return;
    }
    this.#items.push(item);
    this.#bytes += item.raw.length;
    this.#regulate();
  }

  #hand(item: InboxItem): void {
    const taker = this.#taker;
    this.#taker = undefined;
    taker?.(item);
  }

  /** Reads on only when half is taken, lest every item stop and start the socket. */
  #regulate(): void {
    if (!this.#isFull && (this.#items.length >= this.#maxItems || this.#bytes >= this.#maxBytes)) {
      this.#isFull = true;
      this.#connection.pause();
    } else if (this.#isFull && this.#items.length <= this.#maxItems / 2 && this.#bytes <= this.#maxBytes / 2) {
      this.#isFull = false;
      this.#connection.resume();
    }
  }
}
