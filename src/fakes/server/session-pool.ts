import type { DecodedCommand } from '../../codec';
import { sameAccount } from '../../codec';
import type { ServerSession } from './server-session';
import type { Proceed, SessionInterceptor } from './session-hooks';

/** Sessions that nobody has asked for are remembered up to this number. */
const mostUnclaimedSessions = 256;

export interface InterceptOptions {
  /** The command whose handling is intercepted. */
  readonly name: string;
  /** Only in sessions of this account: the one signed in, or else the one that the client says it is. */
  readonly account?: string;
  /** Only the first time. Default false. */
  readonly once?: true;
}

interface Interception<Session> {
  readonly options: InterceptOptions;
  readonly interceptor: SessionInterceptor<Session>;
}

/** The sessions of one kind: those that are open, those that nobody has asked for yet, and what tests want of them. */
export class SessionPool<Session extends ServerSession> {
  readonly #accountOf: (session: Session, request: DecodedCommand) => string | undefined;
  readonly #open = new Set<Session>();
  readonly #unclaimed: Session[] = [];
  readonly #interceptions: Interception<Session>[] = [];
  #holdNext = 0;

  constructor(accountOf: (session: Session, request: DecodedCommand) => string | undefined) {
    this.#accountOf = accountOf;
  }

  /** All that are open, in the order of their coming. */
  get sessions(): readonly Session[] {
    return [...this.#open];
  }

  get hasUnclaimed(): boolean {
    return this.#unclaimed.length > 0;
  }

  add(session: Session): void {
    this.#open.add(session);
    this.#unclaimed.push(session);
    if (this.#unclaimed.length > mostUnclaimedSessions) {
      this.#unclaimed.shift();
    }
  }

  remove(session: Session): void {
    this.#open.delete(session);
  }

  /** The oldest that nobody has asked for, whether it is still open or not. */
  claim(): Session | undefined {
    return this.#unclaimed.shift();
  }

  /** Nobody will ask for those that have come so far. */
  forget(): void {
    this.#unclaimed.length = 0;
  }

  /** The next session is to be held from its beginning. */
  holdNext(): void {
    this.#holdNext += 1;
  }

  /** Whether the session that comes now is the one to be held. */
  takeHold(): boolean {
    const held = this.#holdNext > 0;
    this.#holdNext = Math.max(0, this.#holdNext - 1);
    return held;
  }

  /** Returns a function that ends it. */
  intercept(options: InterceptOptions, interceptor: SessionInterceptor<Session>): () => void {
    const interception = { options, interceptor };
    this.#interceptions.unshift(interception);
    return () => this.#drop(interception);
  }

  /** What handles a request of a session in place of the server: the newest interception that fits. */
  interceptionOf(request: DecodedCommand, session: Session): ((proceed: Proceed) => void | Promise<void>) | undefined {
    const own = this.#accountOf(session, request);
    const interception = this.#interceptions.find(
      ({ options: { name, account } }) =>
        name === request.name && (account === undefined || (own !== undefined && sameAccount(own, account))),
    );
    if (interception === undefined) {
      return undefined;
    }
    if (interception.options.once) {
      this.#drop(interception);
    }
    return (proceed) => interception.interceptor(request, session, proceed);
  }

  /** Forgets what tests wanted; the sessions have to be over. */
  reset(): void {
    this.#interceptions.length = 0;
    this.#unclaimed.length = 0;
    this.#holdNext = 0;
  }

  #drop(interception: Interception<Session>): void {
    const index = this.#interceptions.indexOf(interception);
    if (index !== -1) {
      this.#interceptions.splice(index, 1);
    }
  }
}
