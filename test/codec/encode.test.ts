import fc from 'fast-check';
import { build, type Command, Decoder, EncodeError, encode, type Form, forms, type Parameter } from '../../src/codec';

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(EncodeError);
    return error instanceof EncodeError ? error.code : undefined;
  }
  return 'nothing was thrown';
}

describe('encode', () => {
  test('writes text as UTF-8, and counts the payload in bytes (X-FRM-05)', () => {
    const payload = Buffer.from('Grüße €', 'utf8');
    expect(encode({ name: 'MSG', trid: 4, parameters: ['U'], payload })).toEqual(
      Buffer.concat([Buffer.from('MSG 4 U 11\r\n'), payload]),
    );
    expect(encode({ name: 'REA', trid: 4, parameters: ['bob@x.example', 'Bőb'] })).toEqual(
      Buffer.from('REA 4 bob@x.example B\xc5\x91b\r\n', 'latin1'),
    );
  });

  test('takes an unknown command as it is', () => {
    expect(encode({ name: 'XYZ', parameters: ['a', 'b'] }).toString()).toBe('XYZ a b\r\n');
  });

  test.each(['', 'AB', 'ABCD', 'abc', '12', 'A B', 'AB\n'])('refuses the name %j', (name) => {
    expect(codeOf(() => encode({ name, parameters: [] }))).toBe('bad-name');
  });

  test('takes transaction ids from 0 to 4294967295, and no others', () => {
    expect(encode({ name: 'SYN', trid: 0, parameters: ['0'] }).toString()).toBe('SYN 0 0\r\n');
    expect(encode({ name: 'SYN', trid: 4_294_967_295, parameters: ['0'] }).toString()).toBe('SYN 4294967295 0\r\n');
    for (const trid of [-1, 4_294_967_296, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => encode({ name: 'SYN', trid, parameters: ['0'] }))).toBe('bad-trid');
    }
  });

  test.each(['', ' ', 'a b', 'a\tb', 'a\r', '\n', 'a\0', '\x1f', '\x7f', '\ud800', 'a\udc00b'])(
    'refuses the parameter %j, which would not come out as it went in',
    (parameter) => {
      expect(codeOf(() => encode({ name: 'REA', trid: 1, parameters: ['bob@x.example', parameter] }))).toBe(
        'bad-parameter',
      );
    },
  );
});

describe('build', () => {
  const fields = { list: 'AL', account: 'bob@x.example', name: 'Bob' };

  test('says what is wrong with its trid', () => {
    expect(codeOf(() => build('C.SYN', { fields: { version: '0' } }))).toBe('bad-trid');
    expect(codeOf(() => build('C.PNG', { trid: 1 }))).toBe('bad-trid');
    expect(build('S.ADD.unasked', { fields: { ...fields, version: '1' } }).trid).toBe(0);
  });

  test('says what is wrong with a payload', () => {
    expect(codeOf(() => build('C.QRY', { trid: 1, fields: { product: 'x' } }))).toBe('missing-payload');
    expect(codeOf(() => build('C.PNG', { payload: Buffer.alloc(0) }))).toBe('unexpected-payload');
  });

  test('says what is wrong with its fields', () => {
    const untyped: Record<string, string> = { ...fields, nonsense: 'x' };
    expect(codeOf(() => build('C.ADD', { trid: 1, fields: { ...fields, ...untyped } }))).toBe('unknown-parameter');
    expect(codeOf(() => build('C.ADD', { trid: 1, fields: { ...fields, list: 'XL' } }))).toBe('bad-parameter');
    expect(codeOf(() => build('C.ADD', { trid: 1, fields: { ...fields, group: 'Friends' } }))).toBe('bad-parameter');
    expect(codeOf(() => build('C.ADD', { trid: 1, fields: { ...fields, name: '50%' } }))).toBe('bad-parameter');
    expect(codeOf(() => build('C.USR.initial', { trid: 1, fields: { scheme: 'MD5', account: 'a@x.example' } }))).toBe(
      'bad-parameter',
    );
  });

  test('takes the least and the greatest number, and no greater one', () => {
    for (const clientId of ['0', '4294967295']) {
      expect(build('C.CHG', { trid: 1, fields: { status: 'NLN', clientId } }).parameters).toEqual(['NLN', clientId]);
    }
    expect(codeOf(() => build('C.CHG', { trid: 1, fields: { status: 'NLN', clientId: '4294967296' } }))).toBe(
      'bad-parameter',
    );
    for (const lists of ['1', '15']) {
      expect(build('S.LST', { fields: { account: 'a', name: 'b', lists } }).parameters).toEqual(['a', 'b', lists]);
    }
    for (const lists of ['0', '16']) {
      expect(codeOf(() => build('S.LST', { fields: { account: 'a', name: 'b', lists } }))).toBe('bad-parameter');
    }
  });
});

const letters = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCXYZ'.split('')),
  minLength: 1,
  maxLength: 12,
});
const numbers = fc.nat({ max: 4_294_967_295 }).map(String);
const flags = fc.constantFrom('0', '1');

/** Words that may stand for a parameter, made from what the reference says of its type. */
function wordsFor({ type, values }: Parameter): fc.Arbitrary<string> {
  if (values !== undefined) {
    return fc.constantFrom(...values);
  }
  switch (type) {
    case 'number':
    case 'listVersion':
    case 'clientId':
    case 'group':
      return numbers;
    case 'listBits':
      return fc.integer({ min: 1, max: 15 }).map(String);
    case 'groups':
      return fc.array(numbers, { minLength: 1, maxLength: 4 }).map((groups) => groups.join(','));
    case 'flag':
      return flags;
    case 'status':
      return fc.constantFrom('NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN');
    case 'text':
      return fc
        .array(fc.oneof(letters, fc.constantFrom('%20', '%25', 'é', '€', '😀', '+', '&')), {
          minLength: 1,
          maxLength: 6,
        })
        .map((parts) => parts.join(''));
    case 'account':
      return fc.tuple(fc.oneof(letters, numbers), letters).map(([user, host]) => `${user}@${host}.example`);
    default:
      return letters;
  }
}

/** How often the words of a parameter may stand in a line. */
function wordsOf(parameter: Parameter): fc.Arbitrary<string[]> {
  return fc.array(wordsFor(parameter), {
    minLength: parameter.optional === true ? 0 : 1,
    maxLength: parameter.rest === true ? 4 : 1,
  });
}

/** The id of a form's command. Required ids begin at 1: with 0 some answers are what nobody asked for, which is another form. */
function tridFor({ trid }: Form): fc.Arbitrary<number | undefined> {
  if (trid === 'none') {
    return fc.constant(undefined);
  }
  return trid === 'zero' ? fc.constant(0) : fc.integer({ min: 1, max: 4_294_967_295 });
}

const all: readonly Form[] = forms;

/** Any command of any form but errors, whose name is a number. */
const commands = fc.constantFrom(...all.filter(({ id }) => id !== 'S.ERROR')).chain((form) =>
  fc.record({
    form: fc.constant(form),
    trid: tridFor(form),
    parameters: fc.tuple(...form.parameters.map(wordsOf)).map((words) => words.flat()),
    payload: form.payload === true ? fc.uint8Array({ maxLength: 200 }) : fc.constant(undefined),
  }),
);

test('law: decoding what was encoded gives the command, in the form that it has, with nothing odd but raw UTF-8', () => {
  fc.assert(
    fc.property(fc.array(commands, { minLength: 1, maxLength: 5 }), (sent) => {
      for (const { form, trid, parameters, payload } of sent) {
        const [service = 'notification'] = form.services;
        const command: Command = { name: form.name, trid, parameters, payload };
        const bytes = encode(command);
        const decoder = new Decoder({ service, from: form.from });
        const [item, ...others] = decoder.push(bytes);
        expect(others).toEqual([]);
        expect(decoder.end()).toBeUndefined();
        expect(item).toMatchObject({
          name: form.name,
          trid,
          parameters,
          payload: payload === undefined ? undefined : Buffer.from(payload),
          form: form.id,
        });
        const oddities = item?.kind === 'command' ? item.oddities.map(({ code }) => code) : [];
        expect(oddities).toEqual(/[^\0-\x7f]/.test(parameters.join('')) ? ['raw-non-ascii'] : []);
        expect(item?.kind === 'command' && encode(item)).toEqual(bytes);
      }
    }),
    { numRuns: 1000 },
  );
});

test('law: whatever bytes come, what is decoded covers the stream without a gap, and what has no oddity is encoded as it came', () => {
  const lines = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    commands.map(({ form, trid, parameters, payload }) => encode({ name: form.name, trid, parameters, payload })),
    fc.constantFrom('\r\n', '\n', ' ', 'OUT 17\r\n', '540 1\r\n', 'png\r\n').map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 10 }), fc.constantFrom('client', 'server'), (chunks, from) => {
      const decoder = new Decoder({ service: 'notification', from });
      const items = chunks.flatMap((chunk) => [...decoder.push(chunk)]);
      const stream = Buffer.concat(chunks);
      const decoded = Buffer.concat(items.map(({ raw }) => raw));
      expect(stream.subarray(0, decoded.length)).toEqual(decoded);
      if (decoder.error === undefined) {
        expect(decoded.length + decoder.bufferedBytes).toBe(stream.length);
      }
      for (const item of items) {
        if (item.kind === 'command' && item.form !== undefined && item.oddities.length === 0) {
          expect(lineOf(encode(item))).toBe(lineOf(item.raw));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

/** A command as text, the zeros in front of numbers left out: `SYN 01 0` and `SYN 1 0` say the same. */
function lineOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/ 0+(?=\d)/g, ' ');
}
