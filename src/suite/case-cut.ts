export type CaseCutCode =
  /** A peer brought more than it may. */
  | 'flooded'
  /** What the program of the subject says of itself cannot be trusted. */
  | 'untrue'
  /** Whoever started the run has stopped it, or the run has given up. */
  | 'stopped';

/** Ends a case before its steps do. The message is a whole sentence. */
export class CaseCut extends Error {
  override readonly name = 'CaseCut';
  constructor(
    readonly code: CaseCutCode,
    message: string,
  ) {
    super(message);
  }

  /** The reason of an `AbortSignal` as what it means for a case. */
  static from(reason: unknown): CaseCut {
    if (reason instanceof CaseCut) {
      return reason;
    }
    return new CaseCut('stopped', reason instanceof Error ? reason.message : 'The run was stopped.');
  }
}
