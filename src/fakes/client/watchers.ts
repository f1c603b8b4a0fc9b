import { FakeClientError } from './fake-client-error';

/** Those who wait until something comes true of a value that changes. Whoever changes it says {@link look}. */
export class Watchers<Value> {
  readonly #current: () => Value;
  readonly #ended: () => FakeClientError | undefined;
  readonly #waiting = new Set<() => void>();

  /** `ended` says why nothing changes any more, once that is so. */
  constructor(options: { current(): Value; ended(): FakeClientError | undefined }) {
    this.#current = options.current;
    this.#ended = options.ended;
  }

  look(): void {
    for (const waiter of [...this.#waiting]) {
      waiter();
    }
  }

  /**
   * Resolves as soon as the value satisfies `holds`, at once if it does.
   *
   * @throws FakeClientError `timeout` after `timeoutMs` milliseconds, or what `ended` gives
   */
  until(holds: (value: Value) => boolean, options: { readonly timeoutMs: number }): Promise<Value> {
    const { timeoutMs } = options;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        const value = this.#current();
        if (holds(value)) {
          done();
          resolve(value);
          return;
        }
        const end = this.#ended();
        if (end !== undefined) {
          done();
          reject(end);
        }
      };
      const timer = setTimeout(() => {
        done();
        reject(new FakeClientError('timeout', `What was waited for did not come true within ${timeoutMs} ms.`));
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}
