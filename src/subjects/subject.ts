import type { Certificates, FakeServerOptions, LoginPages } from '../fakes';
import type { Prover, Trace } from '../wire';
import type { ClientNeeds } from './client-needs';
import type { NotificationLog } from './notification-log';

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

/** What a client tells of itself. */
export interface ClientProgram {
  readonly name: string;
  readonly version: string;
}

/** What is the matter with the program of a client, apart from what it says on the wire. */
export interface ProgramTrouble {
  /** `ended`: it is gone. `exited`: it is gone, and has said that it could not do what it was to do, as it may. `untrue`: it breaks the contract between it and the kit, so that nothing it says counts. `silent`: it left a request unanswered. */
  readonly kind: 'ended' | 'exited' | 'untrue' | 'silent';
  /** A whole sentence. */
  readonly message: string;
}

/** What the kit's servers have to be like for a client that cannot be told where they are. */
export interface ServerPlace extends Required<Pick<FakeServerOptions, 'listen' | 'passportHosts' | 'ports'>> {
  /** Those that it has been made to trust. */
  readonly certificates: Certificates;
}

/** A client under test. */
export interface ClientSubject {
  readonly role: 'client';
  readonly kind: 'embedded' | 'adapter' | 'exec' | 'manual';
  readonly target: string;
  /** Known once `reach` has resolved. */
  readonly methods: ReadonlySet<ClientMethod>;
  /** What the client cannot do without; every entry is shown in the report. Known once `reach` has resolved. */
  readonly needs: ClientNeeds;
  /** Known once `reach` has resolved, where the client tells it. */
  readonly program?: ClientProgram | undefined;
  /** Whether it takes requests while others are open. Where absent they go one at a time: one that is asked waits until the others have been answered. */
  readonly concurrent?: true | undefined;
  /** It cannot be asked, only watched: what it was called for is done when the wire shows it, and `call` settles when its program ends. */
  readonly watched?: true | undefined;
  /** What the client has told unasked since the last `reset`; absent where it tells nothing. */
  readonly notifications?: NotificationLog | undefined;
  /** Proves segment boundaries to this client; where absent, the kernel is asked. Known once `reach` has resolved. */
  readonly prover?: Prover | undefined;
  /** Where the kit's servers have to be; anywhere where absent. Known once `reach` has resolved. */
  readonly place?: ServerPlace | undefined;
  /** Starts its program where it has one. Rejects with a `SubjectError` of code `unusable`. */
  reach?(): Promise<void>;
  /** A case begins. */
  begin?(options: { readonly caseId: string }): Promise<void>;
  /** Calls `listener` when something goes wrong with the program of the client. Returns what ends it. */
  onTrouble?(listener: (trouble: ProgramTrouble) => void): () => void;
  /** Rejects with a `SubjectError`: `unsupported` where the subject does not offer the method, `failed` where it tried in vain, `unusable` where its program is of no use. */
  call(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Calls any method, known or not, and tells how it was answered: the code of the error, or `result`. Only where the client is behind an adapter. */
  probe?(method: string): Promise<number | 'result'>;
  /** Ends what is left of the current case, whose servers are gone: every connection of the client is closed afterwards. */
  reset(): Promise<void>;
  /** Ends the program of the client at once, without a word: the kit itself is about to end. */
  kill?(): void;
  close(): Promise<void>;
}
