import fc from 'fast-check';
import { type ReadRequest, RequestReader } from '../../src/fakes/passport/request-reader';

function readAll(chunks: readonly string[], options: { readonly maxHeadBytes?: number } = {}): ReadRequest[] {
  const reader = new RequestReader(options);
  const read: ReadRequest[] = [];
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk, 'latin1'));
    for (let item = reader.take(); item !== undefined; item = reader.take()) read.push(item);
  }
  return read;
}

function request(fields: {
  readonly startLine: string;
  readonly path: string;
  readonly version?: string;
  readonly headers?: readonly (readonly [string, string])[];
}): ReadRequest {
  const { startLine, path, version, headers = [] } = fields;
  return { kind: 'request', request: { startLine, method: 'GET', path, version, headers } };
}

describe('RequestReader reads the request lines that clients send', () => {
  test.each([
    ['HTTP/1.1', 'GET /rdr/pprdr.asp HTTP/1.1', '/rdr/pprdr.asp', 'HTTP/1.1'],
    ['HTTP/1.0', 'GET /rdr/pprdr.asp HTTP/1.0', '/rdr/pprdr.asp', 'HTTP/1.0'],
    ['a whole URL', 'GET https://nexus.passport.com/rdr/pprdr.asp HTTP/1.1', '/rdr/pprdr.asp', 'HTTP/1.1'],
    ['a whole URL with a port', 'GET HTTPS://127.0.0.1:4443/login2.srf HTTP/1.1', '/login2.srf', 'HTTP/1.1'],
    ['a host alone', 'GET https://nexus.passport.com HTTP/1.1', '/', 'HTTP/1.1'],
    ['a query', 'GET /login2.srf?lc=1033&id=507 HTTP/1.1', '/login2.srf', 'HTTP/1.1'],
    ['repeated blanks', 'GET  /login2.srf\tHTTP/1.1 ', '/login2.srf', 'HTTP/1.1'],
    ['lower case', 'get /login2.srf http/1.1', '/login2.srf', 'HTTP/1.1'],
  ])('%s', (_, startLine, path, version) => {
    expect(readAll([`${startLine}\r\n\r\n`])).toEqual([request({ startLine, path, version })]);
  });

  test('no version, with an empty line in the same read', () => {
    const startLine = 'GET /rdr/pprdr.asp';
    expect(readAll([`${startLine}\r\n\r\n`])).toEqual([request({ startLine, path: '/rdr/pprdr.asp' })]);
  });

  test('no version and nothing behind', () => {
    const startLine = 'GET /rdr/pprdr.asp';
    expect(readAll([`${startLine}\r\n`])).toEqual([request({ startLine, path: '/rdr/pprdr.asp' })]);
  });

  test('no version, with headers', () => {
    const startLine = 'GET /login2.srf';
    expect(readAll([`${startLine}\r\nAuthorization: x\r\n\r\n`])).toEqual([
      request({ startLine, path: '/login2.srf', headers: [['Authorization', 'x']] }),
    ]);
  });

  test('headers keep their case and order; blanks around values and folds are layout', () => {
    expect(readAll(['GET / HTTP/1.1\r\nhOST:  a \r\nB:x:y\r\n\t folded\r\nB :\r\n\r\n'])).toEqual([
      request({
        startLine: 'GET / HTTP/1.1',
        path: '/',
        version: 'HTTP/1.1',
        headers: [
          ['hOST', 'a'],
          ['B', 'x:y folded'],
          ['B', ''],
        ],
      }),
    ]);
  });

  test('lines may end in a bare LF, and empty lines may come first', () => {
    expect(readAll(['\r\n\nGET / HTTP/1.1\nHost: a\n\n'])).toEqual([
      request({ startLine: 'GET / HTTP/1.1', path: '/', version: 'HTTP/1.1', headers: [['Host', 'a']] }),
    ]);
  });
});

describe('RequestReader keeps its bounds', () => {
  test.each([
    ['no request line', 'hello\r\n\r\n'],
    ['a path that begins with no slash', 'GET login2.srf HTTP/1.1\r\n\r\n'],
    ['another protocol', 'GET / RTSP/1.0\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nnonsense\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n'],
    ['a fold of nothing', 'GET / HTTP/1.1\r\n x\r\n\r\n'],
  ])('%s is a bad request, and nothing behind it is read', (_, bytes) => {
    expect(readAll([bytes, 'GET / HTTP/1.1\r\n\r\n'])).toEqual([
      { kind: 'fault', fault: 'bad-request', startLine: bytes.slice(0, bytes.indexOf('\r')) },
    ]);
  });

  const head = 'GET / HTTP/1.1\r\nA: 345678\r\n\r\n';

  test('a head as long as the limit is read', () => {
    expect(readAll([head], { maxHeadBytes: head.length })).toMatchObject([{ kind: 'request' }]);
  });

  test('a head one byte longer is not', () => {
    expect(readAll([head], { maxHeadBytes: head.length - 1 })).toEqual([
      { kind: 'fault', fault: 'head-too-long', startLine: 'GET / HTTP/1.1' },
    ]);
  });

  test('a line that never ends costs no more than the limit', () => {
    const reader = new RequestReader({ maxHeadBytes: 100 });
    reader.push(Buffer.alloc(100, 'x'));
    expect(reader.take()).toBeUndefined();
    reader.push(Buffer.alloc(1, 'x'));
    expect(reader.take()).toEqual({ kind: 'fault', fault: 'head-too-long', startLine: 'x'.repeat(101) });
    reader.push(Buffer.alloc(1_000_000, 'x'));
    expect(reader.bufferedBytes).toBe(0);
  });

  test('law: where the stream is cut makes no difference', () => {
    const stream =
      'GET /rdr/pprdr.asp HTTP/1.0\r\n\r\n\r\nGET https://a/b HTTP/1.1\r\nHost: a\nX: y\r\n z\r\n\r\nPOST /c HTTP/1.1\n\nbad\r\n\r\n';
    const whole = readAll([stream]);
    expect(whole.map((item) => (item.kind === 'request' ? item.request.path : item.fault))).toEqual([
      '/rdr/pprdr.asp',
      '/b',
      '/c',
      'bad-request',
    ]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 40 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((end, index) => stream.slice(edges[index], end));
        expect(readAll(chunks)).toEqual(whole);
      }),
    );
    expect(readAll([...stream])).toEqual(whole);
  });
});
