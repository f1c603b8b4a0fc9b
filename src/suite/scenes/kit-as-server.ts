import { build, type DecodedItem, type Transcript } from '../../codec';
import {
  Directory,
  FakeServer,
  FakeServerError,
  type PassportKnobs,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  type ServerKnobs,
  type ServerSession,
  sessionDirectory,
} from '../../fakes';
import type { Closing } from '../../report';
import { type ClientMethod, type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import { usualReceiveLimits } from '../../wire';
import type { Authority } from '../authority';
import { closingOf } from '../closing-of';
import { accommodate, befriend } from './accommodate';
import { caseTrace } from './case-trace';
import { ChatsOfClient } from './chats-of-client';
import type { Action, ContactPresence, Readiness, Scene } from './scene';
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

/** A case in which the client is under test: the kit plays dispatch, notification and Passport servers. */
export class KitAsServer implements Scene {
  readonly trace = caseTrace();
  readonly bindings = new Map<string, string>(Object.entries(documentedAccounts));
  readonly shown = new Map<string, number>();
  readonly #subject: ClientSubject;
  readonly #timeoutMs: number;
  readonly #authority: () => Promise<Authority>;
  #isAsInSession = false;
  #contacts: readonly ContactPresence[] = [];
  /** What the case varies in the kit's servers. */
  #variations: Partial<ServerKnobs> = {};
  #passportVariations: Partial<PassportKnobs> = {};
  /** What the kit's servers call their host; the address of the connection where absent. */
  #hostName: string | undefined;
  #server: FakeServer | undefined;
  #session: ServerSession | undefined;
  /** The command at which a readiness ended: the script finds it before all others. */
  #first: DecodedItem | undefined;
  #login: Promise<unknown> = Promise.resolve();
  /** Whether the client has still to answer that it is signed in. */
  #isSigningIn = false;
  #isOver = false;
  /** What has gone wrong with the program of the client: a whole sentence. */
  #trouble: string | undefined;
  /** How the program of the client ended, where no right one does: a whole sentence. */
  #crash: string | undefined;
  readonly #unwatch: () => void;

  /** What is said on switchboards. */
  readonly chats: ChatsOfClient;

  constructor(options: KitAsServerOptions) {
    this.chats = new ChatsOfClient({
      trace: this.trace,
      timeoutMs: options.timeoutMs,
      server: () => this.#started(),
      ask: (method, parameters) => this.#inTime(this.#ask(method, parameters), method),
      unheld: (act) => this.#unheld(act),
      playOn: (session, { transcript, byteByByte }) =>
        this.#playOn(sessionPort(session, { byteByByte, first: undefined }), transcript),
      remarkTimeLimit: (text) => this.#remarkTimeLimit(text),
    });
    this.#subject = options.subject;
    this.#timeoutMs = options.timeoutMs;
    this.#authority = options.authority;
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
    const byteByByte = options.byteByByte === true;
    await this.#playOn(sessionPort(this.#current(), { byteByByte, first: this.#takeFirst() }), transcript);
    if (request !== undefined && asked !== undefined) {
      await this.#inTime(asked, request.method);
    }
  }

  async #playOn(port: ScriptPort, transcript: Transcript): Promise<void> {
    const playing = playTranscript({
      transcript,
      port,
      bindings: this.bindings,
      timeoutMs: this.#timeoutMs,
      derive: { agreed: agreedOn },
      onTimeLimit: () => this.#remarkTimeLimit(`What was awaited did not come within ${this.#timeoutMs} ms.`),
      onShown: (rule) => this.shown.set(rule, (this.shown.get(rule) ?? 0) + 1),
    });
    await playing.catch(async (error: unknown) => {
      throw error instanceof ScriptFailure && error.code === 'stalled' ? await this.#unlessAlive(error) : error;
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

  /** What the kit's servers do otherwise than usual in this case, from the beginning. */
  vary(knobs: Partial<ServerKnobs>, passport: Partial<PassportKnobs> = {}): void {
    this.#variations = { ...this.#variations, ...knobs };
    this.#passportVariations = { ...this.#passportVariations, ...passport };
  }

  /** The kit's servers name themselves by a DNS name in place of an address. */
  nameHost(name: string): void {
    this.#hostName = name;
  }

  /** C-AUT-06: Alice's client is given a password that Passport refuses, and ends the login. */
  async signInWithWrongPassword(): Promise<void> {
    const server = await this.#started();
    server.directory.account(documentedAccounts.alice).password = `not ${PASSWORD}`;
    await this.#signIn(server);
    const last = async () => {
      for (let { transfers } = server.knobs; transfers >= 0; transfers -= 1) {
        this.#session = await server.nextConnection({ timeoutMs: this.#timeoutMs });
      }
    };
    const isDone = await Promise.race([
      this.#login.then(
        () => true,
        () => true,
      ),
      last().catch(() => {}),
    ]);
    if (isDone !== true) {
      await this.givesUp();
    }
  }

  /** C-CHL-05: nothing but the adapter's answer, or nothing at all, shows that the client has gone on: no challenge is sent. */
  async goesOnUnchallenged(): Promise<void> {
    const session = this.#current();
    if (this.#subject.methods.has('snapshot')) {
      await this.#inTime(this.#subject.call('snapshot', {}), 'snapshot');
      this.trace.remark({
        connection: session.connection.id,
        topic: 'fence',
        text: 'The client has answered what it was asked.',
      });
    }
  }

  /** C-XFR-06: the client signs in once more, at the address that it was sent to. */
  async comesAgain(): Promise<void> {
    const server = await this.#started();
    const timeoutMs = this.#timeoutMs;
    try {
      const session = await server.nextConnection({ timeoutMs });
      session.hold({ from: beginningOf('signed in') });
      this.#first = await this.#awaitBeginning(session);
      this.#session = session;
    } catch (error) {
      if (!(error instanceof FakeServerError || (error instanceof SubjectError && error.code === 'failed'))) {
        throw error;
      }
      this.#remarkTimeLimit(`The client did not come again within ${timeoutMs} ms.`);
      throw new ScriptFailure({
        code: 'silent',
        message: `Expected the client to sign in at the address that it was sent to. ${error.message}`,
        rules: ['C-XFR-06'],
        line: 0,
        expected: 'a login',
        got: 'nothing',
      });
    }
  }

  /**
   * Asks Alice's client for something, while the kit's server answers whatever comes of it by itself. With `mayFail` the client may say that it could not: the
   * server refuses what it asks for.
   */
  async ask(options: {
    readonly method: ClientMethod;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly mayFail?: true;
  }): Promise<void> {
    const { method, parameters, mayFail } = options;
    await this.#unheld(async () => {
      try {
        await this.#inTime(this.#ask(method, parameters), method);
      } catch (error) {
        if (mayFail !== true || !(error instanceof SubjectError) || error.code !== 'failed') {
          throw error;
        }
      }
    });
  }

  async #unheld<Result>(act: () => Promise<Result>): Promise<Result> {
    const session = this.#current();
    session.release();
    try {
      return await act();
    } finally {
      session.hold();
    }
  }

  /** The client ends the login: it closes, or says that it could not sign in, or does nothing any more until the limit. What it sends meanwhile is judged. */
  async givesUp(): Promise<void> {
    const closed = this.#current().take({ timeoutMs: this.#timeoutMs });
    await Promise.race([closed, this.#login.catch(() => {})]);
    await this.#outlives();
  }

  /** The client goes on, or ends the login by itself: either is right, and neither a crash nor a standstill is. */
  async goesOnOrGivesUp(): Promise<void> {
    try {
      await this.stillAnswers();
    } catch (error) {
      if (!(error instanceof ScriptFailure && error.code === 'closed')) {
        throw error;
      }
      await this.#outlives();
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

  async playContact(): Promise<void> {
    throw new Error('The contacts have no connections of their own where the kit plays the server.');
  }

  async fenceContact(): Promise<void> {
    await this.playContact();
  }

  async goOn(readiness: Readiness): Promise<void> {
    const server = await this.#started();
    const state = readiness === 'signed in' ? 'signed-in' : 'synchronised';
    this.#current().release();
    try {
      this.#session = await server.waitForSession({
        account: documentedAccounts.alice,
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
    directory.account(documentedAccounts.alice).password = PASSWORD;
    befriend(directory, needs);
    const { knobs, minTls } = accommodate(needs);
    const server = await FakeServer.start({
      directory,
      trace: this.trace,
      subject: 'client',
      certificates,
      knobs: {
        // What a client has kept of an earlier case is not what it is to know here.
        synchronisation: 'always-full',
        ...knobs,
        ...this.#variations,
        passport: { ...knobs.passport, ...this.#passportVariations },
      },
      publicHost: this.#hostName,
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
    this.bindings.set('dispatch', `${server.dispatch.host}:${server.dispatch.port}`);
    this.bindings.set('notification', `${server.notification.host}:${server.notification.port}`);
    for (const { persona, status, clientId } of this.#contacts) {
      server.puppet(documentedAccounts[persona]).setStatus(status, { clientId });
    }
    return server;
  }

  /** Lets the client sign in, and holds its session from the point on that a script is to take over. */
  async #reached(server: FakeServer, readiness: Readiness): Promise<ServerSession> {
    const timeoutMs = this.#timeoutMs;
    const next = () => this.#unlessRefused(server.nextConnection({ timeoutMs }));
    const { transfers } = server.knobs;
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
        fields: { account: documentedAccounts.alice, name: displayNames.alice, verified: '1', restricted: '0' },
      }),
    );
  }

  async #signIn(server: FakeServer): Promise<void> {
    const { caFile } = await this.#authority();
    this.trace.addSecret(PASSWORD);
    const { host, port } = this.#subject.needs.dispatch === 'none' ? server.notification : server.dispatch;
    const asked = this.#ask('login', {
      account: documentedAccounts.alice,
      password: PASSWORD,
      host,
      port,
      nexusUrl: server.nexusUrl,
      caFile,
    });
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
      account: documentedAccounts.alice,
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
