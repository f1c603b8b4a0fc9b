import type { FakeServer } from '../../src/fakes';
import { RawClient } from './raw-client';
import { signIn, signInVisible } from './signed-in';
import {
  alice,
  askForSwitchboard,
  bob,
  bringIn,
  carol,
  chatOfTwo,
  dave,
  expectNothingBut,
  openChat,
  ring,
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

describe('XFR SB', () => {
  test('S-SB-01: gives an address and a key, and nothing behind them', async () => {
    const client = await signInVisible(server, alice);
    const { address, key } = await askForSwitchboard(client);
    expect(address).toBe(`127.0.0.1:${server.switchboard.port}`);
    expect(key).toMatch(/^11752013\.\d+\.\d+$/);
    await client.expectNothingBut();
  });

  test('each key is another one, and leads to a chat of its own', async () => {
    const client = await signInVisible(server, alice);
    const one = await askForSwitchboard(client);
    const other = await askForSwitchboard(client);
    expect(other.key).toMatch(/^11752014\./);
    expect(other.key).not.toBe(one.key);
  });

  test('S-SB-02: not before the first CHG', async () => {
    const client = await signIn(server, alice);
    await client.ask('XFR 7 SB\r\n', '913 7\r\n');
    await client.expectNothingBut();
  });

  test('S-SB-02: not while hidden, and again afterwards', async () => {
    const client = await signInVisible(server, alice, { status: 'HDN' });
    await client.ask('XFR 7 SB\r\n', '913 7\r\n');
    await client.ask('CHG 8 NLN 0\r\n', 'CHG 8 NLN 0\r\n');
    await askForSwitchboard(client);
  });

  test.each(['BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN'])('S-SB-02: %s is no hindrance', async (status) => {
    await askForSwitchboard(await signInVisible(server, alice, { status }));
  });
});

describe('the first command', () => {
  test('S-SB-03: USR with the key lets its account in, whatever the case of its letters', async () => {
    const { key } = await askForSwitchboard(await signInVisible(server, alice));
    const chat = await RawClient.call(server.switchboard);
    await chat.ask(`USR 4294967295 ALICE@passport.com ${key}\r\n`, 'USR 4294967295 OK alice@passport.com Alice\r\n');
    await expectNothingBut(chat);
  });

  test('S-SB-04: no key, the key of another account and a wrong account are no keys', async () => {
    const client = await signInVisible(server, alice);
    const { key } = await askForSwitchboard(client);
    for (const words of [
      `${alice} 1.2.3`,
      `${bob} ${key}`,
      `nobody@nowhere.com ${key}`,
      `${alice} ${key}x`,
      `${alice}`,
      '',
      `${alice} ${key} more`,
      `TWN I ${alice}`,
    ]) {
      const chat = await RawClient.call(server.switchboard);
      await chat.ask(`USR 1 ${words}\r\nCAL 2 ${bob}\r\n`, '911 1\r\n');
      await chat.expectClose();
    }
    // What was refused has not used it up.
    const chat = await RawClient.call(server.switchboard);
    await chat.ask(`USR 1 ${alice} ${key}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
    await client.expectNothingBut();
  });

  test('S-SB-05: a key works once', async () => {
    const { key } = await askForSwitchboard(await signInVisible(server, alice));
    const first = await RawClient.call(server.switchboard);
    await first.ask(`USR 1 ${alice} ${key}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
    const second = await RawClient.call(server.switchboard);
    await second.ask(`USR 1 ${alice} ${key}\r\n`, '911 1\r\n');
    await second.expectClose();
    await expectNothingBut(first);
  });

  test('S-SB-04, S-SB-05: the key of a call answers that call, once, for the one who was called', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const bobOnline = await signInVisible(server, bob);
    const { key: own } = await askForSwitchboard(bobOnline);
    const aliceInChat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    await aliceInChat.ask(`CAL 2 ${bob}\r\n`, 'CAL 2 RINGING 11752014\r\n');
    const { session, key } = await ring(bobOnline);
    for (const request of [
      `ANS 1 ${carol} ${key} ${session}`,
      `ANS 1 ${bob} ${key} 11752013`,
      `ANS 1 ${bob} ${key}`,
      `ANS 1 ${bob} ${key} ${session} more`,
      `ANS 1 ${bob} 1.2.3 ${session}`,
      `ANS 1 ${bob} ${own} 11752013`,
      `USR 1 ${bob} ${key}`,
    ]) {
      const chat = await RawClient.call(server.switchboard);
      await chat.ask(`${request}\r\nMSG 2 U 2\r\nhi`, '911 1\r\n');
      await chat.expectClose();
    }
    await expectNothingBut(aliceInChat);
    const bobInChat = await RawClient.call(server.switchboard);
    await bobInChat.ask(`ANS 1 ${bob} ${key} ${session}\r\n`, 'IRO 1 1 1 alice@passport.com Alice\r\nANS 1 OK\r\n');
    const again = await RawClient.call(server.switchboard);
    await again.ask(`ANS 1 ${bob} ${key} ${session}\r\n`, '911 1\r\n');
    await again.expectClose();
    await expectNothingBut(aliceInChat, 'JOI bob@passport.com Bob\r\n');
  });

  test.each([
    ['CAL', `CAL 1 ${bob}\r\n`],
    ['MSG', 'MSG 1 U 2\r\nhi'],
    ['VER', 'VER 1 MSNP8 CVR0\r\n'],
    ['CVR', `CVR 1 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS ${alice}\r\n`],
    ['PNG', 'PNG\r\n'],
    ['a command that does not exist', 'ZZZ 1\r\n'],
    ['OUT', 'OUT\r\n'],
    ['USR without a transaction id', `USR ${alice} key\r\n`],
    ['ANS with a transaction id beyond 32 bits', `ANS 4294967296 ${alice} key 1\r\n`],
  ])('%s before USR or ANS ends the connection in silence', async (_name, request) => {
    const chat = await RawClient.call(server.switchboard);
    chat.write(`${request}USR 2 ${alice} key\r\n`);
    await chat.expectClose();
  });

  test('a second USR or ANS changes nothing', async () => {
    const { aliceInChat, aliceOnline, bobInChat } = await chatOfTwo(server);
    const { key } = await askForSwitchboard(aliceOnline);
    await aliceInChat.ask(`USR 2 ${alice} ${key}\r\n`, '207 2\r\n');
    await bobInChat.ask(`ANS 3 ${bob} ${key} 1\r\n`, '207 3\r\n');
    const chat = await RawClient.call(server.switchboard);
    await chat.ask(`USR 1 ${alice} ${key}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
  });
});

describe('CAL', () => {
  test('S-SB-07, S-SB-25: rings where the other is signed in', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const bobOnline = await signInVisible(server, bob);
    const aliceInChat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    await aliceInChat.ask(`CAL 7 ${bob}\r\n`, 'CAL 7 RINGING 11752013\r\n');
    const [, address, key] =
      /^RNG 11752013 (\S+) CKI (11752013\.\d+\.\d+) alice@passport\.com Alice$/.exec(await bobOnline.line()) ?? [];
    expect(address).toBe(`127.0.0.1:${server.switchboard.port}`);
    expect(key).toBeDefined();
    await bobOnline.expectNothingBut();
    await expectNothingBut(aliceInChat);
  });

  test('S-SB-10: offline, unknown, without presence, hidden, no account', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    await signIn(server, carol);
    const daveOnline = await signInVisible(server, dave, { status: 'HDN' });
    await chat.ask(`CAL 2 ${bob}\r\n`, '217 2\r\n');
    await chat.ask('CAL 3 nobody@nowhere.com\r\n', '217 3\r\n');
    await chat.ask(`CAL 4 ${carol}\r\n`, '217 4\r\n');
    await chat.ask(`CAL 5 ${dave}\r\n`, '217 5\r\n');
    await chat.ask('CAL 6 hello\r\n', '208 6\r\n');
    await chat.ask('CAL 7 @@a\r\n', '208 7\r\n');
    await chat.ask(`CAL 8 ${letters(118)}@passport.com\r\n`, '208 8\r\n'); // 131 bytes
    await daveOnline.expectNothingBut();
    await expectNothingBut(chat);
  });

  test('S-SB-11: oneself, a participant, somebody already called', async () => {
    const { aliceInChat, bobInChat, bobOnline } = await chatOfTwo(server);
    const carolOnline = await signInVisible(server, carol);
    await aliceInChat.ask(`CAL 2 ${alice}\r\n`, '215 2\r\n');
    await aliceInChat.ask(`CAL 3 ${bob}\r\n`, '215 3\r\n');
    await bobInChat.ask('CAL 3 ALICE@passport.com\r\n', '215 3\r\n');
    await bobInChat.ask(`CAL 4 ${carol}\r\n`, 'CAL 4 RINGING 11752013\r\n');
    await aliceInChat.ask(`CAL 4 ${carol}\r\n`, '215 4\r\n');
    expect((await ring(carolOnline)).caller).toBe('bob@passport.com Bob');
    await carolOnline.expectNothingBut();
    await bobOnline.expectNothingBut();
  });

  test('who was called and came back since hears of a new call', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    const first = await signInVisible(server, bob);
    await chat.ask(`CAL 2 ${bob}\r\n`, 'CAL 2 RINGING 11752013\r\n');
    await ring(first);
    first.write('OUT\r\n');
    await first.expectClose();
    await chat.ask(`CAL 3 ${bob}\r\n`, '217 3\r\n');
    const second = await signInVisible(server, bob);
    await chat.ask(`CAL 4 ${bob}\r\n`, 'CAL 4 RINGING 11752013\r\n');
    await ring(second);
    await second.expectNothingBut();
  });

  test('S-SB-12: who blocks the caller is not called, nor who lets only the allowed call', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    const bobOnline = await signInVisible(server, bob);
    const carolOnline = await signInVisible(server, carol);
    await bobOnline.ask(`ADD 7 BL ${alice} A\r\n`, `ADD 7 BL 2 ${alice} A\r\n`);
    await carolOnline.ask('BLP 7 BL\r\n', 'BLP 7 2 BL\r\n');
    await chat.ask(`CAL 2 ${bob}\r\n`, '216 2\r\n');
    await chat.ask(`CAL 3 ${carol}\r\n`, '216 3\r\n');
    await bobOnline.expectNothingBut();
    await carolOnline.expectNothingBut();
    await carolOnline.ask(`ADD 8 AL ${alice} A\r\n`, `ADD 8 AL 3 ${alice} A\r\n`);
    await chat.ask(`CAL 4 ${carol}\r\n`, 'CAL 4 RINGING 11752013\r\n');
    await ring(carolOnline);
    // A block does not tell who is there.
    bobOnline.write('OUT\r\n');
    await bobOnline.expectClose();
    await chat.ask(`CAL 5 ${bob}\r\n`, '217 5\r\n');
  });

  test('S-SB-27: somebody blocked is met through a third one', async () => {
    const { aliceInChat, bobInChat, aliceOnline } = await chatOfTwo(server);
    await aliceOnline.ask(`ADD 7 BL ${carol} C\r\n`, `ADD 7 BL 2 ${carol} C\r\n`);
    const carolOnline = await signInVisible(server, carol);
    const carolInChat = await bringIn(server, {
      by: bobInChat,
      who: { client: carolOnline, account: carol },
      roster: 'IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\n',
    });
    await aliceInChat.expect('JOI carol@passport.com Carol\r\n');
    carolInChat.write('MSG 2 U 2\r\nhi');
    await aliceInChat.expect('MSG carol@passport.com Carol 2\r\nhi');
  });

  test.each(['CAL 2\r\n', `CAL 2 ${bob} ${carol}\r\n`, `CAL x ${bob}\r\n`])(
    'S-ROB-08: %j ends the chat',
    async (request) => {
      const { aliceInChat, aliceOnline, bobInChat } = await chatOfTwo(server);
      aliceInChat.write(request);
      await aliceInChat.expectClose();
      await bobInChat.expect('BYE alice@passport.com\r\n');
      await aliceOnline.expectNothingBut();
    },
  );

  test('713: no more than so many may be called and not have answered', async () => {
    const { limits } = server.knobs;
    server.knobs.limits = { ...limits, openCalls: 1 };
    try {
      const aliceOnline = await signInVisible(server, alice);
      const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
      const bobOnline = await signInVisible(server, bob);
      const carolOnline = await signInVisible(server, carol);
      await chat.ask(`CAL 2 ${bob}\r\n`, 'CAL 2 RINGING 11752013\r\n');
      await chat.ask(`CAL 3 ${carol}\r\n`, '713 3\r\n');
      await carolOnline.expectNothingBut();
      const { session, key } = await ring(bobOnline);
      const bobInChat = await RawClient.call(server.switchboard);
      bobInChat.write(`ANS 1 ${bob} ${key} ${session}\r\n`);
      await chat.expect('JOI bob@passport.com Bob\r\n');
      await chat.ask(`CAL 4 ${carol}\r\n`, 'CAL 4 RINGING 11752013\r\n');
    } finally {
      server.knobs.limits = limits;
    }
  });
});

describe('joining', () => {
  test('S-SB-08, S-SB-09, S-SB-21, S-SB-23: three parties, any of them may call', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    const carolOnline = await signInVisible(server, carol);
    const carolInChat = await bringIn(server, {
      by: bobInChat,
      who: { client: carolOnline, account: carol },
      roster: 'IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\n',
    });
    await aliceInChat.expect('JOI carol@passport.com Carol\r\n');
    await bobInChat.expect('JOI carol@passport.com Carol\r\n');
    const daveOnline = await signInVisible(server, dave);
    const daveInChat = await bringIn(server, {
      by: carolInChat,
      who: { client: daveOnline, account: dave },
      roster:
        'IRO 1 1 3 alice@passport.com Alice\r\nIRO 1 2 3 bob@passport.com Bob\r\nIRO 1 3 3 carol@passport.com Carol\r\n',
    });
    for (const other of [aliceInChat, bobInChat, carolInChat]) {
      await expectNothingBut(other, 'JOI dave@passport.com Dave\r\n');
    }
    await expectNothingBut(daveInChat);
  });

  test('with nobody there ANS OK comes alone, and the next one finds the one who came', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const bobOnline = await signInVisible(server, bob);
    const carolOnline = await signInVisible(server, carol);
    const aliceInChat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    await aliceInChat.ask(`CAL 2 ${bob}\r\nCAL 3 ${carol}\r\n`, 'CAL 2 RINGING 11752013\r\nCAL 3 RINGING 11752013\r\n');
    aliceInChat.write('OUT\r\n');
    await aliceInChat.expectClose();
    const calls = [await ring(bobOnline), await ring(carolOnline)];
    const bobInChat = await RawClient.call(server.switchboard);
    await bobInChat.ask(`ANS 1 ${bob} ${calls[0]?.key} 11752013\r\n`, 'ANS 1 OK\r\n');
    const carolInChat = await RawClient.call(server.switchboard);
    await carolInChat.ask(
      `ANS 1 ${carol} ${calls[1]?.key} 11752013\r\n`,
      'IRO 1 1 1 bob@passport.com Bob\r\nANS 1 OK\r\n',
    );
    await expectNothingBut(bobInChat, 'JOI carol@passport.com Carol\r\n');
  });

  test('a name is the one at the time of joining, and is encoded', async () => {
    server.directory.account(alice).name = 'A b%c é';
    const aliceOnline = await signInVisible(server, alice);
    const bobOnline = await signInVisible(server, bob);
    const aliceInChat = await openChat(server, {
      client: aliceOnline,
      account: alice,
      name: 'A%20b%25c%20%C3%A9',
    });
    await aliceOnline.ask(`REA 8 ${alice} New\r\n`, `REA 8 2 ${alice} New\r\n`);
    await aliceInChat.ask(`CAL 2 ${bob}\r\n`, 'CAL 2 RINGING 11752013\r\n');
    const { key, caller } = await ring(bobOnline);
    expect(caller).toBe('alice@passport.com A%20b%25c%20%C3%A9');
    const bobInChat = await RawClient.call(server.switchboard);
    await bobInChat.ask(
      `ANS 1 ${bob} ${key} 11752013\r\n`,
      'IRO 1 1 1 alice@passport.com A%20b%25c%20%C3%A9\r\nANS 1 OK\r\n',
    );
    aliceInChat.write('MSG 3 U 0\r\n');
    await bobInChat.expect('MSG alice@passport.com A%20b%25c%20%C3%A9 0\r\n');
  });

  test('S-SB-26: who joins while others talk hears first who is there', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    const carolOnline = await signInVisible(server, carol);
    await aliceInChat.ask(`CAL 2 ${carol}\r\n`, 'CAL 2 RINGING 11752013\r\n');
    const { key } = await ring(carolOnline);
    const carolInChat = await RawClient.call(server.switchboard);
    bobInChat.write('MSG 2 U 2\r\nhi'.repeat(200));
    carolInChat.write(`ANS 1 ${carol} ${key} 11752013\r\n`);
    bobInChat.write('MSG 2 U 2\r\nhi'.repeat(200));
    await carolInChat.expect('IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\nANS 1 OK\r\n');
    await expectNothingBut(bobInChat, 'JOI carol@passport.com Carol\r\n');
  });
});

describe('MSG', () => {
  const typing = 'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: bob@passport.com\r\n\r\n\r\n';
  const invite =
    'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n' +
    'Application-Name: File Transfer\r\nInvitation-Command: INVITE\r\nInvitation-Cookie: 33267\r\n\r\n';

  test.each([
    ['S-SB-13, a text', 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHello.'],
    ['S-SB-24, a typing notice', typing],
    ['S-SB-24, an invitation', invite],
    ['X-FRM-05, text beyond ASCII', 'Content-Type: text/plain; charset=UTF-8\r\n\r\nžluťoučký 😀'],
    ['what looks like commands', '\r\nOUT\r\nMSG 3 U 2\r\nBYE alice@passport.com\r\n'],
  ])('%s comes to all others as it was, and not to the sender', async (_title, text) => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    const carolOnline = await signInVisible(server, carol);
    const carolInChat = await bringIn(server, {
      by: aliceInChat,
      who: { client: carolOnline, account: carol },
      roster: 'IRO 1 1 2 alice@passport.com Alice\r\nIRO 1 2 2 bob@passport.com Bob\r\n',
    });
    await aliceInChat.expect('JOI carol@passport.com Carol\r\n');
    await bobInChat.expect('JOI carol@passport.com Carol\r\n');
    const bytes = Buffer.byteLength(text);
    bobInChat.write(`MSG 4 U ${bytes}\r\n${text}`);
    for (const other of [aliceInChat, carolInChat]) {
      await other.expect(`MSG bob@passport.com Bob ${bytes}\r\n${text}`);
      await expectNothingBut(other);
    }
    await expectNothingBut(bobInChat);
  });

  test('S-SB-13: every byte there is', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    aliceInChat.write(Buffer.concat([Buffer.from('MSG 4 N 256\r\n'), bytes]));
    await bobInChat.expect('MSG alice@passport.com Alice 256\r\n');
    expect(await bobInChat.bytes(256)).toEqual(bytes);
  });

  test('S-SB-14: U is never answered, A with ACK, N not when all is well', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    await aliceInChat.ask(
      'MSG 2 U 1\r\nuMSG 3 A 1\r\naMSG 4 N 1\r\nnMSG 0 A 1\r\nbMSG 4294967295 A 1\r\nc',
      'ACK 3\r\nACK 0\r\nACK 4294967295\r\n',
    );
    await expectNothingBut(aliceInChat);
    await expectNothingBut(
      bobInChat,
      ['u', 'a', 'n', 'b', 'c'].map((text) => `MSG alice@passport.com Alice 1\r\n${text}`).join(''),
    );
  });

  test('S-SB-15: with nobody to hear it A and N get NAK, U nothing', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    await chat.ask('MSG 2 A 2\r\nhiMSG 3 N 2\r\nhiMSG 4 U 2\r\nhi', 'NAK 2\r\nNAK 3\r\n');
    await expectNothingBut(chat);
  });

  test('S-SB-15: nor when the others have left', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    bobInChat.reset();
    await aliceInChat.expect('BYE bob@passport.com\r\n');
    await aliceInChat.ask('MSG 2 A 2\r\nhi', 'NAK 2\r\n');
  });

  test('S-SB-16: 1664 bytes are delivered', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    await aliceInChat.ask(`MSG 2 A 1664\r\n${letters(1664)}`, 'ACK 2\r\n');
    await bobInChat.expect(`MSG alice@passport.com Alice 1664\r\n${letters(1664)}`);
    await expectNothingBut(bobInChat);
  });

  test('S-SB-16: 1665 bytes end the connection of the sender', async () => {
    const { aliceInChat, aliceOnline, bobInChat } = await chatOfTwo(server);
    aliceInChat.write(`MSG 2 A 1665\r\n${letters(1665)}`);
    await aliceInChat.expectClose();
    await expectNothingBut(bobInChat, 'BYE alice@passport.com\r\n');
    await aliceOnline.expectNothingBut();
  });

  test('S-SB-18: a message may be empty', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    await aliceInChat.ask('MSG 2 A 0\r\nMSG 3 A 0\r\n', 'ACK 2\r\nACK 3\r\n');
    await bobInChat.expect('MSG alice@passport.com Alice 0\r\nMSG alice@passport.com Alice 0\r\n');
    await expectNothingBut(bobInChat);
  });

  test.each([
    ['S-SB-17', 'MSG 2 u 2\r\nhi'],
    ['S-SB-17', 'MSG 2 a 2\r\nhi'],
    ['S-SB-17', 'MSG 2 X 2\r\nhi'],
    ['S-SB-17, of MSNP9', 'MSG 2 D 2\r\nhi'],
    ['S-ROB-08', 'MSG 2 2\r\nhi'],
    ['S-ROB-08', 'MSG 2 U N 2\r\nhi'],
    ['S-ROB-08', 'MSG 2 U\r\n'],
    ['S-ROB-05', 'MSG x U 2\r\nhi'],
    ['S-ROB-05', 'MSG U 2\r\nhi'],
  ])('%s: %j ends the connection, and nobody hears of it', async (_rule, request) => {
    const { aliceInChat, aliceOnline, bobInChat } = await chatOfTwo(server);
    aliceInChat.write(request);
    await aliceInChat.expectClose();
    await expectNothingBut(bobInChat, 'BYE alice@passport.com\r\n');
    await aliceOnline.expectNothingBut();
  });

  test('X-FRM-06, X-FRM-09, S-ROB-07: byte by byte, and glued to what follows', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    for (const byte of Buffer.from('MSG 2 A 4\r\n\r\nhiMSG 3 A 2\r\nyo\r\nMSG 4 N 1\r\n!')) {
      aliceInChat.write(new Uint8Array([byte]));
    }
    await aliceInChat.expect('ACK 2\r\nACK 3\r\n');
    await bobInChat.expect(
      'MSG alice@passport.com Alice 4\r\n\r\nhiMSG alice@passport.com Alice 2\r\nyoMSG alice@passport.com Alice 1\r\n!',
    );
  });

  test('one who speaks in two chats is heard in each apart', async () => {
    const { aliceOnline, bobOnline, aliceInChat, bobInChat } = await chatOfTwo(server);
    const second = await openChat(server, { client: bobOnline, account: bob, name: 'Bob' });
    const aliceAgain = await bringIn(server, {
      by: second,
      who: { client: aliceOnline, account: alice },
      roster: 'IRO 1 1 1 bob@passport.com Bob\r\n',
    });
    await second.expect('JOI alice@passport.com Alice\r\n');
    second.write('MSG 2 U 3\r\ntwo');
    bobInChat.write('MSG 3 U 3\r\none');
    await expectNothingBut(second);
    await expectNothingBut(bobInChat);
    await expectNothingBut(aliceInChat, 'MSG bob@passport.com Bob 3\r\none');
    await expectNothingBut(aliceAgain, 'MSG bob@passport.com Bob 3\r\ntwo');
  });
});

describe('leaving', () => {
  test.each([
    ['OUT', (chat: RawClient) => chat.write('OUT\r\n')],
    ['OUT as some clients write it', (chat: RawClient) => chat.write('OUT 17\r\n')],
    ['BYE as some clients send it', (chat: RawClient) => chat.write(`BYE 5 ${bob}\r\n`)],
    ['a close', (chat: RawClient) => chat.hangUp()],
    ['a reset', (chat: RawClient) => chat.reset()],
    ['a close in the middle of a payload', (chat: RawClient) => chat.socket.end('MSG 3 U 9\r\nhalf')],
    ['OUT with bytes behind it', (chat: RawClient) => chat.socket.end('OUT\r\nMSG 3 U 2\r\nhi')],
  ])('S-SB-19, S-SB-20: %s is told to the others once, and ends nothing else', async (_how, leave) => {
    const { aliceInChat, bobInChat, bobOnline } = await chatOfTwo(server);
    leave(bobInChat);
    await aliceInChat.expect('BYE bob@passport.com\r\n');
    await expectNothingBut(aliceInChat);
    await bobOnline.expectNothingBut();
  });

  test('the chat goes on for who stays: the same can be called again', async () => {
    const { aliceInChat, bobInChat, bobOnline } = await chatOfTwo(server);
    bobInChat.hangUp();
    await aliceInChat.expect('BYE bob@passport.com\r\n');
    await bringIn(server, {
      by: aliceInChat,
      who: { client: bobOnline, account: bob },
      roster: 'IRO 1 1 1 alice@passport.com Alice\r\n',
    });
    await expectNothingBut(aliceInChat, 'JOI bob@passport.com Bob\r\n');
  });

  test('what was said before leaving is heard', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    bobInChat.write('MSG 2 U 3\r\nbyeOUT\r\n');
    await expectNothingBut(aliceInChat, 'MSG bob@passport.com Bob 3\r\nbyeBYE bob@passport.com\r\n');
    await bobInChat.expectClose();
  });

  test('the end of the notification session does not end the chat', async () => {
    const { aliceInChat, bobInChat, bobOnline } = await chatOfTwo(server);
    bobOnline.write('OUT\r\n');
    await bobOnline.expectClose();
    await bobInChat.ask('MSG 2 A 2\r\nhi', 'ACK 2\r\n');
    await aliceInChat.expect('MSG bob@passport.com Bob 2\r\nhi');
  });

  test.each([
    'ZZZ 5\r\n',
    'PNG\r\n',
    `JOI ${carol} Carol\r\n`,
    'ACK 2\r\n',
    `XFR 5 SB\r\n`,
    'VER 5 MSNP8\r\n',
    '911 1\r\n',
  ])('S-ROB-02, S-ROB-03: %j has no place here', async (request) => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    bobInChat.write(request);
    await bobInChat.expectClose();
    await expectNothingBut(aliceInChat, 'BYE bob@passport.com\r\n');
  });

  test('S-ROB-04, X-FRM-12, X-FRM-13: loose lines are read', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    await bobInChat.ask('\r\nMSG  2\tA 2 \nhi\r\n\r\nCAL 3 nobody\n', 'ACK 2\r\n208 3\r\n');
    await expectNothingBut(aliceInChat, 'MSG bob@passport.com Bob 2\r\nhi');
  });
});
