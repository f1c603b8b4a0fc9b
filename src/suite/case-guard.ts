import type { Trace } from '../wire';
import { CaseCut } from './case-cut';

/** Watches over one case: cuts it short as soon as a peer brings more than it may, and when the run is stopped. */
export class CaseGuard {
  #cut: CaseCut | undefined;
  #notify: (cut: CaseCut) => void = () => {};
  readonly #isCut: Promise<never>;
  readonly #unwatch: () => void;

  constructor(options: {
    readonly trace: Trace;
    /** Aborted, with a `CaseCut` as its reason, when the run is stopped. */
    readonly stop: AbortSignal;
  }) {
    const { trace, stop } = options;
    this.#isCut = new Promise((_, reject) => {
      this.#notify = reject;
    });
    // It may be cut while no step runs; the next one hears of it.
    this.#isCut.catch(() => {});
    const deaf = trace.onEvent((event) => {
      // A full trace shows nothing more, so that nothing more can be judged.
      if (event.kind === 'remark' && (event.topic === 'received-limit' || event.topic === 'trace-full')) {
        this.#end(new CaseCut('flooded', event.text));
      }
      if (event.kind === 'remark' && event.topic === 'program-untrue') {
        this.#end(new CaseCut('untrue', event.text));
      }
    });
    const stopped = () => this.#end(CaseCut.from(stop.reason));
    if (stop.aborted) {
      stopped();
    } else {
      stop.addEventListener('abort', stopped);
    }
    this.#unwatch = () => {
      deaf();
      stop.removeEventListener('abort', stopped);
    };
  }

  /** Why the case was cut short; undefined where it was not. */
  get cut(): CaseCut | undefined {
    return this.#cut;
  }

  /**
   * Does a part of the case, which is left to itself when the case is cut short.
   *
   * @throws CaseCut at once when the case is, or has been, cut short
   */
  async during<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    if (this.#cut !== undefined) {
      throw this.#cut;
    }
    return Promise.race([Promise.resolve(work()), this.#isCut]);
  }

  /** The case is over. */
  close(): void {
    this.#unwatch();
  }

  #end(cut: CaseCut): void {
    this.#cut ??= cut;
    this.#notify(this.#cut);
  }
}
