import type { DecodedItem } from '../../codec';
import type { CloseInfo } from '../../wire';

/** What a script gets when it asks for the next thing that the server sent. */
export type TakenItem =
  | DecodedItem
  | { readonly kind: 'closed'; readonly info: CloseInfo }
  | { readonly kind: 'timeout' };

interface Taker {
  readonly timer: NodeJS.Timeout;
  resolve(taken: TakenItem): void;
}

/** The items that came while nobody answers them by default, in order. */
export class HeldItems {
  readonly #items: DecodedItem[] = [];
  readonly #takers: Taker[] = [];
  #closed: CloseInfo | undefined;

  get length(): number {
    return this.#items.length;
  }

  some(isMeant: (item: DecodedItem) => boolean): boolean {
    return this.#items.some(isMeant);
  }

  add(item: DecodedItem): void {
    const taker = this.#nextTaker();
    if (taker === undefined) {
      this.#items.push(item);
    } else {
      taker.resolve(item);
    }
  }

  /** Nothing comes after this. */
  end(info: CloseInfo): void {
    this.#closed = info;
    for (let taker = this.#nextTaker(); taker !== undefined; taker = this.#nextTaker()) {
      taker.resolve({ kind: 'closed', info });
    }
  }

  take(options: { readonly timeoutMs: number }): Promise<TakenItem> {
    const item = this.#items.shift();
    if (item !== undefined) {
      return Promise.resolve(item);
    }
    if (this.#closed !== undefined) {
      return Promise.resolve({ kind: 'closed', info: this.#closed });
    }
    return new Promise((resolve) => {
      const taker: Taker = {
        resolve,
        timer: setTimeout(() => {
          this.#takers.splice(this.#takers.indexOf(taker), 1);
          resolve({ kind: 'timeout' });
        }, options.timeoutMs),
      };
      this.#takers.push(taker);
    });
  }

  /** Takes out all at once. */
  drain(): DecodedItem[] {
    return this.#items.splice(0);
  }

  #nextTaker(): Taker | undefined {
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      clearTimeout(taker.timer);
    }
    return taker;
  }
}
