export type BaselineErrorCode =
  | 'yaml'
  | 'alias'
  | 'duplicate-key'
  | 'not-as-expected'
  | 'unknown-key'
  | 'unknown-rule'
  | 'unknown-case'
  | 'bad-kit'
  | 'newer-kit'
  | 'bad-subject'
  | 'bad-expect'
  | 'no-why'
  | 'bad-issue'
  | 'bad-until'
  | 'bad-fails';

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A baseline that cannot be used: a whole sentence that names the file, the line and the column. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
  readonly line: number;
  readonly column: number;

  constructor(
    readonly code: BaselineErrorCode,
    options: { readonly file: string; readonly place: Place; readonly sentence: string },
  ) {
    const { file, place, sentence } = options;
    super(`${file}, line ${place.line}, column ${place.column}: ${sentence}`);
    this.line = place.line;
    this.column = place.column;
  }
}
