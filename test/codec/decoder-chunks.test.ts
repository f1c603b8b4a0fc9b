import fc from 'fast-check';
import { type DecodedItem, Decoder, type Oddity, type Service, type Side } from '../../src/codec';
import { sessionStream } from './session-stream';

/** What the client sends on the example session's second connection, as corrected. */
const clientStream = Buffer.from(
  [
    'VER 4 MSNP8 CVR0\r\n',
    'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
    'USR 6 TWN I alice@passport.com\r\n',
    'USR 7 TWN S t=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$',
    '&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aqAWpaPn07iCGBw5akemiWSd7t2ot!okPvIR!Wqk!MKvi1IMpxfhkao9wpxlMWYAZ!DqRfACmyQGG112',
    'Bp9xrk04!BVBUa9*H9mJLoWw39m63YQRE1yHnYNv08nyz43D3OnMcaCoeSaEHVM7LpR*LWDme29qq2X3j8N\r\n',
    'SYN 8 6\r\n',
    'CHG 9 NLN 0\r\nADD 10 AL fred@passport.com Fred\r\n',
    'QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c',
    'CHG 12 IDL 0\r\nCHG 13 NLN 0\r\n',
    'REA 14 carol@passport.com Caroline\r\n',
    'REM 15 AL bob@passport.com\r\nADD 16 BL bob@passport.com Bob\r\n',
    'OUT\r\n',
  ].join(''),
  'latin1',
);

/** All that real peers do wrong and that is read all the same, with payloads that look like lines. */
const oddStream = Buffer.from(
  'png\n\r\n\tSYN  8\t6 \r\nREA 14 bob@x.example \xc3\xa9\xff%\r\nQRY 11 m 7\nPNG\r\n\r\nMSG 4 U 0\r\nFOO\r\nVER x\r\nOUT 17\r\n \n',
  'latin1',
);

interface Stream {
  readonly bytes: Buffer;
  readonly service: Service;
  readonly from: Side;
}

const server: Stream = { bytes: sessionStream, service: 'notification', from: 'server' };
const client: Stream = { bytes: clientStream, service: 'notification', from: 'client' };
const odd: Stream = { bytes: oddStream, service: 'notification', from: 'client' };

/** Decodes the stream in pieces that end at the cuts. */
function decodeCut({ bytes, service, from }: Stream, cuts: readonly number[]): DecodedItem[] {
  const decoder = new Decoder({ service, from });
  const items: DecodedItem[] = [];
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    items.push(...decoder.push(bytes.subarray(start, end)));
    start = end;
  }
  const error = decoder.end();
  if (error !== undefined) {
    throw error;
  }
  return items;
}

/**
 * Whether both hold the same, to the last byte. Hundreds of thousands of pairs are compared, for which `toEqual` would take an hour: it only
 * shows the first that differs. What stands in the fields stands in the parameters, so the form says the rest.
 */
function areSame(some: readonly DecodedItem[], others: readonly DecodedItem[]): boolean {
  for (let index = 0; index < others.length; index += 1) {
    if (!isSame(some[index], others[index])) {
      return false;
    }
  }
  return some.length === others.length;
}

function isSame(item: DecodedItem | undefined, other: DecodedItem | undefined): boolean {
  if (item === undefined || other === undefined || item.offset !== other.offset || !sameBytes(item.raw, other.raw)) {
    return false;
  }
  if (item.kind === 'empty-line' || other.kind === 'empty-line') {
    return item.kind === other.kind;
  }
  return (
    item.name === other.name &&
    item.trid === other.trid &&
    item.form === other.form &&
    sameWords(item.parameters, other.parameters) &&
    sameBytes(item.payload, other.payload) &&
    sameOddities(item.oddities, other.oddities)
  );
}

/** A loop of its own: for some dozens of bytes the way to `Buffer.compare` costs more than comparing. */
function sameBytes(some: Uint8Array | undefined, others: Uint8Array | undefined): boolean {
  if (some === undefined || others === undefined) {
    return some === others;
  }
  for (let index = 0; index < others.length; index += 1) {
    if (some[index] !== others[index]) {
      return false;
    }
  }
  return some.length === others.length;
}

function sameWords(some: readonly string[], others: readonly string[]): boolean {
  for (let index = 0; index < others.length; index += 1) {
    if (some[index] !== others[index]) {
      return false;
    }
  }
  return some.length === others.length;
}

function sameOddities(some: readonly Oddity[], others: readonly Oddity[]): boolean {
  for (let index = 0; index < others.length; index += 1) {
    if (some[index]?.code !== others[index]?.code || some[index]?.offset !== others[index]?.offset) {
      return false;
    }
  }
  return some.length === others.length;
}

/** Decodes at the cuts; what differs from the whole is shown in full. */
function expectSame(
  stream: Stream,
  options: { readonly cuts: readonly number[]; readonly whole: readonly DecodedItem[] },
): void {
  const { cuts, whole } = options;
  const items = decodeCut(stream, cuts);
  if (!areSame(items, whole)) {
    expect({ cuts, items }).toEqual({ cuts, items: whole });
    throw new Error(`Cut at ${cuts.join(', ')} the stream gives other commands.`);
  }
}

describe('the streams of the corrected example session', () => {
  test('hold what the session shows', () => {
    const names = (stream: Stream) => decodeCut(stream, []).map((item) => (item.kind === 'command' ? item.name : '-'));
    expect(names(server).join(' ')).toBe(
      'VER CVR USR USR MSG SYN GTC BLP PRP PRP LSG LSG LSG LSG LST BPR LST BPR LST BPR BPR BPR LST LST CHG ILN ILN ADD ILN CHL QRY CHG FLN CHG NLN REA REM ADD',
    );
    expect(names(client).join(' ')).toBe('VER CVR USR USR SYN CHG ADD QRY CHG CHG REA REM ADD OUT');
    for (const item of [...decodeCut(server, []), ...decodeCut(client, [])]) {
      expect(item).toMatchObject({ kind: 'command', form: expect.any(String), oddities: [] });
    }
  });

  test('hold a profile of 478 bytes (Q-05 of the errata), and an answer to the challenge of 32', () => {
    const payloads = [...decodeCut(server, []), ...decodeCut(client, [])].flatMap((item) =>
      item.kind === 'command' && item.payload !== undefined ? [item.payload.length] : [],
    );
    expect(payloads).toEqual([478, 32]);
  });
});

describe.each([
  ['the server stream of the session', server],
  ['the client stream of the session', client],
  ['a stream full of oddities', odd],
])('%s', (_, stream) => {
  const { length } = stream.bytes;
  const whole = decodeCut(stream, []);

  test('its commands lie one behind the other, and their bytes are the stream', () => {
    const items = decodeCut(stream, []);
    expect(Buffer.concat(items.map(({ raw }) => raw))).toEqual(stream.bytes);
    let offset = 0;
    for (const item of items) {
      expect(item.offset).toBe(offset);
      offset += item.raw.length;
    }
  });

  test('gives the same commands at every cut', () => {
    for (let cut = 0; cut <= length; cut += 1) {
      expectSame(stream, { cuts: [cut], whole });
    }
  });

  test('gives the same commands byte by byte', () => {
    const cuts = Array.from({ length: length - 1 }, (_each, index) => index + 1);
    expect(decodeCut(stream, cuts)).toEqual(whole);
  });

  test('gives the same commands with an empty chunk between any two bytes', () => {
    const cuts = Array.from({ length: length * 2 }, (_each, index) => Math.floor(index / 2));
    expect(decodeCut(stream, cuts)).toEqual(whole);
  });

  test('gives the same commands at any cuts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(length), { maxLength: 60 }), (places) => {
        expectSame(stream, { cuts: [...places].sort((a, b) => a - b), whole });
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same commands at every pair of cuts in two neighbours', () => {
    // Behind a command a decoder holds nothing of it, so cuts in two commands that lie apart are two single cuts; those in `any cuts` are of both kinds.
    const ends = whole.map(({ offset, raw }) => offset + raw.length);
    for (const [index, { offset }] of whole.entries()) {
      const bytes = stream.bytes.subarray(offset, ends[index + 1] ?? length);
      const neighbours = { ...stream, bytes };
      const both = decodeCut(neighbours, []);
      for (let first = 0; first < bytes.length; first += 1) {
        for (let second = first + 1; second <= bytes.length; second += 1) {
          expectSame(neighbours, { cuts: [first, second], whole: both });
        }
      }
    }
  });
});

test.each([1, 2, 7, 64, Number.POSITIVE_INFINITY])(
  'the memory of a chunk may be used again, chunks of %p bytes',
  (size) => {
    const items: DecodedItem[] = [];
    const decoder = new Decoder({ service: 'notification', from: 'server' });
    const bytes = Buffer.from('\r\nQNG\r\nMSG Hotmail Hotmail 5\r\nhelloCHL 0 1234\r\n\nQNG\r\n', 'latin1');
    const memory = Buffer.alloc(Math.min(size, bytes.length));
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = memory.subarray(0, bytes.copy(memory, 0, at));
      items.push(...decoder.push(chunk));
      memory.fill('x');
    }
    expect(items.map(({ raw }) => raw.toString())).toEqual([
      '\r\n',
      'QNG\r\n',
      'MSG Hotmail Hotmail 5\r\nhello',
      'CHL 0 1234\r\n',
      '\n',
      'QNG\r\n',
    ]);
    expect(items.flatMap((item) => (item.kind === 'command' && item.payload ? item.payload.toString() : []))).toEqual([
      'hello',
    ]);
  },
);
