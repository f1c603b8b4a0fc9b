import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Prover } from '../wire';
import { type AdapterLimits, AdapterProcess, usualAdapterLimits } from './adapter/adapter-process';
import { clientContract, isClientMethod } from './client-contract';
import { type ClientNeeds, clientNeedsSchema } from './client-needs';
import type { Isolation } from './isolation/isolation';
import { NotificationLog } from './notification-log';
import type { ClientMethod, ClientProgram, ClientSubject, ProgramTrouble, ServerPlace } from './subject';
import { SubjectError } from './subject-error';

export interface AdapterClientOptions {
  /** For the shell. */
  readonly command: string;
  /** What the kit calls itself. */
  readonly kit: { readonly name: string; readonly version: string };
  /** Limit for the answer to `initialize`, in milliseconds. Default 15,000: some programs start slowly. */
  readonly startTimeoutMs?: number;
  /** Limit for every other answer, from the request on, in milliseconds; whoever waits may give up earlier. Default 120,000: a case may be slow. */
  readonly answerTimeoutMs?: number;
  /** What an adapter has, when a case is over, to answer what is still open, in milliseconds. Default 2000. */
  readonly settleTimeoutMs?: number;
  readonly limits?: Partial<AdapterLimits>;
  /** Where the adapter is started, and its client lives. It is opened with the first start and closed with the subject. Default: beside the kit. */
  readonly isolation?: Isolation | undefined;
  /** What the client needs, whatever the adapter says. */
  readonly needs?: ClientNeeds;
}

/** What an adapter has of all that a client may have. */
export type AdapterClient = ClientSubject &
  Required<Pick<ClientSubject, 'reach' | 'begin' | 'onTrouble' | 'probe' | 'kill'>> & {
    readonly notifications: NotificationLog;
  };

const introduction = z.object({
  name: z.string().min(1),
  version: z.string(),
  methods: z.array(z.string()),
  needs: z.record(z.string(), z.unknown()).exactOptional(),
  concurrent: z.boolean().exactOptional(),
});

interface Introduced {
  readonly program: ClientProgram;
  readonly methods: ReadonlySet<ClientMethod>;
  readonly needs: ClientNeeds;
  readonly concurrent: boolean;
}

/** JSON-RPC: method not found. */
const NOT_FOUND = -32601;
/** An adapter that cannot be started so often in a row is not started again. */
const MOST_FAILED_STARTS = 3;

/**
 * A client behind an adapter: a program that speaks JSON-RPC 2.0, an object a line, on its standard input and output (`docs/adapter.md`).
 *
 * One process lives through all cases. It is ended, and the next case gets a new one, only when it ended itself, left a request unanswered, or said what the
 * contract does not have.
 */
export function adapterClient(options: AdapterClientOptions): AdapterClient {
  return new Adapter(options);
}

class Adapter implements AdapterClient {
  readonly role = 'client';
  readonly kind = 'adapter';
  readonly notifications = new NotificationLog();
  readonly #options: AdapterClientOptions;
  readonly #listeners = new Set<(trouble: ProgramTrouble) => void>();
  #process: AdapterProcess | undefined;
  #starting: Promise<AdapterProcess> | undefined;
  #introduced: Introduced | undefined;
  #failedStarts = 0;
  /** Requests that wait for their turn. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The client may be signed in. */
  #isIn = false;
  /** Counts the cases: what waits for its turn when one is over is not asked any more. */
  #cases = 0;
  #isClosed = false;

  constructor(options: AdapterClientOptions) {
    this.#options = options;
  }

  get target(): string {
    return this.#options.command;
  }

  get methods(): ReadonlySet<ClientMethod> {
    return this.#introduced?.methods ?? new Set();
  }

  get needs(): ClientNeeds {
    return { ...this.#introduced?.needs, ...this.#options.needs };
  }

  get place(): ServerPlace | undefined {
    return this.#options.isolation?.place;
  }

  get prover(): Prover | undefined {
    return this.#options.isolation?.prover;
  }

  get program(): ClientProgram | undefined {
    return this.#introduced?.program;
  }

  get concurrent(): true | undefined {
    return this.#introduced?.concurrent === true ? true : undefined;
  }

  async reach(): Promise<void> {
    await this.#running();
    if (this.needs.passport === 'soap') {
      throw new SubjectError(
        'unusable',
        'The client gets its ticket over SOAP ("passport": "soap"), which the kit does not serve: nothing can be certified.',
      );
    }
  }

  onTrouble(listener: (trouble: ProgramTrouble) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async call(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.concurrent) {
      return this.#call(method, parameters);
    }
    const begun = this.#cases;
    const called = this.#turn.then(() => {
      if (begun !== this.#cases) {
        throw new SubjectError('failed', `The case is over, and "${method}" was not asked any more.`);
      }
      return this.#call(method, parameters);
    });
    this.#turn = called.catch(() => {});
    return called;
  }

  async probe(method: string): Promise<number | 'result'> {
    const adapter = await this.#running();
    const answer = await this.#answered(adapter, { method, parameters: {}, timeoutMs: this.#answerTimeoutMs });
    return answer.kind === 'result' ? 'result' : answer.code;
  }

  /** A process that has ended since the last case is replaced. */
  async begin(): Promise<void> {
    if (this.#process?.trouble?.kind === 'ended') {
      await this.#drop();
    }
  }

  async reset(): Promise<void> {
    this.#cases += 1;
    try {
      await this.#settle();
    } finally {
      if (this.#process?.trouble !== undefined) {
        await this.#drop();
      }
      this.#process?.beginCase();
      this.notifications.clear();
      this.#isIn = false;
    }
  }

  kill(): void {
    this.#isClosed = true;
    void this.#process?.kill();
    this.#options.isolation?.kill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const adapter = this.#process;
    this.#process = undefined;
    this.notifications.clear();
    await adapter?.close();
    await this.#options.isolation?.close();
  }

  get #answerTimeoutMs(): number {
    return this.#options.answerTimeoutMs ?? 120_000;
  }

  /** What is open is answered, and the client signed out; its connections have been closed from the other side. What it leaves unanswered costs it its process. */
  async #settle(): Promise<void> {
    const adapter = this.#process;
    if (adapter === undefined || adapter.trouble !== undefined) {
      return;
    }
    const timeoutMs = this.#options.settleTimeoutMs ?? 2000;
    const deadline = performance.now() + timeoutMs;
    try {
      await adapter.idle({ timeoutMs });
      if (this.#isIn && this.methods.has('logout')) {
        // That it is signed in nowhere is no fault; it is told all the same, so that the client forgets.
        const left = Math.max(1, deadline - performance.now());
        await this.#answered(adapter, { method: 'logout', parameters: {}, timeoutMs: left });
      }
    } catch (error) {
      if (this.#process?.trouble?.kind === 'untrue') {
        throw error;
      }
    }
  }

  async #call(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    const adapter = await this.#running();
    if (!this.methods.has(method)) {
      throw new SubjectError('unsupported', `The client does not offer "${method}".`);
    }
    this.#isIn ||= method === 'login';
    const answer = await this.#answered(adapter, { method, parameters, timeoutMs: this.#answerTimeoutMs });
    if (method === 'login' || (method === 'logout' && answer.kind === 'result')) {
      this.#isIn = method === 'login' && answer.kind === 'result';
    }
    if (answer.kind === 'error') {
      throw answer.code === NOT_FOUND
        ? new SubjectError(
            'unsupported',
            `The adapter answers "${method}" with the error -32601: it does not offer it.`,
          )
        : new SubjectError('failed', `"${method}" failed: ${sentence(answer.message)}`);
    }
    const schema: z.ZodType = clientContract[method].result;
    return adapter.check(method, { result: answer.result, schema });
  }

  async #answered(
    adapter: AdapterProcess,
    request: {
      readonly method: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly timeoutMs: number;
    },
  ) {
    const { method, parameters, timeoutMs } = request;
    const timer = setTimeout(
      () => adapter.fail('silent', `did not answer "${method}" within ${Math.round(timeoutMs)} ms`),
      timeoutMs,
    );
    try {
      return await adapter.ask(method, parameters);
    } finally {
      clearTimeout(timer);
    }
  }

  #running(): Promise<AdapterProcess> {
    if (this.#process !== undefined && this.#starting === undefined) {
      return Promise.resolve(this.#process);
    }
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<AdapterProcess> {
    if (this.#isClosed) {
      throw new SubjectError('unusable', 'The adapter was not started: the run is over.');
    }
    if (this.#failedStarts >= MOST_FAILED_STARTS) {
      throw new SubjectError('unusable', `The adapter could not be started ${MOST_FAILED_STARTS} times in a row.`);
    }
    await this.#options.isolation?.open();
    const adapter = new AdapterProcess({
      command: this.#options.command,
      within: this.#options.isolation?.surroundings,
      limits: { ...usualAdapterLimits, ...this.#options.limits },
      onNotification: (notification) => this.notifications.add(notification),
      onTrouble: (trouble) => this.#troubled(trouble),
    });
    this.#process = adapter;
    try {
      const introduced = await this.#introduce(adapter);
      this.#introduced ??= introduced;
      this.#failedStarts = 0;
      return adapter;
    } catch (error) {
      this.#failedStarts += 1;
      await this.#drop();
      throw error;
    }
  }

  async #introduce(adapter: AdapterProcess): Promise<Introduced> {
    const answer = await this.#answered(adapter, {
      method: 'initialize',
      parameters: { kit: this.#options.kit },
      timeoutMs: this.#options.startTimeoutMs ?? 15_000,
    });
    if (answer.kind === 'error') {
      throw adapter.fail('untrue', `answered "initialize" with the error ${answer.code}: ${answer.message}`);
    }
    const told = adapter.check('initialize', { result: answer.result, schema: introduction });
    const unknown = told.methods.find((name) => !isClientMethod(name) && name !== 'initialize' && name !== 'exit');
    if (unknown !== undefined) {
      throw adapter.fail('untrue', `says that it offers the method "${unknown}", which the contract does not have`);
    }
    return {
      program: { name: told.name, version: told.version },
      methods: new Set(told.methods.filter(isClientMethod)),
      needs: adapter.check('initialize', { result: told.needs ?? {}, schema: clientNeedsSchema }),
      concurrent: told.concurrent === true,
    };
  }

  #troubled(trouble: ProgramTrouble): void {
    this.notifications.end(new SubjectError('unusable', trouble.message));
    for (const listener of [...this.#listeners]) {
      listener(trouble);
    }
  }

  async #drop(): Promise<void> {
    const adapter = this.#process;
    this.#process = undefined;
    await adapter?.kill();
  }
}

/** A foreign message with the full stop that ends a sentence. */
function sentence(message: string): string {
  return `${message.slice(0, 500).replace(/\.$/, '')}.`;
}
