import { type Certificates, createCertificates, FakeServer, sessionDirectory } from '../../src/fakes';
import { patienceMs, type RawClient } from './raw-client';
import { signIn } from './signed-in';

let certificates: Certificates;
let server: FakeServer;
let bob: RawClient;

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ certificates, directory: sessionDirectory() });
  bob = await signIn(server, 'bob@passport.com');
});
afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const challenged = () => bob.ask('CHG 5 NLN 0\r\n', 'CHG 5 NLN 0\r\nCHL 0 29409134351025259292\r\n');

test('S-CHL-01: the first CHG is followed by a challenge, later ones are not', async () => {
  await challenged();
  await bob.ask('CHG 6 IDL 0\r\n', 'CHG 6 IDL 0\r\n');
  await bob.expectNothingBut();
});

test.each([
  ['msmsgs@msnmsgr.com', 'd0c1178c689350104350d99f8c36ed9c'],
  ['PROD0038W!61ZTF9', '0a92b938ee214352d5e1f93b0acd1552'],
])('S-CHL-02, S-CHL-06: %s answers rightly, and what is glued behind is heard', async (clientId, digest) => {
  await challenged();
  await bob.ask(`QRY 6 ${clientId} 32\r\n${digest}PNG\r\n`, 'QRY 6\r\nQNG\r\n');
});

test('S-ROB-07: half a payload waits for its other half', async () => {
  await challenged();
  bob.write('QRY 6 msmsgs@msnmsgr.com 32\r\nd0c1178c68935010');
  const session = server.session('bob@passport.com');
  server.puppet('alice@passport.com').setStatus('NLN');
  await bob.expect('NLN NLN alice@passport.com Alice 0\r\n');
  expect(session?.stage).toBe('signed-in');
  await bob.ask('4350d99f8c36ed9c', 'QRY 6\r\n');
});

test.each([
  ['S-CHL-03', 'QRY 6 msmsgs@msnmsgr.com 32\r\n00000000000000000000000000000000'],
  ['S-CHL-03, upper case', 'QRY 6 msmsgs@msnmsgr.com 32\r\nD0C1178C689350104350D99F8C36ED9C'],
  ['S-CHL-03, short', 'QRY 6 msmsgs@msnmsgr.com 31\r\nd0c1178c689350104350d99f8c36ed9'],
  ['S-CHL-03, empty', 'QRY 6 msmsgs@msnmsgr.com 0\r\n'],
  ['S-CHL-04', 'QRY 6 PROD9999 32\r\nd0c1178c689350104350d99f8c36ed9c'],
])('%s: a wrong answer is an error and the end', async (_rule, answer) => {
  await challenged();
  await bob.ask(`${answer}PNG\r\n`, '540 6\r\n');
  await bob.expectClose();
});

test('S-CHL-05: no answer in time is the end', async () => {
  server.knobs.challengeTimeoutMs = 20;
  await challenged();
  await bob.expectClose();
});

test('an answered challenge does not end the session later', async () => {
  server.knobs.challengeTimeoutMs = 100;
  await challenged();
  await bob.ask('QRY 6 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c', 'QRY 6\r\n');
  server.knobs.challengeTimeoutMs = 10_000;
  const session = server.session('bob@passport.com');
  session?.challenge('later');
  await bob.expect('CHL 0 later\r\n');
  await new Promise((resolve) => setTimeout(resolve, 150)); // longer than the first challenge had
  await bob.expectNothingBut();
});

test('a client may ask for a challenge; only one is open at a time', async () => {
  server.knobs.challenges = 'off';
  await bob.ask(
    'CHG 5 NLN 0\r\nCHL 6\r\nCHL 7\r\n',
    'CHG 5 NLN 0\r\nCHL 0 29409134351025259292\r\nCHL 0 29409134351025259292\r\n',
  );
  await bob.ask('QRY 8 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c', 'QRY 8\r\n');
  bob.write('CHL 9\r\n');
  expect(await bob.line()).toMatch(/^CHL 0 \d{20}$/);
});

test('challengeText is what the client is challenged with', async () => {
  server.knobs.challengeText = (count) => `c${count}`;
  await bob.ask('CHG 5 NLN 0\r\n', 'CHG 5 NLN 0\r\nCHL 0 c0\r\n');
});

test('a fence holds when the client answers, and says so when it does not', async () => {
  server.knobs.challenges = 'off';
  const session = server.session('bob@passport.com');
  const held = session?.fence({ timeoutMs: patienceMs });
  await bob.expect('CHL 0 29409134351025259292\r\n');
  await bob.ask('QRY 6 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c', 'QRY 6\r\n');
  expect(await held).toBe('alive');
  expect(await session?.fence({ timeoutMs: 10 })).toBe('stalled');
  const cut = session?.fence({ timeoutMs: patienceMs });
  bob.reset();
  expect(await cut).toBe('closed');
});

test('pingSeconds and echoOut', async () => {
  server.knobs.pingSeconds = 45;
  server.knobs.echoOut = true;
  await bob.ask('PNG\r\nOUT\r\n', 'QNG 45\r\nOUT\r\n');
  await bob.expectClose();
});
