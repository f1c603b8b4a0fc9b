import { parseParts, parseTranscript, TranscriptError } from '../../../src/codec';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const literal = (text: string) => ({ kind: 'literal', bytes: bytes(text) });

function faultOf(text: string): { code: string; line: number; column: number; message: string } {
  try {
    parseTranscript(text);
  } catch (error) {
    if (error instanceof TranscriptError) {
      return { code: error.code, line: error.line, column: error.column, message: error.message };
    }
    throw error;
  }
  throw new Error('The transcript was read without a fault.');
}

describe('parseTranscript', () => {
  test('an arrow to the right is a segment from the client, one to the left a segment from the server', () => {
    expect(parseTranscript('>>> PNG\\r\\n\n<<< QNG\\r\\n\n').items).toEqual([
      { kind: 'segment', from: 'client', parts: [literal('PNG\r\n')], line: 1 },
      { kind: 'segment', from: 'server', parts: [literal('QNG\r\n')], line: 2 },
    ]);
  });

  test('indented lines continue the segment, and their leading blanks and tabs are layout', () => {
    const text = '<<< CHG 9 NLN 0\\r\\n\n   ILN 9\n\t  \tBSY\\r\\n\n';
    expect(parseTranscript(text).items).toEqual([
      { kind: 'segment', from: 'server', parts: [literal('CHG 9 NLN 0\r\nILN 9BSY\r\n')], line: 1 },
    ]);
  });

  test('a segment may end in the middle of a line, and a payload has no newline', () => {
    const text = ['<<< BPR PHM 9876', '<<< -54321\\r\\n', '>>> QRY 11 msmsgs@msnmsgr.com 32\\r\\n', '    d0c1178c'];
    expect(parseTranscript(text.join('\n')).items).toEqual([
      { kind: 'segment', from: 'server', parts: [literal('BPR PHM 9876')], line: 1 },
      { kind: 'segment', from: 'server', parts: [literal('-54321\r\n')], line: 2 },
      { kind: 'segment', from: 'client', parts: [literal('QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c')], line: 3 },
    ]);
  });

  test.each([
    ['a blank behind the blank of the arrow', '<<<  ', ' '],
    ['an escape', '<<< \\x20', ' '],
    ['two blanks behind the blank of the arrow', '<<<   ', '  '],
    ['a leading blank', '<<<  x', ' x'],
  ])('a segment of blanks or with a leading one: %s', (_, text, expected) => {
    expect(parseTranscript(text).items).toEqual([
      { kind: 'segment', from: 'server', parts: [literal(expected)], line: 1 },
    ]);
  });

  test('escapes stand for one byte each, other text for its UTF-8', () => {
    expect(parseTranscript('>>> \\r\\n\\t\\\\\\<\\>\\x00\\xfF é€😀>').items).toEqual([
      {
        kind: 'segment',
        from: 'client',
        parts: [literal('\r\n\t\\<>\x00\xff \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80>')],
        line: 1,
      },
    ]);
  });

  test('fields stand in place of words, within words and beside each other', () => {
    expect(parseTranscript('<<< ADD <n> <g1>,<g2><x-1>\\r\\n').items).toEqual([
      {
        kind: 'segment',
        from: 'server',
        parts: [
          literal('ADD '),
          { kind: 'field', name: 'n' },
          literal(' '),
          { kind: 'field', name: 'g1' },
          literal(','),
          { kind: 'field', name: 'g2' },
          { kind: 'field', name: 'x-1' },
          literal('\r\n'),
        ],
        line: 1,
      },
    ]);
  });

  test('a documented value goes up to the closing mark, with blanks, equals signs and escapes', () => {
    expect(parseTranscript('<<< <a=MSNP8 CVR0><b=lc=1,id=2><c=x\\>y\\<\\\\\\xc3\\xa9><d=>').items).toEqual([
      {
        kind: 'segment',
        from: 'server',
        parts: [
          { kind: 'field', name: 'a', documented: 'MSNP8 CVR0' },
          { kind: 'field', name: 'b', documented: 'lc=1,id=2' },
          { kind: 'field', name: 'c', documented: 'x>y<\\é' },
          { kind: 'field', name: 'd', documented: '' },
        ],
        line: 1,
      },
    ]);
  });

  test('either side closes or resets', () => {
    expect(parseTranscript('<<< (close)\n>>> (close)\n<<< (reset)\n>>> (reset)').items).toEqual([
      { kind: 'close', by: 'server', how: 'clean', line: 1 },
      { kind: 'close', by: 'client', how: 'clean', line: 2 },
      { kind: 'close', by: 'server', how: 'reset', line: 3 },
      { kind: 'close', by: 'client', how: 'reset', line: 4 },
    ]);
  });

  test('(close) with anything beside it is bytes', () => {
    expect(parseTranscript('<<< (close)\\r\\n').items).toEqual([
      { kind: 'segment', from: 'server', parts: [literal('(close)\r\n')], line: 1 },
    ]);
  });

  test('comments are kept and blank lines are not, within a segment too', () => {
    expect(parseTranscript('# S-ADD-01 \\q <\n\n#x\n#\n>>> A\\r\\n\n \t\n    B\\r\\n\n\n').items).toEqual([
      { kind: 'comment', text: 'S-ADD-01 \\q <', line: 1 },
      { kind: 'comment', text: 'x', line: 3 },
      { kind: 'comment', text: '', line: 4 },
      { kind: 'segment', from: 'client', parts: [literal('A\r\nB\r\n')], line: 5 },
    ]);
  });

  test('a byte order mark and carriage returns at line ends of the text are not part of it', () => {
    expect(parseTranscript('\ufeff>>> A\\r\\n\r\n    B\r\n# c\r\n').items).toEqual([
      { kind: 'segment', from: 'client', parts: [literal('A\r\nB')], line: 1 },
      { kind: 'comment', text: 'c', line: 3 },
    ]);
  });

  test('an empty text is an empty transcript', () => {
    expect(parseTranscript('').items).toEqual([]);
  });

  test.each([
    ['prose', '>>> A\nAlice logs in', 'unknown-line', 2, 1],
    ['the close mark of the original session', '<o> Server closes connection', 'unknown-line', 1, 1],
    ['a line of no-break spaces', '\u00a0', 'unknown-line', 1, 1],
    ['no blank behind the arrow', '\n>>>PNG\\r\\n', 'missing-blank', 2, 4],
    ['a tab behind the arrow', '>>>\tPNG', 'missing-blank', 1, 4],
    ['an arrow alone', '<<<', 'empty-segment', 1, 4],
    ['an arrow and its blank alone', '<<< ', 'empty-segment', 1, 5],
    ['an indented first line', '   PNG', 'orphan-continuation', 1, 4],
    ['an indented line below a comment', '>>> A\n# c\n  B', 'orphan-continuation', 3, 3],
    ['an indented line below a close', '>>> (close)\n  B', 'orphan-continuation', 2, 3],
    ['an indented comment', '>>> A\n  # c', 'ambiguous-line', 2, 3],
    ['an indented arrow', '>>> A\n  <<< B', 'ambiguous-line', 2, 3],
    ['an indented arrow of the client', '>>> A\n  >>> B', 'ambiguous-line', 2, 3],
    ['a blank at the end of a segment', '>>> A ', 'trailing-blank', 1, 6],
    ['a blank at the end of a continued line', '>>> A\n  B\t', 'trailing-blank', 2, 4],
    ['an unknown escape, behind characters outside the basic plane', '>>> 😀é\\q', 'bad-escape', 1, 7],
    ['a backslash at the end', '>>> A\\', 'bad-escape', 1, 6],
    ['one hexadecimal digit', '>>> \\x2', 'bad-escape', 1, 5],
    ['no hexadecimal digits', '>>> \\xg0', 'bad-escape', 1, 5],
    ['a name of Object', '>>> \\constructor', 'bad-escape', 1, 5],
    ['a bare <', '>>> A < B', 'bad-field', 1, 7],
    ['a field that begins with a digit', '>>> <1>', 'bad-field', 1, 5],
    ['an unclosed field', '>>> <a', 'bad-field', 1, 5],
    ['an unclosed documented value', '>>> x<a=b\n    >', 'bad-field', 1, 6],
    ['a documented value that is not UTF-8', '>>> <a=\\xff>', 'bad-field', 1, 8],
    ['an escape character', '>>> A\u001b[31m', 'control-character', 1, 6],
    ['a carriage return within a line', '>>> A\rB', 'control-character', 1, 6],
    ['a mark that turns the direction of writing', '>>> A\u202eB', 'control-character', 1, 6],
    ['a control character in a comment', '# \u0007', 'control-character', 1, 3],
  ])('%s is a fault with its place', (_, text, code, line, column) => {
    expect(faultOf(text)).toMatchObject({ code, line, column });
  });

  test('the message is a sentence that ends with the place', () => {
    expect(faultOf('>>> A\n  B ').message).toBe(
      'A blank at the end of a line cannot be seen; the byte is written \\x20 (line 2, column 4).',
    );
  });
});

describe('parseParts', () => {
  test('reads one line without an arrow', () => {
    expect(parseParts('QRY <n>')).toEqual([literal('QRY '), { kind: 'field', name: 'n' }]);
    expect(parseParts('')).toEqual([]);
  });

  test('counts columns from the start of the text and takes the line from its caller', () => {
    expect(() => parseParts('...\\q', { line: 7, start: 3 })).toThrow('(line 7, column 4).');
  });
});
