import type { LoginPages } from '../fakes';
import type { Prover, Trace } from '../wire';

/** One account with which the kit signs in to a server under test, or that the kit's own servers know. */
export interface Credentials {
  readonly account: string;
  readonly password: string;
  /** A fixed Passport ticket, sent as it stands; the password is then not needed. */
  readonly ticket?: string | undefined;
}

export interface Address {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** A server under test. */
export interface ServerSubject {
  readonly role: 'server';
  readonly kind: 'embedded' | 'remote';
  /** For reports: `host:port`, or `embedded reference server`. */
  readonly target: string;
  readonly address: Address;
  /** By persona: `alice`, `bob`, … At least `alice`. */
  readonly accounts: Readonly<Record<string, Credentials>>;
  /**
   * Obtains a Passport ticket for the challenge that the server gave in `USR … TWN S`. What crosses the wire goes into `trace`.
   * Rejects with a `SubjectError` whose message says what failed. With another `password` than that of the account Passport's own refusal comes
   * through, as a `PassportError`.
   */
  ticket(options: {
    readonly persona: string;
    readonly challenge: string;
    readonly trace: Trace;
    readonly password?: string | undefined;
    /** What the nexus has said during the case; see `PassportTicketOptions`. */
    readonly loginPages?: LoginPages | undefined;
  }): Promise<string>;
  /** Whether the ticket of this account is one that the user gave or a command prints: it may be stale. Where absent, all come from Passport. */
  isTicketGiven?(persona: string): boolean;
  /** Resolves when somebody answers at the address, with the milliseconds that took. Rejects with a `SubjectError` of code `unusable`. */
  reach(): Promise<{ readonly latencyMs: number }>;
  /** Brings the server back to its first state, before each case. Rejects with a `SubjectError` of code `unusable`. */
  reset?(): Promise<void>;
  /** Where to connect when the server names `address`; `--connect-to` rewrites it. */
  readonly resolve: (address: Address) => Address;
  /** Proves segment boundaries to this server; where absent, the kernel is asked. */
  readonly prover?: Prover | undefined;
  close(): Promise<void>;
}

/** The methods of the adapter contract (`docs/adapter.md`). */
export type ClientMethod =
  | 'login'
  | 'logout'
  | 'setStatus'
  | 'setName'
  | 'addContact'
  | 'removeContact'
  | 'block'
  | 'unblock'
  | 'renameContact'
  | 'addGroup'
  | 'renameGroup'
  | 'removeGroup'
  | 'setPrivacy'
  | 'setPhone'
  | 'startChat'
  | 'invite'
  | 'sendMessage'
  | 'sendTyping'
  | 'leaveChat'
  | 'snapshot';

/** What a client believes, decoded. What it does not know is left out. */
export interface Snapshot {
  readonly account?: string;
  readonly name?: string;
  readonly status?: string;
  readonly listVersion?: number;
  readonly privacy?: { readonly blp?: 'AL' | 'BL'; readonly gtc?: 'A' | 'N' };
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  readonly contacts?: readonly SnapshotContact[];
}

export interface SnapshotContact {
  readonly account: string;
  readonly name?: string;
  readonly lists?: readonly ('FL' | 'AL' | 'BL' | 'RL')[];
  readonly groups?: readonly string[];
  /** `FLN` where not online. */
  readonly status?: string;
  readonly phones?: { readonly PHH?: string; readonly PHW?: string; readonly PHM?: string; readonly MOB?: string };
}

/** A client under test. Requests go one at a time unless `concurrent`. */
export interface ClientSubject {
  readonly role: 'client';
  readonly kind: 'embedded' | 'adapter' | 'exec' | 'manual';
  readonly target: string;
  readonly methods: ReadonlySet<ClientMethod>;
  /** What the client cannot do without; every entry is shown in the report. */
  readonly needs: Readonly<Record<string, unknown>>;
  /** Proves segment boundaries to this client; where absent, the kernel is asked. */
  readonly prover?: Prover | undefined;
  /** Rejects with a `SubjectError` of code `unsupported` where the subject does not offer the method. */
  call(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Ends what is left of the current case: every connection of the client is closed afterwards. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type SubjectErrorCode = 'unsupported' | 'unusable' | 'failed' | 'missing-account';

/** Something about the subject, not about the protocol: it cannot be reached, cannot do what was asked, has no such account. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';
  constructor(
    readonly code: SubjectErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
