import { type DecodedItem, DecodeError, Decoder, type DecoderLimits } from '../../src/codec';
import { cpuMs } from '../cpu-ms';

const seconds = 1000;

function clientDecoder(limits?: Partial<DecoderLimits>): Decoder {
  return new Decoder({ service: 'notification', from: 'client', ...(limits === undefined ? {} : { limits }) });
}

function serverDecoder(limits?: Partial<DecoderLimits>): Decoder {
  return new Decoder({ service: 'notification', from: 'server', ...(limits === undefined ? {} : { limits }) });
}

/** How a stream comes: in one chunk, in single bytes, and in chunks that fit no boundary. */
const chunkings = [
  ['whole', Number.POSITIVE_INFINITY],
  ['byte by byte', 1],
  ['in sevens', 7],
] as const;

function pushIn(decoder: Decoder, bytes: string, size: number): DecodedItem[] {
  const stream = Buffer.from(bytes, 'latin1');
  const items: DecodedItem[] = [];
  for (let at = 0; at < stream.length; at += size) {
    items.push(...decoder.push(stream.subarray(at, Math.min(stream.length, at + size))));
  }
  return items;
}

/** A line of so many bytes, its end among them. */
function lineOf(bytes: number): string {
  return `FND 1 ${'x'.repeat(bytes - 8)}\r\n`;
}

describe.each(chunkings)('%s', (_, size) => {
  test('a line of exactly the limit passes, one byte more does not', () => {
    const exact = clientDecoder({ lineBytes: 64 });
    expect(pushIn(exact, `${lineOf(64)}PNG\r\n`, size)).toMatchObject([{ name: 'FND' }, { name: 'PNG' }]);
    expect(exact.error).toBeUndefined();

    const beyond = clientDecoder({ lineBytes: 64 });
    expect(pushIn(beyond, `PNG\r\n${lineOf(65)}PNG\r\n`, size)).toMatchObject([{ name: 'PNG' }]);
    expect(beyond.error).toMatchObject({ name: 'DecodeError', code: 'line-too-long', offset: 5 });
  });

  test('a line without an end may have the limit, and not one byte more', () => {
    const decoder = clientDecoder({ lineBytes: 64 });
    expect(pushIn(decoder, 'x'.repeat(64), size)).toEqual([]);
    expect(decoder.error).toBeUndefined();
    expect(decoder.bufferedBytes).toBe(64);
    decoder.push(Buffer.from('x'));
    expect(decoder.error).toMatchObject({ code: 'line-too-long', offset: 0 });
    expect(decoder.bufferedBytes).toBe(0);
  });

  test('a payload of exactly the limit passes, one byte more is refused before it comes', () => {
    const exact = serverDecoder({ payloadBytes: 10 });
    expect(pushIn(exact, 'NOT 10\r\n0123456789QNG\r\n', size)).toMatchObject([
      { name: 'NOT', payload: Buffer.from('0123456789') },
      { name: 'QNG' },
    ]);

    const beyond = serverDecoder({ payloadBytes: 10 });
    expect(pushIn(beyond, 'QNG\r\nNOT 11\r\n', size)).toMatchObject([{ name: 'QNG' }]);
    expect(beyond.error).toMatchObject({ code: 'payload-too-long', offset: 5 });
    expect(beyond.error?.message).toBe('NOT announces 11 bytes; 10 are the most.');
  });

  test('a command of exactly the buffer passes, line and payload together, one byte more does not', () => {
    const exact = serverDecoder({ bufferedBytes: 18 });
    expect(pushIn(exact, 'NOT 10\r\n0123456789QNG\r\n', size)).toMatchObject([{ name: 'NOT' }, { name: 'QNG' }]);

    const beyond = serverDecoder({ bufferedBytes: 17 });
    expect(pushIn(beyond, 'NOT 10\r\n0123456789QNG\r\n', size)).toEqual([]);
    expect(beyond.error).toMatchObject({ code: 'buffer-full', offset: 0 });

    const line = clientDecoder({ bufferedBytes: 63 });
    expect(pushIn(line, lineOf(64), size)).toEqual([]);
    expect(line.error).toMatchObject({ code: 'buffer-full', offset: 0 });
  });

  test.each([
    ['a word', 'NOT abc\r\n'],
    ['nothing', 'NOT\r\n'],
    ['a negative number', 'NOT -1\r\n'],
    ['a number with a sign', 'NOT +5\r\n'],
    ['a hexadecimal number', 'NOT 0x5\r\n'],
    ['a fraction', 'NOT 1.5\r\n'],
    ['digits of another script', 'NOT \xd9\xa1\r\n'],
    ['no length, where another parameter is the last word', 'MSG Hotmail Hotmail\r\n'],
  ])('a payload announced by %s cannot be framed', (_title, line) => {
    const decoder = serverDecoder();
    expect(pushIn(decoder, `QNG\r\n${line}QNG\r\n`, size)).toMatchObject([{ name: 'QNG' }]);
    expect(decoder.error).toMatchObject({ code: 'bad-payload-length', offset: 5, rule: 'X-FRM-03' });
  });

  test('a payload of so many digits that they are no number is too long', () => {
    const decoder = serverDecoder();
    expect(pushIn(decoder, `NOT ${'9'.repeat(400)}\r\n`, size)).toEqual([]);
    expect(decoder.error).toMatchObject({ code: 'payload-too-long', offset: 0 });
  });

  test('a length with zeros in front is the number that it is', () => {
    expect(pushIn(serverDecoder(), 'NOT 0003\r\nabcQNG\r\n', size)).toMatchObject([
      { name: 'NOT', payload: Buffer.from('abc') },
      { name: 'QNG' },
    ]);
  });

  test('the end of the stream between two commands is no error', () => {
    for (const bytes of ['', 'QNG\r\n', 'NOT 2\r\nab', 'NOT 0\r\n']) {
      const decoder = serverDecoder();
      pushIn(decoder, bytes, size);
      expect(decoder.end()).toBeUndefined();
      expect(decoder.error).toBeUndefined();
    }
  });

  test('the end of the stream inside a line says where the line began', () => {
    for (const rest of ['Q', 'QNG', 'QNG\r']) {
      const decoder = serverDecoder();
      expect(pushIn(decoder, `QNG\r\n${rest}`, size)).toHaveLength(1);
      expect(decoder.bufferedBytes).toBe(rest.length);
      expect(decoder.end()).toMatchObject({ code: 'truncated-line', offset: 5 });
      expect(decoder.end()).toBe(decoder.error);
      expect(decoder.bufferedBytes).toBe(0);
    }
  });

  test('the end of the stream inside a payload says how much is missing', () => {
    for (const rest of ['', 'a', 'abcd']) {
      const decoder = serverDecoder();
      expect(pushIn(decoder, `QNG\r\nNOT 5\r\n${rest}`, size)).toHaveLength(1);
      expect(decoder.end()).toMatchObject({
        code: 'truncated-payload',
        offset: 5,
        message: `The stream ends in a payload: NOT announced 5 bytes, ${rest.length} came.`,
      });
    }
  });

  test('after an error nothing is decoded and nothing is kept', () => {
    const decoder = serverDecoder();
    pushIn(decoder, 'NOT x\r\n', size);
    const { error } = decoder;
    expect(error).toBeInstanceOf(DecodeError);
    expect(pushIn(decoder, 'QNG\r\n'.repeat(100), size)).toEqual([]);
    expect(decoder.bufferedBytes).toBe(0);
    expect(decoder.error).toBe(error);
    expect(decoder.end()).toBe(error);
  });
});

describe('the defaults', () => {
  test('let a ticket of 8 KiB pass', () => {
    const ticket = 't'.repeat(8_192);
    expect(clientDecoder().push(Buffer.from(`USR 7 TWN S ${ticket}\r\n`))).toMatchObject([
      { form: 'C.USR.ticket', fields: { ticket } },
    ]);
  });

  test('are 16 KiB for a line and 64 KiB for a payload', () => {
    const lines = clientDecoder();
    expect(lines.push(Buffer.from(lineOf(16_384)))).toHaveLength(1);
    lines.push(Buffer.from(lineOf(16_385)));
    expect(lines.error).toMatchObject({ code: 'line-too-long', offset: 16_384 });

    const payloads = serverDecoder();
    expect(payloads.push(Buffer.from(`NOT 65536\r\n${'x'.repeat(65_536)}`))).toHaveLength(1);
    payloads.push(Buffer.from('NOT 65537\r\n'));
    expect(payloads.error).toMatchObject({ code: 'payload-too-long', offset: 11 + 65_536 });
  });

  test('let the longest line come with the longest payload', () => {
    const announced = 'MSG a  65536\r\n';
    const line = `MSG a ${'b'.repeat(16_384 - announced.length)} 65536\r\n`;
    const decoder = serverDecoder();
    expect(decoder.push(Buffer.from(`${line}${'x'.repeat(65_536)}QNG\r\n`))).toHaveLength(2);
    expect(decoder.error).toBeUndefined();
  });
});

describe('a hostile peer', () => {
  /** Far more than a decoder may keep. */
  const floodBytes = 64 * 1024 * 1024;

  test.each([
    ['one byte', 1, 200_000],
    ['64 KiB', 65_536, floodBytes / 65_536],
  ])('that never ends a line, %s at a time, is found out at the limit and costs no more', (_, size, times) => {
    const decoder = serverDecoder();
    const chunk = Buffer.alloc(size, 'x');
    let most = 0;
    let items = 0;
    for (let count = 0; count < times; count += 1) {
      items += decoder.push(chunk).length;
      most = Math.max(most, decoder.bufferedBytes);
    }
    expect(items).toBe(0);
    expect(most).toBeLessThanOrEqual(16_384);
    expect(decoder.bufferedBytes).toBe(0);
    expect(decoder.error).toMatchObject({ code: 'line-too-long', offset: 0 });
  });

  test('whose payload never comes keeps the line waiting, and no more than the limits together', () => {
    const decoder = serverDecoder();
    decoder.push(Buffer.from('NOT 65536\r\n'));
    for (let count = 0; count < 65_535; count += 1) {
      decoder.push(Uint8Array.of(count));
    }
    expect(decoder.bufferedBytes).toBe(11 + 65_535);
    expect(decoder.push(Uint8Array.of(0))).toHaveLength(1);
    expect(decoder.bufferedBytes).toBe(0);
  });

  test.each([
    ['blanks', ' '],
    ['tabs', '\t'],
    ['words', 'a '],
    ['percent signs', '%'],
    ['bytes that are no UTF-8', '\xff'],
    ['sequences of UTF-8', '\xe2\x82\xac'],
    ['NUL', '\0'],
    ['CR', '\r'],
    ['quotes of digits', '9'],
  ])('sends long lines of %s, and gets them read without delay', (_, filling) => {
    const line = `REA 1 ${filling.repeat(16_000 / filling.length)}\r\n`;
    const decoder = clientDecoder();
    const ms = cpuMs(() => {
      for (let count = 0; count < 50; count += 1) {
        expect(decoder.push(Buffer.from(line, 'latin1'))).toHaveLength(1);
      }
    });
    expect(ms).toBeLessThan(5 * seconds);
    expect(decoder.error).toBeUndefined();
  });

  test('sends a long line in twos, and gets it read without delay', () => {
    const decoder = clientDecoder();
    const ms = cpuMs(() => {
      for (let count = 0; count < 20; count += 1) {
        pushIn(decoder, lineOf(16_384), 2);
      }
    });
    expect(ms).toBeLessThan(5 * seconds);
    expect(decoder.error).toBeUndefined();
  });

  test('cannot name fields of its own', () => {
    const decoder = serverDecoder();
    const [item] = decoder.push(Buffer.from('__proto__ constructor\r\n'));
    expect(item).toMatchObject({ name: '__PROTO__', form: undefined, parameters: ['constructor'] });
    expect(Object.keys(item?.kind === 'command' ? item.fields : { wrong: '' })).toEqual([]);
  });
});

describe('a limit that is none', () => {
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('%p is refused, with the name of the limit', (limit) => {
    for (const [name, least] of [
      ['lineBytes', 1],
      ['payloadBytes', 0],
      ['bufferedBytes', 1],
    ] as const) {
      expect(() => clientDecoder({ [name]: limit })).toThrow(
        new RangeError(`limits.${name} is a whole number of bytes, ${least} or more; ${limit} is none.`),
      );
    }
  });

  test('0 is one for payloads alone', () => {
    expect(() => clientDecoder({ lineBytes: 0 })).toThrow(RangeError);
    expect(() => clientDecoder({ bufferedBytes: 0 })).toThrow(RangeError);
    const decoder = clientDecoder({ payloadBytes: 0 });
    expect(pushIn(decoder, 'QRY 1 x 0\r\n', 7)).toMatchObject([{ name: 'QRY' }]);
    expect(decoder.error).toBeUndefined();
  });
});
