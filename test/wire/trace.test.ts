import { Trace, type TraceEvent } from '../../src/wire';

const segment = (bytes: Uint8Array) =>
  ({ kind: 'segment', connection: 'notification-1', from: 'client', bytes, offset: 0, boundary: 'received' }) as const;

describe('a trace', () => {
  it('numbers its events from 0 and its times never go back', () => {
    const trace = new Trace();
    trace.remark({ topic: 'fixture', text: 'one' });
    trace.remark({ topic: 'fixture', text: 'two' });
    expect(trace.events.map(({ index }) => index)).toEqual([0, 1]);
    expect(trace.events[0]?.time).toBeGreaterThanOrEqual(0);
    expect(trace.events[1]?.time).toBeGreaterThanOrEqual(trace.events[0]?.time ?? Number.POSITIVE_INFINITY);
  });

  it('counts the connections of each service apart', () => {
    const trace = new Trace();
    expect([
      trace.newConnectionId('notification'),
      trace.newConnectionId('passport'),
      trace.newConnectionId('notification'),
    ]).toEqual(['notification-1', 'passport-1', 'notification-2']);
  });

  it('tells listeners until they stop', () => {
    const trace = new Trace();
    const heard: TraceEvent[] = [];
    const stop = trace.onEvent((event) => heard.push(event));
    trace.remark({ topic: 'fence', text: 'heard' });
    stop();
    trace.remark({ topic: 'fence', text: 'not heard' });
    expect(heard).toEqual([trace.events[0]]);
  });

  it('keeps what fits to the byte', () => {
    const trace = new Trace({ maxBytes: 2 * (512 + 100) });
    trace.record(segment(new Uint8Array(100)));
    trace.record(segment(new Uint8Array(100)));
    expect(trace.events.map(({ kind }) => kind)).toEqual(['segment', 'segment']);
    expect(trace.elidedEvents).toBe(0);
  });

  it('counts what does not fit by one byte, says so once, and still keeps the end of the connection', () => {
    const trace = new Trace({ maxBytes: 10_000 });
    trace.record(segment(new Uint8Array(10_000 - 512 - 512 - 99)));
    trace.record(segment(new Uint8Array(100)));
    trace.record(segment(new Uint8Array(7)));
    trace.record({ kind: 'close', connection: 'notification-1', by: 'client', how: 'reset' });
    expect(trace.events.map((event) => (event.kind === 'remark' ? event.topic : event.kind))).toEqual([
      'segment',
      'trace-full',
      'close',
    ]);
    expect(trace.events.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect([trace.elidedEvents, trace.elidedBytes]).toEqual([2, 107]);
  });

  it('is bounded against endless remarks and closes too', () => {
    const trace = new Trace({ maxBytes: 100_000 });
    for (let count = 0; count < 10_000; count += 1) {
      trace.record({ kind: 'close', connection: 'notification-1', by: 'client', how: 'reset' });
      trace.remark({ topic: 'x', text: 'x'.repeat(1000) });
    }
    expect(trace.events.length).toBeLessThanOrEqual(125_000 / 512);
    expect(trace.events.length + trace.elidedEvents).toBe(20_001);
  });

  it('changes the boundary of the segment that is meant, and of none that was only counted', () => {
    const trace = new Trace({ maxBytes: 700 });
    const kept = trace.record(segment(new Uint8Array(10)));
    const counted = trace.record(segment(new Uint8Array(700)));
    trace.setBoundary(counted, 'best-effort');
    trace.setBoundary(kept, 'proven');
    expect(trace.events.flatMap((event) => (event.kind === 'segment' ? event.boundary : []))).toEqual(['proven']);
  });
});
