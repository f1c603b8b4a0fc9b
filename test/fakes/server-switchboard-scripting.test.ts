import { type FakeServer, PuppetError, sessionDirectory } from '../../src/fakes';
import { printTrace, Trace } from '../../src/wire';
import { patienceMs, RawClient } from './raw-client';
import { signIn, signInVisible } from './signed-in';
import {
  alice,
  askForSwitchboard,
  bob,
  bringIn,
  carol,
  chatOfTwo,
  expectNothingBut,
  openChat,
  ring,
  startServer,
  tidy,
} from './switchboard-setup';

const soon = { timeoutMs: patienceMs };

let server: FakeServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
beforeEach(() => tidy(server));
afterEach(() => {
  expect(server.faults).toEqual([]);
});

const nameOf = (item: { readonly kind: string; readonly name?: string }): string => item.name ?? item.kind;

describe('a held switchboard session', () => {
  test('keeps what comes until it is taken, absorbed, answered or released', async () => {
    server.useTrace(new Trace());
    const { key } = await askForSwitchboard(await signInVisible(server, alice));
    server.holdNext({ service: 'switchboard' });
    const chat = await RawClient.call(server.switchboard);
    const session = await server.nextConnection({ ...soon, service: 'switchboard' });
    expect(session.connection.id).toBe('switchboard-1');
    chat.write(`USR 1 ${alice} ${key}\r\nMSG 2 A 2\r\nhi\r\nCAL 3 nobody\r\nOUT\r\n`);
    const opening = await session.take(soon);
    if (opening.kind !== 'command') throw new Error('A command was expected.');
    await session.send(Buffer.from('USR 1 OK alice@passport.com A\r\n'), { cuts: [1, 8] });
    await chat.expect('USR 1 OK alice@passport.com A\r\n');
    session.absorb(opening);
    expect(session.account?.account).toBe(alice);
    expect(session.chat?.participants).toHaveLength(1);
    const message = await session.take(soon);
    if (message.kind !== 'command') throw new Error('A command was expected.');
    session.answer(message);
    await chat.expect('NAK 2\r\n');
    expect(nameOf(await session.take(soon))).toBe('empty-line');
    session.release();
    await chat.expect('208 3\r\n');
    await chat.expectClose();
    expect(await session.take(soon)).toMatchObject({ kind: 'closed', info: { by: 'server', how: 'clean' } });
  });

  test('is told of the others while it is held', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    const session = await server.waitForChat({ account: bob, ...soon });
    session.hold();
    bobInChat.write('MSG 2 A 2\r\nhi');
    aliceInChat.write('MSG 2 U 2\r\nhiOUT\r\n');
    await bobInChat.expect('MSG alice@passport.com Alice 2\r\nhiBYE alice@passport.com\r\n');
    session.release();
    await bobInChat.expect('NAK 2\r\n');
  });

  test('is no notification session, and the other way round', async () => {
    server.knobs.hold = true;
    try {
      const chat = await RawClient.call(server.switchboard);
      const client = await RawClient.call(server.notification);
      chat.write('MSG 1 U 2\r\nhi');
      client.write('VER 1 MSNP8\r\n');
      const one = await server.nextConnection(soon);
      const other = await server.nextConnection({ ...soon, service: 'switchboard' });
      expect(nameOf(await one.take(soon))).toBe('VER');
      expect(nameOf(await other.take(soon))).toBe('MSG');
      expect([server.sessions, server.switchboards]).toEqual([[one], [other]]);
    } finally {
      server.knobs.hold = false;
    }
  });

  test('shows which client has handled what it was sent: read here, and a challenge answered there', async () => {
    const { bobOnline, bobInChat } = await chatOfTwo(server);
    const session = await server.waitForChat({ account: bob, ...soon });
    session.hold();
    const alive = session.fence(soon);
    await bobOnline.expect('CHL 0 29409134351025259292\r\n');
    await bobOnline.ask('QRY 9 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c', 'QRY 9\r\n');
    expect(await alive).toBe('alive');
    expect(await session.fence({ timeoutMs: 5 })).toBe('stalled');
    const closed = session.fence(soon);
    bobInChat.hangUp();
    expect(await closed).toBe('closed');
    expect(await session.fence(soon)).toBe('closed');
  });

  test('without a notification session the reading counts', async () => {
    const { bobOnline } = await chatOfTwo(server);
    const session = await server.waitForChat({ account: bob, ...soon });
    bobOnline.write('OUT\r\n');
    await bobOnline.expectClose();
    expect(await session.fence(soon)).toBe('alive');
  });
});

describe('interception', () => {
  test('by name and account, once, and proceeding later', async () => {
    const { aliceInChat, bobInChat } = await chatOfTwo(server);
    server.interceptSwitchboard({ name: 'MSG', account: alice, once: true }, (request, session) => {
      session.say({ name: 'NAK', trid: request.trid, parameters: [] });
    });
    await bobInChat.ask('MSG 2 A 2\r\nhi', 'ACK 2\r\n');
    await aliceInChat.ask('MSG 2 A 2\r\nhiMSG 3 A 2\r\nho', 'MSG bob@passport.com Bob 2\r\nhiNAK 2\r\nACK 3\r\n');
    let goOn: () => void = () => undefined;
    const end = server.interceptSwitchboard({ name: 'CAL' }, (_request, _session, proceed) => {
      goOn = proceed;
    });
    await aliceInChat.ask('CAL 4 nobody\r\nMSG 5 A 0\r\n', 'ACK 5\r\n');
    goOn();
    await aliceInChat.expect('208 4\r\n');
    end();
    await expectNothingBut(aliceInChat);
  });

  test('of the first command, by the account that it names', async () => {
    server.interceptSwitchboard({ name: 'USR', account: alice }, (request, session) => session.fail(request, 280));
    const chat = await RawClient.call(server.switchboard);
    await chat.ask(`USR 1 ${alice} 1\r\n`, '280 1\r\n');
    const other = await RawClient.call(server.switchboard);
    await other.ask(`USR 1 ${bob} 1\r\n`, '911 1\r\n');
  });

  test('of a notification command has nothing to do with the switchboard', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const end = server.intercept({ name: 'USR' }, () => undefined);
    await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    end();
  });
});

describe('hooks and policy', () => {
  test('all hooks see the switchboard', async () => {
    const opened: string[] = [];
    const faulty = await startServer({
      hooks: {
        opened: ({ session }) => opened.push(session.connection.service),
        input: (bytes, { session }) =>
          session.connection.service === 'switchboard'
            ? Buffer.from(Buffer.from(bytes).toString('latin1').replace('lower', 'upper'), 'latin1')
            : bytes,
        incoming: (command, { session }) => {
          if (session.connection.service === 'switchboard' && command.name === 'CAL') {
            session.fail(command, 500);
            return 'handled';
          }
          return 'continue';
        },
        outgoing: (command, { request }) =>
          command.name === 'NAK' ? [command, { name: 'BYE', parameters: [String(request?.trid)] }] : [command],
        bytes: (bytes, { name }) => (name === 'BYE' ? Buffer.from('bye\r\n') : bytes),
      },
    });
    try {
      const client = await signInVisible(faulty, alice);
      const chat = await openChat(faulty, { client, account: alice, name: 'Alice' });
      await chat.ask('MSG 2 A 5\r\nlower', 'NAK 2\r\nbye\r\n');
      await chat.ask(`CAL 3 ${bob}\r\n`, '500 3\r\n');
      expect(opened).toEqual(['notification', 'switchboard']);
    } finally {
      await faulty.close();
    }
  });

  test.each([
    ['S-SB-02', { opensChats: () => true }],
    ['S-SB-05', { acceptsKey: () => true }],
    ['S-SB-12', { mayCall: () => true }],
    ['S-SB-14', { acknowledges: () => 'ACK' as const }],
    ['S-SB-16', { isMessageSize: () => true }],
    ['S-SB-17', { isMessageType: () => true }],
  ])('the decision of %s can be another one', async (_rule, policy) => {
    const faulty = await startServer({ policy });
    try {
      const client = await signIn(faulty, alice);
      const bobOnline = await signInVisible(faulty, bob);
      await bobOnline.ask('BLP 7 BL\r\n', 'BLP 7 2 BL\r\n');
      const outcomes: string[] = [];
      const ask = async (from: RawClient, request: string): Promise<void> => {
        from.write(request);
        outcomes.push((await from.line()).replace(/ .*/, '')); // nothing where the connection has ended
      };
      await ask(client, 'XFR 1 SB\r\n');
      await client.ask('CHG 2 NLN 0\r\n', 'CHG 2 NLN 0\r\n');
      const { key } = await askForSwitchboard(client);
      const chat = await RawClient.call(faulty.switchboard);
      await ask(chat, `USR 1 ${alice} ${key}\r\n`);
      const again = await RawClient.call(faulty.switchboard);
      await ask(again, `USR 1 ${alice} ${key}\r\n`);
      const alone = await openChat(faulty, { client, account: alice, name: 'Alice' });
      await ask(alone, `CAL 2 ${bob}\r\n`);
      await ask(alone, 'MSG 3 A 0\r\n');
      alone.write(`MSG 4 A 1665\r\n${'a'.repeat(1665)}`);
      await ask(alone, 'CAL 5 nobody\r\n');
      const typing = await openChat(faulty, { client, account: alice, name: 'Alice' });
      typing.write('MSG 4 u 0\r\n');
      await ask(typing, 'CAL 5 nobody\r\n');
      const reference = ['913', 'USR', '911', '216', 'NAK', '', ''];
      const differing = outcomes.filter((outcome, index) => outcome !== reference[index]);
      expect(differing).not.toEqual([]);
      expect(differing.length).toBeLessThanOrEqual(1);
    } finally {
      await faulty.close();
    }
  });
});

describe('knobs', () => {
  /** Sets knobs for one test. */
  const withKnobs = async (knobs: Partial<FakeServer['knobs']>, use: () => Promise<void>): Promise<void> => {
    const before = { ...server.knobs };
    Object.assign(server.knobs, knobs);
    try {
      await use();
    } finally {
      Object.assign(server.knobs, before);
    }
  };

  test('S-SB-22: the switchboard may be elsewhere, with a port or without', async () => {
    await withKnobs({ switchboardAddress: 'sb.example.com' }, async () => {
      const aliceOnline = await signInVisible(server, alice);
      const bobOnline = await signInVisible(server, bob);
      expect((await askForSwitchboard(aliceOnline)).address).toBe('sb.example.com');
      const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
      await chat.ask(`CAL 2 ${bob}\r\n`, 'CAL 2 RINGING 11752014\r\n');
      expect(await bobOnline.line()).toMatch(/^RNG 11752014 sb\.example\.com CKI \S+ alice@passport\.com Alice$/);
    });
  });

  test('there may be no switchboard', async () => {
    await withKnobs({ switchboardRefusal: 281 }, async () => {
      const client = await signInVisible(server, alice, { status: 'HDN' });
      await client.ask('XFR 7 SB\r\n', '913 7\r\n');
      await client.ask('CHG 8 NLN 0\r\n', 'CHG 8 NLN 0\r\n');
      await client.ask('XFR 9 SB\r\n', '281 9\r\n');
      await client.expectNothingBut();
    });
  });

  test.each([
    ['hexadecimal', /^b3524d$/],
    ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
  ] as const)('S-SB-25: session ids may be %s, the same in RINGING and RNG', async (chatIdForm, form) => {
    await withKnobs({ chatIdForm, switchboardKeyForm: 'hexadecimal' }, async () => {
      const aliceOnline = await signInVisible(server, alice);
      const bobOnline = await signInVisible(server, bob);
      const { key: own } = await askForSwitchboard(aliceOnline);
      expect(own).toMatch(/^[0-9a-f]{20}$/);
      const chat = await RawClient.call(server.switchboard);
      await chat.ask(`USR 1 ${alice} ${own}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
      chat.write(`CAL 2 ${bob}\r\n`);
      const id = (await chat.line()).replace('CAL 2 RINGING ', '');
      expect(id).toMatch(form);
      const { session, key } = await ring(bobOnline);
      expect(session).toBe(id);
      const answering = await RawClient.call(server.switchboard);
      await answering.ask(`ANS 1 ${bob} ${key} ${id}\r\n`, 'IRO 1 1 1 alice@passport.com Alice\r\nANS 1 OK\r\n');
    });
  });

  test('a key may be too old, for a chat and for a call', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const bobOnline = await signInVisible(server, bob);
    await withKnobs({ switchboardKeyLifeMs: 0, ringTimeoutMs: 0 }, async () => {
      const { key } = await askForSwitchboard(aliceOnline);
      const late = await RawClient.call(server.switchboard);
      await late.ask(`USR 1 ${alice} ${key}\r\n`, '911 1\r\n');
      await late.expectClose();
      server.knobs.switchboardKeyLifeMs = 120_000;
      const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
      // Who can no longer answer can be called again.
      await chat.ask(`CAL 2 ${bob}\r\nCAL 3 ${bob}\r\n`, 'CAL 2 RINGING 11752014\r\nCAL 3 RINGING 11752014\r\n');
      const { session, key: old } = await ring(bobOnline);
      await ring(bobOnline);
      const answering = await RawClient.call(server.switchboard);
      await answering.ask(`ANS 1 ${bob} ${old} ${session}\r\n`, '911 1\r\n');
      await answering.expectClose();
    });
  });

  test('a wrong key may be refused in silence', async () => {
    await withKnobs({ wrongKeyError: false }, async () => {
      for (const request of [`USR 1 ${alice} 1`, `ANS 1 ${alice} 1 1`]) {
        const chat = await RawClient.call(server.switchboard);
        chat.write(`${request}\r\n`);
        await chat.expectClose();
      }
    });
  });

  test('S-SB-06: who says nothing at first is shown out, who has spoken is not', async () => {
    const { key } = await askForSwitchboard(await signInVisible(server, alice));
    await withKnobs({ firstCommandMs: 300 }, async () => {
      const speaking = await RawClient.call(server.switchboard);
      await speaking.ask(`USR 1 ${alice} ${key}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
      const silent = await RawClient.call(server.switchboard);
      const dribbling = await RawClient.call(server.switchboard);
      dribbling.write('\r\nUSR 1');
      await silent.expectClose();
      await dribbling.expectClose();
      await expectNothingBut(speaking);
    });
  });

  test('BYE with 1: when nobody does anything all are told, and go', async () => {
    await withKnobs({ chatIdleMs: 300 }, async () => {
      const { aliceInChat, bobInChat, aliceOnline, bobOnline } = await chatOfTwo(server);
      await aliceInChat.expect('BYE bob@passport.com 1\r\n');
      await aliceInChat.expectClose();
      await bobInChat.expect('BYE alice@passport.com 1\r\n');
      await bobInChat.expectClose();
      await aliceOnline.expectNothingBut();
      await bobOnline.expectNothingBut();
    });
  });

  test('the joiner may hear of itself', async () => {
    await withKnobs({ joinerHearsOfItself: true }, async () => {
      const aliceOnline = await signInVisible(server, alice);
      const bobOnline = await signInVisible(server, bob);
      const aliceInChat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
      const bobInChat = await bringIn(server, {
        by: aliceInChat,
        who: { client: bobOnline, account: bob },
        roster: 'IRO 1 1 1 alice@passport.com Alice\r\n',
      });
      await expectNothingBut(bobInChat, 'JOI bob@passport.com Bob\r\n');
      await expectNothingBut(aliceInChat, 'JOI bob@passport.com Bob\r\n');
    });
  });

  test('errors of CAL that others had', async () => {
    await withKnobs({ unknownCalleeError: 208, blockedCalleeError: 217 }, async () => {
      const aliceOnline = await signInVisible(server, alice);
      await signInVisible(server, bob);
      server.directory.account(bob).blp = 'BL';
      const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
      await chat.ask('CAL 2 nobody@nowhere.com\r\n', '208 2\r\n');
      await chat.ask(`CAL 3 ${bob}\r\n`, '217 3\r\n');
    });
  });

  test('unknown commands may be ignored, once the client is in', async () => {
    await withKnobs({ unknownCommand: 'ignore', echoOut: true }, async () => {
      const { aliceInChat } = await chatOfTwo(server);
      aliceInChat.write('ZZZ 5\r\nPNG\r\n');
      await expectNothingBut(aliceInChat);
      await aliceInChat.ask('OUT\r\n', 'OUT\r\n');
      await aliceInChat.expectClose();
      const early = await RawClient.call(server.switchboard);
      early.write('ZZZ 5\r\n');
      await early.expectClose();
    });
  });
});

describe('a puppet in a chat', () => {
  const text = (payload: string) => Buffer.from(payload);

  test('is called, answers, speaks and leaves as a client does', async () => {
    const puppet = server.puppet(bob);
    puppet.setStatus('NLN');
    const aliceOnline = await signInVisible(server, alice);
    const chat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
    expect(() => puppet.answer()).toThrow(new PuppetError('no-call', 'Nobody calls bob@passport.com.'));
    chat.write(`CAL 2 ${bob}\r\n`);
    await server.waitForCall({ account: bob, ...soon });
    const seat = puppet.answer();
    expect(seat.id).toBe('11752013');
    await chat.expect('CAL 2 RINGING 11752013\r\nJOI bob@passport.com Bob\r\n');
    expect(seat.say(text('hi'))).toBe(true);
    await chat.ask('MSG 3 A 2\r\nyo', 'MSG bob@passport.com Bob 2\r\nhiACK 3\r\n');
    const message = await seat.hears(({ name }) => name === 'MSG', soon);
    expect(message).toEqual({ name: 'MSG', parameters: ['alice@passport.com', 'Alice'], payload: text('yo') });
    await chat.ask(`CAL 4 ${bob}\r\n`, '215 4\r\n');
    seat.leave();
    await expectNothingBut(chat, 'BYE bob@passport.com\r\n');
    chat.hangUp();
  });

  test('calls, and hears who joins and leaves', async () => {
    const aliceOnline = await signInVisible(server, alice);
    const seat = server.puppet(bob).openChat();
    expect(seat.call(carol)).toBe(217);
    expect(seat.call(alice)).toBeUndefined();
    expect(seat.call(alice)).toBe(215);
    expect(seat.say(text('hi'))).toBe(false);
    const { session, key, caller } = await ring(aliceOnline);
    expect(caller).toBe('bob@passport.com Bob');
    const chat = await RawClient.call(server.switchboard);
    await chat.ask(`ANS 1 ${alice} ${key} ${session}\r\n`, 'IRO 1 1 1 bob@passport.com Bob\r\nANS 1 OK\r\n');
    chat.write('OUT\r\n');
    await seat.hears(({ name }) => name === 'BYE', soon);
    expect(seat.heard).toEqual([
      { name: 'JOI', parameters: ['alice@passport.com', 'Alice'] },
      { name: 'BYE', parameters: ['alice@passport.com'] },
    ]);
    await expect(seat.hears(({ name }) => name === 'MSG', { timeoutMs: 5 })).rejects.toThrow(
      'A puppet was expected to hear something within 5 ms.',
    );
  });
});

test('a key for a script that answers XFR itself', async () => {
  const key = server.switchboardKey(alice);
  const chat = await RawClient.call(server.switchboard);
  await chat.ask(`USR 1 ${alice} ${key}\r\n`, 'USR 1 OK alice@passport.com Alice\r\n');
});

test('reset forgets chats, keys and calls', async () => {
  const { aliceInChat, aliceOnline } = await chatOfTwo(server);
  const { key } = await askForSwitchboard(aliceOnline);
  await server.reset();
  await aliceInChat.expectClose('reset');
  expect(server.switchboards).toEqual([]);
  const chat = await RawClient.call(server.switchboard);
  await chat.ask(`USR 1 ${alice} ${key}\r\n`, '911 1\r\n');
  server.directory.become(sessionDirectory());
  const again = await signInVisible(server, alice);
  expect((await askForSwitchboard(again)).key).toMatch(/^11752013\./);
});

test('the trace shows each chat under its own name', async () => {
  server.useTrace(new Trace());
  const { aliceInChat } = await chatOfTwo(server);
  await expectNothingBut(aliceInChat);
  const printed = printTrace(server.trace);
  expect(printed).toContain('switchboard-1');
  expect(printed).toContain('switchboard-2');
});
