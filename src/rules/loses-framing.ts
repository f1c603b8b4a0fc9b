import type { TraceEvent } from '../wire';
import { FramingLoss } from './framing-loss';

/** Whether some stream of the server can no longer be taken apart before its connection ends. What a script misses may then be in there. */
export function losesFraming(events: Iterable<TraceEvent>): boolean {
  const framing = new FramingLoss();
  for (const event of events) {
    if (framing.see(event).kind !== 'sound') return true;
    if (event.kind === 'undecodable' && event.from === 'server' && !event.code.startsWith('truncated')) return true;
  }
  return false;
}
