import type { z } from 'zod';
import type { ClientNotification } from '../client-notification';
import { LastWords } from '../last-words';
import { type ProcessEnd, ShellProcess, type Surroundings } from '../shell-process';
import type { ProgramTrouble } from '../subject';
import { SubjectError } from '../subject-error';
import { parseAdapterMessage, problemOf } from './adapter-message';
import { excerpt } from './excerpt';
import { LineSplitter } from './line-splitter';

/** How much of an adapter the kit takes. */
export interface AdapterLimits {
  /** Bytes of one line on its standard output. */
  readonly lineBytes: number;
  /** Notifications during one case. */
  readonly notifications: number;
}

/** A list of 600 contacts with everything that may be known of them has some 300 kB. */
export const usualAdapterLimits: AdapterLimits = { lineBytes: 4 * 1024 * 1024, notifications: 10_000 };

interface Pending {
  readonly method: string;
  readonly answered: Promise<AdapterAnswer>;
  readonly settle: (outcome: AdapterAnswer | SubjectError) => void;
}

/** What an adapter answers. */
export type AdapterAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** Milliseconds that an adapter has to end by itself when it is told to. */
const EXIT_MS = 1000;

/**
 * One process of an adapter, with JSON-RPC 2.0 on its standard input and output. As soon as something is wrong with it every request fails, those that are
 * open among them; what it still writes is read and thrown away until `kill`.
 */
export class AdapterProcess {
  readonly #shell: ShellProcess;
  readonly #limits: AdapterLimits;
  readonly #lines: LineSplitter;
  readonly #words = new LastWords();
  readonly #pending = new Map<number, Pending>();
  readonly #onNotification: (notification: ClientNotification) => void;
  readonly #onTrouble: (trouble: ProgramTrouble) => void;
  #notifications = 0;
  #ids = 0;
  #trouble: ProgramTrouble | undefined;
  /** It has been told to end. */
  #isLeaving = false;

  constructor(options: {
    /** For the shell. */
    readonly command: string;
    readonly within?: Surroundings | undefined;
    readonly limits: AdapterLimits;
    readonly onNotification: (notification: ClientNotification) => void;
    readonly onTrouble: (trouble: ProgramTrouble) => void;
  }) {
    this.#limits = options.limits;
    this.#onNotification = options.onNotification;
    this.#onTrouble = options.onTrouble;
    this.#lines = new LineSplitter({ most: options.limits.lineBytes });
    this.#shell = new ShellProcess({ command: options.command, within: options.within });
    this.#shell.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#shell.stderr.on('data', (chunk: Buffer) => this.#words.add(chunk));
    // What it has left behind would keep its output open.
    void this.#shell.ended.then(() => this.#shell.kill());
    void this.#shell.closed.then((end) => this.#ended(end));
  }

  /** Undefined while all is well. */
  get trouble(): ProgramTrouble | undefined {
    return this.#trouble;
  }

  /** Resolves when all requests have been answered. What is not after `timeoutMs` milliseconds makes the adapter `silent`. Rejects once something is wrong with it. */
  async idle(options: { readonly timeoutMs: number }): Promise<void> {
    const open = [...this.#pending.values()];
    if (open.length === 0) {
      return;
    }
    const methods = open.map(({ method }) => `"${method}"`).join(' and ');
    const timer = setTimeout(
      () => this.fail('silent', `did not answer ${methods} within ${options.timeoutMs} ms after the end of the case`),
      options.timeoutMs,
    );
    try {
      await Promise.all(open.map(({ answered }) => answered));
    } finally {
      clearTimeout(timer);
    }
  }

  /** A new case begins: its notifications are counted anew. */
  beginCase(): void {
    this.#notifications = 0;
  }

  /** Sends a request. Rejects with a `SubjectError` of code `unusable` once something is wrong with the adapter. */
  ask(method: string, parameters: Readonly<Record<string, unknown>>): Promise<AdapterAnswer> {
    if (this.#trouble !== undefined) {
      return Promise.reject(new SubjectError('unusable', this.#trouble.message));
    }
    this.#ids += 1;
    const id = this.#ids;
    this.#words.hide(parameters.password);
    this.#shell.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params: parameters })}\n`);
    let settle: Pending['settle'] = () => {};
    const answered = new Promise<AdapterAnswer>((resolve, reject) => {
      settle = (outcome) => (outcome instanceof SubjectError ? reject(outcome) : resolve(outcome));
    });
    this.#pending.set(id, { method, answered, settle });
    return answered;
  }

  /** Takes a result apart. One that is not of the shape of the contract is a lie. */
  check<Result>(method: string, options: { readonly result: unknown; readonly schema: z.ZodType<Result> }): Result {
    const parsed = options.schema.safeParse(options.result);
    if (parsed.success) {
      return parsed.data;
    }
    const shown = excerpt(JSON.stringify(options.result) ?? 'nothing');
    throw this.fail('untrue', `answered "${method}" with ${shown}: ${problemOf(parsed.error)}`);
  }

  /** Nothing of this adapter counts any more. `what` goes on where "The adapter" begins. Returns the error for whoever asked. */
  fail(kind: ProgramTrouble['kind'], what: string): SubjectError {
    if (this.#trouble === undefined) {
      this.#trouble = { kind, message: `The adapter ${what}${this.#words.said}.` };
      this.#onTrouble(this.#trouble);
    }
    const error = new SubjectError('unusable', this.#trouble.message);
    for (const { settle } of this.#pending.values()) {
      settle(error);
    }
    this.#pending.clear();
    return error;
  }

  /** Tells the adapter to end, gives it a second, and ends what is left. */
  async close(): Promise<void> {
    if (this.#trouble === undefined) {
      this.#isLeaving = true;
      this.ask('exit', {}).catch(() => {});
      this.#shell.stdin.end();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, EXIT_MS);
      });
      await Promise.race([this.#shell.ended, late]);
      clearTimeout(timer);
    }
    await this.kill();
  }

  /** Ends the process and its children at once, before anything is awaited. */
  async kill(): Promise<void> {
    this.#isLeaving = true;
    this.#shell.kill();
    this.#shell.release();
    this.#settleAll();
    await this.#shell.ended;
  }

  #ended(end: ProcessEnd): void {
    if (this.#isLeaving) {
      return;
    }
    const during = [...this.#pending.values()].map(({ method }) => `"${method}"`).join(' and ');
    const cut = this.#lines.isInLine ? ', in the middle of a line' : '';
    this.fail('ended', `${end.text}${during === '' ? '' : ` before it answered ${during}`}${cut}`);
  }

  #settleAll(): void {
    for (const { settle } of this.#pending.values()) {
      settle(new SubjectError('unusable', 'The adapter has been ended.'));
    }
    this.#pending.clear();
  }

  #read(chunk: Buffer): void {
    if (this.#trouble !== undefined) {
      return;
    }
    const lines = this.#lines.push(chunk);
    if (lines === 'too-long') {
      this.fail('untrue', `wrote a line of more than ${this.#limits.lineBytes} bytes`);
      return;
    }
    for (const line of lines) {
      if (this.#trouble === undefined) {
        this.#take(line);
      }
    }
  }

  #take(line: Uint8Array): void {
    const message = parseAdapterMessage(line);
    switch (message.kind) {
      case 'nothing':
        return;
      case 'wrong':
        this.fail('untrue', message.problem);
        return;
      case 'notification':
        this.#notifications += 1;
        if (this.#notifications > this.#limits.notifications) {
          this.fail('untrue', `told more than ${this.#limits.notifications} things in one case`);
        } else {
          this.#onNotification(message.notification);
        }
        return;
      default: {
        const pending = this.#pending.get(message.id);
        if (pending === undefined) {
          const isAgain = message.id > 0 && message.id <= this.#ids;
          this.fail(
            'untrue',
            isAgain ? `answered request ${message.id} twice` : `answered request ${message.id}, which was never made`,
          );
          return;
        }
        this.#pending.delete(message.id);
        pending.settle(message);
      }
    }
  }
}
