import { build, type DecodedItem } from '../../codec';
import { type FakeServer, FakeServerError, type ServerSession } from '../../fakes';
import { type ClientSubject, SubjectError } from '../../subjects';
import type { Trace } from '../../wire';
import type { Authority } from '../authority';
import type { AskedClient } from './asked-client';
import { type HostedServers, PASSWORD } from './hosted-servers';
import { isSettled } from './is-settled';
import type { Readiness } from './scene';
import { displayNames } from './session-roster';

interface LoginsOfClientOptions {
  readonly subject: ClientSubject;
  readonly client: AskedClient;
  readonly servers: HostedServers;
  readonly trace: Trace;
  /** Limit for one awaited command, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the client finds the authority of the fake Passport's certificate. */
  readonly authority: () => Promise<Authority>;
}

/** The logins that a case asks of Alice's client, one after the other. */
export class LoginsOfClient {
  readonly #options: LoginsOfClientOptions;
  #newest: Promise<unknown> = Promise.resolve();
  #call: Promise<unknown> = Promise.resolve();
  #isUnderWay = false;

  constructor(options: LoginsOfClientOptions) {
    this.#options = options;
  }

  /** Settles when the client says that it is signed in, or that it cannot; where it only can be watched, when the wire shows it. */
  get newest(): Promise<unknown> {
    return this.#newest;
  }

  /** What the newest call of `login` comes to: where the client can only be watched, the end of its program. */
  get call(): Promise<unknown> {
    return this.#call;
  }

  /** Whether the client has still to answer that it is signed in. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Lets the client sign in; `newest` tells what comes of it. */
  async begin(server: FakeServer): Promise<void> {
    const { subject, client, servers, trace, timeoutMs, authority } = this.#options;
    const { caFile } = await authority();
    if (!(await isSettled(this.#newest, timeoutMs))) {
      throw new SubjectError('failed', 'It is still busy with the login before.');
    }
    server.forgetConnections();
    trace.addSecret(PASSWORD);
    const { host, port } = subject.needs.dispatch === 'none' ? server.notification : server.dispatch;
    const { nexusUrl } = server;
    const asked = client.ask('login', {
      account: servers.alice,
      password: PASSWORD,
      host,
      port,
      nexusUrl,
      caFile,
    });
    this.#call = asked;
    this.#newest = subject.watched === true ? this.#seenOnline(server, asked) : asked;
    this.#isUnderWay = true;
    const settled = () => {
      this.#isUnderWay = false;
    };
    // Looked at where it matters; a case may end before it settles.
    this.#newest.then(settled, settled);
  }

  /**
   * Lets the client sign in, and holds its session from the point on that a script is to take over. `first` is the command at which that is: the script
   * finds it before all others.
   */
  async reach(
    server: FakeServer,
    readiness: Readiness,
  ): Promise<{ readonly session: ServerSession; readonly first?: DecodedItem }> {
    const { transfers } = server.knobs;
    const next = () => this.#nextConnection(server);
    if (readiness === 'about to sign in' || (readiness === 'sent to the notification server' && transfers === 0)) {
      server.holdNext();
      await this.begin(server);
      return { session: await next() };
    }
    await this.begin(server);
    for (let count = 0; count < transfers; count += 1) {
      await next();
    }
    if (readiness === 'sent to the notification server') {
      server.holdNext();
      return { session: await next() };
    }
    const session = await next();
    session.hold({ from: beginningOf(readiness) });
    if (readiness === 'online') {
      await this.#options.client.inTime(this.#newest, 'login');
      session.hold();
      return { session };
    }
    if (readiness === 'let in') {
      await this.#letIn(session);
      return { session };
    }
    return { session, first: await this.#awaitBeginning(session) };
  }

  async #nextConnection(server: FakeServer): Promise<ServerSession> {
    const { trace, timeoutMs } = this.#options;
    try {
      return await this.#unlessRefused(server.nextConnection({ timeoutMs }));
    } catch (error) {
      if (error instanceof FakeServerError && error.code === 'timeout') {
        // There is no connection on which the client could be asked whether it is alive: one that has gone nowhere is for the observers of transfers.
        trace.remark({ topic: 'time-limit', text: `No connection has come within ${timeoutMs} ms.` });
      }
      throw error;
    }
  }

  /** Waits for the command at which the script takes over: a client that never comes so far is not the script's affair. */
  async #awaitBeginning(session: ServerSession): Promise<DecodedItem> {
    const { timeoutMs } = this.#options;
    const taken = await session.take({ timeoutMs });
    if (taken.kind === 'closed' || taken.kind === 'timeout') {
      const what = taken.kind === 'closed' ? 'it closed the connection' : `nothing came within ${timeoutMs} ms`;
      throw new SubjectError('failed', `${what}.`);
    }
    return taken;
  }

  /** Answers the ticket with OK, and leaves the profile to the script. */
  async #letIn(session: ServerSession): Promise<void> {
    const { servers, timeoutMs } = this.#options;
    const taken = await session.take({ timeoutMs });
    if (taken.kind !== 'command' || taken.form !== 'C.USR.ticket') {
      throw new SubjectError('failed', 'The client sent no ticket.');
    }
    session.absorb(taken);
    await session.send(
      build('S.USR.ok', {
        trid: taken.trid ?? 0,
        fields: { account: servers.alice, name: displayNames.alice, verified: '1', restricted: '0' },
      }),
    );
  }

  /** For a client that says nothing itself: resolves when the wire shows that it is online, rejects when its program fails before. */
  #seenOnline(server: FakeServer, over: Promise<unknown>): Promise<unknown> {
    const { servers, timeoutMs } = this.#options;
    const seen = server.waitForSession({ account: servers.alice, state: 'visible', timeoutMs });
    // That its program has ended well says nothing: it may have gone into the background.
    return Promise.race([seen, over.then(() => seen)]);
  }

  /** What `work` comes to; rejects at once where the client gives the login up. */
  async #unlessRefused<Result>(work: Promise<Result>): Promise<Result> {
    const refused = this.#newest.then(() => new Promise<never>(() => {}));
    return Promise.race([work, refused]);
  }
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
