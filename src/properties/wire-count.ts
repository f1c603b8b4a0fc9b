import type { Role } from '../rules';
import type { TraceEvent } from '../wire';

/** What of examples crossed the wire towards the subject. */
export interface WireCount {
  readonly segments: number;
  /** Cuts between segments, at which the subject was to end a read. */
  readonly boundaries: number;
  /** Those at which it was shown to have read all before the next segment was written. */
  readonly provenBoundaries: number;
}

/** Counts what the kit has sent to a subject that plays `role`. */
export function wireCountOf(events: readonly TraceEvent[], role: Role): WireCount {
  const sent = events.flatMap((event) => (event.kind === 'segment' && event.from !== role ? [event.boundary] : []));
  const count = (boundary: string) => sent.filter((one) => one === boundary).length;
  return {
    segments: sent.length,
    boundaries: count('proven') + count('best-effort'),
    provenBoundaries: count('proven'),
  };
}
