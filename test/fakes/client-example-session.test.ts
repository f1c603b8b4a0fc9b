import { FakeClient } from '../../src/fakes/client';
import type { Trace } from '../../src/wire';
import { ScriptedServer } from './scripted-server';

const account = 'alice@passport.com';
const ticket =
  't=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aqAWpaPn07iCGBw5akemiWSd7t2ot!okPvIR!Wqk!MKvi1IMpxfhkao9wpxlMWYAZ!DqRfACmyQGG112Bp9xrk04!BVBUa9*H9mJLoWw39m63YQRE1yHnYNv08nyz43D3OnMcaCoeSaEHVM7LpR*LWDme29qq2X3j8N';
const challenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';
const cvrReply =
  '6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com\r\n';
const profileBody = [
  'MIME-Version: 1.0',
  'Content-Type: text/x-msmsgsprofile; charset=UTF-8',
  'LoginTime: 1050223062',
  'EmailEnabled: 0',
  'MemberIdHigh: 85040',
  'MemberIdLow: -517030579',
  'lang_preference: 1033',
  'preferredEmail: alice@passport.com',
  'country: US',
  'PostalCode: 90201',
  'Gender: m',
  'Kid: 0',
  'Age: ',
  'BDayPre: 5',
  'Birthday: 0',
  'Wallet: 0',
  'Flags: 1027',
  'sid: 507',
  'kv: 4',
  'MSPAuth: 41bbzZ*NzDmDQ8ic4HWo89b9zhCBk!ONDJKB3Los8UMgBnCOLSwQKo!8IeIHQF0vVItSlOzIL36e5MAdMaB3mpZw$$',
  'ClientIP: 1.2.3.4',
  'ClientPort: 516',
  '\r\n',
].join('\r\n');

/** The segments of the client, by connection, as text. */
function clientSegments(trace: Trace): string[] {
  return trace.events.flatMap((event) =>
    event.kind === 'segment' && event.from === 'client' ? [Buffer.from(event.bytes).toString('latin1')] : [],
  );
}

describe('the example session, with the fake client', () => {
  let dispatch: ScriptedServer;
  let notification: ScriptedServer;

  beforeEach(async () => {
    dispatch = await ScriptedServer.start();
    notification = await ScriptedServer.start();
  });
  afterEach(async () => {
    await dispatch.close();
    await notification.close();
  });

  test('the client sends the corrected session, segment by segment, and believes what it was told', async () => {
    const asked: string[] = [];
    const signingIn = FakeClient.signIn({
      account,
      server: dispatch.address,
      cachedVersion: 6,
      ticket: async (given) => {
        asked.push(given);
        return ticket;
      },
    });

    const first = await dispatch.next();
    await first.talk(
      ['VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8 CVR0\r\n'],
      ['CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', `CVR 2 ${cvrReply}`],
      ['USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS ${notification.word} 0 207.46.104.20:1863\r\n`],
    );
    first.close();

    const second = await notification.next();
    await second.talk(
      ['VER 4 MSNP8 CVR0\r\n', 'VER 4 MSNP8 CVR0\r\n'],
      ['CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', `CVR 5 ${cvrReply}`],
      ['USR 6 TWN I alice@passport.com\r\n', `USR 6 TWN S ${challenge}\r\n`],
      [
        `USR 7 TWN S ${ticket}\r\n`,
        `USR 7 OK alice@passport.com Alice 1 0\r\nMSG Hotmail Hotmail 478\r\n${profileBody}`,
      ],
      ['SYN 8 6\r\n', 'SYN 8 27 5 4\r\n'],
    );
    for (const segment of [
      'GTC A\r\n',
      'BLP AL\r\n',
      'PRP PHH 01%20234\r\n',
      'PRP PHM 56%20789\r\n',
      'LSG 0 Other%20Contacts 0\r\nLSG 1 Coworkers 0\r\nLSG 2 Friends 0\r\nLSG 3 Family 0\r\n',
      'LST bob@passport.com Bob 11 0\r\nBPR MOB Y\r\n',
      'LST carol@passport.com Carol 3 0\r\nBPR PHM 9876',
      '-54321\r\n',
      'LST dave@passport.com Dave 1 1,2',
      ',3\r\nBPR PHH 3.1415926535\r\nBPR PH',
      'W',
      ' ',
      '2.71841844\r\nBPR PHM sqrt(-1)\r\n',
      'LST eve@passport.com Eavesdropper 12\r\n',
      'LST fred@passport.com Fred 8\r\n',
    ]) {
      second.send(segment);
    }
    await second.expect('CHG 9 NLN 0\r\nADD 10 AL fred@passport.com Fred\r\n');
    second.send(
      'CHG 9 NLN 0\r\nILN 9 NLN bob@passport.com Bob 24\r\nILN 9 IDL carol@passport.com Carol 268435492\r\n',
      'ADD 10 AL 28 fred@passport.com Fred\r\nILN 9 BSY dave@passport.com Dave 268435492\r\n',
      'CHL 0 29409134351025259292\r\n',
    );
    await second.expect('QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c');
    second.send('QRY 11\r\n');
    const client = await signingIn;

    expect(asked).toEqual([challenge]);
    expect(client.snapshot()).toEqual({
      account: 'alice@passport.com',
      name: 'Alice',
      status: 'NLN',
      listVersion: 28,
      privacy: { blp: 'AL', gtc: 'A' },
      groups: [
        { id: '0', name: 'Other Contacts' },
        { id: '1', name: 'Coworkers' },
        { id: '2', name: 'Friends' },
        { id: '3', name: 'Family' },
      ],
      contacts: [
        {
          account: 'bob@passport.com',
          name: 'Bob',
          lists: ['FL', 'AL', 'RL'],
          groups: ['0'],
          status: 'NLN',
          phones: { MOB: 'Y' },
        },
        {
          account: 'carol@passport.com',
          name: 'Carol',
          lists: ['FL', 'AL'],
          groups: ['0'],
          status: 'IDL',
          phones: { PHM: '9876-54321' },
        },
        {
          account: 'dave@passport.com',
          name: 'Dave',
          lists: ['FL'],
          groups: ['1', '2', '3'],
          status: 'BSY',
          phones: { PHH: '3.1415926535', PHW: '2.71841844', PHM: 'sqrt(-1)' },
        },
        { account: 'eve@passport.com', name: 'Eavesdropper', lists: ['BL', 'RL'] },
        { account: 'fred@passport.com', name: 'Fred', lists: ['AL', 'RL'] },
      ],
    });
    expect(Object.fromEntries(client.beliefs.roster.settings)).toEqual({ PHH: '01 234', PHM: '56 789' });

    const idle = client.setStatus('IDL');
    await second.talk(['CHG 12 IDL 0\r\n', 'CHG 12 IDL 0\r\nFLN bob@passport.com\r\n']);
    await idle;
    const back = client.setStatus('NLN');
    await second.talk(['CHG 13 NLN 0\r\n', 'CHG 13 NLN 0\r\nNLN BSY carol@passport.com Caroline 268435492\r\n']);
    await back;
    await second.talk(['REA 14 carol@passport.com Caroline\r\n', 'REA 14 29 carol@passport.com Caroline\r\n']);
    await client.waitFor((beliefs) => beliefs.listVersion === 29);
    const blocking = client.block('bob@passport.com');
    await second.talk([
      'REM 15 AL bob@passport.com\r\nADD 16 BL bob@passport.com Bob\r\n',
      'REM 15 AL 30 bob@passport.com\r\nADD 16 BL 31 bob@passport.com Bob\r\n',
    ]);
    await blocking;

    expect(client.snapshot().listVersion).toBe(31);
    expect(client.snapshot().contacts?.slice(0, 2)).toEqual([
      {
        account: 'bob@passport.com',
        name: 'Bob',
        lists: ['FL', 'BL', 'RL'],
        groups: ['0'],
        status: 'FLN',
        phones: { MOB: 'Y' },
      },
      {
        account: 'carol@passport.com',
        name: 'Caroline',
        lists: ['FL', 'AL'],
        groups: ['0'],
        status: 'BSY',
        phones: { PHM: '9876-54321' },
      },
    ]);

    const leaving = client.logout();
    await second.expect('OUT\r\n');
    second.close();
    await leaving;

    expect((await client.ended).reason).toBe('logged-out');
    expect(clientSegments(client.trace)).toEqual([
      'VER 1 MSNP8 CVR0\r\n',
      'CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
      'USR 3 TWN I alice@passport.com\r\n',
      'VER 4 MSNP8 CVR0\r\n',
      'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n',
      'USR 6 TWN I alice@passport.com\r\n',
      `USR 7 TWN S ${ticket}\r\n`,
      'SYN 8 6\r\n',
      'CHG 9 NLN 0\r\nADD 10 AL fred@passport.com Fred\r\n',
      'QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c',
      'CHG 12 IDL 0\r\n',
      'CHG 13 NLN 0\r\n',
      'REA 14 carol@passport.com Caroline\r\n',
      'REM 15 AL bob@passport.com\r\nADD 16 BL bob@passport.com Bob\r\n',
      'OUT\r\n',
    ]);
  });
});
