import { sameAccount } from '../../codec';
import {
  type Stage as ClientStage,
  FakeClient,
  FakeClientError,
  type FakeClientOptions,
  type LoginPages,
  obedientBehaviour,
  PassportError,
  ServerRefusal,
} from '../../fakes';
import { type Address, type ServerSubject, SubjectError } from '../../subjects';
import { caseTrace, type Persona, requireAccounts } from '../../suite';
import { type Trace, usualReceiveLimits, WireError } from '../../wire';
import type { PropertyContext, Stage } from '../property';

/** So that the transaction ids of a stage, and with them the places in a stream, have the same number of digits. */
const FIRST_TRID = 1000;

interface ConnectOptions {
  /** The address that the subject has unless given. */
  readonly server?: Address | undefined;
  readonly behaviour?: FakeClientOptions['behaviour'];
}

/** What comes of a client that does not get on, whatever of the two sides is to blame. */
export type ClientTrouble = ServerRefusal | FakeClientError | WireError;

export function isClientTrouble(error: unknown): error is ClientTrouble {
  return error instanceof ServerRefusal || error instanceof FakeClientError || error instanceof WireError;
}

/** Whether the server did not do what was awaited within the time limit, and a longer one might have shown more. */
export function isSilence(error: unknown): boolean {
  return error instanceof FakeClientError && ['no-reply', 'incomplete-list', 'timeout'].includes(error.code);
}

/** The clients with which the kit meets the server under test. Each is closed with them. */
export class ClientsOfKit implements Stage {
  readonly trace: Trace = caseTrace();
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  readonly #clients = new Set<FakeClient>();
  readonly #loginPages: LoginPages = new Map();
  /** Where people signed in last: the way through the dispatch server is not what properties are about. */
  readonly #places = new Map<Persona, Address>();

  constructor(context: PropertyContext<ServerSubject>) {
    this.subject = context.subject;
    this.timeoutMs = context.timeoutMs;
    for (const { password } of Object.values(this.subject.accounts)) {
      this.trace.addSecret(password);
    }
  }

  /** Runs what opens a stage; whatever fails, nothing stays open. */
  static async opened<StageOf extends Stage>(
    context: PropertyContext<ServerSubject>,
    open: (clients: ClientsOfKit) => Promise<StageOf>,
  ): Promise<StageOf> {
    const clients = new ClientsOfKit(context);
    try {
      return await open(clients);
    } catch (error) {
      await clients.close();
      throw isClientTrouble(error) ? unusable('The examples cannot begin', error) : error;
    }
  }

  /** @throws SubjectError `missing-account` */
  account(persona: Persona): string {
    requireAccounts(this.subject, [persona]);
    return this.subject.accounts[persona]?.account ?? '';
  }

  /** Those of these people who have an account. */
  present<Name extends Persona>(wanted: readonly Name[]): readonly Name[] {
    return wanted.filter((persona) => this.subject.accounts[persona] !== undefined);
  }

  /** Connects and sends nothing. */
  async connect(persona: Persona, options: ConnectOptions = {}): Promise<FakeClient> {
    const { subject, trace, timeoutMs } = this;
    const client = await FakeClient.connect({
      account: this.account(persona),
      server: options.server ?? subject.address,
      resolve: subject.resolve,
      ticket: (challenge) => this.ticket(persona, challenge),
      trace,
      subject: 'server',
      behaviour: { ...obedientBehaviour, firstTrid: FIRST_TRID, ...options.behaviour },
      timeoutMs,
      prover: subject.prover,
      receiveLimits: usualReceiveLimits,
    });
    this.#clients.add(client);
    return client;
  }

  /** @throws SubjectError where there is none */
  async ticket(persona: Persona, challenge: string): Promise<string> {
    try {
      return await this.subject.ticket({ persona, challenge, trace: this.trace, loginPages: this.#loginPages });
    } catch (error) {
      throw error instanceof PassportError
        ? unusable(`There is no Passport ticket for ${this.account(persona)}`, error)
        : error;
    }
  }

  /**
   * Signs somebody in.
   *
   * @throws SubjectError `unusable` where the server does not let them in
   */
  async signIn(
    persona: Persona,
    until: ClientStage,
    options: Pick<ConnectOptions, 'behaviour'> = {},
  ): Promise<FakeClient> {
    const account = this.account(persona);
    const place = this.#places.get(persona);
    try {
      const client = await this.#signInAt(persona, { until, server: place, ...options }).catch((error: unknown) => {
        if (place === undefined || !isClientTrouble(error)) {
          throw error;
        }
        // A server may send people elsewhere another time.
        this.#places.delete(persona);
        return this.#signInAt(persona, { until, server: undefined, ...options });
      });
      const own = client.snapshot().account;
      if (!sameAccount(own, account)) {
        throw new SubjectError('unusable', `${account} signed in, and the server let in "${own}".`);
      }
      const { host, port } = client.connection.remote;
      this.#places.set(persona, { host, port });
      return client;
    } catch (error) {
      throw isClientTrouble(error) ? unusable(`${account} cannot sign in`, error) : error;
    }
  }

  /** Closes one client without a word. */
  async drop(client: FakeClient): Promise<void> {
    this.#clients.delete(client);
    await client.close();
  }

  async close(): Promise<void> {
    const clients = [...this.#clients];
    this.#clients.clear();
    await Promise.all(clients.map((client) => client.close({ how: 'reset' })));
  }

  async #signInAt(persona: Persona, options: ConnectOptions & { readonly until: ClientStage }): Promise<FakeClient> {
    const client = await this.connect(persona, options);
    await client.advance(options.until);
    return client;
  }
}

function unusable(what: string, cause: Error): SubjectError {
  return new SubjectError('unusable', `${what}. ${cause.message}`, { cause });
}
