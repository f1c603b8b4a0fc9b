import { Decoder, type Side } from '../../src/codec';
import type { TraceEvent } from '../../src/wire';
import { persona, sessionWith } from './example-session';
import { serverTrace } from './trace-of';

/** What both the builder and the decoder see, without what only one of them knows. */
function words(command: {
  name: string;
  trid?: number | undefined;
  parameters: readonly string[];
  payload?: Uint8Array | undefined;
}) {
  const { name, trid, parameters, payload } = command;
  return {
    name,
    trid,
    parameters,
    payload: payload === undefined ? undefined : Buffer.from(payload).toString('latin1'),
  };
}

function decoded(events: readonly TraceEvent[]) {
  const found: unknown[] = [];
  const decoders = new Map<string, Record<Side, Decoder>>();
  for (const event of events) {
    if (event.kind === 'open' && event.service !== 'passport')
      decoders.set(event.connection, {
        client: new Decoder({ service: event.service, from: 'client' }),
        server: new Decoder({ service: event.service, from: 'server' }),
      });
    if (event.kind !== 'segment') continue;
    for (const item of decoders.get(event.connection)?.[event.from].push(event.bytes) ?? [])
      found.push(item.kind === 'command' ? words(item) : item.kind);
  }
  return found;
}

describe('the trace builder of these tests', () => {
  it('sees what the decoder sees', () => {
    const events = serverTrace`${sessionWith()}${persona('bob', { contacts: ['alice@passport.com Alice 11 0'] })}`;
    const built: unknown[] = events.flatMap((event): unknown[] =>
      event.kind === 'command' ? [words(event.command)] : event.kind === 'empty-line' ? [event.kind] : [],
    );
    expect(built.length).toBeGreaterThan(70);
    expect(built).toEqual(decoded(events));
  });
});
