import {
  build,
  type DecodedItem,
  Decoder,
  encode,
  forms,
  formsFor,
  isForm,
  type Service,
  type Side,
} from '../../src/codec';
import { type FormVector, formVectors } from './form-vectors';

const sides = ['client', 'server'] as const;
const services = ['dispatch', 'notification', 'switchboard'] as const;

const titled = formVectors.map((vector) => [`${vector.form}: ${JSON.stringify(vector.bytes)}`, vector] as const);

function decode(bytes: string, options: { readonly service: Service; readonly from: Side }): readonly DecodedItem[] {
  const decoder = new Decoder(options);
  const items = decoder.push(Buffer.from(bytes, 'latin1'));
  expect(decoder.end()).toBeUndefined();
  return items;
}

/** The words behind the name, put together from the row alone. */
function wordsOf({ fields }: FormVector): string[] {
  return Object.values(fields).flatMap((value) => value.split(' '));
}

/** What the row says should be seen of its bytes. */
function expected(vector: FormVector) {
  const raw = Buffer.from(vector.bytes, 'latin1');
  return {
    kind: 'command',
    name: vector.bytes.slice(0, 3),
    trid: vector.trid,
    parameters: wordsOf(vector),
    payload: vector.payload === undefined ? undefined : Buffer.from(vector.payload, 'latin1'),
    form: vector.form,
    fields: vector.fields,
    raw,
    offset: 0,
    oddities: [],
  };
}

describe.each(titled)('%s', (_, vector) => {
  const { from, bytes } = vector;
  const [service = 'notification'] = vector.services;

  test.each(vector.services.map((each) => [each]))('is parsed on the %s service, with nothing odd about it', (each) => {
    expect(decode(bytes, { service: each, from })).toEqual([expected(vector)]);
  });

  test('is built from its fields and generated', () => {
    const command = vector.build();
    expect(command).toEqual({
      name: bytes.slice(0, 3),
      trid: vector.trid,
      parameters: wordsOf(vector),
      payload: vector.payload === undefined ? undefined : Buffer.from(vector.payload, 'latin1'),
    });
    expect(encode(command).toString('latin1')).toBe(bytes);
  });

  test('is mirrored: what was parsed generates the same bytes', () => {
    const generated = decode(bytes, { service, from }).map((item) =>
      item.kind === 'command' ? encode(item).toString('latin1') : item.kind,
    );
    expect(generated).toEqual([bytes]);
  });

  test('is found in a stream, behind and before other commands, byte by byte', () => {
    const decoder = new Decoder({ service, from });
    const items = [...Buffer.from(`OUT\r\n${bytes}${bytes}OUT\r\n`, 'latin1')].flatMap((byte) => [
      ...decoder.push(Uint8Array.of(byte)),
    ]);
    const [, first, second] = items;
    expect(items).toHaveLength(4);
    expect(first).toEqual({ ...expected(vector), offset: 5 });
    expect(second).toEqual({ ...expected(vector), offset: 5 + bytes.length });
    expect(decoder.end()).toBeUndefined();
  });
});

describe('the table', () => {
  test('has a literal line for every form', () => {
    const shown = new Set<string>(formVectors.map(({ form }) => form));
    expect(forms.map(({ id }) => id).filter((id) => id !== 'S.ERROR' && !shown.has(id))).toEqual([]);
  });

  test('names every form once, for the side that its id says', () => {
    const ids = forms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, from, name } of forms) {
      expect(id.split('.').slice(0, 2)).toEqual([from === 'client' ? 'C' : 'S', id === 'S.ERROR' ? 'ERROR' : name]);
    }
  });

  test('has optional parameters, and those that take all words, at the end only', () => {
    for (const { id, parameters } of forms) {
      const flags = parameters.map((parameter) => 'optional' in parameter);
      const rest = parameters.map((parameter) => 'rest' in parameter);
      expect([id, flags]).toEqual([id, [...flags].sort((a, b) => Number(a) - Number(b))]);
      expect([id, rest.slice(0, -1).includes(true)]).toEqual([id, false]);
    }
  });

  test('gives a command a payload in all its shapes or in none', () => {
    for (const service of services) {
      for (const from of sides) {
        for (const { name } of forms) {
          const payloads = formsFor({ service, from, name }).map(({ payload }) => payload === true);
          expect([service, from, name, new Set(payloads).size <= 1]).toEqual([service, from, name, true]);
        }
      }
    }
  });

  test('knows a command only in the service and direction where it belongs', () => {
    const names = (service: Service, from: Side) =>
      [...new Set(forms.map(({ name }) => name))]
        .filter((name) => formsFor({ service, from, name }).length > 0)
        .sort()
        .join(' ');
    expect(names('switchboard', 'client')).toBe('ANS CAL MSG OUT USR');
    expect(names('switchboard', 'server')).toBe('ACK ANS BYE CAL IRO JOI MSG NAK OUT USR');
    expect(names('notification', 'client')).toBe(
      'ADD ADG BLP CHG CHL CVQ CVR FND GTC IMS INF OUT PAG PNG PRP QRY REA REG REM RMG SDC SND SYN URL USR VER XFR',
    );
    expect(names('notification', 'server')).toBe(
      'ADD ADG BLP BPR CHG CHL CVQ CVR FLN GTC ILN IMS IPG LSG LST MSG NLN NOT OUT PRP QNG QRY REA REG REM RMG RNG SDC SND SYN URL USR VER XFR',
    );
    expect(names('dispatch', 'client')).toBe(names('notification', 'client'));
    expect(names('dispatch', 'server')).toBe(names('notification', 'server'));
  });
});

describe('an error line', () => {
  const errors = [
    ['540 11\r\n', '540', 11, []],
    ['911 4294967295\r\n', '911', 4294967295, []],
    ['600\r\n', '600', undefined, []],
    ['201 7 Invalid parameter ADD\r\n', '201', 7, ['Invalid', 'parameter', 'ADD']],
    ['200 Syntax error\r\n', '200', undefined, ['Syntax', 'error']],
    ['000 0\r\n', '000', 0, []],
  ] as const;

  test.each(services.flatMap((service) => errors.map((error) => [service, ...error] as const)))(
    'on the %s service: %j',
    (service, bytes, name, trid, parameters) => {
      const fields = parameters.length === 0 ? {} : { words: parameters.join(' ') };
      const items = decode(bytes, { service, from: 'server' });
      expect(items).toEqual([
        {
          kind: 'command',
          name,
          trid,
          parameters,
          payload: undefined,
          form: 'S.ERROR',
          fields,
          raw: Buffer.from(bytes),
          offset: 0,
          oddities: [],
        },
      ]);
      expect(encode({ name, trid, parameters }).toString()).toBe(bytes);
    },
  );

  test('does not come from a client', () => {
    expect(decode('540 11\r\n', { service: 'notification', from: 'client' })).toMatchObject([
      { name: '540', trid: 11, form: undefined, oddities: [{ code: 'wrong-direction', offset: 0 }] },
    ]);
  });
});

test('isForm tells the fields of a decoded command by name', () => {
  const [item] = decode('SYN 8 27 5 4\r\n', { service: 'notification', from: 'server' });
  expect(item?.kind === 'command' && isForm(item, 'S.SYN') ? [item.fields.version, item.fields.contacts] : []).toEqual([
    '27',
    '5',
  ]);
  expect(item?.kind === 'command' && isForm(item, 'S.SYN.equal')).toBe(false);
});

test('words that a form fixes are filled in, and what may be absent stays absent', () => {
  const line = (command: Parameters<typeof encode>[0]) => encode(command).toString('utf8');
  expect(line(build('C.USR.initial', { trid: 3, fields: { account: 'alice@passport.com' } }))).toBe(
    'USR 3 TWN I alice@passport.com\r\n',
  );
  expect(line(build('S.ADG', { trid: 16, fields: { version: '32', name: 'A', group: '4' } }))).toBe(
    'ADG 16 32 A 4 0\r\n',
  );
  expect(line(build('C.REG', { trid: 17, fields: { group: '4', name: 'A' } }))).toBe('REG 17 4 A\r\n');
  expect(line(build('S.CHL', { fields: { challenge: '29409134351025259292' } }))).toBe(
    'CHL 0 29409134351025259292\r\n',
  );
});
