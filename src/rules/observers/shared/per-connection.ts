import type { OpenEvent, TraceEvent } from '../../../wire';
import type { Role } from '../../rule';

/**
 * Keeps one state for each connection at which the subject holds an end. The function it returns gives the state that an event
 * belongs to; undefined for connections of the kit with itself and for remarks that concern none. The event that closes a
 * connection is the last to have its state.
 */
export function perConnection<State>(
  role: Role,
  create: (open: OpenEvent) => State,
): (event: TraceEvent) => State | undefined {
  const states = new Map<string, State>();
  return (event) => {
    if (event.kind === 'open') {
      if (event.subject !== role) return undefined;
      const state = create(event);
      states.set(event.connection, state);
      return state;
    }
    const state = states.get(event.connection);
    if (event.kind === 'close') states.delete(event.connection);
    return state;
  };
}
