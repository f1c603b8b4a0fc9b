import { type Certificates, createCertificates, FakeServer, sessionDirectory } from '../../src/fakes';
import { patienceMs, RawClient } from './raw-client';
import { signIn } from './signed-in';

const bobAccount = 'bob@passport.com';

let certificates: Certificates;
let server: FakeServer;
/** Somebody who behaves, and must not notice anything (S-ROB-01). */
let alice: RawClient;

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ certificates, directory: sessionDirectory(), knobs: { challenges: 'off' } });
  alice = await signIn(server, 'alice@passport.com');
});
afterEach(async () => {
  await alice.expectNothingBut();
  await server.close();
  expect(server.faults).toEqual([]);
});

const letters = (count: number) => 'a'.repeat(count);

test.each([
  ['bytes of no meaning', Buffer.from([0, 255, 254, 13, 7, 10, 0, 128])],
  ['a TLS greeting', Buffer.from('160301020001000001fc03030a', 'hex')],
  ['an HTTP request', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a line without an end', letters(1_000_000)],
  ['a payload that is too long', 'VER 1 MSNP8\r\nQRY 2 x 999999999\r\n'],
  ['a payload of no length', 'QRY 2 x y\r\n'],
])('%s: the connection ends', async (_title, bytes) => {
  const client = await RawClient.call(server.notification);
  client.write(bytes);
  await new Promise<void>((resolve) => client.socket.once('close', () => resolve()));
  expect(server.sessions).toHaveLength(1);
});

test('commands in front of a fault are answered', async () => {
  const client = await signIn(server, bobAccount);
  const pings = 200; // more than are handled in one go
  client.write(`${'PNG\r\n'.repeat(pings)}GTC 5 N\r\nQRY 6 x nonsense\r\nPNG\r\n`);
  await client.expect(`${'QNG\r\n'.repeat(pings)}GTC 5 2 N\r\n`);
  await client.expectClose();
});

test('a line of 8 KiB is read, as real tickets need it', async () => {
  server.directory.account(bobAccount).ticket = `t=${letters(8_192)}`;
  const client = await RawClient.call(server.notification);
  client.write(`VER 1 MSNP8\r\nUSR 2 TWN I ${bobAccount}\r\nUSR 3 TWN S t=${letters(8_192)}\r\n`);
  for (const begin of [/^VER 1 MSNP8$/, /^USR 2 TWN S /, /^USR 3 OK /]) {
    expect(await client.line()).toMatch(begin);
  }
});

test('half commands and an end, at every byte of a login', async () => {
  const login = `VER 1 MSNP8 CVR0\r\nUSR 3 TWN I ${bobAccount}\r\n`;
  for (let length = 0; length <= login.length; length += 1) {
    const client = await RawClient.call(server.notification);
    client.write(login.slice(0, length));
    if (length % 2 === 0) {
      client.hangUp();
    } else {
      client.reset();
    }
  }
  await signIn(server, bobAccount);
  await closedAllBut(2);
});

test('a flood of PNG is answered in full', async () => {
  const client = await signIn(server, bobAccount);
  const count = 20_000;
  client.write('PNG\r\n'.repeat(count));
  const replies = await client.bytes(count * 5);
  expect(replies.toString('latin1').replaceAll('QNG\r\n', '')).toBe('');
});

test('a flood from a client that does not read costs bounded memory, and the others nothing', async () => {
  const client = await signIn(server, bobAccount);
  client.socket.pause();
  const session = server.session(bobAccount);
  const chunk = 'SYN 1 0\r\n'.repeat(5_000);
  let sent = 0;
  const flood = (): void => {
    while (!client.socket.destroyed && sent < 40_000_000 && client.socket.write(chunk)) {
      sent += chunk.length;
    }
  };
  client.socket.on('drain', flood);
  flood();
  for (let count = 0; count < 50; count += 1) {
    await alice.expectNothingBut();
  }
  expect(session?.connection.unsentBytes ?? 0).toBeLessThan(5 * 1_024 * 1_024);
  expect(sent).toBeLessThan(40_000_000);
  client.reset();
  await closedAllBut(1);
});

test('a watcher that never reads loses its connection at last', async () => {
  const client = await signIn(server, bobAccount);
  await client.ask('CHG 5 NLN 0\r\n', 'CHG 5 NLN 0\r\n');
  client.socket.pause();
  const puppet = server.puppet('alice@passport.com');
  const name = letters(387);
  for (let count = 0; count < 200_000 && server.session(bobAccount) !== undefined; count += 1) {
    puppet.setStatus(count % 2 === 0 ? 'BSY' : 'AWY', { name });
    if (count % 1_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  expect(server.session(bobAccount)).toBeUndefined();
  expect(server.trace.events).toContainEqual(expect.objectContaining({ kind: 'remark', topic: 'unsent-limit' }));
});

test('a flood into a held session waits outside', async () => {
  const client = await signIn(server, bobAccount);
  const session = server.session(bobAccount);
  session?.hold();
  client.write('PNG\r\n'.repeat(500_000));
  for (let count = 0; count < 20; count += 1) {
    await alice.expectNothingBut();
  }
  expect(await session?.take({ timeoutMs: patienceMs })).toMatchObject({ name: 'PNG' });
  client.reset();
  session?.release(); // until then nothing is read, not even the end
  await closedAllBut(1);
});

test('a thousand idle connections', async () => {
  const idle = await Promise.all(Array.from({ length: 1_000 }, () => RawClient.call(server.notification)));
  await signIn(server, bobAccount);
  await alice.expectNothingBut();
  expect(server.sessions.length).toBeGreaterThan(1_000);
  for (const client of idle) {
    client.reset();
  }
  await closedAllBut(2);
});

test('a challenge to a client that is gone keeps nothing alive', async () => {
  const client = await signIn(server, bobAccount);
  server.session(bobAccount)?.challenge();
  await client.expect('CHL 0 29409134351025259292\r\n');
  client.reset();
  await closedAllBut(1);
});

/** Waits until only so many sessions are left. */
async function closedAllBut(count: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (server.sessions.length > count && Date.now() < deadline) {
    await alice.expectNothingBut();
  }
  expect(server.sessions).toHaveLength(count);
}
