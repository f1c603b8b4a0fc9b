import {
  type Certificates,
  createCertificates,
  FakeServer,
  PassportError,
  passportTicket,
  sessionDirectory,
} from '../../src/fakes';
import { patienceMs, RawClient } from './raw-client';
import { signIn } from './signed-in';

const advice =
  '6.0.0602 6.0.0602 1.0.0000 http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com\r\n';
const challenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';

let certificates: Certificates;
let server: FakeServer;

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ certificates, directory: sessionDirectory() });
});
afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

/** A client with which MSNP8 has been agreed on. */
async function agreed(): Promise<RawClient> {
  const client = await RawClient.call(server.notification);
  await client.ask('VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8 CVR0\r\n');
  return client;
}

test.each([
  ['S-VER-01', 'VER 0 MSNP8 CVR0\r\n', 'VER 0 MSNP8 CVR0\r\n'],
  ['S-VER-01', 'VER 4294967295 MSNP8\r\n', 'VER 4294967295 MSNP8\r\n'],
  ['S-VER-06', 'VER 1 MSNP9 MSNP8 CVR0\r\n', 'VER 1 MSNP8 CVR0\r\n'],
  ['S-VER-06', 'VER 1 CVR0 MSNP8\r\n', 'VER 1 MSNP8 CVR0\r\n'],
])('%s: %j is answered %j, and nothing was said before', async (_rule, request, reply) => {
  const client = await RawClient.call(server.notification);
  await client.ask(request, reply);
});

test.each([
  ['S-VER-03', 'VER 1 FOO\r\n', 'VER 1 0\r\n'],
  ['S-VER-03', 'VER 1 MSNP9 MSNP10 CVR0\r\n', 'VER 1 0\r\n'],
  ['S-VER-03, case counts', 'VER 1 msnp8\r\n', 'VER 1 0\r\n'],
  ['S-VER-05', 'VER MSNP8 CVR0\r\n', ''],
  ['S-VER-05', 'VER x MSNP8 CVR0\r\n', ''],
  ['S-ROB-08', 'VER 1\r\n', ''],
  ['S-VER-04', 'VER 1 MSNP8\r\nVER 2 MSNP8\r\n', 'VER 1 MSNP8\r\n715 2\r\n'],
  ['before VER', 'CVR 1 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', ''],
  ['before VER', 'USR 1 TWN I alice@passport.com\r\n', ''],
  ['before VER', 'PNG\r\n', ''],
  ['before VER', 'OUT\r\n', ''],
  ['S-LOG-01', 'VER 1 MSNP8\r\nSYN 2 0\r\n', 'VER 1 MSNP8\r\n'],
  ['S-LOG-01', 'VER 1 MSNP8\r\nCHG 2 NLN 0\r\n', 'VER 1 MSNP8\r\n'],
  ['S-LOG-01', 'VER 1 MSNP8\r\nADD 2 AL bob@passport.com Bob\r\n', 'VER 1 MSNP8\r\n'],
  ['S-LOG-01', 'VER 1 MSNP8\r\nXFR 2 SB\r\n', 'VER 1 MSNP8\r\n'],
  ['PNG before login', 'VER 1 MSNP8\r\nPNG\r\n', 'VER 1 MSNP8\r\n'],
  ['S-USR-06', 'VER 1 MSNP8\r\nUSR 2 MD5 I alice@passport.com\r\n', 'VER 1 MSNP8\r\n911 2\r\n'],
  ['S-USR-08', 'VER 1 MSNP8\r\nINF 2\r\n', 'VER 1 MSNP8\r\n'],
  ['S-USR-09', 'VER 1 MSNP8\r\nUSR 2 TWN I foo\r\n', 'VER 1 MSNP8\r\n911 2\r\n'],
  ['S-USR-09', 'VER 1 MSNP8\r\nUSR 2 TWN I foo@\r\n', 'VER 1 MSNP8\r\n911 2\r\n'],
  ['129 bytes', `VER 1 MSNP8\r\nUSR 2 TWN I ${'a'.repeat(118)}@passport.com\r\n`, 'VER 1 MSNP8\r\n911 2\r\n'],
  ['S-USR-05', 'VER 1 MSNP8\r\nUSR 2 TWN S t=x&p=y\r\n', 'VER 1 MSNP8\r\n911 2\r\n'],
  ['S-ROB-08', 'VER 1 MSNP8\r\nCVR 2 0x0409 win\r\n', 'VER 1 MSNP8\r\n710 2\r\n'],
  ['S-ROB-08', 'VER 1 MSNP8\r\nUSR 2 TWN I\r\n', 'VER 1 MSNP8\r\n911 2\r\n'],
])('%s: %j ends the connection', async (_rule, request, reply) => {
  const client = await RawClient.call(server.notification);
  client.write(request);
  await client.expect(reply);
  await client.expectClose();
});

test('S-USR-05: a ticket that was made up, or belongs to another, is refused', async () => {
  for (const ticket of ['t=wrong&p=wrong', server.directory.account('alice@passport.com').ticket]) {
    const client = await agreed();
    await client.ask('USR 2 TWN I bob@passport.com\r\n', `USR 2 TWN S ${challenge}\r\n`);
    await client.ask(`USR 3 TWN S ${ticket}\r\n`, '911 3\r\n');
    await client.expectClose();
  }
});

test('an unknown account is asked for a ticket like any other, and refused then', async () => {
  const client = await agreed();
  await client.ask('USR 2 TWN I zoe@passport.com\r\n', `USR 2 TWN S ${challenge}\r\n`);
  await client.ask('USR 3 TWN S t=a&p=b\r\n', '911 3\r\n');
  await client.expectClose();
});

test('S-USR-10: the case of the account does not count; S-CVR-02 and S-LOG-03: nor does what CVR says', async () => {
  const client = await agreed();
  await client.ask('CVR 2 x y z Q ODD 99.9.9999 NOBODY someone@else.example\r\n', `CVR 2 ${advice}`);
  await client.ask('USR 2 TWN I BOB@Passport.com\r\n', `USR 2 TWN S ${challenge}\r\n`);
  server.directory.account('bob@passport.com').ticket = 't=bob';
  await client.ask('USR 2 TWN S t=bob\r\n', 'USR 2 OK bob@passport.com Bob 1 0\r\nMSG Hotmail Hotmail 476\r\n');
});

test('S-LOG-02: what is sent in one go is answered in its order', async () => {
  const client = await RawClient.call(server.dispatch);
  await client.ask(
    'VER 2 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS bob@passport.com\r\nUSR 2 TWN I bob@passport.com\r\nPNG\r\n',
    `VER 2 MSNP8 CVR0\r\nCVR 2 ${advice}XFR 2 NS 127.0.0.1:${server.notification.port} 0 127.0.0.1:${server.dispatch.port}\r\n`,
  );
  await client.expectClose();
});

test('CVQ is answered as CVR', async () => {
  const client = await agreed();
  await client.ask('CVQ 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS bob@passport.com\r\n', `CVQ 2 ${advice}`);
});

test('S-OTH-01: a second login ends the first, and only that', async () => {
  const first = await signIn(server, 'bob@passport.com');
  const second = await signIn(server, 'bob@passport.com');
  await first.expect('OUT OTH\r\n');
  await first.expectClose();
  await second.expectNothingBut();
  expect(server.sessions).toHaveLength(1);
});

test('S-ROB-10: after a reset in mid-line the account can sign in again at once', async () => {
  const first = await signIn(server, 'bob@passport.com');
  first.write('CHG 9 NL');
  first.reset();
  const second = await signIn(server, 'bob@passport.com');
  await second.expectNothingBut();
});

test('unverified and restricted accounts are called so, and the former keep their name', async () => {
  server.directory.addAccount({
    account: 'kid@passport.com',
    password: 'p',
    name: 'a kid',
    verified: false,
    restricted: true,
    ticket: 't=k',
  });
  const client = await agreed();
  await client.ask('USR 2 TWN I kid@passport.com\r\n', `USR 2 TWN S ${challenge}\r\n`);
  await client.ask('USR 3 TWN S t=k\r\n', 'USR 3 OK kid@passport.com a%20kid 0 1\r\nMSG Hotmail Hotmail 476\r\n');
  await client.bytes(476);
  await client.ask('REA 4 kid@passport.com Kid\r\n', '715 4\r\n');
});

describe('Passport', () => {
  const options = () => ({
    nexusUrl: server.nexusUrl,
    account: 'bob@passport.com',
    challenge,
    ca: server.caPem,
    trace: server.trace,
    timeoutMs: patienceMs,
  });

  test('S-AUT-01: a right password gives a ticket that lets in, every time another', async () => {
    const tickets = [];
    for (let count = 0; count < 2; count += 1) {
      const ticket = await passportTicket({ ...options(), password: 'bob-password' });
      tickets.push(ticket);
      const client = await agreed();
      await client.ask('USR 2 TWN I bob@passport.com\r\n', `USR 2 TWN S ${challenge}\r\n`);
      await client.ask(`USR 3 TWN S ${ticket}\r\n`, 'USR 3 OK bob@passport.com Bob 1 0\r\n');
    }
    expect(tickets[0]).not.toBe(tickets[1]);
    expect(tickets[0]).toMatch(/^t=[^ ']+&p=[^ ']+$/);
  });

  test.each([
    ['bob@passport.com', 'wrong'],
    ['zoe@passport.com', ''],
  ])('S-AUT-01: %s with the password %j is refused', async (account, password) => {
    const asked = passportTicket({ ...options(), account, password });
    await expect(asked).rejects.toThrow(PassportError);
  });

  test('its knobs are among those of the server', async () => {
    server.knobs.passport.daLogin = 'absolute';
    server.knobs.passport.redirects = 2;
    await expect(passportTicket({ ...options(), password: 'bob-password' })).resolves.toMatch(/^t=/);
  });
});

describe('knobs', () => {
  test('transfers 0: the dispatch server keeps the client', async () => {
    server.knobs.transfers = 0;
    const client = await RawClient.call(server.dispatch);
    await client.ask('VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\n', `VER 1 MSNP8\r\nUSR 2 TWN S ${challenge}\r\n`);
  });

  test('transfers 3: the notification server sends on twice', async () => {
    server.knobs.transfers = 3;
    const [dispatch, notification] = [`127.0.0.1:${server.dispatch.port}`, `127.0.0.1:${server.notification.port}`];
    const login = 'VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\n';
    for (const [address, current] of [
      [server.dispatch, dispatch],
      [server.notification, notification],
      [server.notification, notification],
    ] as const) {
      const client = await RawClient.call(address);
      await client.ask(login, `VER 1 MSNP8\r\nXFR 2 NS ${notification} 0 ${current}\r\n`);
      await client.expectClose();
    }
    const client = await RawClient.call(server.notification);
    await client.ask(login, `VER 1 MSNP8\r\nUSR 2 TWN S ${challenge}\r\n`);
  });

  test('closeAfterTransfer and transferShowsCurrent', async () => {
    server.knobs.closeAfterTransfer = 'never';
    server.knobs.transferShowsCurrent = false;
    const transfer = `VER 1 MSNP8\r\nXFR 2 NS 127.0.0.1:${server.notification.port} 0\r\n`;
    const patient = await RawClient.call(server.dispatch);
    await patient.ask('VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\n', transfer);
    server.knobs.closeAfterTransfer = 'late';
    server.knobs.lateCloseMs = 1;
    const late = await RawClient.call(server.dispatch);
    await late.ask('VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\n', transfer);
    await late.expectClose();
    await patient.ask('CVR 3\r\n', '710 3\r\n');
  });

  test.each([
    ['offered', 'VER 1 MSNP9 MSNP8 CVR0\r\n'],
    ['chosen', 'VER 1 MSNP8\r\n'],
    ['chosen-and-cvr0', 'VER 1 MSNP8 CVR0\r\n'],
  ] as const)('versionReply %s: %j', async (style, reply) => {
    server.knobs.versionReply = style;
    const client = await RawClient.call(server.notification);
    await client.ask('VER 1 MSNP9 MSNP8 CVR0\r\n', reply);
  });

  test('publicHost is what XFR names', async () => {
    const other = await FakeServer.start({ certificates, publicHost: 'localhost' });
    const client = await RawClient.call(other.dispatch);
    await client.ask(
      'VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\n',
      `VER 1 MSNP8\r\nXFR 2 NS localhost:${other.notification.port} 0 localhost:${other.dispatch.port}\r\n`,
    );
    await other.close();
  });
});

test('a port that is taken is refused, and nothing stays open', async () => {
  const taken = { dispatch: server.dispatch.port };
  await expect(FakeServer.start({ certificates, ports: taken })).rejects.toThrow('EADDRINUSE');
});
