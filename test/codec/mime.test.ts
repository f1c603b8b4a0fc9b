import fc from 'fast-check';
import { header, parseMime, printMime } from '../../src/codec';
import { cpuMs } from '../cpu-ms';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

describe('parseMime', () => {
  test('headers, empty line, body', () => {
    expect(
      parseMime(bytes('MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHello.\r\n\r\n!')),
    ).toEqual({
      headers: [
        ['MIME-Version', '1.0'],
        ['Content-Type', 'text/plain; charset=UTF-8'],
      ],
      body: bytes('Hello.\r\n\r\n!'),
      problems: [],
    });
  });

  test.each([
    ['Age: \r\n\r\n', ''],
    ['Age:\r\n\r\n', ''],
    ['Age: \t 5 \r\n\r\n', '5'],
    ['Age:5\r\n\r\n', '5'],
    ['Age: a:b  c\r\n\r\n', 'a:b  c'],
    ['Age: é\r\n\r\n', 'é'],
  ])('%j', (text, value) => {
    expect(parseMime(bytes(text))).toEqual({ headers: [['Age', value]], body: bytes(''), problems: [] });
  });

  test('a payload that begins with CRLF has no headers', () => {
    expect(parseMime(bytes('\r\nHello'))).toEqual({ headers: [], body: bytes('Hello'), problems: [] });
  });

  test('the body stays as it is, whatever its bytes', () => {
    const payload = Uint8Array.of(0x41, 0x3a, 0x0d, 0x0a, 0x0d, 0x0a, 0xff, 0x00, 0x0a);
    expect(parseMime(payload).body).toEqual(Uint8Array.of(0xff, 0x00, 0x0a));
  });

  test.each([
    ['an empty payload', '', [], '', [['no-empty-line', 0]]],
    ['text without headers', 'Hello, you\r\nA: b\r\n\r\n', [], 'Hello, you\r\nA: b\r\n\r\n', [['no-headers', 0]]],
    ['text without a line end', 'Hello', [], 'Hello', [['no-headers', 0]]],
    ['a first line that begins with a colon', ': x\r\n\r\n', [], ': x\r\n\r\n', [['no-headers', 0]]],
    ['a header name with a blank', 'A b: c\r\n\r\n', [], 'A b: c\r\n\r\n', [['no-headers', 0]]],
    ['no empty line', 'A: b\r\n', [['A', 'b']], '', [['no-empty-line', 6]]],
    ['no line end', 'A: b', [['A', 'b']], '', [['no-empty-line', 4]]],
    ['a line that is no header', 'A: b\r\nx\r\n\r\n!', [['A', 'b']], '!', [['bad-header', 6]]],
    [
      'bare line feeds',
      'A: b\n\n!',
      [['A', 'b']],
      '!',
      [
        ['bare-lf', 4],
        ['bare-lf', 5],
      ],
    ],
    ['a folded line', 'A: b\r\n c: d\r\n\r\n', [['A', 'b']], '', [['bad-header', 6]]],
  ])('%s is read and reported', (_, text, headers, body, problems) => {
    const mime = parseMime(bytes(text));
    expect(mime.headers).toEqual(headers);
    expect(mime.body).toEqual(bytes(body));
    expect(mime.problems.map(({ code, index }) => [code, index])).toEqual(problems);
  });

  test('a header that is not UTF-8 is read and reported', () => {
    const mime = parseMime(new Uint8Array(Buffer.from('A: caf\xe9\r\n\r\n', 'latin1')));
    expect(mime.headers).toEqual([['A', 'caf\ufffd']]);
    expect(mime.problems).toEqual([expect.objectContaining({ code: 'invalid-utf8', index: 0 })]);
  });

  test('a long run of blanks within a value takes no quadratic time', () => {
    const value = `x${' '.repeat(65536)}y`;
    const ms = cpuMs(() => expect(parseMime(bytes(`A: ${value}\r\n\r\n`)).headers).toEqual([['A', value]]));
    expect(ms).toBeLessThan(1000);
  });

  test('never fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        expect(parseMime(payload).body.length).toBeLessThanOrEqual(payload.length);
      }),
    );
  });
});

describe('printMime', () => {
  test('writes headers in their order, an empty line and the body', () => {
    const payload = printMime({
      headers: [
        ['MIME-Version', '1.0'],
        ['Age', ''],
      ],
      body: bytes('é'),
    });
    expect(payload).toEqual(bytes('MIME-Version: 1.0\r\nAge: \r\n\r\né'));
  });

  test('no headers', () => {
    expect(printMime({ headers: [], body: bytes('x') })).toEqual(bytes('\r\nx'));
  });

  test.each([
    ['a line break in a value', 'A', 'b\r\nC: d'],
    ['a line feed in a value', 'A', 'b\nc'],
    ['a blank at the start of a value', 'A', ' b'],
    ['a tab at the end of a value', 'A', 'b\t'],
    ['an empty name', '', 'b'],
    ['a colon in a name', 'A:', 'b'],
    ['a line break in a name', 'A\r\nB', 'b'],
  ])('refuses %s', (_, name, value) => {
    expect(() => printMime({ headers: [[name, value]], body: bytes('') })).toThrow(
      expect.objectContaining({ code: 'mime-header' }),
    );
  });

  test('parse(print(m)) = m', () => {
    const name = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/);
    const value = fc
      .string({ unit: 'binary' })
      .map((text) => text.replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
    const headers = fc.array(fc.tuple(name, value));
    fc.assert(
      fc.property(headers, fc.uint8Array(), (all, body) => {
        expect(parseMime(printMime({ headers: all, body }))).toEqual({ headers: all, body, problems: [] });
      }),
    );
  });
});

describe('header', () => {
  const message = parseMime(bytes('preferredEmail: a\r\nPREFERREDEMAIL: b\r\nAge: \r\n\r\n'));

  test('finds the first, in any case', () => {
    expect(header(message, 'PreferredEmail')).toBe('a');
    expect(header(message, 'age')).toBe('');
    expect(header(message, 'sid')).toBeUndefined();
  });
});
