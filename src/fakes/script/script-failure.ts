export type ScriptFailureCode =
  /** The peer sent the expected command with other contents, or an error instead. */
  | 'different'
  /** The peer answers other requests and did not send what was expected. */
  | 'silent'
  /** The peer closed the connection instead. */
  | 'closed'
  /** The peer's bytes could not be taken apart into commands, so that the kit ended the connection. */
  | 'undecodable'
  /** The connection stayed open where it should have been closed. */
  | 'still-open'
  /** Nothing comes any more, whatever is asked: the time limit ran out and decides nothing. */
  | 'stalled'
  /** The peer does not offer what the script is about. */
  | 'not-offered';

/** What came in place of what a script expects. */
export interface DifferentCommand {
  /** Place of its first byte in the stream of its direction. */
  readonly offset: number;
  /** The first word that differs, from 0 behind the name, the transaction id among them; -1 for the payload; absent where it is another command. */
  readonly position?: number | undefined;
  /** The first byte of the payload that differs, from 0. */
  readonly payloadByte?: number | undefined;
}

/** A script could not be played to its end. The message is a whole sentence; `expected` and `got` are single lines. */
export class ScriptFailure extends Error {
  override readonly name = 'ScriptFailure';
  readonly code: ScriptFailureCode;
  /** Rules that the transcript names at this place; empty where it names none. */
  readonly rules: readonly string[];
  /** Line in the transcript, from 1. */
  readonly line: number;
  readonly expected: string;
  readonly got: string;
  /** Id of the connection in the trace on which the script was played, where that is known. */
  readonly connection: string | undefined;
  /** The command that came and says something else. */
  readonly came: DifferentCommand | undefined;

  constructor(options: {
    readonly code: ScriptFailureCode;
    readonly message: string;
    readonly rules: readonly string[];
    readonly line: number;
    readonly expected: string;
    readonly got: string;
    readonly connection?: string | undefined;
    readonly came?: DifferentCommand | undefined;
  }) {
    super(options.message);
    this.code = options.code;
    this.rules = options.rules;
    this.line = options.line;
    this.expected = options.expected;
    this.got = options.got;
    this.connection = options.connection;
    this.came = options.came;
  }

  /** The same failure, with the place where it happened. */
  on(connection: string): ScriptFailure {
    const { code, message, rules, line, expected, got, came } = this;
    return new ScriptFailure({ code, message, rules, line, expected, got, connection, came });
  }
}
