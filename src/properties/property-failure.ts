/** A property does not hold for the example at hand. */
export class PropertyFailure extends Error {
  override readonly name = 'PropertyFailure';
  readonly code = 'does-not-hold';
  /** The rule that is broken. */
  readonly rule: string;
  /** Id of the connection on which it shows, where there is one. */
  readonly connection: string | undefined;
  /** Nothing came within the time limit: a longer one might have shown more. */
  readonly bySilence: boolean;

  /** `message` is a whole sentence: what was expected, what came. */
  constructor(options: {
    readonly rule: string;
    readonly message: string;
    readonly connection?: string | undefined;
    readonly bySilence?: boolean;
    readonly cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.rule = options.rule;
    this.connection = options.connection;
    this.bySilence = options.bySilence ?? false;
  }
}
