/** The end of a connection that sends. In MSNP the client always opens the connection. */
export type Side = 'client' | 'server';

/** The three services that speak MSNP lines. Dispatch and notification share one grammar. */
export type Service = 'dispatch' | 'notification' | 'switchboard';

/**
 * One protocol message, as a sender composes it.
 *
 * `parameters` are the words behind the transaction id in wire form (free text is still URL-encoded), as text decoded from
 * UTF-8. The length that announces a payload is not among them: the encoder appends it, the decoder takes it off.
 */
export interface Command {
  /** Three upper-case letters, or three digits for an error. */
  readonly name: string;
  /** Transaction id, 0 to 4294967295; absent for commands that carry none. */
  readonly trid?: number | undefined;
  readonly parameters: readonly string[];
  /** Bytes behind the line. Present, possibly empty, exactly for payload commands. */
  readonly payload?: Uint8Array | undefined;
}

/** Something a real peer does wrong but readably. It is decoded all the same and reported, so that rules can judge it. */
export type OddityCode =
  | 'bare-lf'
  | 'tab'
  | 'repeated-space'
  | 'leading-space'
  | 'trailing-space'
  | 'lower-case'
  | 'parameter-count'
  | 'parameter-type'
  | 'raw-non-ascii'
  | 'invalid-utf8'
  | 'bad-percent'
  | 'trid-missing'
  | 'trid-invalid'
  | 'trid-unexpected'
  | 'unknown-command'
  | 'wrong-direction';

export interface Oddity {
  readonly code: OddityCode;
  /** Byte offset in the stream of this direction, from 0. */
  readonly offset: number;
  /** A whole sentence: what was expected and what came. */
  readonly message: string;
}

/** A command as it came in. */
export interface DecodedCommand extends Command {
  readonly kind: 'command';
  /** Id of the grammar form that the words match (`S.SYN.equal`); absent for a command that the table does not hold. */
  readonly form?: string | undefined;
  /** Parameters by the names that the grammar form gives them, in wire form. Empty without a form. An absent optional one is absent. */
  readonly fields: Readonly<Record<string, string>>;
  /** The bytes exactly as received: line, line end and payload. */
  readonly raw: Uint8Array;
  /** Byte offset of the first byte in the stream of this direction, from 0. */
  readonly offset: number;
  readonly oddities: readonly Oddity[];
}

/** A line without any word. It means nothing in MSNP, yet real servers sent some (rule X-FRM-10). */
export interface EmptyLine {
  readonly kind: 'empty-line';
  readonly raw: Uint8Array;
  readonly offset: number;
}

export type DecodedItem = DecodedCommand | EmptyLine;
