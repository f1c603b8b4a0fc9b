import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { FakeServer } from '../../src/fakes';
import { patienceMs, RawClient } from './raw-client';
import { signInVisible } from './signed-in';
import {
  alice,
  askForSwitchboard,
  bob,
  bringIn,
  carol,
  chatOfTwo,
  expectNothingBut,
  openChat,
  startServer,
  tidy,
} from './switchboard-setup';

let server: FakeServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
beforeEach(() => tidy(server));
afterEach(() => {
  expect(server.faults).toEqual([]);
});

const letters = (count: number) => 'a'.repeat(count);

/** Waits until only so many connections to the switchboard are left. */
async function closedAllBut(count: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (server.switchboards.length > count && Date.now() < deadline) {
    await nextTurn();
  }
  expect(server.switchboards).toHaveLength(count);
}

test.each([
  ['bytes of no meaning', Buffer.from([0, 255, 254, 13, 7, 10, 0, 128])],
  ['a TLS greeting', Buffer.from('160301020001000001fc03030a', 'hex')],
  ['an HTTP request', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a line without an end', letters(1_000_000)],
  ['a payload that is too long', 'MSG 2 U 999999999\r\n'],
  ['a payload of no length', 'MSG 2 U many\r\n'],
  ['a payload of a negative length', 'MSG 2 U -1\r\n'],
])('S-ROB-01: %s end the connection, inside a chat and before it, and concern nobody else', async (_title, bytes) => {
  const { aliceInChat, aliceOnline, bobInChat } = await chatOfTwo(server);
  const stranger = await RawClient.call(server.switchboard);
  for (const client of [stranger, bobInChat]) {
    client.write(bytes);
  }
  await aliceInChat.expect('BYE bob@passport.com\r\n');
  await closedAllBut(1);
  await expectNothingBut(aliceInChat);
  await aliceOnline.expectNothingBut();
});

test('S-ROB-10: an end at every byte of a session leaves the account able to come again', async () => {
  const client = await signInVisible(server, alice);
  const { key } = await askForSwitchboard(client);
  const text = `USR 1 ${alice} ${key}x\r\nMSG 2 A 2\r\nhi`;
  for (let length = 0; length <= text.length; length += 1) {
    const chat = await RawClient.call(server.switchboard);
    chat.write(text.slice(0, length));
    if (length % 2 === 0) {
      chat.hangUp();
    } else {
      chat.reset();
    }
  }
  await closedAllBut(0);
  await openChat(server, { client, account: alice, name: 'Alice' });
});

test('X-FRM-06, X-FRM-07: however the stream is cut, the answers are the same', async () => {
  const client = await signInVisible(server, alice);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 110 }), { maxLength: 8 }), async (offsets) => {
      const { key } = await askForSwitchboard(client);
      const bytes = Buffer.from(
        `USR 1 ${alice} ${key}\r\nMSG 2 A 4\r\n\r\nhiMSG 3 U 0\r\nMSG 4 N 3\r\n5 6CAL 5 ${alice}\r\nOUT\r\n`,
      );
      const chat = await RawClient.call(server.switchboard);
      let from = 0;
      for (const to of [...offsets.sort((one, other) => one - other), bytes.length]) {
        chat.write(bytes.subarray(from, to));
        from = to;
        await nextTurn();
      }
      await chat.expect('USR 1 OK alice@passport.com Alice\r\nNAK 2\r\nNAK 4\r\n215 5\r\n');
      await chat.expectClose();
    }),
    { numRuns: 40 },
  );
});

test('messages of several reach the others complete and in the order in which each was sent', async () => {
  const { aliceInChat, bobInChat } = await chatOfTwo(server);
  const carolOnline = await signInVisible(server, carol);
  const carolInChat = await bringIn(server, {
    by: aliceInChat,
    who: { client: carolOnline, account: carol },
    roster: 'IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\n',
  });
  for (const other of [aliceInChat, bobInChat]) {
    await other.expect('JOI carol@passport.com Carol\r\n');
  }
  const count = 300;
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(5, '0'));
  for (const number of numbers) {
    aliceInChat.write(`MSG 2 N 5\r\n${number}`);
    bobInChat.write(`MSG 2 N 5\r\n${number}`);
  }
  const from: Record<string, string[]> = { 'MSG alice@passport.com Alice 5': [], 'MSG bob@passport.com Bob 5': [] };
  for (let index = 0; index < count * 2; index += 1) {
    from[await carolInChat.line()]?.push((await carolInChat.bytes(5)).toString());
  }
  expect(Object.values(from)).toEqual([numbers, numbers]);
});

test('a flood of messages is answered in full', async () => {
  const { aliceInChat, bobInChat } = await chatOfTwo(server);
  const count = 20_000;
  aliceInChat.write('MSG 2 A 2\r\nhi'.repeat(count));
  const replies = (await aliceInChat.bytes(count * 'ACK 2\r\n'.length)).toString('latin1');
  expect(replies.replaceAll('ACK 2\r\n', '')).toBe('');
  const heard = 'MSG alice@passport.com Alice 2\r\nhi';
  expect((await bobInChat.bytes(count * heard.length)).toString('latin1').replaceAll(heard, '')).toBe('');
});

test('who does not read costs the others nothing: NAK tells the sender, memory is bounded, the third hears all', async () => {
  const { aliceInChat, bobInChat } = await chatOfTwo(server);
  const carolOnline = await signInVisible(server, carol);
  const carolInChat = await bringIn(server, {
    by: aliceInChat,
    who: { client: carolOnline, account: carol },
    roster: 'IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\n',
  });
  await aliceInChat.expect('JOI carol@passport.com Carol\r\n');
  const session = await server.waitForChat({ account: bob, timeoutMs: patienceMs });
  bobInChat.socket.pause();
  const burst = 200;
  const heard = `MSG alice@passport.com Alice 1664\r\n${letters(1_664)}`;
  const acknowledged = 'ACK 2\r\n'.repeat(burst);
  let answers = acknowledged;
  for (let count = 0; answers === acknowledged && count < 100; count += 1) {
    aliceInChat.write(`MSG 2 A 1664\r\n${letters(1_664)}`.repeat(burst));
    answers = (await aliceInChat.bytes(acknowledged.length)).toString();
    expect((await carolInChat.bytes(burst * heard.length)).toString().replaceAll(heard, '')).toBe('');
  }
  expect(answers).toMatch(/^((ACK|NAK) 2\r\n)+$/);
  expect(answers).toContain('NAK');
  expect(session.connection.unsentBytes).toBeLessThan(2 * 1_024 * 1_024);
  bobInChat.reset();
  await aliceInChat.expect('BYE bob@passport.com\r\n');
  await aliceInChat.ask('MSG 3 A 2\r\nhi', 'ACK 3\r\n');
});

test('a flood from a client that does not read waits outside', async () => {
  const { aliceInChat, bobInChat } = await chatOfTwo(server);
  const session = await server.waitForChat({ account: bob, timeoutMs: patienceMs });
  bobInChat.socket.pause();
  const chunk = 'CAL 2 nobody\r\n'.repeat(5_000);
  let sent = 0;
  const flood = (): void => {
    while (!bobInChat.socket.destroyed && sent < 40_000_000 && bobInChat.socket.write(chunk)) {
      sent += chunk.length;
    }
  };
  bobInChat.socket.on('drain', flood);
  flood();
  for (let count = 0; count < 50; count += 1) {
    await expectNothingBut(aliceInChat);
  }
  expect(session.connection.unsentBytes).toBeLessThan(2 * 1_024 * 1_024);
  expect(sent).toBeLessThan(40_000_000);
  bobInChat.reset();
  await aliceInChat.expect('BYE bob@passport.com\r\n');
});

test('a flood into a held session waits outside', async () => {
  const { aliceInChat, bobInChat } = await chatOfTwo(server);
  const session = await server.waitForChat({ account: bob, timeoutMs: patienceMs });
  session.hold();
  bobInChat.write('CAL 2 nobody\r\n'.repeat(200_000));
  for (let count = 0; count < 20; count += 1) {
    await expectNothingBut(aliceInChat);
  }
  expect(await session.take({ timeoutMs: patienceMs })).toMatchObject({ name: 'CAL' });
  bobInChat.reset();
  session.release(); // until then nothing is read, not even the end
  await aliceInChat.expect('BYE bob@passport.com\r\n');
});

test('of very many keys the newest count', async () => {
  const client = await signInVisible(server, alice);
  const keys: string[] = [];
  for (let count = 0; count < 200; count += 1) {
    keys.push((await askForSwitchboard(client)).key);
  }
  const first = await RawClient.call(server.switchboard);
  await first.ask(`USR 1 ${alice} ${keys[0]}\r\n`, '911 1\r\n');
  const last = await RawClient.call(server.switchboard);
  await last.ask(`USR 1 ${alice} ${keys.at(-16)}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
});

test('five hundred silent connections', async () => {
  const idle = await Promise.all(Array.from({ length: 500 }, () => RawClient.call(server.switchboard)));
  const { aliceInChat } = await chatOfTwo(server);
  expect(server.switchboards.length).toBe(502);
  for (const client of idle) {
    client.reset();
  }
  await closedAllBut(2);
  await expectNothingBut(aliceInChat);
});
