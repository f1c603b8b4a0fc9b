import fc from 'fast-check';
import { printTrace, Trace, traceToNdjson } from '../../src/wire';

/** A trace of one stream from the client, cut into these segments. */
function traceOf(segments: readonly string[], secrets: readonly string[]): Trace {
  const trace = new Trace();
  for (const secret of secrets) {
    trace.addSecret(secret);
  }
  let offset = 0;
  for (const text of segments) {
    const bytes = Buffer.from(text, 'utf8');
    trace.record({
      kind: 'segment',
      connection: 'notification-1',
      from: 'client',
      bytes,
      offset,
      boundary: 'received',
    });
    offset += bytes.length;
  }
  return trace;
}

/** What the arrows show, without comments. */
function shown(trace: Trace): string[] {
  return printTrace(trace)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

describe('masking', () => {
  it('puts one star for each byte of a secret', () => {
    expect(shown(traceOf(['USR 5 TWN S t=53cr3t&p=\r\n'], ['t=53cr3t&p=']))).toEqual([
      '>>> USR 5 TWN S ***********\\r\\n',
    ]);
  });

  it('finds a secret that is cut over three segments', () => {
    expect(shown(traceOf(['USR 5 TWN S t=53', 'cr', '3t\r\n'], ['t=53cr3t']))).toEqual([
      '>>> USR 5 TWN S ****',
      '>>> **',
      '>>> **\\r\\n',
    ]);
  });

  it('finds it URL-encoded, wholly, partly, in either case of the digits', () => {
    expect(shown(traceOf(['a=p%40ss%20w%6Frd%3f b\r\n'], ['p@ss word?']))).toEqual([
      '>>> a=****************** b\\r\\n',
    ]);
    expect(shown(traceOf(['a=%70%40%73%73 b\r\n'], ['p@ss']))).toEqual(['>>> a=************ b\\r\\n']);
    expect(shown(traceOf(['a=p@ss+word b\r\n'], ['p@ss word']))).toEqual(['>>> a=********* b\\r\\n']);
    expect(shown(traceOf(['a=p+ss%20 b\r\n'], ['p+ss']))).toEqual(['>>> a=****%20 b\\r\\n']);
  });

  it('finds a secret beyond ASCII, which counts its bytes', () => {
    expect(shown(traceOf(['x pässwörd y'], ['pässwörd']))).toEqual(['>>> x ********** y']);
  });

  it('masks all of two secrets that overlap', () => {
    expect(shown(traceOf(['x abcdefgh y'], ['abcdef', 'defgh']))).toEqual(['>>> x ******** y']);
  });

  it('masks the beginning of a secret that the end of the stream cuts off, from four bytes on', () => {
    expect(shown(traceOf(['USR 5 TWN S 53cr'], ['53cr3t']))).toEqual(['>>> USR 5 TWN S ****']);
    expect(shown(traceOf(['USR 5 TWN S 53c'], ['53cr3t']))).toEqual(['>>> USR 5 TWN S 53c']);
  });

  it('leaves a stray percent sign alone', () => {
    expect(shown(traceOf(['%', 'zz %4', ' 100%\r\n'], ['p@ss']))).toEqual([
      '>>> %',
      '>>> zz %4',
      '>>> \\x20100%\\r\\n',
    ]);
  });

  it('masks in headers, in remarks and in the words of commands', () => {
    const trace = traceOf([], ['53cr3t', 'two words']);
    const raw = Buffer.from('53cr3t 4 two words\r\n');
    trace.record({
      kind: 'http',
      connection: 'passport-1',
      from: 'client',
      startLine: 'GET /login2.srf HTTP/1.1',
      headers: [['Authorization', 'Passport1.4 OrgVerb=GET,sign-in=alice%40x.y,pwd=53%63r3t,tw=1']],
    });
    trace.remark({ topic: 'ticket', value: '53cr3t', text: 'The ticket is 53cr3t.' });
    trace.record({
      kind: 'command',
      connection: 'notification-1',
      from: 'client',
      command: {
        kind: 'command',
        name: '53CR3T53cr3t',
        trid: 4,
        parameters: ['two', 'words'],
        fields: {},
        raw,
        offset: 0,
        oddities: [{ code: 'lower-case', offset: 0, message: 'The command word is upper-case; "53cr3t" came.' }],
      },
    });
    for (const text of [printTrace(trace), traceToNdjson(trace)]) {
      expect(text).not.toMatch(/53cr3t|53%63r3t|two|words/);
      expect(text).toContain('pwd=********,tw=1');
    }
  });

  it('masks a password in the Authorization header that nobody registered', () => {
    const trace = traceOf([], []);
    trace.record({
      kind: 'http',
      connection: 'passport-1',
      from: 'client',
      startLine: 'GET /login2.srf HTTP/1.1',
      headers: [['authorization', 'Passport1.4 sign-in=a%40b.c,pwd=x,elapsed=3']],
    });
    expect(printTrace(trace)).toContain('#   authorization: Passport1.4 sign-in=a%40b.c,pwd=*,elapsed=3');
  });

  it('shows all of it where that is asked for', () => {
    const trace = traceOf(['pwd=53cr3t'], ['53cr3t']);
    expect(printTrace(trace, { unmask: true })).toContain('>>> pwd=53cr3t\n');
    expect(traceToNdjson(trace, { unmask: true })).toContain('"text":"pwd=53cr3t"');
  });

  it('law: however the stream is cut, no secret is left and every other byte is', () => {
    const word = fc.stringMatching(/^[a-j]{1,8}$/);
    fc.assert(
      fc.property(
        word,
        fc.stringMatching(/^[k-z@%+ ]{4,12}$/),
        word,
        fc.array(fc.nat(40)),
        fc.boolean(),
        (before, secret, after, cuts, isEncoded) => {
          const stream = `${before}${isEncoded ? encodeURIComponent(secret) : secret}${after}`;
          const places = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
          const segments = places
            .slice(1)
            .map((end, index) => stream.slice(places[index], end))
            .filter((text) => text !== '');
          const lines = traceToNdjson(traceOf(segments, [secret]))
            .trim()
            .split('\n');
          const text = lines.map((line) => String(JSON.parse(line).text)).join('');
          expect(text).toBe(`${before}${'*'.repeat(stream.length - before.length - after.length)}${after}`);
        },
      ),
    );
  });
});
