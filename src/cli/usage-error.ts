/** The command line, a file that it names, or a selector cannot be used: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
