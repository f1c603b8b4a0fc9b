import { FakeClientError } from './fake-client-error';

interface Taker<Item> {
  readonly timer: NodeJS.Timeout;
  resolve(item: Item): void;
  reject(error: FakeClientError): void;
}

/** Things that come in and wait until somebody takes them, in order. Of more than `most` the oldest are forgotten. */
export class Arrivals<Item> {
  readonly #most: number;
  readonly #items: Item[] = [];
  readonly #takers: Taker<Item>[] = [];
  #end: FakeClientError | undefined;

  constructor(options: { readonly most: number }) {
    this.#most = options.most;
  }

  add(item: Item): void {
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      clearTimeout(taker.timer);
      taker.resolve(item);
      return;
    }
    this.#items.push(item);
    if (this.#items.length > this.#most) {
      this.#items.shift();
    }
  }

  /** Takes an item back. `false`: somebody has taken it, or it has been forgotten. */
  remove(item: Item): boolean {
    const index = this.#items.indexOf(item);
    if (index !== -1) {
      this.#items.splice(index, 1);
    }
    return index !== -1;
  }

  /** @throws FakeClientError `timeout` after `timeoutMs` milliseconds, or the reason given to {@link end} */
  take(options: { readonly timeoutMs: number }): Promise<Item> {
    const { timeoutMs } = options;
    const item = this.#items.shift();
    if (item !== undefined) {
      return Promise.resolve(item);
    }
    if (this.#end !== undefined) {
      return Promise.reject(this.#end);
    }
    return new Promise((resolve, reject) => {
      const taker: Taker<Item> = {
        resolve,
        reject,
        timer: setTimeout(() => {
          this.#takers.splice(this.#takers.indexOf(taker), 1);
          reject(new FakeClientError('timeout', `What was waited for did not come within ${timeoutMs} ms.`));
        }, timeoutMs),
      };
      this.#takers.push(taker);
    });
  }

  /** Nothing comes any more. */
  end(reason: FakeClientError): void {
    this.#end = reason;
    for (const { timer, reject } of this.#takers.splice(0)) {
      clearTimeout(timer);
      reject(reason);
    }
  }
}
