import { type DecodedCommand, Decoder, parseTranscript, type Service, type Side } from '../../src/codec';
import { type ExpectedCommand, type MatchResult, matchCommand, stepsOf } from '../../src/fakes';

function expected(from: Side, line: string, service: Service): ExpectedCommand {
  const items = parseTranscript(`${from === 'server' ? '<<<' : '>>>'} ${line}`).items;
  const [step] = stepsOf({ items, side: from === 'server' ? 'client' : 'server', service });
  const [command] = step?.kind === 'expect' ? step.commands : [];
  if (command === undefined) {
    throw new Error('The line holds no command.');
  }
  return command;
}

function came(from: Side, text: string, service: Service): DecodedCommand {
  const [item] = new Decoder({ service, from }).push(Buffer.from(text, 'latin1'));
  if (item?.kind !== 'command') {
    throw new Error(`${text} is no command.`);
  }
  return item;
}

function match(options: {
  readonly from?: Side;
  readonly service?: Service;
  readonly want: string;
  readonly got: string;
  readonly bindings?: ReadonlyMap<string, string>;
}): MatchResult {
  const { from = 'server', service = 'notification', want, got, bindings = new Map() } = options;
  return matchCommand(expected(from, want, service), came(from, got, service), bindings);
}

const md = 'MSG Hotmail Hotmail';

test.each([
  ['CHG 3 NLN 0\\r\\n', 'CHG 3 NLN 0\r\n', 'the same'],
  ['CHG 3 NLN 0\\r\\n', 'CHG 03 NLN 00\r\n', 'numbers as numbers'],
  [
    'ILN 3 NLN bob@x.com Bob%20B 24\\r\\n',
    'ILN 3 NLN BOB@X.com %42ob%20B 24\r\n',
    'accounts without case, names decoded',
  ],
  ['LST bob@x.com Bob 11 0,1,2\\r\\n', 'LST bob@x.com Bob 11 2,0,1\r\n', 'groups as a set'],
  ['ILN 3 NLN bob@x.com Bob 24\\r\\n', 'ILN 0 NLN bob@x.com Bob 24\r\n', 'an ILN of another number'],
  ['CHG <n> <status> <rest>\\r\\n', 'CHG 3 NLN 0 24 x y\r\n', 'a rest field takes all words'],
  ['CHG 3 NLN <rest>\\r\\n', 'CHG 3 NLN\r\n', 'a rest field takes no words'],
  [`${md} 2\\r\\n\\r\\n`, `${md} 6\r\n\r\nbody`, 'the body of a message is not compared'],
])('%s is met by %j: %s', (want, got) => {
  expect(match({ want, got }).kind).toBe('match');
});

test.each([
  ['CHG 3 NLN 0\\r\\n', 'ILN 3 NLN b@x.c B 0\r\n', 'another name'],
  ['CHG 3 NLN 0\\r\\n', 'CHG 4 NLN 0\r\n', 'the answer to another request'],
])('%s is not what %j is about: %s', (want, got) => {
  expect(match({ want, got })).toEqual({ kind: 'other' });
});

test.each([
  ['CHG 3 NLN 0\\r\\n', 'CHG 3 IDL 0\r\n', 1, 'NLN', 'IDL'],
  ['CHG 3 NLN 0\\r\\n', 'CHG 3 nln 0\r\n', 1, 'NLN', 'nln'],
  ['CHG 3 NLN 0\\r\\n', 'CHG 3 NLN\r\n', 2, '0', 'nothing'],
  ['CHG 3 NLN\\r\\n', 'CHG 3 NLN 0 24\r\n', 2, 'the end of the line', '0 24'],
  ['LST bob@x.com Bob 11 0,1\\r\\n', 'LST bob@x.com Bob 11 0,2\r\n', 3, '0,1', '0,2'],
  ['LST bob@x.com Bob 11 0\\r\\n', 'LST bob@x.com bob 11 0\r\n', 1, 'Bob', 'bob'],
  ['LST bob@x.com Bob 11 0\\r\\n', 'LST bob@x.com Bob 3 0\r\n', 2, '11', '3'],
])('%s is contradicted by %j', (want, got, position, wanted, found) => {
  expect(match({ want, got })).toEqual({ kind: 'different', position, expected: wanted, got: found });
});

describe('bindings', () => {
  test('are in the result, and the given ones are left as they are', () => {
    const bindings = new Map([['n', '3']]);
    const result = match({ want: 'CHG <n> <status> 0\\r\\n', got: 'CHG 3 NLN 0\r\n', bindings });
    expect(result).toEqual({
      kind: 'match',
      bound: new Map([
        ['n', '3'],
        ['status', 'NLN'],
      ]),
    });
    expect(bindings).toEqual(new Map([['n', '3']]));
  });

  test('are not changed by a mismatch', () => {
    const bindings = new Map<string, string>();
    expect(match({ want: 'CHG <n> <status> 0\\r\\n', got: 'CHG 3 NLN 1\r\n', bindings }).kind).toBe('different');
    expect(bindings.size).toBe(0);
  });

  test('hold for a later word of the same command', () => {
    expect(match({ want: 'LST <who> <who> 11 0\\r\\n', got: 'LST b@x.c other 11 0\r\n' }).kind).toBe('different');
  });

  test('of a transaction id tell an answer to another request', () => {
    const bindings = new Map([['n', '3']]);
    expect(match({ want: 'CHG <n> NLN 0\\r\\n', got: 'CHG 4 NLN 0\r\n', bindings })).toEqual({ kind: 'other' });
  });

  test('are compared by meaning, and inside a word', () => {
    const bindings = new Map([
      ['who', 'BOB@x.com'],
      ['g1', '7'],
      ['g2', '9'],
    ]);
    const want = 'LST <who> Bob 11 <g1>,<g2>\\r\\n';
    expect(match({ want, got: 'LST bob@X.COM Bob 11 9,7\r\n', bindings }).kind).toBe('match');
    expect(match({ want, got: 'LST bob@x.com Bob 11 9,8\r\n', bindings }).kind).toBe('different');
  });

  test('a documented value is not demanded', () => {
    expect(match({ want: 'SYN 4 <version=27> 5 4\\r\\n', got: 'SYN 4 99 5 4\r\n' }).kind).toBe('match');
  });
});

describe('payloads', () => {
  test('are compared byte by byte, and their length with that announced', () => {
    const query = (got: string) => match({ from: 'client', want: 'QRY 3 x 3\\r\\nabc', got });
    expect(query('QRY 3 x 3\r\nabc').kind).toBe('match');
    expect(query('QRY 3 x 3\r\nabd')).toEqual({
      kind: 'different',
      position: -1,
      payloadByte: 2,
      expected: 'abc',
      got: 'abd',
    });
    expect(query('QRY 3 x 2\r\nab')).toEqual({ kind: 'different', position: -1, expected: '3 bytes', got: '2 bytes' });
  });

  test('bind a field, and compare one that is bound', () => {
    const query = (bindings: ReadonlyMap<string, string>) =>
      match({ from: 'client', want: 'QRY 3 x <length>\\r\\n<digest>', got: 'QRY 3 x 3\r\nabc', bindings });
    expect(query(new Map())).toMatchObject({ bound: new Map([['digest', 'abc']]) });
    expect(query(new Map([['digest', 'abd']])).kind).toBe('different');
  });

  test('of messages are compared by their type', () => {
    const want = `${md} 33\\r\\nContent-Type: text/plain; x=1\\r\\n\\r\\n`;
    const message = (body: string) => match({ want, got: `${md} ${body.length}\r\n${body}` });
    expect(message('content-type: TEXT/plain\r\n\r\nhello').kind).toBe('match');
    expect(message('Content-Type: text/html\r\n\r\n')).toMatchObject({ kind: 'different', position: -1 });
  });

  describe('that a switchboard hands on', () => {
    const said = (got: string, bindings: ReadonlyMap<string, string> = new Map(), want = 'a\\r\\n\\xff') =>
      match({
        service: 'switchboard',
        want: `MSG alice@x.com Alice ${want.startsWith('<') ? '<length>' : '4'}\\r\\n${want}`,
        got: `MSG alice@x.com Alice ${got.length}\r\n${got}`,
        bindings,
      });

    test('are compared byte by byte', () => {
      expect(said('a\r\n\xff').kind).toBe('match');
      expect(said('a\r\n\xfe')).toEqual({
        kind: 'different',
        position: -1,
        payloadByte: 3,
        expected: '4 bytes',
        got: '4 other bytes',
      });
      expect(said('a\n\xff')).toMatchObject({ got: '3 other bytes' });
    });

    test('bind a field, and are compared with one that is bound', () => {
      expect(said('abc', new Map(), '<text>')).toMatchObject({
        bound: new Map([['text', 'abc']]),
      });
      expect(said('abc', new Map([['text', 'abc']]), '<text>').kind).toBe('match');
      expect(said('abcd', new Map([['text', 'abc']]), '<text>').kind).toBe('different');
    });

    test('are compared by their type where a client says them', () => {
      const want = 'MSG 3 N 30\\r\\nContent-Type: text/plain\\r\\n\\r\\nHi';
      const got = 'MSG 3 N 32\r\nContent-Type: text/plain\r\n\r\nHello';
      expect(match({ service: 'switchboard', from: 'client', want, got }).kind).toBe('match');
    });
  });
});

describe('words behind what a transcript shows', () => {
  const more = (want: string, got: string) => match({ service: 'switchboard', want, got }).kind;

  test.each([
    ['BYE bob@x.com\\r\\n', 'BYE bob@x.com 1\r\n', 'who has timed out'],
    ['JOI bob@x.com Bob\\r\\n', 'JOI bob@x.com Bob 24\r\n', 'a client id, which S-SB-21 is about'],
    ['IRO 1 1 1 bob@x.com Bob\\r\\n', 'IRO 1 1 1 bob@x.com Bob 24\r\n', 'a client id, which S-SB-21 is about'],
  ])('%s is met by %j: %s', (want, got) => {
    expect(more(want, got)).toBe('match');
  });

  test('are no part of other answers', () => {
    expect(more('USR 1 OK bob@x.com Bob\\r\\n', 'USR 1 OK bob@x.com Bob 24\r\n')).toBe('different');
  });
});
