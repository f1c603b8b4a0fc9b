const highestTrid = 0xffffffff;

/** Gives out transaction ids: from a first one upwards, 1 after 4294967295. */
export class TridCounter {
  readonly #first: number;
  #last: number | undefined;

  constructor(first: number) {
    this.#first = first;
  }

  /** An id above all that have been used. */
  next(): number {
    const last = this.#last;
    const next = last === undefined ? this.#first : last >= highestTrid ? 1 : last + 1;
    this.#last = next;
    return next;
  }

  /** Takes note of ids that somebody has chosen himself. */
  use(trids: readonly (number | undefined)[]): void {
    for (const trid of trids) {
      this.#last = trid === undefined ? this.#last : Math.max(trid, this.#last ?? 0);
    }
  }

  restart(): void {
    this.#last = undefined;
  }
}
