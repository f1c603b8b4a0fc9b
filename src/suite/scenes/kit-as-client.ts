import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { answerChallenge, type Transcript } from '../../codec';
import {
  FakeClient,
  FakeClientError,
  type FakeClientOptions,
  obedientBehaviour,
  parseServerAddress,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  type Stage,
} from '../../fakes';
import type { Closing } from '../../report';
import { type Credentials, type ServerSubject, SubjectError } from '../../subjects';
import { Trace } from '../../wire';
import { closingOf } from '../closing-of';
import { clientPort } from './client-port';
import { buildRoster, clearAccount, missingFromRoster } from './provision';
import type { Action, ContactPresence, Persona, Readiness, Scene } from './scene';
import { displayNames, personas } from './session-roster';

interface KitAsClientOptions {
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
}

/** Between two looks at a list that is not yet what was built, in milliseconds. */
const ROSTER_RETRY_MS = 200;

/** More transfers in a row than this can only be a circle. */
const MOST_TRANSFERS = 5;

/** How far a client of the kit goes by itself for each readiness that lies behind the login. */
const STAGES = { 'signed in': 'signed-in', synchronised: 'synchronised', online: 'visible' } as const satisfies Partial<
  Record<Readiness, Stage>
>;

/** A case in which the server is under test: the kit plays Alice's client and those of her contacts. */
export class KitAsClient implements Scene {
  readonly trace = new Trace();
  readonly bindings = new Map<string, string>();
  readonly shown = new Map<string, number>();
  readonly #subject: ServerSubject;
  readonly #timeoutMs: number;
  readonly #contacts = new Map<Persona, FakeClient>();
  /** Every client of the case, so that each is closed whatever becomes of the case. */
  readonly #clients: FakeClient[] = [];
  #alice: FakeClient | undefined;

  constructor(options: KitAsClientOptions) {
    this.#subject = options.subject;
    this.#timeoutMs = options.timeoutMs;
    // Never a version that the server might happen to have: it would then send no list (S-SYN-10).
    this.bindings.set('cached', '0');
    for (const persona of personas) {
      const credentials = this.#subject.accounts[persona];
      if (credentials !== undefined) {
        this.bindings.set(persona, credentials.account);
        this.trace.addSecret(credentials.password);
      }
    }
  }

  async accountsAsInSession(): Promise<void> {
    const lacking = personas.filter((persona) => this.#subject.accounts[persona] === undefined);
    if (lacking.length > 0) {
      throw new SubjectError(
        'missing-account',
        `The case needs accounts for ${lacking.join(', ')}, and the accounts file has none.`,
      );
    }
    this.trace.remark({
      topic: 'fixture',
      text: 'The kit clears the accounts and builds the lists of the example session.',
    });
    const clients = await this.#signInAll();
    await Promise.all(personas.map((persona) => clearAccount(clients[persona], persona)));
    const accounts = {
      alice: this.#credentials('alice').account,
      bob: this.#credentials('bob').account,
      carol: this.#credentials('carol').account,
      dave: this.#credentials('dave').account,
      eve: this.#credentials('eve').account,
      fred: this.#credentials('fred').account,
    };
    await buildRoster({ clients, accounts });
    await Promise.all(personas.filter((persona) => persona !== 'alice').map((persona) => clients[persona].logout()));
    await this.#confirmRoster(accounts);
    this.trace.remark({ topic: 'fixture-end', text: 'The accounts stand as in the example session.' });
  }

  /** Signs Alice in until her list is what has been built. A server that writes late gets the time limit to do so; the observers judge that. */
  async #confirmRoster(accounts: Readonly<Record<Persona, string>>): Promise<void> {
    const deadline = performance.now() + this.#timeoutMs;
    for (;;) {
      const alice = await this.#signIn('alice', 'synchronised');
      const missing = missingFromRoster({ alice, accounts });
      await alice.logout();
      if (missing === undefined) {
        return;
      }
      if (performance.now() > deadline) {
        throw new SubjectError(
          'unusable',
          `The fixture does not last: all edits were confirmed, and after ${this.#timeoutMs} ms ${missing}.`,
        );
      }
      await delay(ROSTER_RETRY_MS);
    }
  }

  async contactsOnline(contacts: readonly ContactPresence[]): Promise<void> {
    for (const { persona, status, clientId } of contacts) {
      const behaviour = { ...obedientBehaviour, clientId: Number(clientId) };
      const client = await this.#connect({ ...this.#options(persona), behaviour });
      await this.#advance(client, 'synchronised');
      this.#contacts.set(persona, client);
      await client.request({ name: 'CHG', parameters: [status, clientId] });
      // What comes from now on waits for the script.
      client.hold();
    }
  }

  async makeReady(readiness: Readiness): Promise<void> {
    await this.#alice?.close();
    if (readiness === 'about to sign in') {
      this.#alice = await this.#connect({ ...this.#options('alice'), held: true });
    } else if (readiness === 'sent to the notification server') {
      this.#alice = await this.#connectToNotification();
    } else if (readiness === 'let in') {
      this.#alice = await this.#letIn();
    } else {
      this.#alice = await this.#signIn('alice', STAGES[readiness]);
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

  #play(options: {
    readonly transcript: Transcript;
    readonly port: ScriptPort;
    readonly client: FakeClient;
  }): Promise<void> {
    const { transcript, port, client } = options;
    return playTranscript({
      onTimeLimit: () => this.#remarkTimeLimit(client),
      transcript,
      port,
      bindings: this.bindings,
      timeoutMs: this.#timeoutMs,
      onShown: (rule) => this.shown.set(rule, (this.shown.get(rule) ?? 0) + 1),
      derive: {
        ticket: (bindings) => this.#ticket(bindings.get('token') ?? ''),
        product: () => obedientBehaviour.challengeId,
        digest: (bindings) =>
          answerChallenge({ challenge: bindings.get('challenge') ?? '', clientId: obedientBehaviour.challengeId }),
      },
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

  async #fence(client: FakeClient): Promise<void> {
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
      rules: ['S-PNG-01'],
      line: 0,
      expected: 'QNG',
      got,
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
    await Promise.all(this.#clients.map((client) => client.close({ how: failed ? 'reset' : 'clean' })));
    return closingOf(this.trace.events, 'server');
  }

  #remarkTimeLimit(client: FakeClient): void {
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
        `The case needs an account for ${persona}, and the accounts file has none.`,
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
      ticket: (challenge: string) => this.#subject.ticket({ persona, challenge, trace: this.trace }),
      trace: this.trace,
      subject: 'server' as const,
      behaviour: obedientBehaviour,
      timeoutMs: this.#timeoutMs,
      prover: this.#subject.prover,
    };
  }

  async #signInAll(): Promise<Readonly<Record<Persona, FakeClient>>> {
    // All are waited for even when one fails: none may come to life after the case is over.
    const outcomes = await Promise.allSettled(personas.map((persona) => this.#signIn(persona, 'synchronised')));
    const clients = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
      return outcome.value;
    });
    return byPersona(clients);
  }

  async #signIn(persona: Persona, until: Stage): Promise<FakeClient> {
    const client = await this.#connect(this.#options(persona));
    await this.#advance(client, until);
    return client;
  }

  /** Takes the steps to a stage. Where one is not answered, it is found out whether the server answers anything else. */
  async #advance(client: FakeClient, until: Stage): Promise<void> {
    try {
      await client.advance(until);
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
      if (error instanceof SubjectError || !(error instanceof Error)) {
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

  #contact(persona: Persona): FakeClient {
    const client = this.#contacts.get(persona);
    if (client === undefined) {
      throw new Error(`${displayNames[persona]} is not online in this case.`);
    }
    return client;
  }
}

/** Clients in the order of `personas`, by persona. */
function byPersona([alice, bob, carol, dave, eve, fred]: readonly FakeClient[]): Readonly<Record<Persona, FakeClient>> {
  if (!alice || !bob || !carol || !dave || !eve || !fred) {
    throw new Error('Every person of the session has a client.');
  }
  return { alice, bob, carol, dave, eve, fred };
}
