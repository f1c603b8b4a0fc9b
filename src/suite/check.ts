/** One thing that was looked at before any case runs. */
export interface Check {
  /** `problem`: nothing, or much less, can be certified. `note`: some cases will be `unsupported` or `blocked`. */
  readonly outcome: 'ok' | 'note' | 'problem';
  /** A whole sentence. */
  readonly text: string;
  /** What to do about it: a whole sentence. */
  readonly mend?: string;
}
