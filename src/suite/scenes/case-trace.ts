import { Trace } from '../../wire';

/** Room for some 60,000 events: a right server that sends byte by byte makes one of each byte. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The trace of one case. */
export function caseTrace(): Trace {
  return new Trace({ maxBytes: MOST_BYTES });
}
