import type { Command } from '../../codec';
import {
  type FakeServer,
  FakeServerError,
  ScriptFailure,
  type ServerHookContext,
  type ServerSession,
} from '../../fakes';
import type { ClientSubject } from '../../subjects';
import { isSettled } from './is-settled';
import { kernelRoundTrip } from './kernel-round-trip';

interface DisturbancesOptions {
  readonly subject: ClientSubject;
  /** Limit for one awaited step of the client, in milliseconds. */
  readonly timeoutMs: number;
  /** Starts the kit's server where it does not run yet. */
  readonly started: () => Promise<FakeServer>;
  readonly running: () => FakeServer;
  /** Alice's session. */
  readonly session: () => ServerSession;
  /** Alice plays on in another session. */
  readonly moved: (session: ServerSession) => void;
  readonly alice: () => string;
  readonly remarkTimeLimit: (text: string) => void;
}

/** How long a client that may come back is waited for, in milliseconds. */
const COME_BACK_MS = 1000;

/** Where an answer is broken off: behind the transaction id. */
const BEGUN: Readonly<Record<string, string>> = {
  VER: 'MSNP8 CV',
  CVR: '6.0.0602 6.0.0602 1.0.0000 http://messen',
  USR: 'TWN S lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F',
  SYN: '27 2 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other%20Contacts 0\r\nLST bob@passport.com Bob 11 0\r\nLST carol@pass',
  CHG: 'NL',
};

/** What the kit's server does in the middle of a session that a client has to live with: refusals, late answers, torn connections, moves. */
export class Disturbances {
  readonly #options: DisturbancesOptions;
  /** Sessions that Alice's client was told to leave. */
  readonly #left = new WeakSet<ServerSession>();
  /** Name of the command whose next answer is kept back. */
  #late: string | undefined;
  #mayBeRefused = false;

  constructor(options: DisturbancesOptions) {
    this.#options = options;
  }

  /** Whether what the client was asked next may be refused by the server. */
  get mayBeRefused(): boolean {
    return this.#mayBeRefused;
  }

  /** What the client was asked for has been answered, or refused. */
  answered(): void {
    this.#mayBeRefused = false;
  }

  /** The next command of that name gets an error, with these words behind the transaction id. */
  refuseNext(name: string, error: { readonly code: number; readonly words: readonly string[] }): void {
    this.#mayBeRefused = true;
    this.#options
      .running()
      .intercept({ name, once: true }, ({ trid }, session) =>
        session.say({ name: String(error.code), trid, parameters: error.words }),
      );
  }

  /** In place of an answer to the first command of that name the connection ends; with `begun` in the middle of what was to be the answer. */
  async breakOffAt(name: string, options: { readonly begun?: true } = {}): Promise<void> {
    const server = await this.#options.started();
    server.intercept({ name, once: true }, async (request, session) => {
      const begun = BEGUN[name];
      if (options.begun && begun !== undefined) {
        await session.send(Buffer.from(`${name} ${request.trid ?? 0} ${begun}`, 'latin1'));
        await session.connection.settle();
      }
      await session.end(options.begun ? 'reset' : 'clean');
    });
  }

  /** The next command of that name is carried out at once, and answered only when the client has handled the answers to what it has sent behind it. */
  answerLate(name: string): void {
    this.#late = name;
  }

  /** C-XFR-06: Alice's client is sent to another server in the middle of its session, and goes there. */
  async sendElsewhere(): Promise<void> {
    const { running, session, moved, timeoutMs, alice, remarkTimeLimit } = this.#options;
    const server = running();
    const before = session();
    const address = `${server.notification.host}:${server.notification.port}`;
    await before.send({ name: 'XFR', trid: 0, parameters: ['NS', address, '0', address] });
    this.#left.add(before);
    try {
      moved(
        await server.waitForSession({
          account: alice(),
          state: 'signed-in',
          timeoutMs,
          isMeant: (one) => one !== before,
        }),
      );
    } catch (error) {
      if (!(error instanceof FakeServerError)) {
        throw error;
      }
      remarkTimeLimit(`What was awaited did not come within ${timeoutMs} ms.`);
      throw new ScriptFailure({
        code: 'silent',
        message: `Expected the client to sign in where it was sent. ${error.message}`,
        rules: ['C-XFR-06'],
        line: 0,
        expected: 'a new session',
        got: 'nothing',
      });
    }
  }

  /** Lets the client alone, unless it leaves. */
  async idle(options: { readonly ms: number }): Promise<void> {
    const session = this.#options.session();
    session.release();
    await isSettled(session.connection.closed, options.ms);
    session.hold();
  }

  /** Waits for what the client does at once when its session is over, and no longer. */
  async restAtEnd(): Promise<void> {
    const { subject, session, timeoutMs } = this.#options;
    await session().connection.closed;
    if (subject.methods.has('snapshot')) {
      await isSettled(subject.call('snapshot', {}), timeoutMs);
    }
    await kernelRoundTrip();
  }

  /** Waits for the client to come back of itself, which it need not. */
  async mayComeBack(): Promise<void> {
    const { running, session, timeoutMs, alice } = this.#options;
    const before = session();
    await before.connection.closed;
    await running()
      .waitForSession({
        account: alice(),
        state: 'signed-in',
        timeoutMs: Math.min(timeoutMs, COME_BACK_MS),
        isMeant: (one) => one !== before,
      })
      .catch((error: unknown) => {
        if (!(error instanceof FakeServerError)) {
          throw error;
        }
      });
  }

  /** What becomes of a command that the server is about to send: the hook of the server. */
  outgoing(command: Command, context: Pick<ServerHookContext, 'session' | 'request'>): readonly Command[] {
    const { session, request } = context;
    // Whoever was told to leave hears nothing more.
    if (this.#left.has(session)) {
      return [];
    }
    if (request === undefined || request.name !== this.#late || request.trid !== command.trid) {
      return [command];
    }
    this.#late = undefined;
    // Behind the answers to what came in the same segment.
    setImmediate(async () => {
      await session.fence({ timeoutMs: this.#options.timeoutMs });
      session.say(command);
    });
    return [];
  }
}
