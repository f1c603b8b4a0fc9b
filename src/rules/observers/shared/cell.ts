/** Something known for certain, since the event of index `since`. */
export interface Certain<Value> {
  readonly value: Value;
  readonly since: number;
  /** The server has confirmed an edit that made it so; otherwise it has only said so. */
  readonly confirmed?: true;
}

interface Change<Value> {
  readonly key: object;
  readonly effect: (before: Value | undefined) => Value | undefined;
  outcome?: 'done' | 'refused' | 'unknown';
}

/**
 * One fact about the server's state, as far as a trace decides it. While a request that may change it is open nothing is
 * certain; its outcome settles the fact. Several open requests take effect in the order in which they were sent.
 */
export class Cell<Value> {
  #settled: Certain<Value> | undefined;
  #changes: Change<Value>[] = [];

  /** What is certain now; undefined while it is in flux or was never seen. */
  get certain(): Certain<Value> | undefined {
    return this.#changes.length > 0 ? undefined : this.#settled;
  }

  /** Whether a request that may change the fact is open. */
  get inFlux(): boolean {
    return this.#changes.length > 0;
  }

  set(value: Value, since: number): void {
    this.#settled = { value, since };
  }

  forget(): void {
    this.#settled = undefined;
  }

  /** A request that would change the fact was sent. `effect` gives the new value, or undefined where nobody can tell. */
  begin(key: object, effect: (before: Value | undefined) => Value | undefined): void {
    this.#changes.push({ key, effect });
  }

  settle(key: object, outcome: 'done' | 'refused' | 'unknown', index: number): void {
    for (const change of this.#changes) if (change.key === key) change.outcome = outcome;
    if (this.#changes.some((change) => change.outcome === undefined)) return;
    for (const { outcome: came, effect } of this.#changes) {
      if (came === 'refused') {
        const before: unknown = this.#settled?.value;
        const meant: unknown = effect(this.#settled?.value);
        // A server that refuses to take away what is certainly there is at odds with itself: what it holds for true is unknown. So it is
        // where it refuses to change what it only said.
        const isAtOdds = before === true || this.#settled?.confirmed === undefined;
        if (typeof before === 'boolean' && meant === !before && isAtOdds) this.#settled = undefined;
        continue;
      }
      const value = came === 'done' ? effect(this.#settled?.value) : undefined;
      this.#settled = value === undefined ? undefined : { value, since: index, confirmed: true };
    }
    this.#changes = [];
  }
}
