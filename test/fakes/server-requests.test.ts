import { type Certificates, createCertificates, FakeServer, sessionDirectory } from '../../src/fakes';
import type { RawClient } from './raw-client';
import { signInVisible } from './signed-in';

let certificates: Certificates;
let server: FakeServer;
let alice: RawClient;

beforeAll(async () => {
  certificates = await createCertificates();
  server = await FakeServer.start({ certificates });
});
afterAll(() => server.close());

/** Alice as in the example session, synchronised and online, nobody else there. */
beforeEach(async () => {
  await server.reset();
  server.directory.become(sessionDirectory());
  Object.assign(server.knobs, { challenges: 'off', numbersAfterAdd: 'all' });
  alice = await signInVisible(server, 'alice@passport.com');
});
afterEach(() => {
  expect(server.faults).toEqual([]);
});

const letters = (count: number) => 'a'.repeat(count);

/** Each row: what Alice sends, and all that she gets. Then she is still there. */
const answered: readonly (readonly [rule: string, request: string, reply: string])[] = [
  ['S-CHG-01', 'CHG 7 BSY 268435492\r\n', 'CHG 7 BSY 268435492\r\n'],
  ['S-CHG-01', 'CHG 7 HDN 0\r\n', 'CHG 7 HDN 0\r\n'],
  ['S-CHG-04', 'CHG 7 FLN 0\r\n', '201 7\r\n'],
  ['S-CHG-05', 'CHG 7 XYZ 0\r\n', '201 7\r\n'],
  ['S-CHG-05', 'CHG 7 nln 0\r\n', '201 7\r\n'],
  ['S-CHG-05', 'CHG 7 NLN 4294967296\r\n', '201 7\r\n'],
  ['S-CHG-06', 'CHG 7 AWY\r\n', 'CHG 7 AWY\r\n'],
  ['S-ROB-06', 'CHG 0 NLN 0\r\n', 'CHG 0 NLN 0\r\n'],
  ['S-ROB-06', 'CHG 1 NLN 0\r\n', 'CHG 1 NLN 0\r\n'],
  ['S-ROB-06', 'CHG 4294967295 NLN 0\r\n', 'CHG 4294967295 NLN 0\r\n'],
  ['X-FRM-12', 'CHG 9 NLN 0 \r\n', 'CHG 9 NLN 0\r\n'],
  ['X-FRM-12', 'CHG\t9  NLN \t0\r\n', 'CHG 9 NLN 0\r\n'],
  ['X-FRM-13', '\r\n\r\nCHG 9 NLN 0\r\n\r\n', 'CHG 9 NLN 0\r\n'],
  ['S-ROB-04', 'CHG 9 NLN 0\n', 'CHG 9 NLN 0\r\n'],
  ['S-SYN-10', 'SYN 7 27\r\n', 'SYN 7 27\r\n'],

  ['S-ADD-01', 'ADD 7 AL fred@passport.com Fred\r\n', 'ADD 7 AL 28 fred@passport.com Fred\r\n'],
  ['S-ADD-01', 'ADD 7 BL emily@passport.com Emily\r\n', 'ADD 7 BL 28 emily@passport.com Emily\r\n'],
  [
    'S-ADD-02',
    'ADD 7 FL carol@passport.com Carol 3\r\n', // no BPR: only a further group
    'ADD 7 FL 28 carol@passport.com Carol 3\r\n',
  ],
  [
    'S-ADD-12',
    'ADD 7 FL emily@passport.com Emily 0\r\n',
    'ADD 7 FL 28 emily@passport.com Emily 0\r\n' +
      'BPR 28 emily@passport.com PHH\r\n' +
      'BPR 28 emily@passport.com PHW\r\n' +
      'BPR 28 emily@passport.com PHM\r\n' +
      'BPR 28 emily@passport.com MOB N\r\n',
  ],
  [
    'S-ADD-14',
    'REM 6 FL dave@passport.com\r\nADD 7 FL dave@passport.com Dave\r\n',
    'REM 6 FL 28 dave@passport.com\r\n' +
      'ADD 7 FL 29 dave@passport.com Dave\r\n' +
      'BPR 29 dave@passport.com PHH 3.1415926535\r\n' +
      'BPR 29 dave@passport.com PHW 2.71841844\r\n' +
      'BPR 29 dave@passport.com PHM sqrt(-1)\r\n' +
      'BPR 29 dave@passport.com MOB N\r\n',
  ],
  ['S-ADD-05', 'ADD 7 AL nobody@nowhere.com Nobody\r\n', '205 7\r\n'],
  ['S-ADD-05', 'ADD 7 BL nobody Nobody\r\n', '201 7\r\n'],
  ['S-ADD-05', 'ADD 7 FL @@a Nobody 0\r\n', '201 7\r\n'],
  ['S-ADD-06', 'ADD 7 AL bob@passport.com Bob\r\n', '215 7\r\n'],
  ['S-ADD-06', 'ADD 7 AL BOB@passport.com Bob\r\n', '215 7\r\n'],
  ['S-ADD-06', 'ADD 7 FL dave@passport.com Dave 2\r\n', '215 7\r\n'],
  ['S-ADD-06', 'ADD 7 FL dave@passport.com Dave\r\n', '215 7\r\n'],
  ['S-ADD-07', 'ADD 7 BL bob@passport.com Bob\r\n', '219 7\r\n'],
  ['S-ADD-07', 'ADD 7 AL eve@passport.com Eve\r\n', '219 7\r\n'],
  ['S-ADD-09', 'ADD 7 FL emily@passport.com Emily 29\r\n', '224 7\r\n'],
  ['S-ADD-10', 'ADD 7 FL nobody@nowhere.com Nobody 29\r\n', '205 7\r\n'],
  ['S-ADD-10', 'ADD 7 FL nobody Nobody 29\r\n', '201 7\r\n'],
  [
    'a nickname of 387 bytes',
    `ADD 7 AL fred@passport.com ${letters(387)}\r\n`,
    `ADD 7 AL 28 fred@passport.com ${letters(387)}\r\n`,
  ],

  ['S-REM-01', 'REM 7 AL bob@passport.com\r\n', 'REM 7 AL 28 bob@passport.com\r\n'],
  ['S-REM-02', 'REM 7 AL dave@passport.com\r\n', '216 7\r\n'],
  ['S-REM-02', 'REM 7 FL nobody@nowhere.com\r\n', '216 7\r\n'],
  ['S-REM-03', 'REM 7 FL dave@passport.com 2\r\n', 'REM 7 FL 28 dave@passport.com 2\r\n'],
  ['S-REM-06', 'REM 7 FL dave@passport.com 29\r\n', '224 7\r\n'],
  ['S-REM-06', 'REM 7 FL bob@passport.com 2\r\n', '225 7\r\n'],

  ['S-REA-01', 'REA 7 carol@passport.com Caroline\r\n', 'REA 7 28 carol@passport.com Caroline\r\n'],
  ['S-REA-01', 'REA 7 alice@passport.com Alicia\r\n', 'REA 7 28 alice@passport.com Alicia\r\n'],
  ['S-REA-01, an encoded account', 'REA 7 carol%40passport.com C\r\n', 'REA 7 28 carol%40passport.com C\r\n'],
  ['S-REA-02', 'REA 7 emily@passport.com Emily\r\n', '216 7\r\n'],
  [
    'S-REA-04, 387 bytes',
    `REA 7 alice@passport.com ${letters(387)}\r\n`,
    `REA 7 28 alice@passport.com ${letters(387)}\r\n`,
  ],
  ['X-ENC-01', 'REA 7 alice@passport.com a%20b%25c\r\n', 'REA 7 28 alice@passport.com a%20b%25c\r\n'],
  ['X-ENC-02', 'REA 7 alice@passport.com %C3%A9%61\r\n', 'REA 7 28 alice@passport.com %C3%A9a\r\n'],
  ['X-ENC-03', 'REA 7 alice@passport.com a+b\r\n', 'REA 7 28 alice@passport.com a+b\r\n'],
  ['X-ENC-04', 'REA 7 alice@passport.com é\r\n', 'REA 7 28 alice@passport.com %C3%A9\r\n'],
  [
    'a percent sign that encodes nothing',
    'REA 7 alice@passport.com 100%\r\n',
    'REA 7 28 alice@passport.com 100%25\r\n',
  ],

  ['S-VRS-02', 'GTC 7 N\r\nBLP 8 BL\r\n', 'GTC 7 28 N\r\nBLP 8 29 BL\r\n'],
  ['S-GRP-01', 'ADG 7 New%20friends 0\r\n', 'ADG 7 28 New%20friends 4 0\r\n'],
  ['S-GRP-02', 'REG 7 2 Mates 0\r\n', 'REG 7 28 2 Mates 0\r\n'],
  ['S-GRP-02, without the closing 0', 'REG 7 2 Mates\r\n', 'REG 7 28 2 Mates 0\r\n'],
  ['S-GRP-02', 'REG 7 29 Mates 0\r\n', '224 7\r\n'],
  ['S-GRP-03', 'RMG 7 2\r\nADG 8 Again 0\r\n', 'RMG 7 28 2\r\nADG 8 29 Again 2 0\r\n'],
  ['S-GRP-03', 'RMG 7 29\r\n', '224 7\r\n'],
  ['S-GRP-03', 'RMG 7 0\r\n', '230 7\r\n'],
  ['S-GRP-04, 61 bytes', `ADG 7 ${letters(61)} 0\r\n`, `ADG 7 28 ${letters(61)} 4 0\r\n`],
  ['S-GRP-04, 62 bytes', `ADG 7 ${letters(62)} 0\r\n`, '229 7\r\n'],
  ['S-GRP-04, 128 bytes', `ADG 7 ${letters(128)} 0\r\n`, '229 7\r\n'],
  ['S-GRP-04, 62 bytes', `REG 7 1 ${letters(62)} 0\r\n`, '229 7\r\n'],
  ['S-GRP-06', 'ADG 7 Friends 0\r\n', 'ADG 7 28 Friends 4 0\r\n'],
  ['S-SET-01', 'GTC 7 N\r\n', 'GTC 7 28 N\r\n'],
  ['S-SET-01', 'BLP 7 BL\r\n', 'BLP 7 28 BL\r\n'],
  ['S-SET-02', 'GTC 7 A\r\n', '218 7\r\n'],
  ['S-SET-02', 'BLP 7 AL\r\n', '218 7\r\n'],
  ['S-SET-04', 'PRP 7 PHH 1%202\r\n', 'PRP 7 28 PHH 1%202\r\n'],
  ['S-SET-04, 95 bytes', `PRP 7 PHW ${'1'.repeat(95)}\r\n`, `PRP 7 28 PHW ${'1'.repeat(95)}\r\n`],
  ['S-SET-04, no value', 'PRP 7 PHH \r\n', 'PRP 7 28 PHH\r\n'],
  ['S-SET-05', 'PRP 7 XYZ v\r\n', '715 7\r\n'],
  ['MOB while MBE is N', 'PRP 7 MBE N\r\nPRP 8 MOB Y\r\n', 'PRP 7 28 MBE N\r\nPRP 8 29 MOB N\r\n'],

  ['S-USR-07', 'USR 7 TWN I alice@passport.com\r\n', '207 7\r\n'],
  ['S-PNG-01', 'PNG\r\nPNG\r\n', 'QNG\r\nQNG\r\n'],
  ['an answer that was not asked for', `QRY 7 msmsgs@msnmsgr.com 32\r\n${letters(32)}`, ''],
  ['S-CHL-06', `QRY 7 msmsgs@msnmsgr.com 32\r\n${letters(32)}CHG 8 NLN 0\r\n`, 'CHG 8 NLN 0\r\n'],

  ['while hidden', 'CHG 6 HDN 0\r\nXFR 7 SB\r\n', 'CHG 6 HDN 0\r\n913 7\r\n'],
  ['another service', 'XFR 7 XX\r\n', '201 7\r\n'],
  ['FND', 'FND 7 fname=Bob\r\n', '502 7\r\n'],
  ['SND', 'SND 7 zoe@passport.com 0x0409\r\n', 'SND 7 OK\r\n'],
  ['SDC', 'SDC 7 zoe@passport.com 0x0409 MSMSGS MSMSGS X X Alice 5\r\nhello', 'SDC 7 OK\r\n'],
  ['PAG to a mobile', 'PAG 7 bob@passport.com 2\r\nhi', ''],
  ['PAG to nobody', 'PAG 7 emily@passport.com 2\r\nhi', '800 7\r\n'],
  ['IMS', 'IMS 7 OFF\r\nIMS 8 ON\r\n', 'IMS 7 0 OFF\r\nIMS 8 0 ON\r\n'],
  ['IMS', 'IMS 7 MAYBE\r\n', '715 7\r\n'],
  [
    'CVR again',
    'CVR 7 0x0409 win 4.10 i386 X 1 X alice@passport.com\r\nGTC 8 A\r\n',
    `CVR 7 6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com\r\n218 8\r\n`,
  ],
];

test.each(answered)('%s: %j', async (_rule, request, reply) => {
  alice.write(request);
  await alice.expectNothingBut(reply);
});

/** Each row: what ends the session without a word. */
const closing: readonly (readonly [rule: string, request: string])[] = [
  ['S-ADD-08', 'ADD 7 RL bob@passport.com Bob\r\n'],
  ['S-ADD-08', 'REM 7 RL bob@passport.com\r\n'],
  ['S-ADD-15', 'ADD 7 AL fred@passport.com Fred 0\r\n'],
  ['388 bytes', `ADD 7 AL fred@passport.com ${letters(388)}\r\n`],
  ['S-REA-04', `REA 7 alice@passport.com ${letters(388)}\r\n`],
  ['S-GRP-04, 129 bytes', `ADG 7 ${letters(129)} 0\r\n`],
  ['a group above 29', 'RMG 7 30\r\n'],
  ['S-SET-03', 'GTC 7 F\r\n'],
  ['S-SET-03', 'BLP 7 al\r\n'],
  ['S-SET-05', 'PRP 7 PHHH 1\r\n'],
  ['S-SET-05, 96 bytes', `PRP 7 PHH ${'1'.repeat(96)}\r\n`],
  ['S-ROB-02', 'ZZZ 5\r\n'],
  ['S-ROB-02', '\u0001\u0002\u0003\r\n'],
  ['S-ROB-03', 'ILN 7 NLN bob@passport.com Bob 0\r\n'],
  ['S-ROB-03', 'NLN NLN bob@passport.com Bob 0\r\n'],
  ['S-ROB-03', 'FLN bob@passport.com\r\n'],
  ['S-ROB-03', 'BPR PHH 1\r\n'],
  ['S-ROB-03', 'RNG 1 127.0.0.1 CKI 1 bob@passport.com Bob\r\n'],
  ['S-ROB-03', 'ACK 7\r\n'],
  ['S-ROB-03', 'QNG\r\n'],
  ['a switchboard command', 'CAL 7 bob@passport.com\r\n'],
  ['a switchboard command', 'MSG 7 U 2\r\nhi'],
  ['another dialect', 'SBS 7 null\r\n'],
  ['S-USR-08', 'INF 7\r\n'],
  ['an error', '911 7\r\n'],
  ['S-ROB-05', 'CHG abc NLN 0\r\n'],
  ['S-ROB-05', 'CHG -1 NLN 0\r\n'],
  ['S-ROB-05', 'CHG 4294967296 NLN 0\r\n'],
  ...['ADD 9', 'SYN 8', 'CHG 9', 'REM 9', 'REM 9 FL', 'REA 9', 'REA 9 bob@passport.com', 'ADG 9', 'ADG 9 Name'].map(
    (line) => ['S-ROB-08', `${line}\r\n`] as const,
  ),
  ...['REG 9', 'REG 9 1', 'RMG 9', 'RMG 9 x', 'GTC 9', 'BLP 9', 'PRP 9', 'XFR 9', 'URL 9', 'SND 9', 'SYN 9 x'].map(
    (line) => ['S-ROB-08', `${line}\r\n`] as const,
  ),
  ['S-OUT-01', 'OUT\r\n'],
  ['S-OUT-01, as some clients write it', 'OUT 17\r\n'],
];

test.each(closing)('%s: %j ends the session in silence', async (_rule, request) => {
  alice.write(`${request}PNG\r\n`);
  await alice.expectClose();
});

test('S-VER-04: a second VER is not expected', async () => {
  await alice.ask('VER 9 MSNP8 CVR0\r\nPNG\r\n', '715 9\r\n');
  await alice.expectClose();
});

test('S-GRP-05: the 31st group is one too many', async () => {
  for (let id = 4; id < 30; id += 1) {
    await alice.ask(`ADG ${id} g${id} 0\r\n`, `ADG ${id} ${24 + id} g${id} ${id} 0\r\n`);
  }
  await alice.ask('ADG 30 more 0\r\n', '223 30\r\n');
});

test('S-ADD-13: a full list takes nobody more, another list does', async () => {
  server.knobs.limits = { ...server.knobs.limits, listSize: 3 };
  await alice.ask('ADD 7 FL emily@passport.com Emily 0\r\n', '210 7\r\n');
  await alice.ask('ADD 8 BL emily@passport.com Emily\r\n', 'ADD 8 BL 28 emily@passport.com Emily\r\n');
  server.knobs.limits = { ...server.knobs.limits, listSize: 150 };
});

test('S-URL-01: a page has a path, an address and a number', async () => {
  await alice.ask('URL 7 INBOX\r\n', `URL 7 /cgi-bin/HoTMaiL ${server.loginUrl} 2\r\n`);
  await alice.ask('URL 8 PROFILE 0x0409\r\n', `URL 8 /profile ${server.loginUrl} 1\r\n`);
});

test('S-OUT-02: what was asked before OUT has been done', async () => {
  await alice.ask(
    'REM 15 AL bob@passport.com\r\nADD 16 BL bob@passport.com Bob\r\nOUT\r\n',
    'REM 15 AL 28 bob@passport.com\r\nADD 16 BL 29 bob@passport.com Bob\r\n',
  );
  await alice.expectClose();
  expect([...(server.directory.account('alice@passport.com').contact('bob@passport.com')?.lists ?? [])]).toEqual([
    'FL',
    'RL',
    'BL',
  ]);
});

test('X-FRM-06: one byte at a time means the same', async () => {
  for (const byte of Buffer.from('CHG 7 IDL 0\r\nREA 8 alice@passport.com A%20b\r\nPNG\r\n')) {
    alice.write(new Uint8Array([byte]));
  }
  await alice.expect('CHG 7 IDL 0\r\nREA 8 28 alice@passport.com A%20b\r\nQNG\r\n');
});

describe('the next list shows', () => {
  const line = async (account: string) => {
    alice.write('SYN 90 0\r\nPNG\r\n');
    const lines: string[] = [];
    for (let next = await alice.line(); next !== 'QNG'; next = await alice.line()) {
      lines.push(next);
    }
    return lines.filter((each) => each.includes(account));
  };

  test.each([
    ['S-SYN-11', 'ADD 7 FL fred@passport.com Freddy 2\r\n', 'fred@', ['LST fred@passport.com Freddy 9 2']],
    ['S-SYN-11', 'ADD 7 AL emily@passport.com Em\r\n', 'emily@', ['LST emily@passport.com Em 2']],
    ['S-REM-03', 'REM 7 FL dave@passport.com 2\r\n', 'dave@', ['LST dave@passport.com Dave 1 1,3']],
    ['S-REM-05', 'REM 7 FL bob@passport.com\r\n', 'bob@', ['LST bob@passport.com Bob 10']],
    ['S-REM-07', 'REM 7 FL bob@passport.com 0\r\n', 'bob@', ['LST bob@passport.com Bob 10']],
    ['a contact without a list', 'REM 7 FL dave@passport.com\r\n', 'dave@', []],
    ['S-REA-01', 'REA 7 carol@passport.com Caroline\r\n', 'carol@', ['LST carol@passport.com Caroline 3 0']],
    ['S-GRP-02', 'REG 7 2 Old%20mates 0\r\n', 'LSG 2', ['LSG 2 Old%20mates 0']],
    ['S-SET-01', 'BLP 7 BL\r\n', 'BLP BL', ['BLP BL']],
    ['S-SET-04', 'PRP 7 PHW 1%202\r\n', 'PHW 1', ['PRP PHW 1%202']],
    ['a cleared setting', 'PRP 7 PHH\r\n', 'PHH 0', []],
  ])('%s: after %j', async (_rule, request, needle, lines) => {
    alice.write(request);
    await alice.line();
    if (request.startsWith('ADD 7 FL')) {
      for (let count = 0; count < 4; count += 1) {
        expect(await alice.line()).toMatch(/^BPR 28 /);
      }
    }
    expect(await line(needle)).toEqual(lines);
  });

  test('S-GRP-07: no removed group, and nobody who was in no other', async () => {
    await alice.ask(
      'ADG 7 Alone 0\r\nADD 8 FL carol@passport.com Carol 4\r\nREM 9 FL carol@passport.com 0\r\nRMG 10 4\r\nRMG 11 1\r\n',
      'ADG 7 28 Alone 4 0\r\nADD 8 FL 29 carol@passport.com Carol 4\r\nREM 9 FL 30 carol@passport.com 0\r\nRMG 10 31 4\r\nRMG 11 32 1\r\n',
    );
    expect(await line('carol@')).toEqual(['LST carol@passport.com Carol 2']);
    expect(await line('dave@')).toEqual(['LST dave@passport.com Dave 1 2,3']);
    expect(await line('SYN')).toEqual(['SYN 90 32 5 3']);
  });
});
