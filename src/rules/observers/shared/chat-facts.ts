import type { ServedConnection } from './watch-exchanges';
import { accountKey, plain } from './words';

/** How a CAL stands to the lists and the presence of the one who is called, as far as the trace decides it. */
export type CallSituation =
  /** No account at all: without `@`. */
  | 'malformed'
  /** `@@a` and the like, on which servers differ. */
  | 'odd'
  | 'self'
  | 'participant'
  /** Rung before, and neither there nor refused. */
  | 'called'
  /** The kit says that there is no such account. */
  | 'unknown'
  /** Never signed in in this trace. */
  | 'stranger'
  | 'offline'
  /** Online and letting the caller call. */
  | 'good'
  /** Online, on the caller's FL, and not letting the caller call. */
  | 'blocked'
  | 'unclear';

/** A CAL. */
export interface Call {
  readonly caller: Seat;
  /** As compared. */
  readonly callee: string;
  readonly situation: CallSituation;
  /** Somebody else was in the chat, or on the way into it. */
  readonly isCrowded: boolean;
  /** The callee and somebody else in the chat than the caller do not let each other call. */
  readonly isUnloved: boolean;
  state: 'open' | 'ringing' | 'refused' | 'unknown';
  /** The session of RINGING. */
  session?: string | undefined;
  /** The session of RNG. */
  rung?: string | undefined;
  /** Who was called has come. */
  isAnswered: boolean;
}

/** A cookie for the switchboard that the server gave to one of the kit's clients: by XFR to open a chat, by RNG to answer a call. */
export interface ChatKey {
  readonly word: string;
  /** As compared. */
  readonly account: string;
  readonly session?: string | undefined;
  readonly chat: ChatFacts;
  /** Milliseconds of the trace. */
  readonly givenAt: number;
  readonly notification: ServedConnection;
  /** A request with it was sent. */
  isTried: boolean;
  /** Index of the OK to it. */
  spentSince?: number | undefined;
}

/** A connection that was let into a chat. */
export interface Seat {
  readonly connection: ServedConnection;
  /** As compared. */
  readonly account: string;
  readonly chat: ChatFacts;
  /** Index of USR or ANS. */
  readonly askedAt: number;
  /** Index of the OK. */
  readonly since: number;
  /** Who is there, by what this client was told: IRO and JOI less BYE. */
  readonly present: Set<string>;
  /** How it left; absent while it is certainly there. */
  leaving?: 'OUT' | 'closed' | 'dismissed' | undefined;
  /** The connection is gone. */
  isGone: boolean;
}

/** A chat, as the kit's clients in it know it. */
export class ChatFacts {
  /** In the order of joining, those that have left among them. */
  readonly seats: Seat[] = [];
  readonly calls: Call[] = [];
  /** Sent ANS, and have no answer: by connection, the account as compared. */
  readonly joining = new Map<ServedConnection, string>();

  /** Let in, or on the way in, with a cookie that should not do. */
  readonly intruders = new Set<ServedConnection>();

  /** `partial`: a RNG led here that answers no CAL of the trace. */
  constructor(readonly kind: 'whole' | 'partial') {}

  /** Which RNG calls here and which into another chat is open. */
  isAmbiguous = false;

  /** Nothing is certain. */
  get isSpoiled(): boolean {
    return this.kind === 'partial' || this.isAmbiguous || this.intruders.size > 0;
  }

  /** Those that are certainly there. */
  get certain(): readonly Seat[] {
    return this.isSpoiled ? [] : this.seats.filter(({ leaving }) => leaving === undefined);
  }

  certainBut(seat: Seat): readonly Seat[] {
    return this.certain.filter((other) => other !== seat);
  }

  /** Whether somebody comes or goes, so far as this client can tell. */
  isInFluxFor(seat: Seat): boolean {
    if (this.joining.size > 0) return true;
    return this.seats.some(
      (other) => other !== seat && other.leaving !== undefined && (!other.isGone || seat.present.has(other.account)),
    );
  }

  /** Whether nobody else is certainly there. */
  isEmptyFor(seat: Seat): boolean {
    return !this.isSpoiled && this.certainBut(seat).length === 0 && !this.isInFluxFor(seat);
  }

  /** Seats of an account, the newest first. */
  seatsOf(account: string): readonly Seat[] {
    const key = accountKey(account);
    return this.seats.filter((seat) => seat.account === key).reverse();
  }

  /** Whether somebody of this account has come or is coming. */
  hasSeen(account: string): boolean {
    const key = accountKey(account);
    return this.seats.some((seat) => seat.account === key) || [...this.joining.values()].includes(key);
  }

  /** An account is there twice, so that lines about it may mean either. */
  hasTwins(account: string): boolean {
    const key = accountKey(account);
    const joining = [...this.joining.values()].filter((other) => other === key).length;
    return this.certain.filter((seat) => seat.account === key).length + joining > 1;
  }
}

/** The display names that accounts have had. */
export class KnownNames {
  readonly #names = new Map<string, Set<string>>();

  add(account: string, word: string): void {
    const key = accountKey(account);
    const names = this.#names.get(key) ?? new Set<string>();
    this.#names.set(key, names);
    if (names.size < mostNames) names.add(plain(word));
  }

  /** False only for a name that the account certainly never had. */
  mayBe(account: string, word: string | undefined): boolean {
    const names = this.#names.get(accountKey(account));
    return names === undefined || names.size >= mostNames || (word !== undefined && names.has(plain(word)));
  }
}

/** Names that are remembered of one account. */
const mostNames = 1000;
