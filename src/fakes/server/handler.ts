import type { Command, DecodedCommand } from '../../codec';
import type { DirectoryAccount } from './directory-account';
import type { EditOutcome } from './edit-outcome';
import type { HandlerHost } from './session-host';

/** How far a session has come. */
export type SessionStage = 'connected' | 'agreed' | 'signed-in' | 'closed';

/** A session of any service as the handler of a request sees it. */
export interface RequestSession {
  readonly host: HandlerHost;
  readonly stage: SessionStage;
  /** The account that is signed in. */
  readonly account: DirectoryAccount | undefined;
  /** What the client has sent behind the request that is being handled, if it is here already. */
  readonly nextRequest: string | undefined;
  /** Sends commands in one segment. What was put behind the next answer goes with them. */
  say(...commands: readonly Command[]): void;
  /** Puts commands behind the next thing that is said, in the same segment. */
  sayBehindNext(commands: readonly Command[]): void;
  /** An error line with the transaction id of the request (X-ERR-01). */
  fail(request: DecodedCommand, code: number): void;
  /** Ends the session once all is sent; others are told at once that the user is gone. `reason` is for people. */
  close(reason: string): void;
  /** Closes after `delayMs` milliseconds, unless the client does so first. */
  closeLater(reason: string, delayMs: number): void;
  /** Does something when all that has come has been handled. */
  whenIdle(task: () => void): void;
}

/** A session of the dispatch or notification server as the handler of a request sees it. */
export interface HandlerSession extends RequestSession {
  /** The account that the client named in `USR … TWN I`, as it wrote it. */
  readonly claimedAccount: string | undefined;
  readonly synchronised: boolean;
  readonly visible: boolean;
  /** Error line and close, or close alone. Returns the version of a change that was made. */
  settleOutcome(request: DecodedCommand, outcome: EditOutcome): string | undefined;
  /** Where a client of that account is to go from here, and where it is now, as `host:port`; undefined where it may stay. */
  transferOf(account: string): { readonly to: string; readonly from: string } | undefined;
  /** The switchboard as this client reaches it, `host:port`. */
  readonly switchboardAddress: string;
  agree(dialects: readonly string[]): void;
  claim(account: string): void;
  signIn(account: DirectoryAccount): void;
  becomeSynchronised(): void;
  becomeVisible(): void;
  challenge(): void;
  /** Ends the open challenge that `isAnswered` is true for, or else the oldest one, and returns its text. */
  takeChallenge(isAnswered: (challenge: string) => boolean): string | undefined;
}

/** What the server does with one command of a client. */
export interface Handler<Session = HandlerSession> {
  /** From when on the command is taken: at first, once a dialect is agreed on, or once signed in. Earlier it ends the session (S-LOG-01). */
  readonly stage: 'greeting' | 'login' | 'online';
  /** Whether it needs a transaction id; without one the session ends (S-ROB-05). */
  readonly trid: 'required' | 'none';
  handle(request: DecodedCommand, session: Session): void;
}
