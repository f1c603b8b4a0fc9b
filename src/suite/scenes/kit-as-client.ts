import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { answerChallenge, type DecodedItem, sameAccount, type Transcript } from '../../codec';
import {
  type Chat,
  FakeClient,
  FakeClientError,
  type FakeClientOptions,
  type LoginPages,
  obedientBehaviour,
  PassportError,
  parseServerAddress,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  ServerRefusal,
  type Stage,
} from '../../fakes';
import type { Closing } from '../../report';
import { type Credentials, type ServerSubject, SubjectError } from '../../subjects';
import { usualReceiveLimits, WireError } from '../../wire';
import { closingOf } from '../closing-of';
import { requireAccounts } from '../require-accounts';
import { aftermathOf } from './aftermath-of';
import { caseTrace } from './case-trace';
import { ChatsOfClients } from './chats-of-clients';
import { clientPort } from './client-port';
import { editsWritten } from './edits-written';
import { addEntry, buildRoster, clearAccount, type ListEntry, missingFromRoster } from './provision';
import { refusedTicket } from './refused-ticket';
import type { Action, ContactPresence, Persona, Readiness, Scene } from './scene';
import { displayNames, personas } from './session-roster';
import { wrongInLists } from './wrong-in-lists';

interface KitAsClientOptions {
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Who plays in the case, Alice too. The lists of the example session are built among these. */
  readonly cast: readonly Persona[];
  /** Whether the server has lost edits before; see `ActiveRun.writesLate`. */
  readonly writesLate: boolean;
}

/** Between two looks at a list that is not yet what was built, in milliseconds. */
const ROSTER_RETRY_MS = 200;

/** More transfers in a row than this can only be a circle. */
const MOST_TRANSFERS = 5;

/** Servers that let a case wait for a challenge in vain; the cases behind it do not wait so long again. */
const unchallenging = new WeakSet<ServerSubject>();
/** Limit for a challenge of such a server, in milliseconds. */
const CHALLENGE_MS = 500;

/** How far a client of the kit goes by itself for each readiness that lies behind the login. */
const STAGES = { 'signed in': 'signed-in', synchronised: 'synchronised', online: 'visible' } as const satisfies Partial<
  Record<Readiness, Stage>
>;

/** How far a client has come, or farther, that has seen its list. */
const STAGES_OF_THE_LIST: ReadonlySet<Readiness> = new Set(['synchronised', 'online']);

/** A case in which the server is under test: the kit plays Alice's client and those of her contacts. */
export class KitAsClient implements Scene {
  readonly trace = caseTrace();
  readonly bindings = new Map<string, string>();
  readonly shown = new Map<string, number>();
  /** What is said on switchboards. */
  readonly chats: ChatsOfClients;
  readonly #subject: ServerSubject;
  readonly #timeoutMs: number;
  readonly #cast: readonly Persona[];
  readonly #writesLate: boolean;
  readonly #contacts = new Map<Persona, FakeClient>();
  /** Who has signed in for a fixture and seen the lists as they should be: nobody has to sign in twice for that. */
  readonly #ready = new Map<Persona, FakeClient>();
  /** Every client of the case, so that each is closed whatever becomes of the case. */
  readonly #clients: FakeClient[] = [];
  #alice: FakeClient | undefined;
  #isOver = false;

  /** The nexus is asked once in a case, and by each script that shows a whole login. */
  readonly #loginPages: LoginPages = new Map();

  constructor(options: KitAsClientOptions) {
    this.#subject = options.subject;
    this.#timeoutMs = options.timeoutMs;
    this.#cast = options.cast;
    this.#writesLate = options.writesLate;
    // Never a version that the server might happen to have: it would then send no list (S-SYN-10).
    this.bindings.set('cached', '0');
    for (const persona of personas) {
      const credentials = this.#subject.accounts[persona];
      if (credentials !== undefined) {
        this.bindings.set(persona, credentials.account);
        this.trace.addSecret(credentials.password);
      }
    }
    const { alice } = this.#subject.accounts;
    if (alice !== undefined) {
      this.bindings.set('alice-in-capitals', alice.account.toUpperCase());
    }
    this.chats = new ChatsOfClients({
      subject: this.#subject,
      timeoutMs: this.#timeoutMs,
      trace: this.trace,
      bindings: this.bindings,
      client: (persona) => this.#client(persona),
      answersElsewhere: (client) => this.#answersElsewhere(client),
      play: (script) => this.#play(script),
      show: (rule) => this.#show(rule),
      remarkTimeLimit: (on) => this.#remarkTimeLimit(on),
    });
  }

  async accountsAsInSession(): Promise<void> {
    requireAccounts(this.#subject, this.#cast);
    this.trace.remark({
      topic: 'fixture',
      text: 'The kit clears the accounts and builds the lists of the example session.',
    });
    const clients = await this.#signInAll(this.#cast);
    await Promise.all([...clients].map(([persona, client]) => clearAccount(client, persona)));
    const accounts = new Map(this.#cast.map((persona) => [persona, this.#credentials(persona).account]));
    await buildRoster({ clients, accounts, written: () => this.#editsWritten() });
    clients.delete('alice');
    await this.#logOutAll(clients.values());
    this.#ready.set('alice', await this.#confirm('alice', (alice) => missingFromRoster({ alice, accounts })));
    this.trace.remark({ topic: 'fixture-end', text: 'The accounts stand as in the example session.' });
  }

  async #logOutAll(clients: Iterable<FakeClient>): Promise<void> {
    await this.#editsWritten();
    await Promise.all([...clients].map((client) => client.logout()));
  }

  async #editsWritten(): Promise<void> {
    if (this.#writesLate) {
      await editsWritten(this.trace);
    }
  }

  /** Signs somebody in until nothing is wrong in what comes. A server that writes late gets the time limit to do so; the observers judge that. */
  async #confirm(persona: Persona, wrongIn: (client: FakeClient) => string | undefined): Promise<FakeClient> {
    const deadline = performance.now() + this.#timeoutMs;
    for (;;) {
      const client = await this.#signIn(persona, 'synchronised');
      const wrong = wrongIn(client);
      if (wrong === undefined) {
        return client;
      }
      await client.logout();
      if (performance.now() > deadline) {
        throw new SubjectError(
          'unusable',
          `The fixture does not last: all edits were confirmed, and after ${this.#timeoutMs} ms ${wrong}.`,
        );
      }
      await delay(ROSTER_RETRY_MS);
    }
  }

  /** The lists of these people hold these entries and nothing else; the others stay as they are. */
  async listsHold(options: { readonly of: readonly Persona[]; readonly entries: readonly ListEntry[] }): Promise<void> {
    const { of, entries } = options;
    requireAccounts(this.#subject, of);
    this.trace.remark({ topic: 'fixture', text: 'The kit clears the accounts and builds the lists of this case.' });
    const clients = await this.#signInAll(of);
    const edited = new Set<Persona>(entries.map(({ owner }) => owner));
    await Promise.all(
      [...clients].map(async ([persona, client]) => {
        if (await clearAccount(client, persona)) {
          edited.add(persona);
        }
      }),
    );
    for (const entry of entries) {
      const client = clients.get(entry.owner);
      if (client === undefined) {
        throw new Error(`The lists of ${displayNames[entry.owner]} are not among those that this step is about.`);
      }
      await addEntry({ client, entry, account: this.#credentials(entry.contact).account });
    }
    // Whose lists were found as they should be has been looked at by a fresh login already.
    for (const persona of of.filter((one) => !edited.has(one))) {
      this.#ready.set(persona, clients.get(persona) ?? (await this.#signIn(persona, 'synchronised')));
      clients.delete(persona);
    }
    await this.#logOutAll(clients.values());
    await Promise.all(
      [...edited].map(async (persona) => {
        const own = entries
          .filter(({ owner }) => owner === persona)
          .map(({ list, contact }) => ({ list, account: this.#credentials(contact).account }));
        const client = await this.#confirm(persona, (one) => {
          const wrong = wrongInLists(one.snapshot(), own);
          return wrong === undefined ? undefined : `${wrong} at ${displayNames[persona]}`;
        });
        this.#ready.set(persona, client);
      }),
    );
    this.trace.remark({ topic: 'fixture-end', text: 'The lists of this case stand.' });
  }

  /** Binds `<nobody>` to an account of Alice's domain that nobody has. */
  nameNobody(): void {
    const [, domain = ''] = this.#credentials('alice').account.split('@');
    const nobody = `nobody.is.called.so@${domain}`;
    this.bindings.set('nobody', nobody);
    this.trace.remark({ topic: 'unknown-account', value: nobody, text: `There is no account ${nobody}.` });
  }

  async contactsOnline(contacts: readonly ContactPresence[]): Promise<void> {
    for (const { persona, status, clientId } of contacts) {
      const client = await this.#synchronised(persona);
      this.#contacts.set(persona, client);
      await this.#answered(client, () => client.setStatus(status, { clientId: Number(clientId) }));
      // What comes from now on waits for the script.
      client.hold();
    }
  }

  async makeReady(readiness: Readiness): Promise<void> {
    await this.#alice?.close();
    const alice = STAGES_OF_THE_LIST.has(readiness) ? this.#ready.get('alice') : undefined;
    if (alice !== undefined) {
      this.#ready.delete('alice');
    }
    // Who does not play is not to be there.
    await this.#logOutAll(this.#ready.values());
    this.#ready.clear();
    if (readiness === 'about to sign in') {
      this.#alice = await this.#connect({ ...this.#options('alice'), held: true });
    } else if (readiness === 'sent to the notification server') {
      this.#alice = await this.#connectToNotification();
    } else if (readiness === 'let in') {
      this.#alice = await this.#letIn();
    } else {
      this.#alice = alice ?? (await this.#connect(this.#options('alice')));
      await this.#advance(this.#alice, STAGES[readiness]);
      if (readiness === 'online') {
        // What belongs to becoming visible, a challenge for one, is over before the script begins.
        await this.#alice.fence();
      }
      this.#alice.hold();
    }
  }

  async play(options: {
    readonly transcript: Transcript;
    readonly action?: Action;
    readonly byteByByte?: true;
  }): Promise<void> {
    const { transcript, action } = options;
    const port = this.#port(this.#current(), { byteByByte: options.byteByByte === true });
    await Promise.all([this.#play({ transcript, port, client: this.#current() }), this.#act(action)]);
  }

  async playContact(options: { readonly persona: Persona; readonly transcript: Transcript }): Promise<void> {
    const client = this.#contact(options.persona);
    await this.#play({ transcript: options.transcript, port: this.#port(client), client });
  }

  async fenceContact(persona: Persona): Promise<void> {
    await this.#fence(this.#contact(persona));
  }

  /** Alice's connection to the notification server has come as far as USR. */
  async agreeOnDialect(): Promise<void> {
    await this.makeReady('sent to the notification server');
    const alice = this.#current();
    alice.release();
    await alice.request({ name: 'VER', parameters: obedientBehaviour.dialects });
    await alice.request({
      name: 'CVR',
      parameters: [...obedientBehaviour.versions, this.#credentials('alice').account],
    });
    alice.hold();
  }

  /** Plays a transcript that no client should follow. `what` names the wrong where observers ask for it. */
  async provoke(options: { readonly transcript: Transcript; readonly what?: string }): Promise<void> {
    this.trace.remark({
      connection: this.#current().connection.id,
      topic: 'provoked',
      value: options.what,
      text: 'What Alice sends from here on is wrong on purpose.',
    });
    await this.play(options);
  }

  /**
   * After what no client should do: Alice's connection still answers, or it was closed and she can sign in again, so that a crash is no close. What it came
   * to is judged by the observers.
   */
  async goesOnOrCloses(): Promise<void> {
    const alice = this.#current();
    const aftermath = await aftermathOf({
      client: alice,
      account: this.#credentials('alice').account,
      timeoutMs: this.#timeoutMs,
      answersElsewhere: () => this.#answersElsewhere(alice),
    });
    if (aftermath === 'closed') {
      await this.signInAgain();
    } else if (aftermath !== 'alive') {
      if (aftermath === 'wedged') {
        this.#remarkTimeLimit(alice);
      }
      const got = aftermath === 'wedged' ? 'nothing, though a fresh connection was answered' : 'nothing';
      throw new ScriptFailure({
        code: aftermath === 'wedged' ? 'silent' : 'stalled',
        message: `Expected the server to go on or to close within ${this.#timeoutMs} ms; got ${got}.`,
        rules: [],
        line: 0,
        expected: 'an answer or a close',
        got,
        connection: alice.connection.id,
      });
    }
  }

  async signInAgain(): Promise<void> {
    await this.#admitted({ rules: [], signIn: () => this.makeReady('signed in') });
  }

  /** Another session of Alice begins while the transcript is played on the first; from then on she speaks on the later one. */
  async signInElsewhere(transcript: Transcript): Promise<void> {
    const first = this.#current();
    const signIn = () => this.#signIn('alice', 'signed-in');
    const [later] = await Promise.all([
      this.#admitted({ rules: ['S-OTH-01'], signIn }),
      this.#play({ transcript, port: this.#port(first), client: first }),
    ]);
    later.hold();
    this.#alice = later;
  }

  /** S-ROB-01: what somebody else does wrong does not concern this contact. */
  async stillServes(persona: Persona): Promise<void> {
    await this.#fence(this.#contact(persona), ['S-ROB-01']);
  }

  /** What happened on a switchboard does not concern the session of this person. */
  async sessionGoesOn(options: { readonly persona: Persona; readonly rules: readonly string[] }): Promise<void> {
    await this.#fence(this.#client(options.persona), options.rules);
    for (const rule of options.rules) {
      this.#show(rule);
    }
  }

  /** S-CHL-05: Alice answers nothing until the server closes, for `ms` milliseconds at most. Then she pings, so that the times tell. */
  async answersNothing({ ms }: { readonly ms: number }): Promise<void> {
    const alice = this.#current();
    const end = await this.#waitForClose(alice, { ms, heed: (item) => alice.absorb(item) });
    const state = end === 'closed' ? end : await alice.fence({ timeoutMs: this.#timeoutMs });
    if (state !== 'closed') {
      throw new ScriptFailure({
        code: 'still-open',
        message: `Expected the server to close within ${ms / 1000} s, since a challenge is not answered; the connection is open.`,
        rules: ['S-CHL-05'],
        line: 0,
        expected: '(close)',
        got: 'an open connection',
        connection: alice.connection.id,
      });
    }
  }

  /** S-PNG-02: Alice sends nothing for `ms` milliseconds, but answers to challenges, and then PNG. */
  async pingsAfter({ ms }: { readonly ms: number }): Promise<void> {
    const alice = this.#current();
    await this.#waitForClose(alice, { ms, heed: (item) => alice.accept(item) });
    await this.#fence(alice, ['S-PNG-02']);
  }

  async #waitForClose(
    client: FakeClient,
    options: { readonly ms: number; readonly heed: (item: DecodedItem) => void },
  ): Promise<'closed' | 'open'> {
    const deadline = performance.now() + options.ms;
    for (;;) {
      const left = deadline - performance.now();
      const taken = left <= 0 ? undefined : await client.take({ timeoutMs: left });
      if (taken === undefined || taken.kind === 'timeout') {
        return 'open';
      }
      if (taken.kind === 'closed') {
        return 'closed';
      }
      options.heed(taken);
    }
  }

  /** S-AUT-01: Passport gives no ticket for a wrong password. What its refusal looks like is judged by the observer. */
  async isRefusedByPassport(): Promise<void> {
    const { password, ticket } = this.#credentials('alice');
    if (ticket !== undefined) {
      throw new SubjectError('unsupported', 'Passport is not asked: the accounts have fixed tickets.');
    }
    const stop = this.trace.onEvent(({ kind, connection }) => {
      if (kind === 'open') {
        this.trace.remark({
          connection,
          topic: 'provoked',
          value: 'wrong-password',
          text: 'The password that is sent here is wrong on purpose.',
        });
      }
    });
    const challenge = this.bindings.get('token') ?? '';
    try {
      await this.#subject.ticket({ persona: 'alice', challenge, trace: this.trace, password: `x${password}` });
    } catch (error) {
      if (error instanceof PassportError && error.code === 'refused') {
        return;
      }
      throw error instanceof PassportError && error.code === 'bad-answer' ? this.#noRefusal(error.message) : error;
    } finally {
      stop();
    }
    throw this.#noRefusal('a ticket.');
  }

  #noRefusal(got: string): ScriptFailure {
    return new ScriptFailure({
      code: 'different',
      message: `Expected Passport to refuse a wrong password by 401 and da-status=failed; got ${got}`,
      rules: ['S-AUT-01'],
      line: 0,
      expected: '401',
      got,
    });
  }

  /** A sign-in that fails is the server's fault here, and no lack of a fixture. */
  async #admitted<Result>(options: {
    readonly rules: readonly string[];
    readonly signIn: () => Promise<Result>;
  }): Promise<Result> {
    try {
      return await options.signIn();
    } catch (error) {
      const isRefused =
        error instanceof ServerRefusal || error instanceof FakeClientError || error instanceof WireError;
      const excused = this.#unlessStale(error);
      if (!isRefused || excused !== error) {
        throw excused;
      }
      throw new ScriptFailure({
        code: 'closed',
        message: `Expected the server to let Alice sign in again; got: ${error.message}`,
        rules: options.rules,
        line: 0,
        expected: 'a login',
        got: error.message,
        connection: this.#clients.at(-1)?.connection.id,
      });
    }
  }

  /** The error itself, or that the server refused a ticket which may be stale. */
  #unlessStale(error: unknown): unknown {
    const isGiven = this.#subject.isTicketGiven?.('alice') === true;
    return (isGiven ? refusedTicket(error, this.#credentials('alice').account) : undefined) ?? error;
  }

  async #play(options: {
    readonly transcript: Transcript;
    readonly port: ScriptPort;
    readonly client: Pick<FakeClient | Chat, 'connection'>;
  }): Promise<void> {
    const { transcript, port, client } = options;
    const challengeTimeoutMs = unchallenging.has(this.#subject) ? Math.min(CHALLENGE_MS, this.#timeoutMs) : undefined;
    await playTranscript({
      challengeTimeoutMs,
      onTimeLimit: () => this.#remarkTimeLimit(client),
      transcript,
      port,
      bindings: this.bindings,
      timeoutMs: this.#timeoutMs,
      onShown: (rule) => this.#show(rule),
      derive: {
        ticket: (bindings) => this.#ticket(bindings.get('token') ?? ''),
        product: () => obedientBehaviour.challengeId,
        digest: (bindings) =>
          answerChallenge({ challenge: bindings.get('challenge') ?? '', clientId: obedientBehaviour.challengeId }),
      },
    }).catch((error: unknown) => {
      if (error instanceof ScriptFailure && error.code === 'not-offered' && error.expected.startsWith('CHL ')) {
        unchallenging.add(this.#subject);
      }
      throw port.service === 'notification' ? this.#unlessStale(error) : error;
    });
  }

  async goOn(readiness: Readiness): Promise<void> {
    const alice = this.#current();
    const named = this.bindings.get('notification');
    if (readiness === 'signed in' && named !== undefined) {
      await alice.close();
      this.#alice = await this.#signInAt(named);
    } else {
      alice.release();
      await this.#advance(alice, readiness === 'signed in' ? 'signed-in' : 'synchronised');
    }
    this.#alice?.hold();
  }

  async stillAnswers(): Promise<void> {
    await this.#fence(this.#current());
  }

  async #fence(client: FakeClient, rules: readonly string[] = ['S-PNG-01']): Promise<void> {
    const state = await client.fence({ timeoutMs: this.#timeoutMs });
    if (state === 'alive') {
      return;
    }
    const isDeaf = state === 'stalled' && (await this.#answersChange(client));
    if (isDeaf) {
      this.#remarkTimeLimit(client);
    }
    const got = isDeaf ? 'nothing, though CHG was answered' : state === 'closed' ? '(close)' : 'nothing';
    throw new ScriptFailure({
      code: isDeaf ? 'silent' : state,
      message: `Expected the server to answer PNG with QNG within ${this.#timeoutMs} ms; got ${got}.`,
      rules,
      line: 0,
      expected: 'QNG',
      got,
      connection: client.connection.id,
    });
  }

  /** Whether a server that leaves PNG unanswered answers anything at all: it is asked for the presence that it knows already. */
  async #answersChange(client: FakeClient): Promise<boolean> {
    const { status } = client.snapshot();
    if (status === undefined) {
      return false;
    }
    client.release();
    try {
      await client.setStatus(status);
      return true;
    } catch {
      return false;
    } finally {
      client.hold();
    }
  }

  async snapshot() {
    const alice = this.#current();
    // The client takes note of what is still held before it tells what it believes.
    alice.release();
    alice.hold();
    return alice.snapshot();
  }

  async finish({ failed }: { readonly failed: boolean }): Promise<Closing> {
    this.#isOver = true;
    await this.#editsWritten();
    await Promise.all(this.#clients.map((client) => client.close({ how: failed ? 'reset' : 'clean' })));
    return closingOf(this.trace.events, 'server');
  }

  #show(rule: string): void {
    this.shown.set(rule, (this.shown.get(rule) ?? 0) + 1);
  }

  #remarkTimeLimit(client: Pick<FakeClient | Chat, 'connection'>): void {
    this.trace.remark({
      connection: client.connection.id,
      topic: 'time-limit',
      text: `What was awaited did not come within ${this.#timeoutMs} ms.`,
    });
  }

  #current(): FakeClient {
    if (this.#alice === undefined) {
      throw new Error('Alice has no connection yet: a "Given Alice is …" step has to come first.');
    }
    return this.#alice;
  }

  #credentials(persona: Persona): Credentials {
    const credentials = this.#subject.accounts[persona];
    if (credentials === undefined) {
      throw new SubjectError(
        'missing-account',
        `The case needs accounts for ${persona}, and the accounts file has none.`,
      );
    }
    return credentials;
  }

  #options(persona: Persona) {
    const { account } = this.#credentials(persona);
    return {
      account,
      server: this.#subject.address,
      resolve: this.#subject.resolve,
      ticket: (challenge: string) =>
        this.#subject.ticket({ persona, challenge, trace: this.trace, loginPages: this.#loginPages }),
      trace: this.trace,
      subject: 'server' as const,
      behaviour: obedientBehaviour,
      timeoutMs: this.#timeoutMs,
      prover: this.#subject.prover,
      receiveLimits: usualReceiveLimits,
    };
  }

  async #signInAll(wanted: readonly Persona[]): Promise<Map<Persona, FakeClient>> {
    const clients = new Map<Persona, FakeClient>();
    // All are waited for even when one fails: none may come to life after the case is over.
    const outcomes = await Promise.allSettled(
      wanted.map(async (persona) => clients.set(persona, await this.#signIn(persona, 'synchronised'))),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
    return clients;
  }

  /** Somebody who has seen the list and shown no presence. */
  async #synchronised(persona: Persona): Promise<FakeClient> {
    const ready = this.#ready.get(persona);
    this.#ready.delete(persona);
    return ready ?? this.#signIn(persona, 'synchronised');
  }

  async #signIn(persona: Persona, until: Stage): Promise<FakeClient> {
    const { account } = this.#credentials(persona);
    const client = await this.#connect(this.#options(persona));
    await this.#advance(client, until);
    const own = client.snapshot().account;
    if (!sameAccount(own, account)) {
      // S-USR-04. What the server says to requests of somebody else would be beside the point.
      throw new SubjectError('unusable', `${account} signed in, and the server let in "${own}".`);
    }
    return client;
  }

  /** Takes the steps to a stage. */
  async #advance(client: FakeClient, until: Stage): Promise<void> {
    await this.#answered(client, () => client.advance(until));
  }

  /** Where a request is not answered, it is found out whether the server answers anything else. */
  async #answered(client: FakeClient, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      const isSilence =
        error instanceof FakeClientError && ['no-reply', 'incomplete-list', 'timeout'].includes(error.code);
      const port = this.#port(client);
      if (isSilence && (await port.fence({ timeoutMs: this.#timeoutMs })) === 'alive') {
        this.#remarkTimeLimit(client);
      }
      throw error;
    }
  }

  #port(client: FakeClient, options: { readonly byteByByte: boolean } = { byteByByte: false }): ScriptPort {
    return clientPort(client, { ...options, answersElsewhere: () => this.#answersElsewhere(client) });
  }

  /** Whether the server that leaves a client waiting answers VER on a fresh connection. */
  async #answersElsewhere(client: FakeClient): Promise<boolean> {
    try {
      const other = await this.#connect({ ...this.#options('alice'), server: client.connection.remote });
      await other.request({ name: 'VER', parameters: obedientBehaviour.dialects });
      await other.close();
      return true;
    } catch {
      return false;
    }
  }

  async #connect(options: FakeClientOptions): Promise<FakeClient> {
    const client = await FakeClient.connect(options);
    if (this.#isOver) {
      // A step that was left to itself when the case was cut short.
      await client.close({ how: 'reset' });
      throw new FakeClientError('closed', 'The case is over.');
    }
    this.#clients.push(client);
    return client;
  }

  /** Goes through the dispatch server, where there is one, and stops in front of the notification server. */
  async #connectToNotification(): Promise<FakeClient> {
    const options = this.#options('alice');
    let server = options.server;
    for (let transfers = 0; transfers < MOST_TRANSFERS; transfers += 1) {
      const client = await this.#connect({ ...options, server });
      await client.request({ name: 'VER', parameters: obedientBehaviour.dialects });
      await client.request({ name: 'CVR', parameters: [...obedientBehaviour.versions, options.account] });
      const reply = await client.request({ name: 'USR', parameters: ['TWN', 'I', options.account] });
      await client.close();
      const address = reply.fields.address === undefined ? undefined : parseServerAddress(reply.fields.address);
      if (address === undefined) {
        break;
      }
      server = address;
    }
    return this.#connect({
      ...options,
      server,
      held: true,
      behaviour: { ...obedientBehaviour, firstTrid: 4 },
    });
  }

  /** Signs in and holds from the very command that lets Alice in. */
  async #letIn(): Promise<FakeClient> {
    const held: { client?: FakeClient } = {};
    held.client = await this.#connect({
      ...this.#options('alice'),
      hooks: {
        incoming: (command) => {
          if (command.form === 'S.USR.ok') {
            held.client?.hold();
          }
          return 'continue';
        },
      },
    });
    await held.client.authenticate();
    return held.client;
  }

  /** S-USR-02: the address that the dispatch server gave accepts a fresh login. */
  async #signInAt(word: string): Promise<FakeClient> {
    const server = parseServerAddress(word);
    try {
      if (server === undefined) {
        throw new FakeClientError('bad-address', `"${word}" is no address.`);
      }
      const client = await this.#connect({ ...this.#options('alice'), server });
      await this.#advance(client, 'signed-in');
      return client;
    } catch (error) {
      if (!(error instanceof Error) || !isNoServerThere(error)) {
        throw error;
      }
      throw new ScriptFailure({
        code: 'different',
        message: `The address in XFR does not accept a login: ${error.message}`,
        rules: ['S-USR-02'],
        line: 0,
        expected: 'a login',
        got: error.message,
      });
    }
  }

  async #ticket(challenge: string): Promise<string> {
    return this.#subject.ticket({ persona: 'alice', challenge, trace: this.trace });
  }

  async #act(action: Action | undefined): Promise<void> {
    if (action?.contact === undefined) {
      return;
    }
    const client = this.#contact(action.contact.persona);
    client.release();
    await action.contact.act(client);
  }

  #client(persona: Persona): FakeClient {
    return persona === 'alice' ? this.#current() : this.#contact(persona);
  }

  #contact(persona: Persona): FakeClient {
    const client = this.#contacts.get(persona);
    if (client === undefined) {
      throw new Error(`${displayNames[persona]} is not online in this case.`);
    }
    return client;
  }
}

/** S-USR-02: whether there is no server to sign in at. What a server says to the login is judged where the login is the question. */
function isNoServerThere(error: Error): boolean {
  return (
    error instanceof WireError ||
    (error instanceof FakeClientError &&
      ['bad-address', 'closed', 'no-reply', 'timeout', 'too-many-transfers'].includes(error.code))
  );
}
