import fc from 'fast-check';
import {
  type Part,
  parseTranscript,
  printBytes,
  printParts,
  printTranscript,
  type TranscriptItem,
} from '../../../src/codec';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

function printed(text: string): string {
  return printTranscript({
    items: [{ kind: 'segment', from: 'server', parts: [{ kind: 'literal', bytes: bytes(text) }], line: 1 }],
  });
}

describe('printTranscript', () => {
  test.each([
    ['a line', 'QNG\r\n', '<<< QNG\\r\\n\n'],
    ['several lines', 'GTC A\r\nBLP AL\r\n', '<<< GTC A\\r\\n\n    BLP AL\\r\\n\n'],
    ['a payload without a newline', 'NOT 3\r\nabc', '<<< NOT 3\\r\\n\n    abc\n'],
    ['bare line feeds', 'a\n\nb', '<<< a\\n\n    \\n\n    b\n'],
    ['one space', ' ', '<<< \\x20\n'],
    ['three spaces', '   ', '<<< \\x20 \\x20\n'],
    ['spaces at the ends', ' a ', '<<< \\x20a\\x20\n'],
    ['spaces at the ends of a continued line', '\n a \n b ', '<<< \\n\n    \\x20a \\n\n    \\x20b\\x20\n'],
    ['a tab, a backslash and marks', '\t\\<>', '<<< \\t\\\\\\<>\n'],
    ['what looks like a close', '(close)', '<<< \\x28close)\n'],
    ['what looks like a reset', '(reset)', '<<< \\x28reset)\n'],
    ['what looks almost like a close', '(closed)', '<<< (closed)\n'],
    ['a continued line that looks like a comment', '\n# a', '<<< \\n\n    \\x23 a\n'],
    ['a continued line that looks like an arrow', '\n>>> a', '<<< \\n\n    \\x3e>> a\n'],
    ['a continued line that would end a doc string', '\n"""\n```', '<<< \\n\n    \\x22""\\n\n    \\x60``\n'],
    ['visible UTF-8', '\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80', '<<< é€😀\n'],
    ['bytes that are not UTF-8', '\xff\xc3(\xe2\x82', '<<< \\xff\\xc3(\\xe2\\x82\n'],
    ['an overlong form and a surrogate', '\xc0\xaf\xed\xa0\x80', '<<< \\xc0\\xaf\\xed\\xa0\\x80\n'],
    ['the replacement character', '\xef\xbf\xbd', '<<< \\xef\\xbf\\xbd\n'],
    ['a byte order mark', '\xef\xbb\xbf', '<<< \\xef\\xbb\\xbf\n'],
    ['invisible characters', '\xc2\xa0\xe2\x80\xae\xc2\x85', '<<< \\xc2\\xa0\\xe2\\x80\\xae\\xc2\\x85\n'],
    ['controls', '\x00\x1b[31m\x7f', '<<< \\x00\\x1b[31m\\x7f\n'],
  ])('%s', (_, text, expected) => {
    expect(printed(text)).toBe(expected);
    expect(parseTranscript(expected).items).toEqual([
      { kind: 'segment', from: 'server', parts: [{ kind: 'literal', bytes: bytes(text) }], line: 1 },
    ]);
  });

  test('fields, closes and comments', () => {
    const items: TranscriptItem[] = [
      { kind: 'comment', text: 'S-VER-01', line: 0 },
      { kind: 'comment', text: '', line: 0 },
      {
        kind: 'segment',
        from: 'client',
        parts: [
          { kind: 'field', name: 'a' },
          { kind: 'field', name: 'b', documented: ' <x>\\é ' },
        ],
        line: 0,
      },
      { kind: 'close', by: 'server', how: 'clean', line: 0 },
      { kind: 'close', by: 'client', how: 'reset', line: 0 },
    ];
    expect(printTranscript({ items })).toBe('# S-VER-01\n#\n>>> <a><b= \\<x\\>\\\\é >\n<<< (close)\n>>> (reset)\n');
  });

  test('a comment from a hostile peer stays on its line and rings no bell', () => {
    const items: TranscriptItem[] = [{ kind: 'comment', text: 'came: \x07\r\n<<< OUT\u202e', line: 0 }];
    expect(printTranscript({ items })).toBe('# came: \\x07\\r\\n<<< OUT\\u202e\n');
  });

  test('a segment without bytes cannot be printed', () => {
    const parts: Part[] = [{ kind: 'literal', bytes: new Uint8Array() }];
    expect(() => printTranscript({ items: [{ kind: 'segment', from: 'client', parts, line: 4 }] })).toThrow(
      expect.objectContaining({ code: 'empty-segment', line: 4 }),
    );
  });

  test('a field name that could not be read again cannot be printed', () => {
    expect(() => printParts([{ kind: 'field', name: 'a b' }])).toThrow(expect.objectContaining({ code: 'bad-field' }));
  });

  test('printBytes leaves blanks at the ends alone', () => {
    expect(printBytes(bytes(' a\r\n '))).toBe(' a\\r\\n ');
  });
});

const side = fc.constantFrom('client' as const, 'server' as const);
/** Arbitrary bytes, and bytes that the notation has a meaning for. */
const someBytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ' ',
        '\t',
        '\r\n',
        '\n',
        '\r',
        '#',
        '>>> ',
        '<<< ',
        '(close)',
        '<a>',
        '\\',
        '\\x20',
        '"""',
        '```',
        'é',
        '\ufeff',
        '\u2028',
        '\u00a0',
        'x',
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((pieces) => new Uint8Array(Buffer.from(pieces.join(''), 'utf8'))),
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => new Uint8Array(Buffer.from(text, 'utf8'))),
);
const literal: fc.Arbitrary<Part> = someBytes.map((value) => ({ kind: 'literal', bytes: value }));
const field: fc.Arbitrary<Part> = fc.record(
  {
    kind: fc.constant('field' as const),
    name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]*$/),
    documented: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '<', '>', '\\>', 'a=b')),
  },
  { requiredKeys: ['kind', 'name'] },
);
/** Literals never stand side by side. */
const parts = fc
  .array(fc.oneof(literal, field), { minLength: 1, maxLength: 6 })
  .map((all) => all.filter((part, index) => part.kind === 'field' || all[index - 1]?.kind !== 'literal'));
const line = fc.constant(0);
const item: fc.Arbitrary<TranscriptItem> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('segment' as const), from: side, parts, line }) },
  fc.record({
    kind: fc.constant('close' as const),
    by: side,
    how: fc.constantFrom('clean' as const, 'reset' as const),
    line,
  }),
  fc.record({
    kind: fc.constant('comment' as const),
    text: fc.oneof(fc.string(), fc.constantFrom('', ' ', ' # ', '\\x', '\t', '>>> a', 'é ')),
    line,
  }),
);

const withoutLines = (items: readonly TranscriptItem[]) => items.map((each) => ({ ...each, line: 0 }));

describe('the law of the notation', () => {
  test('parse(print(t)) = t', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), (items) => {
        expect(withoutLines(parseTranscript(printTranscript({ items })).items)).toEqual(items);
      }),
      { numRuns: 1000 },
    );
  });

  test('also when an editor has given the text CRLF line ends and a blank line between all lines', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), (items) => {
        const text = printTranscript({ items }).replaceAll('\n', '\r\n\r\n');
        expect(withoutLines(parseTranscript(text).items)).toEqual(items);
      }),
    );
  });

  test('printed text holds no controls but its line ends, and no blanks at line ends outside comments', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), (items) => {
        const text = printTranscript({ items: items.filter((each) => each.kind !== 'comment') });
        expect(text.replaceAll('\n', '')).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
        expect(text).not.toMatch(/[ \t]\n/);
      }),
    );
  });

  test('every byte and every pair of a byte and a blank comes back', () => {
    for (let byte = 0; byte < 0x100; byte += 1) {
      for (const sequence of [[byte], [byte, 0x20], [0x20, byte], [0x0a, byte], [byte, 0x0a, byte]]) {
        const items: TranscriptItem[] = [
          { kind: 'segment', from: 'client', parts: [{ kind: 'literal', bytes: Uint8Array.from(sequence) }], line: 1 },
        ];
        expect(parseTranscript(printTranscript({ items })).items).toEqual(items);
      }
    }
  });
});
