import type { DecodedItem, Transcript } from '../../codec';
import {
  type FakeServer,
  FakeServerError,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  type ServerSession,
} from '../../fakes';
import type { Closing } from '../../report';
import { type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import type { Authority } from '../authority';
import { closingOf } from '../closing-of';
import { AskedClient } from './asked-client';
import { AskedUsers } from './asked-users';
import { caseTrace } from './case-trace';
import { ChatsOfServer } from './chats-of-server';
import { Disturbances } from './disturbances';
import { HostedServers } from './hosted-servers';
import { isSettled } from './is-settled';
import { kernelRoundTrip } from './kernel-round-trip';
import { LoginsOfClient } from './logins-of-client';
import type { Action, ContactPresence, Persona, Readiness, Scene } from './scene';
import { sessionPort } from './session-port';
import { documentedAccounts } from './session-roster';
import { unmetNeed } from './unmet-need';

interface KitAsServerOptions {
  readonly subject: ClientSubject;
  /** Limit for one awaited command, in milliseconds. */
  readonly timeoutMs: number;
  /** Certificates of the fake Passport, and where the client finds their authority. */
  readonly authority: () => Promise<Authority>;
}

/** A case in which the client is under test: the kit plays dispatch, notification and Passport servers. */
export class KitAsServer implements Scene {
  readonly trace = caseTrace();
  readonly bindings = new Map<string, string>(Object.entries(documentedAccounts));
  readonly shown = new Map<string, number>();
  /** What is said on switchboards. */
  readonly chats: ChatsOfServer;
  /** What the server does that a client has to live with. */
  readonly disturbances: Disturbances;
  /** The servers, and how they differ from those of the example session. */
  readonly hosted: HostedServers;
  readonly #subject: ClientSubject;
  readonly #timeoutMs: number;
  readonly #client: AskedClient;
  readonly #logins: LoginsOfClient;
  readonly #askedUsers: AskedUsers;
  #session: ServerSession | undefined;
  /** The command at which a readiness ended: the script finds it before all others. */
  #first: DecodedItem | undefined;

  constructor(options: KitAsServerOptions) {
    const { subject, timeoutMs, authority } = options;
    const { trace, bindings } = this;
    const session = () => this.#current();
    const show = (rule: string) => this.#show(rule);
    this.#subject = subject;
    this.#timeoutMs = timeoutMs;
    this.#client = new AskedClient({ subject, trace, timeoutMs });
    this.hosted = new HostedServers({
      subject,
      trace,
      bindings,
      authority,
      outgoing: (command, context) => this.disturbances.outgoing(command, context),
      isOver: () => this.#client.isOver,
    });
    this.#logins = new LoginsOfClient({
      subject,
      client: this.#client,
      servers: this.hosted,
      trace,
      timeoutMs,
      authority,
    });
    this.chats = new ChatsOfServer({
      timeoutMs,
      trace,
      server: () => this.hosted.running,
      session,
      ask: (method, parameters) => this.#client.ask(method, parameters),
      inTime: (answer, method) => this.#client.inTime(answer, method),
      act: (method, parameters) => this.act({ method, parameters }),
      play: ({ session: held, transcript, byteByByte }) =>
        this.#playOn(sessionPort(held, { byteByByte: byteByByte === true, first: undefined }), transcript),
      show,
      isOnline: (persona) => this.hosted.isOnline(persona),
    });
    this.disturbances = new Disturbances({
      subject,
      timeoutMs,
      started: () => this.hosted.started(),
      running: () => this.hosted.running,
      session,
      moved: (moved) => {
        this.#session = moved;
      },
      alice: () => this.hosted.alice,
      remarkTimeLimit: (text) => this.#remarkTimeLimit(text),
    });
    this.#askedUsers = new AskedUsers({
      subject,
      trace,
      session,
      settled: async () => {
        await this.stillAnswers();
        if (this.#client.tells) {
          // What it has told comes before.
          await this.#client.snapshot();
        }
      },
      show,
    });
  }

  get trouble(): string | undefined {
    return this.#client.trouble;
  }

  async accountsAsInSession(): Promise<void> {
    this.hosted.beAsInSession();
  }

  async contactsOnline(contacts: readonly ContactPresence[]): Promise<void> {
    this.hosted.bringOnline(contacts);
  }

  async makeReady(readiness: Readiness): Promise<void> {
    const server = await this.hosted.started();
    try {
      const { session, first } = await this.#logins.reach(server, readiness);
      this.#session = session;
      this.#first = first;
    } catch (error) {
      if (error instanceof FakeServerError || (error instanceof SubjectError && error.code === 'failed')) {
        throw new SubjectError('unusable', `The client did not come as far as "${readiness}": ${error.message}`);
      }
      throw error;
    }
  }

  async play(options: {
    readonly transcript: Transcript;
    readonly action?: Action;
    readonly byteByByte?: true;
  }): Promise<void> {
    const { transcript, action } = options;
    const { needs } = this.#subject;
    const { service } = this.#current().connection;
    const unmet = unmetNeed({ transcript, needs, bindings: this.bindings, service });
    if (unmet !== undefined) {
      throw new SubjectError('unsupported', unmet);
    }
    const request = action?.request;
    const asked = request === undefined ? undefined : this.#client.ask(request.method, request.parameters);
    // Heard in the end; when the script fails first nobody waits for it, and its failure must not end the process.
    asked?.catch(() => {});
    const session = this.#current();
    session.hold();
    await this.#playOn(
      sessionPort(session, { byteByByte: options.byteByByte === true, first: this.#takeFirst() }),
      transcript,
    );
    if (request !== undefined && asked !== undefined) {
      // What is left of it to do is no more the script's.
      session.release();
      await this.#client.inTime(asked, request.method);
      session.hold();
    }
  }

  /**
   * Asks Alice's client for something, and serves its session meanwhile as if there were no script. What the server refuses on purpose the client
   * need not have done.
   */
  async act(request: NonNullable<Action['request']> & { readonly mayFail?: true }): Promise<void> {
    const session = this.#current();
    session.release();
    try {
      await this.#client
        .inTime(this.#client.ask(request.method, request.parameters), request.method)
        .catch(async (error: unknown) => {
          const mayFail = this.disturbances.mayBeRefused || request.mayFail === true;
          if (!(mayFail && error instanceof SubjectError && error.code === 'failed')) {
            throw await this.#unlessLeft(error);
          }
        });
      // What the client says of itself may come before what it has sent: only behind a fence has the server answered all of it.
      await session.fence({ timeoutMs: this.#timeoutMs });
    } finally {
      this.disturbances.answered();
      session.hold();
    }
  }

  /** A client that fails at what it was asked for by closing its connection does so at what the server has sent. */
  async #unlessLeft(failure: unknown): Promise<unknown> {
    await kernelRoundTrip();
    const { connection } = this.#current();
    const hasLeft = await isSettled(connection.closed, 0);
    return failure instanceof SubjectError && failure.code === 'failed' && hasLeft
      ? new ScriptFailure({
          code: 'closed',
          message: `Expected the client to stay; it has closed the connection. ${failure.message}`,
          rules: [],
          line: 0,
          expected: 'an open connection',
          got: '(close)',
          connection: connection.id,
        })
      : failure;
  }

  /** What one of the others does, without a connection of their own. */
  async puppet(persona: Persona): Promise<ReturnType<FakeServer['puppet']>> {
    return (await this.hosted.started()).puppet(documentedAccounts[persona]);
  }

  /**
   * Lets the client sign in at a server that differs from the usual one, as right servers do. Where it does not come online, whether it would at the usual
   * one decides: a client that never does says nothing about `rules`.
   *
   * @throws ScriptFailure that accuses `rules`
   */
  async signInAllTheSame(rules: readonly string[]): Promise<void> {
    await this.#signInOrAccuse(rules, (failure) => this.#signInAsUsual(failure));
  }

  /**
   * Lets a client that has been online in this case sign in again.
   *
   * @throws ScriptFailure that accuses `rules`; where there are none, SubjectError `unusable`
   */
  async signInOnceMore(rules: readonly string[]): Promise<void> {
    await this.#signInOrAccuse(rules, async (failure) => {
      if (rules.length === 0) {
        throw failure;
      }
    });
  }

  async #signInOrAccuse(rules: readonly string[], decide: (failure: SubjectError) => Promise<void>): Promise<void> {
    try {
      await this.makeReady('online');
    } catch (error) {
      if (!(error instanceof SubjectError && error.code !== 'unsupported')) {
        throw error;
      }
      await decide(error);
      throw new ScriptFailure({
        code: 'different',
        message: `Expected the client to sign in here as it has elsewhere. ${error.message}`,
        rules,
        line: 0,
        expected: 'a login',
        got: 'none',
      });
    }
    for (const rule of rules) {
      this.#show(rule);
    }
  }

  /** Lets the client sign in at a server without peculiarities. Rejects with `failure` where it cannot. */
  async #signInAsUsual(failure: SubjectError): Promise<void> {
    await this.hosted.startOver();
    try {
      await this.makeReady('online');
    } catch (error) {
      throw error instanceof SubjectError ? failure : error;
    }
  }

  /** Lets the client try to sign in, which is to fail, and closes what it leaves open. */
  async tryToSignIn(): Promise<void> {
    const server = await this.hosted.started();
    await this.#logins.begin(server);
    await this.giveUp();
  }

  /** Waits until the client has given up signing in, and closes what it leaves open. */
  async giveUp(): Promise<void> {
    // What only can be watched may have closed and still be there, or be gone without a word.
    const signs = this.#subject.watched === true ? [this.#logins.call, this.#hasLeft()] : [];
    const end = Promise.race([this.#logins.newest, ...signs]);
    const hasEnded = await isSettled(end, this.#timeoutMs);
    if (hasEnded) {
      await end.catch((error: unknown) => this.#requireTried(error));
    }
    // Its own close may be on its way.
    await kernelRoundTrip();
    for (const session of this.hosted.running.sessions) {
      const text = hasEnded
        ? 'The client has given up signing in, and leaves its connection open.'
        : `The client has not given up signing in within ${this.#timeoutMs} ms.`;
      this.trace.remark({ connection: session.connection.id, topic: 'time-limit', text });
      await session.end('clean');
    }
    await this.#outlives();
  }

  /** A client that fails without having called, or that says that it cannot take part, has not been put to the test. */
  #requireTried(failure: unknown): void {
    const hasCalled = this.trace.events.some(({ kind }) => kind === 'open');
    if (failure instanceof SubjectError && (failure.code === 'unsupported' || !hasCalled)) {
      throw new SubjectError(failure.code === 'unsupported' ? 'unsupported' : 'unusable', failure.message);
    }
    if (!(failure instanceof SubjectError || failure instanceof FakeServerError)) {
      throw failure;
    }
  }

  /** Resolves when the client has closed the connection that a script was about; never where there is none. */
  async #hasLeft(): Promise<void> {
    await (this.#session?.connection.closed ?? new Promise<never>(() => {}));
  }

  async #playOn(port: ScriptPort, transcript: Transcript): Promise<void> {
    const playing = playTranscript({
      transcript,
      port,
      bindings: this.bindings,
      timeoutMs: this.#timeoutMs,
      derive: {
        agreed: agreedOn,
        key: () => this.hosted.running.switchboardKey(this.hosted.alice),
        switchboard: () => {
          const { knobs, switchboard } = this.hosted.running;
          return knobs.switchboardAddress ?? `${switchboard.host}:${switchboard.port}`;
        },
      },
      onTimeLimit: () => this.#remarkTimeLimit(`What was awaited did not come within ${this.#timeoutMs} ms.`),
      onShown: (rule) => this.#show(rule),
    });
    await playing.catch(async (error: unknown) => {
      const failure =
        error instanceof ScriptFailure && error.code === 'stalled' ? await this.#unlessAlive(error) : error;
      throw failure instanceof ScriptFailure ? await this.#askedUsers.excuse(failure) : failure;
    });
  }

  /** A client that leaves even a challenge unanswered and answers its adapter is not stalled: it is silent. */
  async #unlessAlive(failure: ScriptFailure): Promise<ScriptFailure> {
    if (!this.#client.tells) {
      return failure;
    }
    try {
      await this.#client.snapshot();
    } catch {
      return failure;
    }
    this.#remarkTimeLimit(
      `What was awaited did not come within ${this.#timeoutMs} ms, and the client answers its adapter.`,
    );
    const { message, rules, line, expected, got, connection } = failure;
    return new ScriptFailure({ code: 'silent', message, rules, line, expected, got, connection });
  }

  /** The client goes on, or ends the login by itself: either is right, and neither a crash nor a standstill is. */
  async goesOnOrGivesUp(): Promise<void> {
    const state = await this.#current().fence({ timeoutMs: this.#timeoutMs });
    if (state === 'closed') {
      await this.#outlives();
    } else if (state === 'stalled') {
      const canTell = this.#subject.watched !== true;
      const hasEnded = canTell && (await isSettled(this.#logins.newest, this.#timeoutMs));
      if (!hasEnded) {
        throw new ScriptFailure({
          code: canTell ? 'silent' : state,
          message: `Expected the client to go on, or to end the login, within ${this.#timeoutMs} ms; it did neither.`,
          rules: [],
          line: 0,
          expected: 'QRY',
          got: 'nothing',
        });
      }
    }
  }

  /** A program that can be asked has an answer about its login after the connection, or has crashed. */
  async #outlives(): Promise<void> {
    if (this.#subject.watched !== true) {
      await this.#client.inTime(this.#logins.newest, 'login').catch(() => {});
    }
    if (this.#client.crash !== undefined) {
      throw new ScriptFailure({
        code: 'closed',
        message: `Expected the client to end the login and to live on. ${this.#client.crash}`,
        rules: [],
        line: 0,
        expected: 'an end of the login',
        got: 'the end of the program',
      });
    }
  }

  #show(rule: string): void {
    this.shown.set(rule, (this.shown.get(rule) ?? 0) + 1);
  }

  async playContact(): Promise<void> {
    throw new Error('The contacts have no connections of their own where the kit plays the server.');
  }

  async fenceContact(): Promise<void> {
    await this.playContact();
  }

  async goOn(readiness: Readiness): Promise<void> {
    const server = await this.hosted.started();
    const state = readiness === 'online' ? 'visible' : readiness === 'signed in' ? 'signed-in' : 'synchronised';
    this.#current().release();
    try {
      this.#session = await server.waitForSession({
        account: this.hosted.alice,
        state,
        timeoutMs: this.#timeoutMs,
      });
    } catch (error) {
      if (!(error instanceof FakeServerError)) {
        throw error;
      }
      // A client that is in and does not even answer a challenge may be slow. In the middle of a login there is nothing to ask it: one that has gone
      // where it was sent may be slow as well, one that has not is for the observers of transfers.
      const inLogin = readiness === 'signed in';
      const reply = inLogin ? 'alive' : await this.#current().fence({ timeoutMs: this.#timeoutMs });
      if (inLogin && !this.#hasGoneOn()) {
        this.#remarkTimeLimit(`The client did not sign in at the notification server within ${this.#timeoutMs} ms.`);
      }
      throw new ScriptFailure({
        code: reply === 'alive' ? 'silent' : reply,
        message: `Expected the client to go on until it is ${readiness}. ${error.message}`,
        rules: [],
        line: 0,
        expected: readiness,
        got: 'nothing',
        connection: this.#current().connection.id,
      });
    }
  }

  #hasGoneOn(): boolean {
    return this.trace.events.some((event) => event.kind === 'open' && event.service === 'notification');
  }

  async signInAgain(): Promise<void> {
    // From here on the list that the client may have kept is one that came in this case.
    (await this.hosted.started()).knobs.synchronisation = 'short-when-equal';
    await this.makeReady('signed in');
  }

  async stillAnswers(): Promise<void> {
    await this.chats.settle();
    const state = await this.#current().fence({ timeoutMs: this.#timeoutMs });
    if (state === 'stalled' && this.#client.tells) {
      await this.#client.snapshot();
      this.#remarkTimeLimit(
        `The client answers its adapter, and left the challenge unanswered for ${this.#timeoutMs} ms.`,
      );
      return;
    }
    if (state !== 'alive') {
      throw new ScriptFailure({
        code: state,
        message:
          state === 'closed'
            ? 'Expected the client to answer a challenge; it has closed the connection.'
            : `Expected the client to answer a challenge; nothing came within ${this.#timeoutMs} ms.`,
        rules: [],
        line: 0,
        expected: 'QRY',
        got: state === 'closed' ? '(close)' : 'nothing',
        connection: this.#current().connection.id,
      });
    }
    this.trace.remark({
      connection: this.#current().connection.id,
      topic: 'fence',
      text: 'The client has handled all that was sent before.',
    });
  }

  async snapshot(): Promise<Snapshot | undefined> {
    if (!this.#client.tells) {
      return undefined;
    }
    // The adapter may be asked only when the client has handled what was sent.
    await this.stillAnswers();
    if (this.#logins.isUnderWay && this.#subject.concurrent !== true) {
      this.trace.remark({
        topic: 'not-asked',
        text: 'The client takes one request at a time and is still busy with "login": it is not asked what it believes.',
      });
      return undefined;
    }
    return await this.#client.snapshot();
  }

  async finish(): Promise<Closing> {
    this.#client.end();
    const closing = closingOf(this.trace.events, 'client');
    this.trace.remark({ topic: 'end', text: 'The case is over; the kit closes what is open.' });
    try {
      await this.hosted.close();
    } finally {
      await this.#client.reset();
    }
    await this.#logins.newest.catch(() => {});
    return closing;
  }

  #remarkTimeLimit(text: string): void {
    this.trace.remark({ connection: this.#current().connection.id, topic: 'time-limit', text });
  }

  #current(): ServerSession {
    if (this.#session === undefined) {
      throw new Error('Alice has no connection yet: a "Given Alice is …" step has to come first.');
    }
    return this.#session;
  }

  #takeFirst(): DecodedItem | undefined {
    const first = this.#first;
    this.#first = undefined;
    return first;
  }
}

/** What the server of the session says to an offer: MSNP8, and CVR0 where it was offered. */
function agreedOn(bindings: ReadonlyMap<string, string>): string {
  const offered = (bindings.get('dialects') ?? '').split(' ');
  return offered.includes('CVR0') ? 'MSNP8 CVR0' : 'MSNP8';
}
