import type { ClientNotification } from './client-notification';
import { SubjectError } from './subject-error';

interface Waiter {
  readonly isMeant: (notification: ClientNotification) => boolean;
  readonly found: (notification: ClientNotification) => void;
  readonly failed: (error: SubjectError) => void;
}

/** What a client has told unasked since the case began, and those who wait for more. */
export class NotificationLog {
  #list: ClientNotification[] = [];
  readonly #waiters = new Set<Waiter>();

  /** Oldest first. */
  get list(): readonly ClientNotification[] {
    return this.#list;
  }

  add(notification: ClientNotification): void {
    this.#list.push(notification);
    for (const waiter of [...this.#waiters].filter(({ isMeant }) => isMeant(notification))) {
      waiter.found(notification);
    }
  }

  /**
   * The first that is meant, of those that have come and those to come.
   *
   * @throws SubjectError `failed` when none comes within `timeoutMs` milliseconds, or that with which the log ends
   */
  waitFor(
    isMeant: (notification: ClientNotification) => boolean,
    options: { readonly timeoutMs: number },
  ): Promise<ClientNotification> {
    const known = this.#list.find(isMeant);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        isMeant,
        found: (notification) => {
          settle();
          resolve(notification);
        },
        failed: (error) => {
          settle();
          reject(error);
        },
      };
      const timer = setTimeout(
        () =>
          waiter.failed(
            new SubjectError('failed', `The client did not tell what was awaited within ${options.timeoutMs} ms.`),
          ),
        options.timeoutMs,
      );
      this.#waiters.add(waiter);
    });
  }

  /** Nothing more comes: whoever waits is told why. */
  end(error: SubjectError): void {
    for (const waiter of [...this.#waiters]) {
      waiter.failed(error);
    }
  }

  /** A new case begins. */
  clear(): void {
    this.end(new SubjectError('failed', 'The case is over.'));
    this.#list = [];
  }
}
