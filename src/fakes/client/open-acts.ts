/** As many as a client has in hand at a time; a server that never answers must not make it remember more. */
const most = 1_000;

/** What the client has asked for by itself and has no answer to yet, so that it does not ask twice. */
export class OpenActs {
  readonly #keyByTrid = new Map<number, string>();
  readonly #keys = new Set<string>();

  /** `false` when this very act is open already, or too many are. */
  mayBegin(key: string): boolean {
    return !this.#keys.has(key) && this.#keys.size < most;
  }

  begin(key: string, trid: number): void {
    this.#keys.add(key);
    this.#keyByTrid.set(trid, key);
  }

  end(trid: number): void {
    const key = this.#keyByTrid.get(trid);
    if (key !== undefined) {
      this.#keyByTrid.delete(trid);
      this.#keys.delete(key);
    }
  }

  clear(): void {
    this.#keyByTrid.clear();
    this.#keys.clear();
  }
}
