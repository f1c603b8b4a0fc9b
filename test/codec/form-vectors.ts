import { build, type Command, type FormId, type Service, type Side } from '../../src/codec';

/** One literal command of a form: the bytes, and what they say. */
export interface FormVector {
  readonly form: FormId;
  readonly from: Side;
  readonly services: readonly Service[];
  /** Exactly what stands on the wire. */
  readonly bytes: string;
  readonly trid: number | undefined;
  readonly fields: Readonly<Record<string, string>>;
  /** Exactly the bytes behind the line, as latin1. */
  readonly payload: string | undefined;
  /** Composes the command from its fields. */
  readonly build: () => Command;
}

type BuildableId = Parameters<typeof build>[0];
type BuildOptions<Id extends BuildableId> = NonNullable<Parameters<typeof build<Id>>[1]>;

const login = ['dispatch', 'notification'] as const;
const notification = ['notification'] as const;
const switchboard = ['switchboard'] as const;

/** A row of the table. The payload is not taken from the bytes, and the bytes are not made from the fields: each is literal. */
function row<const Id extends BuildableId>(
  form: Id,
  options: {
    readonly services: readonly Service[];
    readonly bytes: string;
    readonly trid?: number;
    readonly fields?: BuildOptions<Id>['fields'];
    readonly payload?: string;
  },
): FormVector {
  const { services, bytes, trid, fields, payload } = options;
  return {
    form,
    from: form.startsWith('C.') ? 'client' : 'server',
    services,
    bytes,
    trid,
    fields: { ...fields },
    payload,
    build: () =>
      build(form, {
        trid,
        ...(fields === undefined ? {} : { fields }),
        ...(payload === undefined ? {} : { payload: Buffer.from(payload, 'latin1') }),
      }),
  };
}

const setup = 'http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE';
const passportChallenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';
const clientVersion = {
  lcid: '0x0409',
  ostype: 'win',
  osver: '4.10',
  arch: 'i386',
  clientname: 'MSNMSGR',
  clientver: '5.0.0544',
  product: 'MSMSGS',
  account: 'alice@passport.com',
};

/** Every form of the grammar at least once, and those with optional words once with and once without them. */
export const formVectors: readonly FormVector[] = [
  // Login
  row('C.VER', { services: login, bytes: 'VER 1 MSNP8 CVR0\r\n', trid: 1, fields: { dialects: 'MSNP8 CVR0' } }),
  row('C.VER', { services: login, bytes: 'VER 0 MSNP8\r\n', trid: 0, fields: { dialects: 'MSNP8' } }),
  row('S.VER', { services: login, bytes: 'VER 1 MSNP8 CVR0\r\n', trid: 1, fields: { dialects: 'MSNP8 CVR0' } }),
  row('S.VER', { services: login, bytes: 'VER 1 CVR0 MSNP8\r\n', trid: 1, fields: { dialects: 'CVR0 MSNP8' } }),
  row('S.VER', { services: login, bytes: 'VER 4294967295 MSNP8\r\n', trid: 4294967295, fields: { dialects: 'MSNP8' } }),
  row('S.VER.none', { services: login, bytes: 'VER 1 0\r\n', trid: 1, fields: { none: '0' } }),
  row('S.VER.none', {
    services: login,
    bytes: 'VER 1 0 MSNP8 CVR0\r\n',
    trid: 1,
    fields: { none: '0', dialects: 'MSNP8 CVR0' },
  }),
  row('C.CVR', {
    services: login,
    bytes: 'CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
    trid: 2,
    fields: clientVersion,
  }),
  row('S.CVR', {
    services: login,
    bytes: `CVR 2 6.0.0602 6.0.0602 1.0.0000 ${setup} http://messenger.msn.com\r\n`,
    trid: 2,
    fields: {
      recommended: '6.0.0602',
      recommended2: '6.0.0602',
      minimum: '1.0.0000',
      download: setup,
      info: 'http://messenger.msn.com',
    },
  }),
  row('S.CVR', {
    services: login,
    bytes: `CVR 2 1.0.0000 1.0.0000 1.0.0000 ${setup}\r\n`,
    trid: 2,
    fields: { recommended: '1.0.0000', recommended2: '1.0.0000', minimum: '1.0.0000', download: setup },
  }),
  row('C.CVQ', {
    services: login,
    bytes: 'CVQ 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
    trid: 2,
    fields: clientVersion,
  }),
  row('S.CVQ', {
    services: login,
    bytes: `CVQ 2 1.0.0000 1.0.0000 1.0.0000 ${setup} http://messenger.msn.com\r\n`,
    trid: 2,
    fields: {
      recommended: '1.0.0000',
      recommended2: '1.0.0000',
      minimum: '1.0.0000',
      download: setup,
      info: 'http://messenger.msn.com',
    },
  }),
  row('C.INF', { services: login, bytes: 'INF 2\r\n', trid: 2 }),
  row('C.USR.initial', {
    services: login,
    bytes: 'USR 3 TWN I alice@passport.com\r\n',
    trid: 3,
    fields: { scheme: 'TWN', step: 'I', account: 'alice@passport.com' },
  }),
  row('S.USR.challenge', {
    services: login,
    bytes: `USR 6 TWN S ${passportChallenge}\r\n`,
    trid: 6,
    fields: { scheme: 'TWN', step: 'S', challenge: passportChallenge },
  }),
  row('C.USR.ticket', {
    services: login,
    bytes: 'USR 7 TWN S t=53*1hAu8$$&p=5eKBBC!yBH6\r\n',
    trid: 7,
    fields: { scheme: 'TWN', step: 'S', ticket: 't=53*1hAu8$$&p=5eKBBC!yBH6' },
  }),
  row('S.USR.ok', {
    services: login,
    bytes: 'USR 7 OK alice@passport.com Alice 1 0\r\n',
    trid: 7,
    fields: { ok: 'OK', account: 'alice@passport.com', name: 'Alice', verified: '1', restricted: '0' },
  }),
  row('S.XFR.notification', {
    services: login,
    bytes: 'XFR 3 NS 207.46.107.95:1863 0 207.46.104.20:1863\r\n',
    trid: 3,
    fields: { service: 'NS', address: '207.46.107.95:1863', zero: '0', current: '207.46.104.20:1863' },
  }),
  row('S.XFR.notification', {
    services: login,
    bytes: 'XFR 3 NS ns.example.com 0\r\n',
    trid: 3,
    fields: { service: 'NS', address: 'ns.example.com', zero: '0' },
  }),
  row('S.XFR.unasked', {
    services: notification,
    bytes: 'XFR 0 NS 207.46.107.95 0 207.46.104.20:1863\r\n',
    trid: 0,
    fields: { service: 'NS', address: '207.46.107.95', zero: '0', current: '207.46.104.20:1863' },
  }),

  // Session
  row('C.SYN', { services: notification, bytes: 'SYN 8 6\r\n', trid: 8, fields: { version: '6' } }),
  row('C.SYN', { services: notification, bytes: 'SYN 1 0\r\n', trid: 1, fields: { version: '0' } }),
  row('S.SYN', {
    services: notification,
    bytes: 'SYN 8 27 5 4\r\n',
    trid: 8,
    fields: { version: '27', contacts: '5', groups: '4' },
  }),
  row('S.SYN.equal', { services: notification, bytes: 'SYN 8 27\r\n', trid: 8, fields: { version: '27' } }),
  row('S.GTC.block', { services: notification, bytes: 'GTC A\r\n', fields: { value: 'A' } }),
  row('S.GTC.block', { services: notification, bytes: 'GTC N\r\n', fields: { value: 'N' } }),
  row('S.BLP.block', { services: notification, bytes: 'BLP AL\r\n', fields: { value: 'AL' } }),
  row('S.BLP.block', { services: notification, bytes: 'BLP BL\r\n', fields: { value: 'BL' } }),
  row('S.PRP.block', {
    services: notification,
    bytes: 'PRP PHH 01%20234\r\n',
    fields: { type: 'PHH', value: '01%20234' },
  }),
  row('S.PRP.block', { services: notification, bytes: 'PRP PHW\r\n', fields: { type: 'PHW' } }),
  row('S.LSG', {
    services: notification,
    bytes: 'LSG 0 Other%20Contacts 0\r\n',
    fields: { group: '0', name: 'Other%20Contacts', zero: '0' },
  }),
  row('S.LST', {
    services: notification,
    bytes: 'LST dave@passport.com Dave 1 1,2,3\r\n',
    fields: { account: 'dave@passport.com', name: 'Dave', lists: '1', groups: '1,2,3' },
  }),
  row('S.LST', {
    services: notification,
    bytes: 'LST 1234@passport.com 5678 15 0\r\n',
    fields: { account: '1234@passport.com', name: '5678', lists: '15', groups: '0' },
  }),
  row('S.LST', {
    services: notification,
    bytes: 'LST fred@passport.com Fred 8\r\n',
    fields: { account: 'fred@passport.com', name: 'Fred', lists: '8' },
  }),
  row('S.BPR.block', {
    services: notification,
    bytes: 'BPR PHM 9876-54321\r\n',
    fields: { type: 'PHM', value: '9876-54321' },
  }),
  row('S.BPR.block', { services: notification, bytes: 'BPR PHH\r\n', fields: { type: 'PHH' } }),
  row('S.BPR', {
    services: notification,
    bytes: 'BPR 28 bob@passport.com PHH 555%201234\r\n',
    fields: { version: '28', account: 'bob@passport.com', type: 'PHH', value: '555%201234' },
  }),
  row('S.BPR', {
    services: notification,
    bytes: 'BPR 28 bob@passport.com PHH\r\n',
    fields: { version: '28', account: 'bob@passport.com', type: 'PHH' },
  }),
  row('C.CHG', { services: notification, bytes: 'CHG 9 NLN 0\r\n', trid: 9, fields: { status: 'NLN', clientId: '0' } }),
  row('C.CHG', { services: notification, bytes: 'CHG 9 HDN\r\n', trid: 9, fields: { status: 'HDN' } }),
  row('S.CHG', {
    services: notification,
    bytes: 'CHG 12 IDL 268435492\r\n',
    trid: 12,
    fields: { status: 'IDL', clientId: '268435492' },
  }),
  row('S.CHG', { services: notification, bytes: 'CHG 0 BRB\r\n', trid: 0, fields: { status: 'BRB' } }),
  row('S.ILN', {
    services: notification,
    bytes: 'ILN 9 IDL carol@passport.com Carol 268435492\r\n',
    trid: 9,
    fields: { status: 'IDL', account: 'carol@passport.com', name: 'Carol', clientId: '268435492' },
  }),
  row('S.NLN', {
    services: notification,
    bytes: 'NLN BSY carol@passport.com Caroline 4294967295\r\n',
    fields: { status: 'BSY', account: 'carol@passport.com', name: 'Caroline', clientId: '4294967295' },
  }),
  row('S.NLN', {
    services: notification,
    bytes: 'NLN FLN carol@passport.com Caroline 0\r\n',
    fields: { status: 'FLN', account: 'carol@passport.com', name: 'Caroline', clientId: '0' },
  }),
  row('S.FLN', { services: notification, bytes: 'FLN bob@passport.com\r\n', fields: { account: 'bob@passport.com' } }),
  row('S.FLN', { services: notification, bytes: 'FLN 4711\r\n', fields: { account: '4711' } }),
  row('S.CHL', {
    services: notification,
    bytes: 'CHL 0 29409134351025259292\r\n',
    trid: 0,
    fields: { challenge: '29409134351025259292' },
  }),
  row('C.CHL', { services: notification, bytes: 'CHL 20\r\n', trid: 20 }),
  row('C.QRY', {
    services: notification,
    bytes: 'QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c',
    trid: 11,
    fields: { product: 'msmsgs@msnmsgr.com' },
    payload: 'd0c1178c689350104350d99f8c36ed9c',
  }),
  row('S.QRY', { services: notification, bytes: 'QRY 11\r\n', trid: 11 }),
  row('C.PNG', { services: notification, bytes: 'PNG\r\n' }),
  row('S.QNG', { services: notification, bytes: 'QNG\r\n' }),
  row('S.QNG', { services: notification, bytes: 'QNG 50\r\n', fields: { seconds: '50' } }),
  row('C.OUT', { services: [...login, ...switchboard], bytes: 'OUT\r\n' }),
  row('S.OUT', { services: [...login, ...switchboard], bytes: 'OUT\r\n' }),
  row('S.OUT', { services: notification, bytes: 'OUT OTH\r\n', fields: { reason: 'OTH' } }),
  row('S.NOT', { services: notification, bytes: 'NOT 14\r\n<NOTIFICATION>', payload: '<NOTIFICATION>' }),
  row('S.IPG', { services: notification, bytes: 'IPG 7\r\n\r\n<P/>\n', payload: '\r\n<P/>\n' }),
  row('C.IMS', { services: notification, bytes: 'IMS 9 ON\r\n', trid: 9, fields: { value: 'ON' } }),
  row('S.IMS', { services: notification, bytes: 'IMS 9 0 OFF\r\n', trid: 9, fields: { zero: '0', value: 'OFF' } }),

  // Lists and settings
  row('C.GTC', { services: notification, bytes: 'GTC 15 N\r\n', trid: 15, fields: { value: 'N' } }),
  row('S.GTC', { services: notification, bytes: 'GTC 15 30 N\r\n', trid: 15, fields: { version: '30', value: 'N' } }),
  row('C.BLP', { services: notification, bytes: 'BLP 15 BL\r\n', trid: 15, fields: { value: 'BL' } }),
  row('S.BLP', { services: notification, bytes: 'BLP 15 30 AL\r\n', trid: 15, fields: { version: '30', value: 'AL' } }),
  row('C.PRP', {
    services: notification,
    bytes: 'PRP 15 PHH 555%201234\r\n',
    trid: 15,
    fields: { type: 'PHH', value: '555%201234' },
  }),
  row('C.PRP', { services: notification, bytes: 'PRP 15 PHH\r\n', trid: 15, fields: { type: 'PHH' } }),
  row('S.PRP', {
    services: notification,
    bytes: 'PRP 15 30 PHH 555%201234\r\n',
    trid: 15,
    fields: { version: '30', type: 'PHH', value: '555%201234' },
  }),
  row('S.PRP', {
    services: notification,
    bytes: 'PRP 15 30 PHH\r\n',
    trid: 15,
    fields: { version: '30', type: 'PHH' },
  }),
  row('C.ADD', {
    services: notification,
    bytes: 'ADD 10 AL fred@passport.com Fred\r\n',
    trid: 10,
    fields: { list: 'AL', account: 'fred@passport.com', name: 'Fred' },
  }),
  row('C.ADD', {
    services: notification,
    bytes: 'ADD 10 FL fred@passport.com Fred 2\r\n',
    trid: 10,
    fields: { list: 'FL', account: 'fred@passport.com', name: 'Fred', group: '2' },
  }),
  row('S.ADD', {
    services: notification,
    bytes: 'ADD 10 AL 28 fred@passport.com Fred\r\n',
    trid: 10,
    fields: { list: 'AL', version: '28', account: 'fred@passport.com', name: 'Fred' },
  }),
  row('S.ADD', {
    services: notification,
    bytes: 'ADD 10 FL 28 fred@passport.com Fred 2\r\n',
    trid: 10,
    fields: { list: 'FL', version: '28', account: 'fred@passport.com', name: 'Fred', group: '2' },
  }),
  row('S.ADD.unasked', {
    services: notification,
    bytes: 'ADD 0 RL 29 gina@passport.com Gina\r\n',
    trid: 0,
    fields: { list: 'RL', version: '29', account: 'gina@passport.com', name: 'Gina' },
  }),
  row('S.ADD.unasked', {
    services: notification,
    bytes: 'ADD 0 FL 29 gina@passport.com Gina 1\r\n',
    trid: 0,
    fields: { list: 'FL', version: '29', account: 'gina@passport.com', name: 'Gina', group: '1' },
  }),
  row('C.REM', {
    services: notification,
    bytes: 'REM 15 AL bob@passport.com\r\n',
    trid: 15,
    fields: { list: 'AL', account: 'bob@passport.com' },
  }),
  row('C.REM', {
    services: notification,
    bytes: 'REM 15 FL bob@passport.com 3\r\n',
    trid: 15,
    fields: { list: 'FL', account: 'bob@passport.com', group: '3' },
  }),
  row('S.REM', {
    services: notification,
    bytes: 'REM 15 AL 30 bob@passport.com\r\n',
    trid: 15,
    fields: { list: 'AL', version: '30', account: 'bob@passport.com' },
  }),
  row('S.REM', {
    services: notification,
    bytes: 'REM 15 FL 30 bob@passport.com 3\r\n',
    trid: 15,
    fields: { list: 'FL', version: '30', account: 'bob@passport.com', group: '3' },
  }),
  row('S.REM.unasked', {
    services: notification,
    bytes: 'REM 0 RL 31 gina@passport.com\r\n',
    trid: 0,
    fields: { list: 'RL', version: '31', account: 'gina@passport.com' },
  }),
  row('C.REA', {
    services: notification,
    bytes: 'REA 14 carol@passport.com Caroline\r\n',
    trid: 14,
    fields: { account: 'carol@passport.com', name: 'Caroline' },
  }),
  row('S.REA', {
    services: notification,
    bytes: 'REA 14 29 carol@passport.com Caroline\r\n',
    trid: 14,
    fields: { version: '29', account: 'carol@passport.com', name: 'Caroline' },
  }),
  row('C.ADG', {
    services: notification,
    bytes: 'ADG 16 Old%20Friends 0\r\n',
    trid: 16,
    fields: { name: 'Old%20Friends', zero: '0' },
  }),
  row('S.ADG', {
    services: notification,
    bytes: 'ADG 16 32 Old%20Friends 4 0\r\n',
    trid: 16,
    fields: { version: '32', name: 'Old%20Friends', group: '4', zero: '0' },
  }),
  row('C.REG', {
    services: notification,
    bytes: 'REG 17 4 Friends 0\r\n',
    trid: 17,
    fields: { group: '4', name: 'Friends', zero: '0' },
  }),
  row('C.REG', {
    services: notification,
    bytes: 'REG 17 4 Friends\r\n',
    trid: 17,
    fields: { group: '4', name: 'Friends' },
  }),
  row('S.REG', {
    services: notification,
    bytes: 'REG 17 33 4 Friends 0\r\n',
    trid: 17,
    fields: { version: '33', group: '4', name: 'Friends', zero: '0' },
  }),
  row('C.RMG', { services: notification, bytes: 'RMG 18 4\r\n', trid: 18, fields: { group: '4' } }),
  row('S.RMG', { services: notification, bytes: 'RMG 18 34 4\r\n', trid: 18, fields: { version: '34', group: '4' } }),

  // Services
  row('C.XFR.switchboard', { services: notification, bytes: 'XFR 19 SB\r\n', trid: 19, fields: { service: 'SB' } }),
  row('S.XFR.switchboard', {
    services: notification,
    bytes: 'XFR 19 SB 207.46.108.37:1864 CKI 17262740.1050826919.32308\r\n',
    trid: 19,
    fields: { service: 'SB', address: '207.46.108.37:1864', scheme: 'CKI', cookie: '17262740.1050826919.32308' },
  }),
  row('S.RNG', {
    services: notification,
    bytes: 'RNG 11752013 207.46.108.38 CKI 849102291.520491113 1234@passport.com Bob\r\n',
    fields: {
      session: '11752013',
      address: '207.46.108.38',
      scheme: 'CKI',
      cookie: '849102291.520491113',
      account: '1234@passport.com',
      name: 'Bob',
    },
  }),
  row('S.RNG', {
    services: notification,
    bytes: 'RNG 9f3c:a1 207.46.108.38:1864 CKI x bob@passport.com Bob\r\n',
    fields: {
      session: '9f3c:a1',
      address: '207.46.108.38:1864',
      scheme: 'CKI',
      cookie: 'x',
      account: 'bob@passport.com',
      name: 'Bob',
    },
  }),
  row('C.URL', { services: notification, bytes: 'URL 20 INBOX\r\n', trid: 20, fields: { service: 'INBOX' } }),
  row('C.URL', {
    services: notification,
    bytes: 'URL 20 COMPOSE bob@passport.com\r\n',
    trid: 20,
    fields: { service: 'COMPOSE', argument: 'bob@passport.com' },
  }),
  row('S.URL', {
    services: notification,
    bytes: 'URL 20 /cgi-bin/HoTMaiL https://loginnet.passport.com/ppsecure/md5auth.srf 2\r\n',
    trid: 20,
    fields: { path: '/cgi-bin/HoTMaiL', post: 'https://loginnet.passport.com/ppsecure/md5auth.srf', id: '2' },
  }),
  row('C.SND', {
    services: notification,
    bytes: 'SND 21 new@example.com\r\n',
    trid: 21,
    fields: { account: 'new@example.com' },
  }),
  row('C.SND', {
    services: notification,
    bytes: 'SND 21 new@example.com 0x0409 MSMSGS MSMSGS\r\n',
    trid: 21,
    fields: { account: 'new@example.com', rest: '0x0409 MSMSGS MSMSGS' },
  }),
  row('S.SND', { services: notification, bytes: 'SND 21 OK\r\n', trid: 21, fields: { ok: 'OK' } }),
  row('C.SDC', {
    services: notification,
    bytes: 'SDC 22 new@example.com 0x0409 MSMSGS MSMSGS X X Alice%20A 5\r\nHello',
    trid: 22,
    fields: {
      account: 'new@example.com',
      lcid: '0x0409',
      p4: 'MSMSGS',
      p5: 'MSMSGS',
      p6: 'X',
      p7: 'X',
      name: 'Alice%20A',
    },
    payload: 'Hello',
  }),
  row('S.SDC', { services: notification, bytes: 'SDC 22 OK\r\n', trid: 22, fields: { ok: 'OK' } }),
  row('C.FND', {
    services: notification,
    bytes: 'FND 23 fname=Al lname=* city=* state=* country=US\r\n',
    trid: 23,
    fields: { query: 'fname=Al lname=* city=* state=* country=US' },
  }),
  row('C.PAG', {
    services: notification,
    bytes: 'PAG 24 bob@passport.com 10\r\n<TEXT>Hi</',
    trid: 24,
    fields: { account: 'bob@passport.com' },
    payload: '<TEXT>Hi</',
  }),

  // Messages
  row('S.MSG', {
    services: ['notification', 'switchboard'],
    bytes: 'MSG Hotmail Hotmail 21\r\nMIME-Version: 1.0\r\n\r\n',
    fields: { account: 'Hotmail', name: 'Hotmail' },
    payload: 'MIME-Version: 1.0\r\n\r\n',
  }),
  row('S.MSG', {
    services: switchboard,
    bytes: 'MSG 1234@passport.com 5678 2\r\n\xc3\xa9',
    fields: { account: '1234@passport.com', name: '5678' },
    payload: '\xc3\xa9',
  }),
  row('C.MSG', { services: switchboard, bytes: 'MSG 3 A 0\r\n', trid: 3, fields: { acknowledge: 'A' }, payload: '' }),
  row('C.MSG', {
    services: switchboard,
    bytes: 'MSG 4 U 9\r\nPNG\r\nOUT\n',
    trid: 4,
    fields: { acknowledge: 'U' },
    payload: 'PNG\r\nOUT\n',
  }),
  row('C.MSG', {
    services: switchboard,
    bytes: 'MSG 5 N 2\r\n\r\n',
    trid: 5,
    fields: { acknowledge: 'N' },
    payload: '\r\n',
  }),

  // Switchboard
  row('C.USR.switchboard', {
    services: switchboard,
    bytes: 'USR 1 alice@passport.com 17262740.1050826919.32308\r\n',
    trid: 1,
    fields: { account: 'alice@passport.com', cookie: '17262740.1050826919.32308' },
  }),
  row('S.USR.switchboard', {
    services: switchboard,
    bytes: 'USR 1 OK alice@passport.com Alice\r\n',
    trid: 1,
    fields: { ok: 'OK', account: 'alice@passport.com', name: 'Alice' },
  }),
  row('C.ANS', {
    services: switchboard,
    bytes: 'ANS 1 bob@passport.com 849102291.520491113 11752013\r\n',
    trid: 1,
    fields: { account: 'bob@passport.com', cookie: '849102291.520491113', session: '11752013' },
  }),
  row('S.IRO', {
    services: switchboard,
    bytes: 'IRO 1 1 2 alice@passport.com Alice\r\n',
    trid: 1,
    fields: { index: '1', total: '2', account: 'alice@passport.com', name: 'Alice' },
  }),
  row('S.ANS', { services: switchboard, bytes: 'ANS 1 OK\r\n', trid: 1, fields: { ok: 'OK' } }),
  row('C.CAL', {
    services: switchboard,
    bytes: 'CAL 2 bob@passport.com\r\n',
    trid: 2,
    fields: { account: 'bob@passport.com' },
  }),
  row('S.CAL', {
    services: switchboard,
    bytes: 'CAL 2 RINGING 11752013\r\n',
    trid: 2,
    fields: { ringing: 'RINGING', session: '11752013' },
  }),
  row('S.JOI', {
    services: switchboard,
    bytes: 'JOI 1234@passport.com Bob\r\n',
    fields: { account: '1234@passport.com', name: 'Bob' },
  }),
  row('S.ACK', { services: switchboard, bytes: 'ACK 3\r\n', trid: 3 }),
  row('S.NAK', { services: switchboard, bytes: 'NAK 3\r\n', trid: 3 }),
  row('S.BYE', { services: switchboard, bytes: 'BYE 1234@passport.com\r\n', fields: { account: '1234@passport.com' } }),
  row('S.BYE', {
    services: switchboard,
    bytes: 'BYE bob@passport.com 1\r\n',
    fields: { account: 'bob@passport.com', timedOut: '1' },
  }),
];
