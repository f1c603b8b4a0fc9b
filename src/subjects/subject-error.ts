export type SubjectErrorCode = 'unsupported' | 'unusable' | 'failed' | 'missing-account' | 'not-isolated';

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
