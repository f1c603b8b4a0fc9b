import { parseTranscript, renderTranscript } from '../../../src/codec';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

describe('renderTranscript', () => {
  test('documented values stand where nothing is bound, also at later uses of the field', () => {
    const transcript = parseTranscript('# c\n>>> SYN <n=8> 6\\r\\n\n<<< SYN <n> <v=27> 5 4\\r\\n\n<<< (close)\n');
    expect(renderTranscript(transcript)).toEqual([
      { kind: 'segment', from: 'client', bytes: bytes('SYN 8 6\r\n'), line: 2 },
      { kind: 'segment', from: 'server', bytes: bytes('SYN 8 27 5 4\r\n'), line: 3 },
      { kind: 'close', by: 'server', how: 'clean', line: 4 },
    ]);
  });

  test('a binding wins over documented values, and is sent as UTF-8', () => {
    const transcript = parseTranscript('<<< <a=x>,<a=y>');
    expect(renderTranscript(transcript, new Map([['a', 'é']]))).toEqual([
      { kind: 'segment', from: 'server', bytes: bytes('é,é'), line: 1 },
    ]);
  });

  test('the bindings are not changed', () => {
    const bindings = new Map<string, string>();
    renderTranscript(parseTranscript('<<< <a=x>'), bindings);
    expect(bindings.size).toBe(0);
  });

  test.each([
    ['a field without a value', '>>> A\n>>> <a>', 'unbound', 2],
    ['a field whose value is documented only later', '>>> <a>\n>>> <a=x>', 'unbound', 1],
    ['two documented values', '>>> <a=x>\n\n>>> <a=y>', 'conflict', 3],
    ['a segment that comes out empty', '# c\n>>> <a=>', 'empty-segment', 2],
  ])('%s cannot be rendered', (_, text, code, line) => {
    expect(() => renderTranscript(parseTranscript(text))).toThrow(expect.objectContaining({ code, line, column: 1 }));
  });

  test.each(['a b', 'a\rb', 'a\nb', ' '])('a field bound to %j would make another line', (value) => {
    const render = () => renderTranscript(parseTranscript('>>> A\n>>> REM <a>\\r\\n'), new Map([['a', value]]));
    expect(render).toThrow(expect.objectContaining({ code: 'broken-framing', line: 2 }));
    expect(render).toThrow(`The field a is bound to ${JSON.stringify(value)}, and CR, LF or a blank in it`);
  });

  test('blanks stand where they are documented, and in what takes all words that are left', () => {
    const documented = parseTranscript('<<< VER <n=1> <agreed=MSNP8 CVR0>');
    expect(renderTranscript(documented, new Map([['agreed', 'MSNP8 CVR0']]))).toMatchObject([
      { bytes: bytes('VER 1 MSNP8 CVR0') },
    ]);
    const rest = parseTranscript('<<< VER <n=1> <rest-agreed>');
    expect(renderTranscript(rest, new Map([['rest-agreed', 'MSNP8 CVR0']]))).toMatchObject([
      { bytes: bytes('VER 1 MSNP8 CVR0') },
    ]);
    expect(() => renderTranscript(rest, new Map([['rest-agreed', 'MSNP8\n']]))).toThrow(
      expect.objectContaining({ code: 'broken-framing' }),
    );
  });

  test('the drawn cuts of the session come out as five segments for Dave, one of them a single space', () => {
    const text = [
      '<<< LST <dave=dave@passport.com> Dave 1 <coworkers=1>,<friends=2>',
      '<<< ,<family=3>\\r\\n',
      '    BPR PHH 3.1415926535\\r\\n',
      '    BPR PH',
      '<<< W',
      '<<< \\x20',
      '<<< 2.71841844\\r\\n',
      '    BPR PHM sqrt(-1)\\r\\n',
    ];
    const segments = renderTranscript(parseTranscript(text.join('\n'))).map((item) =>
      item.kind === 'segment' ? Buffer.from(item.bytes).toString('latin1') : item.kind,
    );
    expect(segments).toEqual([
      'LST dave@passport.com Dave 1 1,2',
      ',3\r\nBPR PHH 3.1415926535\r\nBPR PH',
      'W',
      ' ',
      '2.71841844\r\nBPR PHM sqrt(-1)\r\n',
    ]);
  });
});
