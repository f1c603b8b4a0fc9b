import type { Command, DecodedCommand } from '../../codec';
import {
  type Directory,
  FakeServer,
  FakeServerError,
  type NotificationSession,
  type ServerHooks,
  type ServerKnobs,
} from '../../fakes';
import { type ClientMethod, type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import { accommodate, befriend, caseTrace, documentedAccounts, inTime } from '../../suite';
import { type Trace, usualReceiveLimits } from '../../wire';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { isRightAnswer } from './is-right-answer';

/** The challenge that shows that the client has understood all in front of it. */
const FENCE_TEXT = '15570131571988941333';
export const FENCE_LINE = `CHL 0 ${FENCE_TEXT}\r\n`;
const FENCE_BYTES = Buffer.from(FENCE_LINE);

/** Alice's password at the fake Passport. */
export const PASSWORD = 'rabbit hole';

interface ClientStageOptions {
  readonly context: PropertyContext<ClientSubject>;
  /** Holds Alice, with {@link PASSWORD}, and her contacts. */
  readonly directory: Directory;
  readonly knobs?: Partial<Omit<ServerKnobs, 'passport'>>;
  readonly hooks?: ServerHooks;
}

/** The kit's servers, and the client under test, which signs in there as Alice. */
export class ClientStage implements Stage {
  readonly trace: Trace;
  readonly server: FakeServer;
  readonly timeoutMs: number;
  readonly subject: ClientSubject;
  readonly #context: PropertyContext<ClientSubject>;
  readonly #unwatch: () => void;
  #session: NotificationSession | undefined;
  /** The session whose end is watched, and what is to be done at it. */
  #watched: NotificationSession | undefined;
  #onClosed: (() => void) | undefined;
  /** Names by which contacts were shown to the client so far. */
  readonly #names = new Map<number, string>();
  /** What has gone wrong with the program of the client: a whole sentence. */
  #trouble: string | undefined;

  private constructor(options: { readonly context: PropertyContext<ClientSubject>; readonly server: FakeServer }) {
    this.#context = options.context;
    this.server = options.server;
    this.trace = options.server.trace;
    this.timeoutMs = options.context.timeoutMs;
    this.subject = options.context.subject;
    this.#unwatch =
      this.subject.onTrouble?.(({ kind, message }) => {
        this.#trouble ??= message;
        this.trace.remark({ topic: kind === 'untrue' ? 'program-untrue' : 'program-trouble', text: message });
      }) ?? (() => {});
  }

  /** Starts the servers; nobody has signed in. */
  static async start(options: ClientStageOptions): Promise<ClientStage> {
    const { context, directory, knobs, hooks } = options;
    const { needs, prover, place } = context.subject;
    const { certificates } = await context.authority();
    const accommodated = accommodate(needs);
    befriend(directory, needs);
    const trace = caseTrace();
    trace.addSecret(PASSWORD);
    const server = await FakeServer.start({
      directory,
      hooks,
      trace,
      subject: 'client',
      certificates,
      knobs: {
        synchronisation: 'always-full',
        // Fences and properties challenge; nothing else is to.
        challenges: 'off',
        ...accommodated.knobs,
        // The way through the dispatch server is not what properties are about.
        transfers: needs.dispatch === 'required' ? 1 : 0,
        ...knobs,
      },
      minTls: accommodated.minTls,
      ...place,
      prover,
      receiveLimits: usualReceiveLimits,
    });
    return new ClientStage({ context, server });
  }

  /** Starts the servers and lets the client sign in. */
  static async signedIn(options: ClientStageOptions): Promise<ClientStage> {
    const stage = await ClientStage.start(options);
    try {
      await stage.signIn();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get session(): NotificationSession {
    if (this.#session === undefined) {
      throw new Error('The client has not signed in yet.');
    }
    return this.#session;
  }

  /**
   * Lets the client sign in, until the server and the client say that it is online.
   *
   * @throws SubjectError `unusable` where it does not come so far, `unsupported` where it says that it cannot take part
   */
  async signIn(): Promise<void> {
    const { subject, server, timeoutMs } = this;
    await this.leave();
    const { caFile } = await this.#context.authority();
    const { host, port } = server.dispatch;
    const account = documentedAccounts.alice;
    server.forgetConnections();
    const asked = subject.call('login', { account, password: PASSWORD, host, port, nexusUrl: server.nexusUrl, caFile });
    try {
      const visible = server.waitForSession({ account, state: 'visible', timeoutMs });
      // Where one fails the other is not awaited; it must not end the process.
      visible.catch(() => {});
      asked.catch(() => {});
      if (subject.watched === true) {
        // That its program ends well says nothing.
        this.#session = await Promise.race([visible, asked.then(() => visible)]);
      } else {
        await this.inTime(asked, 'login');
        this.#session = await visible;
      }
    } catch (error) {
      if (error instanceof FakeServerError || (error instanceof SubjectError && error.code !== 'unsupported')) {
        const trouble = this.#trouble === undefined ? '' : ` ${this.#trouble}`;
        throw new SubjectError('unusable', `The client did not come online: ${error.message}${trouble}`);
      }
      throw error;
    }
  }

  /** The name by which the contact number `place` was last shown to the client. */
  names(place: number): readonly string[] {
    const name = this.#names.get(place);
    return name === undefined ? [] : [name];
  }

  remember(place: number, names: readonly string[]): void {
    const name = names.at(-1);
    if (name !== undefined) {
      this.#names.set(place, name);
    }
  }

  /** Ends what there is of the client's session. */
  async leave(): Promise<void> {
    if (this.#session !== undefined) {
      await this.abandon();
    }
  }

  /** Ends whatever connections there are. */
  async abandon(): Promise<void> {
    this.#session = undefined;
    await this.subject.reset();
    await this.server.reset();
  }

  /**
   * Sends bytes to the client, cut into segments, with a challenge behind them, and waits until it has answered that.
   *
   * @throws PropertyFailure of `rule` where it answers wrongly, leaves, or is silent
   */
  async tell(options: {
    readonly bytes: Uint8Array;
    /** May reach into the challenge. */
    readonly cuts: readonly number[];
    readonly rule: string;
  }): Promise<void> {
    const { rule, cuts } = options;
    const { connection } = this.session;
    const came = await this.#answerTo(Buffer.concat([options.bytes, FENCE_BYTES]), cuts);
    if (came !== 'closed' && came !== 'silent' && isRightAnswer(came, FENCE_TEXT)) {
      return;
    }
    const got =
      came === 'closed'
        ? 'has closed the connection'
        : came === 'silent'
          ? `has not answered a challenge behind it within ${Math.round(this.timeoutMs)} ms`
          : 'answers a challenge behind it wrongly';
    const trouble = this.#trouble === undefined ? '' : ` ${this.#trouble}`;
    throw new PropertyFailure({
      rule,
      message: `Expected the client to understand what it was sent; it ${got}.${trouble}`,
      connection: connection.id,
      bySilence: came === 'silent',
    });
  }

  /** Challenges the client, and resolves with its answer. The server takes any. */
  async challenge(text: string): Promise<DecodedCommand | 'closed' | 'silent'> {
    return this.#answerTo({ name: 'CHL', trid: 0, parameters: [text] }, []);
  }

  /** The first answer to a challenge in what is sent. */
  #answerTo(what: Uint8Array | Command, cuts: readonly number[]): Promise<DecodedCommand | 'closed' | 'silent'> {
    const { session, timeoutMs } = this;
    return new Promise((resolve) => {
      const settle = (outcome: DecodedCommand | 'closed' | 'silent') => {
        clearTimeout(timer);
        end();
        this.#onClosed = undefined;
        resolve(outcome);
      };
      const end = this.server.intercept({ name: 'QRY', account: documentedAccounts.alice }, (request, one) => {
        one.say({ name: 'QRY', trid: request.trid, parameters: [] });
        settle(request);
      });
      const timer = setTimeout(() => settle('silent'), timeoutMs);
      // Watched once for a session: each watch would stay until it ends.
      this.#onClosed = () => settle('closed');
      if (this.#watched !== session) {
        this.#watched = session;
        void session.connection.closed.then(() => {
          if (this.#watched === session) {
            this.#watched = undefined;
            this.#onClosed?.();
          }
        });
      }
      // Not awaited: the answer cannot come before it is sent, and a client that does not read is silent.
      session.send(what, { cuts }).catch(() => {});
    });
  }

  /** Asks the client for something. Rejects with `SubjectError` where it cannot or does not. */
  async ask(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.inTime(this.subject.call(method, parameters), method);
  }

  /** What the client believes; `undefined` where it does not tell. */
  async snapshot(): Promise<Snapshot | undefined> {
    return this.subject.methods.has('snapshot') ? ((await this.ask('snapshot', {})) as Snapshot) : undefined;
  }

  inTime<Result>(answer: Promise<Result>, method: ClientMethod): Promise<Result> {
    return inTime(answer, { method, timeoutMs: this.timeoutMs });
  }

  async close(): Promise<void> {
    try {
      await this.server.close();
    } finally {
      await this.subject.reset().finally(this.#unwatch);
    }
  }
}
