import { build, type DecodedItem, type Transcript } from '../../codec';
import {
  Directory,
  FakeServer,
  FakeServerError,
  type FakeServerOptions,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  type ServerSession,
  sessionDirectory,
} from '../../fakes';
import type { Closing } from '../../report';
import { type ClientMethod, type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import { usualReceiveLimits } from '../../wire';
import type { Authority } from '../authority';
import { closingOf } from '../closing-of';
import { accommodate, befriend } from './accommodate';
import { AskedUsers } from './asked-users';
import { caseTrace } from './case-trace';
import { ChatsOfServer } from './chats-of-server';
import { Disturbances } from './disturbances';
import { isSettled } from './is-settled';
import { kernelRoundTrip } from './kernel-round-trip';
import type { Action, ContactPresence, Persona, Readiness, Scene } from './scene';
import { type ServerVariant, serverVariants } from './server-variants';
import { sessionPort } from './session-port';
import { displayNames, documentedAccounts, personas } from './session-roster';
import { unmetByServer, unmetNeed } from './unmet-need';

interface KitAsServerOptions {
  readonly subject: ClientSubject;
  /** Limit for one awaited command, in milliseconds. */
  readonly timeoutMs: number;
  /** Certificates of the fake Passport, and where the client finds their authority. */
  readonly authority: () => Promise<Authority>;
}

/** Alice's password at the fake Passport: with a space and signs that have to be encoded (C-AUT-04). */
const PASSWORD = 'rabbit hole, 100%&=';

/** Whom no other case signs in. */
const NEW_ALICE = 'alice.new@passport.com';

/** A case in which the client is under test: the kit plays dispatch, notification and Passport servers. */
export class KitAsServer implements Scene {
  readonly trace = caseTrace();
  readonly bindings = new Map<string, string>(Object.entries(documentedAccounts));
  readonly shown = new Map<string, number>();
  readonly #subject: ClientSubject;
  readonly #timeoutMs: number;
  readonly #authority: () => Promise<Authority>;
  /** What is said on switchboards. */
  readonly chats: ChatsOfServer;
  /** What the server does that a client has to live with. */
  readonly disturbances: Disturbances;
  readonly #askedUsers: AskedUsers;
  readonly #variants: ServerVariant[] = [];
  /** Her account. */
  #alice = documentedAccounts.alice;
  #isAsInSession = false;
  #contacts: readonly ContactPresence[] = [];
  #server: FakeServer | undefined;
  #session: ServerSession | undefined;
  /** The command at which a readiness ended: the script finds it before all others. */
  #first: DecodedItem | undefined;
  #login: Promise<unknown> = Promise.resolve();
  /** What the call of `login` comes to: where the client can only be watched, the end of its program. */
  #over: Promise<unknown> = Promise.resolve();
  /** Whether the client has still to answer that it is signed in. */
  #isSigningIn = false;
  #isOver = false;
  /** What has gone wrong with the program of the client: a whole sentence. */
  #trouble: string | undefined;
  /** How the program of the client ended, where no right one does: a whole sentence. */
  #crash: string | undefined;
  readonly #unwatch: () => void;

  constructor(options: KitAsServerOptions) {
    this.#subject = options.subject;
    this.#timeoutMs = options.timeoutMs;
    this.#authority = options.authority;
    this.chats = new ChatsOfServer({
      timeoutMs: options.timeoutMs,
      trace: this.trace,
      server: () => this.#running(),
      session: () => this.#current(),
      ask: (method, parameters) => this.#ask(method, parameters),
      inTime: (answer, method) => this.#inTime(answer, method),
      act: (method, parameters) => this.act({ method, parameters }),
      play: ({ session, transcript, byteByByte }) =>
        this.#playOn(sessionPort(session, { byteByByte: byteByByte === true, first: undefined }), transcript),
      show: (rule) => this.#show(rule),
      isOnline: (persona) => this.#contacts.some((contact) => contact.persona === persona),
    });
    this.disturbances = new Disturbances({
      subject: options.subject,
      timeoutMs: options.timeoutMs,
      started: () => this.#started(),
      running: () => this.#running(),
      session: () => this.#current(),
      moved: (session) => {
        this.#session = session;
      },
      alice: () => this.#alice,
      remarkTimeLimit: (text) => this.#remarkTimeLimit(text),
    });
    this.#askedUsers = new AskedUsers({
      subject: options.subject,
      trace: this.trace,
      session: () => this.#current(),
      settled: async () => {
        await this.stillAnswers();
        if (options.subject.methods.has('snapshot')) {
          // What it has told comes before.
          await this.#inTime(options.subject.call('snapshot', {}), 'snapshot');
        }
      },
      show: (rule) => this.#show(rule),
    });
    this.#unwatch =
      options.subject.onTrouble?.(({ kind, message }) => {
        // What it leaves open behind the end of the case is nothing that the case came to.
        if (kind !== 'silent' || !this.#isOver) {
          this.#trouble ??= message;
        }
        if (kind === 'ended') {
          this.#crash ??= message;
        }
        this.trace.remark({ topic: kind === 'untrue' ? 'program-untrue' : 'program-trouble', text: message });
      }) ?? (() => {});
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** The server differs from that of the example session: one of {@link serverVariants}. */
  behave(words: string): void {
    const variant = serverVariants[words];
    if (variant === undefined) {
      throw new Error(`No server of the kit is known that ${words}.`);
    }
    this.#variants.push(variant);
    if (this.#server !== undefined) {
      variant.apply?.(this.#server);
    }
  }

  /** Alice signs in by an account that no other case uses: her client cannot have kept anything of it in this run. */
  becomeNew(): void {
    this.#alice = NEW_ALICE;
    this.bindings.set('alice', NEW_ALICE);
  }

  async accountsAsInSession(): Promise<void> {
    this.#isAsInSession = true;
  }

  async contactsOnline(contacts: readonly ContactPresence[]): Promise<void> {
    this.#contacts = contacts;
  }

  async makeReady(readiness: Readiness): Promise<void> {
    const server = await this.#started();
    try {
      this.#session = await this.#reached(server, readiness);
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
    const asked = request === undefined ? undefined : this.#ask(request.method, request.parameters);
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
      await this.#inTime(asked, request.method);
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
      await this.#inTime(this.#ask(request.method, request.parameters), request.method).catch(
        async (error: unknown) => {
          const mayFail = this.disturbances.mayBeRefused || request.mayFail === true;
          if (!(mayFail && error instanceof SubjectError && error.code === 'failed')) {
            throw await this.#unlessLeft(error);
          }
        },
      );
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
    return (await this.#started()).puppet(documentedAccounts[persona]);
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
    this.#variants.length = 0;
    await this.#server?.close();
    this.#server = undefined;
    try {
      await this.makeReady('online');
    } catch (error) {
      throw error instanceof SubjectError ? failure : error;
    }
  }

  /** Lets the client try to sign in, which is to fail, and closes what it leaves open. */
  async tryToSignIn(): Promise<void> {
    const server = await this.#started();
    await this.#signIn(server);
    await this.giveUp();
  }

  /** Waits until the client has given up signing in, and closes what it leaves open. */
  async giveUp(): Promise<void> {
    // What only can be watched may have closed and still be there, or be gone without a word.
    const signs = this.#subject.watched === true ? [this.#over, this.#hasLeft()] : [];
    const end = Promise.race([this.#login, ...signs]);
    const hasEnded = await isSettled(end, this.#timeoutMs);
    if (hasEnded) {
      await end.catch((error: unknown) => this.#requireTried(error));
    }
    // Its own close may be on its way.
    await kernelRoundTrip();
    for (const session of this.#running().sessions) {
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
        key: () => this.#running().switchboardKey(this.#alice),
        switchboard: () => {
          const { knobs, switchboard } = this.#running();
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
    if (!this.#subject.methods.has('snapshot')) {
      return failure;
    }
    try {
      await this.#inTime(this.#subject.call('snapshot', {}), 'snapshot');
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
      const hasEnded = canTell && (await isSettled(this.#login, this.#timeoutMs));
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
      await this.#inTime(this.#login, 'login').catch(() => {});
    }
    if (this.#crash !== undefined) {
      throw new ScriptFailure({
        code: 'closed',
        message: `Expected the client to end the login and to live on. ${this.#crash}`,
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
    const server = await this.#started();
    const state = readiness === 'online' ? 'visible' : readiness === 'signed in' ? 'signed-in' : 'synchronised';
    this.#current().release();
    try {
      this.#session = await server.waitForSession({
        account: this.#alice,
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
    (await this.#started()).knobs.synchronisation = 'short-when-equal';
    await this.makeReady('signed in');
  }

  async stillAnswers(): Promise<void> {
    await this.chats.settle();
    const state = await this.#current().fence({ timeoutMs: this.#timeoutMs });
    if (state === 'stalled' && this.#subject.methods.has('snapshot')) {
      await this.#inTime(this.#subject.call('snapshot', {}), 'snapshot');
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
    if (!this.#subject.methods.has('snapshot')) {
      return undefined;
    }
    // The adapter may be asked only when the client has handled what was sent.
    await this.stillAnswers();
    if (this.#isSigningIn && this.#subject.concurrent !== true) {
      this.trace.remark({
        topic: 'not-asked',
        text: 'The client takes one request at a time and is still busy with "login": it is not asked what it believes.',
      });
      return undefined;
    }
    return (await this.#inTime(this.#subject.call('snapshot', {}), 'snapshot')) as Snapshot;
  }

  async finish(): Promise<Closing> {
    this.#isOver = true;
    const closing = closingOf(this.trace.events, 'client');
    this.trace.remark({ topic: 'end', text: 'The case is over; the kit closes what is open.' });
    try {
      await this.#server?.close();
    } finally {
      await this.#subject.reset().finally(this.#unwatch);
    }
    await this.#login.catch(() => {});
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

  #running(): FakeServer {
    if (this.#server === undefined) {
      throw new Error('The servers do not run yet: a "Given Alice is …" step has to come first.');
    }
    return this.#server;
  }

  async #started(): Promise<FakeServer> {
    this.#server ??= await this.#start();
    const unmet = unmetByServer({ knobs: this.#server.knobs, needs: this.#subject.needs });
    if (unmet !== undefined) {
      throw new SubjectError('unsupported', unmet);
    }
    return this.#server;
  }

  async #start(): Promise<FakeServer> {
    const { certificates } = await this.#authority();
    const { needs } = this.#subject;
    const directory = this.#isAsInSession ? sessionDirectory() : strangers();
    if (this.#alice !== documentedAccounts.alice) {
      directory.addAccount({ account: this.#alice, password: PASSWORD, name: displayNames.alice });
    }
    directory.account(this.#alice).password = PASSWORD;
    befriend(directory, needs);
    const { knobs, minTls } = accommodate(needs);
    const options = this.#variants.map((variant) => variant.options?.() ?? {});
    const server = await startServer({
      ...Object.assign({}, ...options),
      hooks: { outgoing: (command, { session, request }) => this.disturbances.outgoing(command, { session, request }) },
      directory,
      trace: this.trace,
      subject: 'client',
      certificates,
      knobs: {
        // What a client has kept of an earlier case is not what it is to know here.
        synchronisation: 'always-full',
        ...knobs,
      },
      minTls,
      ...this.#subject.place,
      prover: this.#subject.prover,
      receiveLimits: usualReceiveLimits,
    });
    if (this.#isOver) {
      // A step that was left to itself when the case was cut short.
      await server.close();
      throw new SubjectError('failed', 'The case is over.');
    }
    for (const variant of this.#variants) {
      variant.apply?.(server);
    }
    this.bindings.set('dispatch', `${server.dispatch.host}:${server.dispatch.port}`);
    this.bindings.set('notification', `${server.notification.host}:${server.notification.port}`);
    this.bindings.set('notification-name', `localhost:${server.notification.port}`);
    for (const { persona, status, clientId } of this.#contacts) {
      server.puppet(documentedAccounts[persona]).setStatus(status, { clientId });
    }
    return server;
  }

  /** Lets the client sign in, and holds its session from the point on that a script is to take over. */
  async #reached(server: FakeServer, readiness: Readiness): Promise<ServerSession> {
    const { transfers } = server.knobs;
    const next = () => this.#nextConnection(server);
    if (readiness === 'about to sign in' || (readiness === 'sent to the notification server' && transfers === 0)) {
      server.holdNext();
      await this.#signIn(server);
      return next();
    }
    await this.#signIn(server);
    for (let count = 0; count < transfers; count += 1) {
      await next();
    }
    if (readiness === 'sent to the notification server') {
      server.holdNext();
      return next();
    }
    const session = await next();
    session.hold({ from: beginningOf(readiness) });
    if (readiness === 'online') {
      await this.#inTime(this.#login, 'login');
      session.hold();
    } else if (readiness === 'let in') {
      await this.#letIn(session);
    } else {
      this.#first = await this.#awaitBeginning(session);
    }
    return session;
  }

  async #nextConnection(server: FakeServer): Promise<ServerSession> {
    try {
      return await this.#unlessRefused(server.nextConnection({ timeoutMs: this.#timeoutMs }));
    } catch (error) {
      if (error instanceof FakeServerError && error.code === 'timeout') {
        // There is no connection on which the client could be asked whether it is alive: one that has gone nowhere is for the observers of transfers.
        this.trace.remark({ topic: 'time-limit', text: `No connection has come within ${this.#timeoutMs} ms.` });
      }
      throw error;
    }
  }

  /** Waits for the command at which the script takes over: a client that never comes so far is not the script's affair. */
  async #awaitBeginning(session: ServerSession): Promise<DecodedItem> {
    const taken = await session.take({ timeoutMs: this.#timeoutMs });
    if (taken.kind === 'closed' || taken.kind === 'timeout') {
      const what = taken.kind === 'closed' ? 'it closed the connection' : `nothing came within ${this.#timeoutMs} ms`;
      throw new SubjectError('failed', `${what}.`);
    }
    return taken;
  }

  #takeFirst(): DecodedItem | undefined {
    const first = this.#first;
    this.#first = undefined;
    return first;
  }

  /** Answers the ticket with OK, and leaves the profile to the script. */
  async #letIn(session: ServerSession): Promise<void> {
    const taken = await session.take({ timeoutMs: this.#timeoutMs });
    if (taken.kind !== 'command' || taken.form !== 'C.USR.ticket') {
      throw new SubjectError('failed', 'The client sent no ticket.');
    }
    session.absorb(taken);
    await session.send(
      build('S.USR.ok', {
        trid: taken.trid ?? 0,
        fields: { account: this.#alice, name: displayNames.alice, verified: '1', restricted: '0' },
      }),
    );
  }

  async #signIn(server: FakeServer): Promise<void> {
    const { caFile } = await this.#authority();
    if (!(await isSettled(this.#login, this.#timeoutMs))) {
      throw new SubjectError('failed', 'It is still busy with the login before.');
    }
    server.forgetConnections();
    this.trace.addSecret(PASSWORD);
    const { host, port } = this.#subject.needs.dispatch === 'none' ? server.notification : server.dispatch;
    const asked = this.#ask('login', {
      account: this.#alice,
      password: PASSWORD,
      host,
      port,
      nexusUrl: server.nexusUrl,
      caFile,
    });
    this.#over = asked;
    this.#login = this.#subject.watched === true ? this.#seenOnline(server, asked) : asked;
    this.#isSigningIn = true;
    const settled = () => {
      this.#isSigningIn = false;
    };
    // Looked at where it matters; a case may end before it settles.
    this.#login.then(settled, settled);
  }

  /** For a client that says nothing itself: resolves when the wire shows that it is online, rejects when its program fails before. */
  #seenOnline(server: FakeServer, over: Promise<unknown>): Promise<unknown> {
    const seen = server.waitForSession({
      account: this.#alice,
      state: 'visible',
      timeoutMs: this.#timeoutMs,
    });
    // That its program has ended well says nothing: it may have gone into the background.
    return Promise.race([seen, over.then(() => seen)]);
  }

  /** What `work` comes to; rejects at once where the client gives the login up. */
  async #unlessRefused<Result>(work: Promise<Result>): Promise<Result> {
    const refused = this.#login.then(() => new Promise<never>(() => {}));
    return Promise.race([work, refused]);
  }

  /** What the client answers, which has to come now that nothing else is awaited. */
  async #inTime<Result>(answer: Promise<Result>, method: ClientMethod): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const text = `The client has not answered "${method}" within ${this.#timeoutMs} ms.`;
      timer = setTimeout(() => reject(new SubjectError('failed', text)), this.#timeoutMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (!this.#subject.methods.has(method)) {
      throw new SubjectError('unsupported', `The client does not offer "${method}".`);
    }
    const words = Object.entries(parameters).flatMap(([name, value]) => (name === 'password' ? [] : String(value)));
    if (this.#isOver) {
      throw new SubjectError('failed', 'The case is over.');
    }
    const value = [method, ...words].join(' ');
    this.trace.remark({ topic: 'asked', value, text: `The client is asked to ${value}.` });
    return this.#subject.call(method, parameters);
  }
}

/** @throws SubjectError `unusable` where an address that the case needs cannot be had */
async function startServer(options: FakeServerOptions): Promise<FakeServer> {
  try {
    return await FakeServer.start(options);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EADDRNOTAVAIL')) {
      throw new SubjectError(
        'unusable',
        `This machine does not let the kit listen where the case needs it: ${error.message}.`,
      );
    }
    throw error;
  }
}

/** What the server of the session says to an offer: MSNP8, and CVR0 where it was offered. */
function agreedOn(bindings: ReadonlyMap<string, string>): string {
  const offered = (bindings.get('dialects') ?? '').split(' ');
  return offered.includes('CVR0') ? 'MSNP8 CVR0' : 'MSNP8';
}

/** The accounts of the session, who have never heard of each other. */
function strangers(): Directory {
  return new Directory(
    personas.map((persona) => ({
      account: documentedAccounts[persona],
      password: PASSWORD,
      name: displayNames[persona],
    })),
  );
}

/** The command with which a readiness ends: the script takes over in front of it. */
function beginningOf(readiness: Readiness): (item: DecodedItem) => boolean {
  const names: Partial<Record<Readiness, string>> = {
    'let in': 'C.USR.ticket',
    'signed in': 'C.SYN',
    synchronised: 'C.CHG',
  };
  return (item) => item.kind === 'command' && item.form === names[readiness];
}
