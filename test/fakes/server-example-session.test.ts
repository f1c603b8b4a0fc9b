import { createCertificates, FakeServer, passportTicket, sessionDirectory } from '../../src/fakes';
import { patienceMs, RawClient } from './raw-client';

const cvr = '0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n';
const versionAdvice =
  '6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com\r\n';
const challenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';
const ticket =
  't=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aqAWpaPn07iCGBw5akemiWSd7t2ot!okPvIR!Wqk!MKvi1IMpxfhkao9wpxlMWYAZ!DqRfACmyQGG112Bp9xrk04!BVBUa9*H9mJLoWw39m63YQRE1yHnYNv08nyz43D3OnMcaCoeSaEHVM7LpR*LWDme29qq2X3j8N';
const profile =
  'MIME-Version: 1.0\r\n' +
  'Content-Type: text/x-msmsgsprofile; charset=UTF-8\r\n' +
  'LoginTime: 1050223062\r\n' +
  'EmailEnabled: 0\r\n' +
  'MemberIdHigh: 85040\r\n' +
  'MemberIdLow: -517030579\r\n' +
  'lang_preference: 1033\r\n' +
  'preferredEmail: alice@passport.com\r\n' +
  'country: US\r\n' +
  'PostalCode: 90201\r\n' +
  'Gender: m\r\n' +
  'Kid: 0\r\n' +
  'Age: \r\n' +
  'BDayPre: 5\r\n' +
  'Birthday: 0\r\n' +
  'Wallet: 0\r\n' +
  'Flags: 1027\r\n' +
  'sid: 507\r\n' +
  'kv: 4\r\n' +
  'MSPAuth: 41bbzZ*NzDmDQ8ic4HWo89b9zhCBk!ONDJKB3Los8UMgBnCOLSwQKo!8IeIHQF0vVItSlOzIL36e5MAdMaB3mpZw$$\r\n' +
  'ClientIP: 1.2.3.4\r\n' +
  'ClientPort: 516\r\n' +
  '\r\n';
const list =
  'SYN 8 27 5 4\r\n' +
  'GTC A\r\n' +
  'BLP AL\r\n' +
  'PRP PHH 01%20234\r\n' +
  'PRP PHM 56%20789\r\n' +
  'LSG 0 Other%20Contacts 0\r\n' +
  'LSG 1 Coworkers 0\r\n' +
  'LSG 2 Friends 0\r\n' +
  'LSG 3 Family 0\r\n' +
  'LST bob@passport.com Bob 11 0\r\n' +
  'BPR MOB Y\r\n' +
  'LST carol@passport.com Carol 3 0\r\n' +
  'BPR PHM 9876-54321\r\n' +
  'LST dave@passport.com Dave 1 1,2,3\r\n' +
  'BPR PHH 3.1415926535\r\n' +
  'BPR PHW 2.71841844\r\n' +
  'BPR PHM sqrt(-1)\r\n' +
  'LST eve@passport.com Eavesdropper 12\r\n' +
  'LST fred@passport.com Fred 8\r\n';

describe('the example session, byte for byte', () => {
  test('the fake server says what the documented server says, as corrected by the errata', async () => {
    const server = await FakeServer.start({ directory: sessionDirectory(), certificates: await createCertificates() });
    const bob = server.puppet('bob@passport.com');
    const carol = server.puppet('carol@passport.com');
    bob.setStatus('NLN', { clientId: '24' });
    carol.setStatus('IDL', { clientId: '268435492' });
    server.puppet('dave@passport.com').setStatus('BSY', { clientId: '268435492' });

    const first = await RawClient.call(server.dispatch);
    await first.ask('VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8 CVR0\r\n');
    await first.ask(`CVR 2 ${cvr}`, `CVR 2 ${versionAdvice}`);
    const [dispatch, notification] = [`127.0.0.1:${server.dispatch.port}`, `127.0.0.1:${server.notification.port}`];
    await first.ask('USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS ${notification} 0 ${dispatch}\r\n`);
    await first.expectClose();

    const alice = await RawClient.call(server.notification);
    await alice.ask('VER 4 MSNP8 CVR0\r\n', 'VER 4 MSNP8 CVR0\r\n');
    await alice.ask(`CVR 5 ${cvr}`, `CVR 5 ${versionAdvice}`);
    await alice.ask('USR 6 TWN I alice@passport.com\r\n', `USR 6 TWN S ${challenge}\r\n`);
    const given = await passportTicket({
      nexusUrl: server.nexusUrl,
      account: 'alice@passport.com',
      password: 'alice-password',
      challenge,
      ca: server.caPem,
      trace: server.trace,
      timeoutMs: patienceMs,
    });
    expect(given).toBe(ticket);
    alice.write(`USR 7 TWN S ${ticket}\r\n`);
    await alice.expect(`USR 7 OK alice@passport.com Alice 1 0\r\nMSG Hotmail Hotmail 478\r\n${profile}`);
    expect(Buffer.byteLength(profile)).toBe(478);

    await alice.ask('SYN 8 6\r\n', list);
    await alice.ask(
      'CHG 9 NLN 0\r\nADD 10 AL fred@passport.com Fred\r\n',
      'CHG 9 NLN 0\r\n' +
        'ILN 9 NLN bob@passport.com Bob 24\r\n' +
        'ILN 9 IDL carol@passport.com Carol 268435492\r\n' +
        'ADD 10 AL 28 fred@passport.com Fred\r\n' +
        'ILN 9 BSY dave@passport.com Dave 268435492\r\n' +
        'CHL 0 29409134351025259292\r\n',
    );
    await alice.ask('QRY 11 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c', 'QRY 11\r\n');
    await alice.ask('CHG 12 IDL 0\r\n', 'CHG 12 IDL 0\r\n');
    bob.goOffline();
    await alice.expect('FLN bob@passport.com\r\n');
    await alice.ask('CHG 13 NLN 0\r\n', 'CHG 13 NLN 0\r\n');
    carol.setStatus('BSY', { clientId: '268435492', name: 'Caroline' });
    await alice.expect('NLN BSY carol@passport.com Caroline 268435492\r\n');
    await alice.ask('REA 14 carol@passport.com Caroline\r\n', 'REA 14 29 carol@passport.com Caroline\r\n');
    await alice.ask(
      'REM 15 AL bob@passport.com\r\nADD 16 BL bob@passport.com Bob\r\n',
      'REM 15 AL 30 bob@passport.com\r\nADD 16 BL 31 bob@passport.com Bob\r\n',
    );
    alice.write('OUT\r\n');
    await alice.expectClose();
    expect(server.faults).toEqual([]);
    await server.close();
  });
});
