/** A file that holds no failure that this kit can play again. */
export class SavedFailureError extends Error {
  override readonly name = 'SavedFailureError';
  readonly code = 'no-saved-failure';
}
