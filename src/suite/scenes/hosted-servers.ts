import { Directory, FakeServer, type FakeServerOptions, sessionDirectory } from '../../fakes';
import { type ClientSubject, SubjectError } from '../../subjects';
import { type Trace, usualReceiveLimits } from '../../wire';
import type { Authority } from '../authority';
import { accommodate, befriend } from './accommodate';
import type { ContactPresence, Persona } from './scene';
import { type ServerVariant, serverVariants } from './server-variants';
import { displayNames, documentedAccounts, personas } from './session-roster';
import { unmetByServer } from './unmet-need';

interface HostedServersOptions {
  readonly subject: ClientSubject;
  readonly trace: Trace;
  /** Filled with the addresses, once there are some. */
  readonly bindings: Map<string, string>;
  /** Certificates of the fake Passport, and where the client finds their authority. */
  readonly authority: () => Promise<Authority>;
  /** What becomes of a command that the servers are about to send. */
  readonly outgoing: NonNullable<NonNullable<FakeServerOptions['hooks']>['outgoing']>;
  /** Whether the case is over. */
  readonly isOver: () => boolean;
}

/** Alice's password at the fake Passport: with a space and signs that have to be encoded (C-AUT-04). */
export const PASSWORD = 'rabbit hole, 100%&=';

/** Whom no other case signs in. */
const NEW_ALICE = 'alice.new@passport.com';

/** The servers that the kit plays in one case. They start when they are first needed, as what the case has said of them by then wants them. */
export class HostedServers {
  readonly #options: HostedServersOptions;
  readonly #variants: ServerVariant[] = [];
  #alice = documentedAccounts.alice;
  #isAsInSession = false;
  #contacts: readonly ContactPresence[] = [];
  #server: FakeServer | undefined;

  constructor(options: HostedServersOptions) {
    this.#options = options;
  }

  /** Alice's account. */
  get alice(): string {
    return this.#alice;
  }

  /** @throws Error where they do not run yet */
  get running(): FakeServer {
    if (this.#server === undefined) {
      throw new Error('The servers do not run yet: a "Given Alice is …" step has to come first.');
    }
    return this.#server;
  }

  /** They differ from those of the example session: one of {@link serverVariants}. */
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
    this.#options.bindings.set('alice', NEW_ALICE);
  }

  /** The accounts are those of the example session, with what stands on their lists there. */
  beAsInSession(): void {
    this.#isAsInSession = true;
  }

  /** These people are online from the start. */
  bringOnline(contacts: readonly ContactPresence[]): void {
    this.#contacts = contacts;
  }

  /** Whether the case has said that somebody is online. */
  isOnline(persona: Persona): boolean {
    return this.#contacts.some((contact) => contact.persona === persona);
  }

  /** @throws SubjectError `unsupported` where the client has a need that they do not meet, `unusable` where they cannot be started */
  async started(): Promise<FakeServer> {
    this.#server ??= await this.#start();
    const unmet = unmetByServer({ knobs: this.#server.knobs, needs: this.#options.subject.needs });
    if (unmet !== undefined) {
      throw new SubjectError('unsupported', unmet);
    }
    return this.#server;
  }

  /** The next start brings servers without peculiarities. */
  async startOver(): Promise<void> {
    this.#variants.length = 0;
    await this.#server?.close();
    this.#server = undefined;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #start(): Promise<FakeServer> {
    const { subject, trace, bindings, authority, outgoing, isOver } = this.#options;
    const { certificates } = await authority();
    const { needs, place, prover } = subject;
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
      hooks: { outgoing },
      directory,
      trace,
      subject: 'client',
      certificates,
      knobs: {
        // What a client has kept of an earlier case is not what it is to know here.
        synchronisation: 'always-full',
        ...knobs,
      },
      minTls,
      ...place,
      prover,
      receiveLimits: usualReceiveLimits,
    });
    if (isOver()) {
      // A step that was left to itself when the case was cut short.
      await server.close();
      throw new SubjectError('failed', 'The case is over.');
    }
    for (const variant of this.#variants) {
      variant.apply?.(server);
    }
    bindings.set('dispatch', `${server.dispatch.host}:${server.dispatch.port}`);
    bindings.set('notification', `${server.notification.host}:${server.notification.port}`);
    bindings.set('notification-name', `localhost:${server.notification.port}`);
    for (const { persona, status, clientId } of this.#contacts) {
      server.puppet(documentedAccounts[persona]).setStatus(status, { clientId });
    }
    return server;
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
