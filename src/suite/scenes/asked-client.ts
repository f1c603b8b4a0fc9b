import { type ClientMethod, type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import type { Trace } from '../../wire';
import { inTime } from './in-time';

interface AskedClientOptions {
  readonly subject: ClientSubject;
  readonly trace: Trace;
  /** Limit for one answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** The client under test as a case asks it, and what becomes of its program meanwhile. */
export class AskedClient {
  readonly #subject: ClientSubject;
  readonly #trace: Trace;
  readonly #timeoutMs: number;
  readonly #unwatch: () => void;
  #isOver = false;
  #trouble: string | undefined;
  #crash: string | undefined;

  constructor({ subject, trace, timeoutMs }: AskedClientOptions) {
    this.#subject = subject;
    this.#trace = trace;
    this.#timeoutMs = timeoutMs;
    this.#unwatch =
      subject.onTrouble?.(({ kind, message }) => {
        // What it leaves open behind the end of the case is nothing that the case came to.
        if (kind !== 'silent' || !this.#isOver) {
          this.#trouble ??= message;
        }
        if (kind === 'ended') {
          this.#crash ??= message;
        }
        trace.remark({ topic: kind === 'untrue' ? 'program-untrue' : 'program-trouble', text: message });
      }) ?? (() => {});
  }

  /** What has gone wrong with its program: a whole sentence. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** How its program ended, where no right one does: a whole sentence. */
  get crash(): string | undefined {
    return this.#crash;
  }

  /** Whether it can tell what it believes. */
  get tells(): boolean {
    return this.#subject.methods.has('snapshot');
  }

  /** Asks for something. Rejects with `SubjectError` where the client cannot or does not do it; throws one where it does not offer it. */
  ask(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (!this.#subject.methods.has(method)) {
      throw new SubjectError('unsupported', `The client does not offer "${method}".`);
    }
    const words = Object.entries(parameters).flatMap(([name, value]) => (name === 'password' ? [] : String(value)));
    if (this.#isOver) {
      throw new SubjectError('failed', 'The case is over.');
    }
    const value = [method, ...words].join(' ');
    this.#trace.remark({ topic: 'asked', value, text: `The client is asked to ${value}.` });
    return this.#subject.call(method, parameters);
  }

  /** What the client answers, which has to come now that nothing else is awaited. */
  inTime<Result>(answer: Promise<Result>, method: ClientMethod): Promise<Result> {
    return inTime(answer, { method, timeoutMs: this.#timeoutMs });
  }

  /** What it believes, in time. */
  async snapshot(): Promise<Snapshot> {
    return (await this.inTime(this.#subject.call('snapshot', {}), 'snapshot')) as Snapshot;
  }

  /** Nothing more is asked of it. */
  end(): void {
    this.#isOver = true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Brings the program back to where it began, and looks at it no more. */
  async reset(): Promise<void> {
    await this.#subject.reset().finally(this.#unwatch);
  }
}
