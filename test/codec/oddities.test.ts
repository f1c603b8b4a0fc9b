import { type DecodedItem, Decoder, type OddityCode, type Service, type Side } from '../../src/codec';

interface Case {
  readonly bytes: string;
  /** Default: from a client to a notification server. */
  readonly from?: Side;
  readonly service?: Service;
  /** The name of the command; default: the first three bytes. */
  readonly name?: string;
  readonly form?: string;
  readonly trid?: number;
  readonly parameters: readonly string[];
  readonly payload?: string;
  /** Each with its offset in `bytes`. */
  readonly oddities: Readonly<Partial<Record<OddityCode, number>>>;
}

const cases: Readonly<Record<string, Case>> = {
  // Line ends and blanks
  'a bare LF': { bytes: 'PNG\n', form: 'C.PNG', parameters: [], oddities: { 'bare-lf': 3 } },
  'a bare LF before a payload': {
    bytes: 'QRY 11 msmsgs@msnmsgr.com 32\nd0c1178c689350104350d99f8c36ed9c',
    form: 'C.QRY',
    trid: 11,
    parameters: ['msmsgs@msnmsgr.com'],
    payload: 'd0c1178c689350104350d99f8c36ed9c',
    oddities: { 'bare-lf': 28 },
  },
  'a TAB between parameters': {
    bytes: 'CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544\tMSMSGS alice@passport.com\r\n',
    form: 'C.CVR',
    trid: 2,
    parameters: ['0x0409', 'win', '4.10', 'i386', 'MSNMSGR', '5.0.0544', 'MSMSGS', 'alice@passport.com'],
    oddities: { tab: 43 },
  },
  'two spaces between parameters': {
    bytes: 'CHG 9 NLN  0\r\n',
    form: 'C.CHG',
    trid: 9,
    parameters: ['NLN', '0'],
    oddities: { 'repeated-space': 9 },
  },
  'two spaces, and one before the line end, as in the CVR reply of 2010': {
    bytes: 'CVR 2 1.0.0000 1.0.0000 1.0.0000 http://a.example/x  http://b.example \r\n',
    from: 'server',
    form: 'S.CVR',
    trid: 2,
    parameters: ['1.0.0000', '1.0.0000', '1.0.0000', 'http://a.example/x', 'http://b.example'],
    oddities: { 'repeated-space': 51, 'trailing-space': 69 },
  },
  'a blank before the line end': {
    bytes: 'CHG 9 NLN \r\n',
    form: 'C.CHG',
    trid: 9,
    parameters: ['NLN'],
    oddities: { 'trailing-space': 9 },
  },
  'several blanks before the line end': {
    bytes: 'PNG   \r\n',
    form: 'C.PNG',
    parameters: [],
    oddities: { 'trailing-space': 3 },
  },
  'a blank before the command': {
    bytes: ' PNG\r\n',
    name: 'PNG',
    form: 'C.PNG',
    parameters: [],
    oddities: { 'leading-space': 0 },
  },
  'all of it at once': {
    bytes: '\tsyn  8\t6 \n',
    name: 'SYN',
    form: 'C.SYN',
    trid: 8,
    parameters: ['6'],
    oddities: { 'bare-lf': 10, tab: 0, 'leading-space': 0, 'repeated-space': 4, 'trailing-space': 9, 'lower-case': 1 },
  },
  'a CR inside the line belongs to its word': {
    bytes: 'PNG\r\r\n',
    name: 'PNG\r',
    parameters: [],
    oddities: { 'unknown-command': 0 },
  },

  // Letters
  'lower case': { bytes: 'out\r\n', name: 'OUT', form: 'C.OUT', parameters: [], oddities: { 'lower-case': 0 } },
  'mixed case': {
    bytes: 'Syn 8 6\r\n',
    name: 'SYN',
    form: 'C.SYN',
    trid: 8,
    parameters: ['6'],
    oddities: { 'lower-case': 0 },
  },
  'raw UTF-8 in a name': {
    bytes: 'REA 14 bob@passport.com Ren\xc3\xa9e%20\xe2\x82\xac\r\n',
    form: 'C.REA',
    trid: 14,
    parameters: ['bob@passport.com', 'Renée%20€'],
    oddities: { 'raw-non-ascii': 27 },
  },
  'bytes that are no UTF-8, behind some that are': {
    bytes: 'REA 14 bob@passport.com \xc3\xa9\xff\r\n',
    form: 'C.REA',
    trid: 14,
    parameters: ['bob@passport.com', 'é\ufffd'],
    oddities: { 'raw-non-ascii': 24, 'invalid-utf8': 26 },
  },
  'a sequence of UTF-8 that ends early': {
    bytes: 'REA 14 bob@passport.com \xe2\x82\r\n',
    form: 'C.REA',
    trid: 14,
    parameters: ['bob@passport.com', '\ufffd'],
    oddities: { 'raw-non-ascii': 24, 'invalid-utf8': 24 },
  },
  'U+FFFD itself is sound UTF-8': {
    bytes: 'REA 14 bob@passport.com \xef\xbf\xbd\r\n',
    form: 'C.REA',
    trid: 14,
    parameters: ['bob@passport.com', '\ufffd'],
    oddities: { 'raw-non-ascii': 24 },
  },
  'a percent sign that encodes nothing': {
    bytes: 'REA 14 bob@passport.com 50%\r\n',
    form: 'C.REA',
    trid: 14,
    parameters: ['bob@passport.com', '50%'],
    oddities: { 'bad-percent': 24 },
  },

  // Transaction ids
  'a trid where none belongs': {
    bytes: 'OUT 17\r\n',
    form: 'C.OUT',
    trid: 17,
    parameters: [],
    oddities: { 'trid-unexpected': 4 },
  },
  'a trid in a line of the list': {
    bytes: 'FLN 9 bob@passport.com\r\n',
    from: 'server',
    form: 'S.FLN',
    trid: 9,
    parameters: ['bob@passport.com'],
    oddities: { 'trid-unexpected': 4 },
  },
  'no trid in VER': {
    bytes: 'VER MSNP8 CVR0\r\n',
    parameters: ['MSNP8', 'CVR0'],
    oddities: { 'trid-missing': 4 },
  },
  'no trid, nor anything else': { bytes: 'SYN\r\n', parameters: [], oddities: { 'trid-missing': 0 } },
  'no trid in USR': {
    bytes: 'USR TWN I alice@passport.com\r\n',
    parameters: ['TWN', 'I', 'alice@passport.com'],
    oddities: { 'trid-missing': 4 },
  },
  'no trid in CVR, whose first word begins with a digit': {
    bytes: 'CVR 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
    parameters: ['0x0409', 'win', '4.10', 'i386', 'MSNMSGR', '5.0.0544', 'MSMSGS', 'alice@passport.com'],
    oddities: { 'trid-missing': 4 },
  },
  'no trid before a payload': {
    bytes: 'MSG U 5\r\nHello',
    service: 'switchboard',
    parameters: ['U'],
    payload: 'Hello',
    oddities: { 'trid-missing': 4 },
  },
  'a trid of letters': { bytes: 'SYN abc 6\r\n', parameters: ['abc', '6'], oddities: { 'trid-invalid': 4 } },
  'a negative trid': { bytes: 'VER -1 MSNP8\r\n', parameters: ['-1', 'MSNP8'], oddities: { 'trid-invalid': 4 } },
  'a trid with a sign': { bytes: 'VER +1 MSNP8\r\n', parameters: ['+1', 'MSNP8'], oddities: { 'trid-invalid': 4 } },
  'a trid with a fraction': {
    bytes: 'VER 1.0 MSNP8\r\n',
    parameters: ['1.0', 'MSNP8'],
    oddities: { 'trid-invalid': 4 },
  },
  'the first trid that is too great': {
    bytes: 'VER 4294967296 MSNP8\r\n',
    parameters: ['4294967296', 'MSNP8'],
    oddities: { 'trid-invalid': 4 },
  },
  'a trid of many digits': {
    bytes: `VER ${'9'.repeat(400)} MSNP8\r\n`,
    parameters: ['9'.repeat(400), 'MSNP8'],
    oddities: { 'trid-invalid': 4 },
  },

  // Parameters
  'too few parameters': { bytes: 'SYN 8\r\n', trid: 8, parameters: [], oddities: { 'parameter-count': 4 } },
  'too many parameters': {
    bytes: 'CAL 2 bob@passport.com 1\r\n',
    service: 'switchboard',
    trid: 2,
    parameters: ['bob@passport.com', '1'],
    oddities: { 'parameter-count': 4 },
  },
  'too many parameters before a payload': {
    bytes: 'NOT 0 5\r\nHello',
    from: 'server',
    parameters: [],
    trid: 0,
    form: 'S.NOT',
    payload: 'Hello',
    oddities: { 'trid-unexpected': 4 },
  },
  'a contact without a nickname (Q-12 of the errata)': {
    bytes: 'LST dave@passport.com 1 1,2,3\r\n',
    from: 'server',
    form: 'S.LST',
    parameters: ['dave@passport.com', '1', '1,2,3'],
    oddities: { 'parameter-type': 24 },
  },
  'a status that is none': {
    bytes: 'CHG 9 FLN 0\r\n',
    form: 'C.CHG',
    trid: 9,
    parameters: ['FLN', '0'],
    oddities: { 'parameter-type': 6 },
  },
  'a keyword in lower case': {
    bytes: 'MSG 4 a 5\r\nHello',
    service: 'switchboard',
    form: 'C.MSG',
    trid: 4,
    parameters: ['a'],
    payload: 'Hello',
    oddities: { 'parameter-type': 6 },
  },
  'no list at all': {
    bytes: 'LST bob@passport.com Bob 0\r\n',
    from: 'server',
    form: 'S.LST',
    parameters: ['bob@passport.com', 'Bob', '0'],
    oddities: { 'parameter-type': 25 },
  },
  'more lists than there are': {
    bytes: 'LST bob@passport.com Bob 16 0\r\n',
    from: 'server',
    form: 'S.LST',
    parameters: ['bob@passport.com', 'Bob', '16', '0'],
    oddities: { 'parameter-type': 25 },
  },
  'a client id above 32 bits': {
    bytes: 'NLN NLN bob@passport.com Bob 4294967296\r\n',
    from: 'server',
    form: 'S.NLN',
    parameters: ['NLN', 'bob@passport.com', 'Bob', '4294967296'],
    oddities: { 'parameter-type': 29 },
  },
  'a group that is a word': {
    bytes: 'RMG 18 Friends\r\n',
    form: 'C.RMG',
    trid: 18,
    parameters: ['Friends'],
    oddities: { 'parameter-type': 7 },
  },
  'a scheme of another dialect': {
    bytes: 'USR 3 MD5 I alice@passport.com\r\n',
    trid: 3,
    parameters: ['MD5', 'I', 'alice@passport.com'],
    oddities: { 'parameter-type': 4 },
  },

  // Commands
  'an unknown command with a trid': {
    bytes: 'FOO 5 bar\r\n',
    trid: 5,
    parameters: ['bar'],
    oddities: { 'unknown-command': 0 },
  },
  'an unknown command without': {
    bytes: 'FOO bar 5\r\n',
    parameters: ['bar', '5'],
    oddities: { 'unknown-command': 0 },
  },
  'a word that is longer than a command': {
    bytes: 'HELLO\r\n',
    name: 'HELLO',
    parameters: [],
    oddities: { 'unknown-command': 0 },
  },
  'the table names errors NNN, but no command is called so': {
    bytes: 'NNN 5\r\n',
    from: 'server',
    trid: 5,
    parameters: [],
    oddities: { 'unknown-command': 0 },
  },
  'a command of the server from a client': {
    bytes: 'ILN 9 NLN bob@passport.com Bob 0\r\n',
    trid: 9,
    parameters: ['NLN', 'bob@passport.com', 'Bob', '0'],
    oddities: { 'wrong-direction': 0 },
  },
  'a command of the switchboard on a notification server': {
    bytes: 'CAL 5 bob@passport.com\r\n',
    trid: 5,
    parameters: ['bob@passport.com'],
    oddities: { 'wrong-direction': 0 },
  },
  'a payload command at the wrong place keeps its payload': {
    bytes: 'MSG 4 U 5\r\nPNG\r\n',
    trid: 4,
    parameters: ['U'],
    payload: 'PNG\r\n',
    oddities: { 'wrong-direction': 0 },
  },
  'the answer to a payload command has none, at the wrong place either': {
    bytes: 'QRY 2\r\n',
    from: 'server',
    service: 'switchboard',
    trid: 2,
    parameters: [],
    oddities: { 'wrong-direction': 0 },
  },
  'BYE of a client, with a trid': {
    bytes: 'BYE 5 bob@passport.com\r\n',
    service: 'switchboard',
    trid: 5,
    parameters: ['bob@passport.com'],
    oddities: { 'wrong-direction': 0 },
  },
};

function decodeBehindOther({ bytes, from = 'client', service = 'notification' }: Case): DecodedItem | undefined {
  const decoder = new Decoder({ service, from });
  const items = decoder.push(Buffer.from(`OUT\r\n${bytes}OUT\r\n`, 'latin1'));
  expect(decoder.error).toBeUndefined();
  expect(items).toHaveLength(3);
  expect(items[2]).toMatchObject({ name: 'OUT', offset: 5 + bytes.length, oddities: [] });
  return items[1];
}

describe.each(Object.entries(cases))('%s', (_, each) => {
  const item = () => {
    const decoded = decodeBehindOther(each);
    return decoded?.kind === 'command' ? decoded : undefined;
  };

  test('is decoded', () => {
    expect(item()).toMatchObject({
      name: each.name ?? each.bytes.slice(0, 3),
      form: each.form,
      trid: each.trid,
      parameters: each.parameters,
      payload: each.payload === undefined ? undefined : Buffer.from(each.payload, 'latin1'),
      raw: Buffer.from(each.bytes, 'latin1'),
      offset: 5,
    });
  });

  test('is reported, at its place', () => {
    const oddities = item()?.oddities ?? [];
    expect(oddities).toHaveLength(Object.keys(each.oddities).length);
    expect(Object.fromEntries(oddities.map(({ code, offset }) => [code, offset - 5]))).toEqual(each.oddities);
  });

  test('is reported in whole sentences', () => {
    for (const { message } of item()?.oddities ?? []) {
      expect(message).toMatch(/^[A-Z].*\.$/s);
    }
  });
});

describe('an empty line', () => {
  test.each(['\r\n', '\n', ' \r\n', '\t \n'])('%j', (bytes) => {
    const decoder = new Decoder({ service: 'notification', from: 'server' });
    expect(decoder.push(Buffer.from(`QNG\r\n${bytes}QNG\r\n`))).toMatchObject([
      { name: 'QNG', offset: 0 },
      { kind: 'empty-line', raw: Buffer.from(bytes), offset: 5 },
      { name: 'QNG', offset: 5 + bytes.length },
    ]);
  });

  test('behind a payload is no part of it', () => {
    const decoder = new Decoder({ service: 'notification', from: 'server' });
    expect(decoder.push(Buffer.from('NOT 2\r\nab\r\nQNG\r\n'))).toMatchObject([
      { name: 'NOT', payload: Buffer.from('ab'), oddities: [] },
      { kind: 'empty-line', offset: 9 },
      { name: 'QNG', offset: 11 },
    ]);
  });
});

test('a challenge whose trid is not 0 is decoded, and reported', () => {
  const decoder = new Decoder({ service: 'notification', from: 'server' });
  const [item] = decoder.push(Buffer.from('CHL 5 29409134351025259292\r\n'));
  expect(item).toMatchObject({ name: 'CHL', trid: 5, parameters: ['29409134351025259292'] });
  expect(item?.kind === 'command' && item.oddities.map(({ offset }) => offset)).toEqual([4]);
});
