import fc from 'fast-check';
import { parseTranscript, renderTranscript, type Side } from '../../src/codec';
import { printTrace, Trace, traceToNdjson } from '../../src/wire';

function record(
  trace: Trace,
  segment: { readonly connection: string; readonly from: Side; readonly bytes: Uint8Array },
) {
  trace.record({ kind: 'segment', ...segment, offset: 0, boundary: 'proven' });
}

describe('a printed trace', () => {
  it('shows opens, segments with their boundaries, remarks and closes', () => {
    const trace = new Trace();
    trace.record({ kind: 'open', connection: 'notification-1', service: 'notification', label: 'alice' });
    record(trace, { connection: 'notification-1', from: 'client', bytes: Buffer.from('QRY 1 x 4\r\nabcd') });
    trace.remark({ connection: 'notification-1', topic: 'fence', text: 'All of it has been handled.' });
    trace.record({ kind: 'close', connection: 'notification-1', by: 'server', how: 'reset' });
    expect(printTrace(trace).replace(/\d+\.\d ms/g, '0.0 ms')).toBe(
      [
        '# [0] 0.0 ms notification-1 opens (alice)',
        '# [1] 0.0 ms notification-1 (boundary proven)',
        '>>> QRY 1 x 4\\r\\n',
        '    abcd',
        '# [2] 0.0 ms notification-1 All of it has been handled.',
        '# [3] 0.0 ms notification-1',
        '<<< (reset)',
        '',
      ].join('\n'),
    );
  });

  it('law: what is printed of one connection is a transcript of just its segments and closes', () => {
    const segments = fc.array(
      fc.record({
        connection: fc.constantFrom('notification-1', 'notification-2'),
        from: fc.constantFrom<Side>('client', 'server'),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      }),
    );
    fc.assert(
      fc.property(segments, fc.string({ unit: 'binary' }), (sent, text) => {
        const trace = new Trace();
        trace.record({ kind: 'open', connection: 'notification-1', service: 'notification', label: text });
        for (const segment of sent) {
          record(trace, segment);
          trace.remark({ connection: segment.connection, topic: 'x', text });
        }
        trace.record({ kind: 'close', connection: 'notification-1', by: 'client', how: 'clean' });
        const printed = printTrace(trace, { connection: 'notification-1' });
        const items = renderTranscript(parseTranscript(printed)).map((item) =>
          item.kind === 'segment' ? { from: item.from, bytes: [...item.bytes] } : { by: item.by, how: item.how },
        );
        expect(items).toEqual([
          ...sent
            .filter(({ connection }) => connection === 'notification-1')
            .map(({ from, bytes }) => ({ from, bytes: [...bytes] })),
          { by: 'client', how: 'clean' },
        ]);
      }),
    );
  });

  it('law: no control character reaches a terminal, from bytes or from texts, printed or as NDJSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.string({ unit: 'binary' }), (bytes, text) => {
        const trace = new Trace();
        trace.record({ kind: 'open', connection: 'notification-1', service: 'notification', label: text });
        record(trace, { connection: 'notification-1', from: 'server', bytes });
        trace.remark({ topic: 'x', value: text, text });
        trace.record({
          kind: 'http',
          connection: 'passport-1',
          from: 'client',
          startLine: text,
          headers: [[text, `\u001b[2J\u202e${text}`]],
        });
        for (const shown of [printTrace(trace), traceToNdjson(trace)]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
          expect(shown).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
        }
      }),
    );
  });

  it('says how much a full trace has left out', () => {
    const trace = new Trace({ maxBytes: 1024 });
    record(trace, { connection: 'notification-1', from: 'server', bytes: new Uint8Array(600) });
    expect(printTrace(trace)).toContain('# The trace was full: 1 later events with 600 bytes are left out.\n');
    expect(traceToNdjson(trace)).toContain('{"kind":"elided","events":1,"bytes":600}\n');
  });
});

describe('a trace as NDJSON', () => {
  it('holds an object a line, with segments as text and as base64', () => {
    const trace = new Trace();
    record(trace, { connection: 'notification-1', from: 'client', bytes: Buffer.from('PNG\r\n') });
    const { time, ...line } = JSON.parse(traceToNdjson(trace));
    expect(typeof time).toBe('number');
    expect(line).toEqual({
      index: 0,
      connection: 'notification-1',
      kind: 'segment',
      from: 'client',
      offset: 0,
      boundary: 'proven',
      text: 'PNG\r\n',
      base64: 'UE5HDQo=',
    });
  });
});
