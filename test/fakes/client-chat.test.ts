import type { ChatNotification } from '../../src/fakes/client';
import { ChatSetup, expectSession, failureOf } from './chat-setup';

let setup: ChatSetup;
const account = 'bob@passport.com';

beforeEach(async () => {
  setup = await ChatSetup.start();
});
afterEach(() => setup.close());

const text = (body: string) =>
  'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n' +
  `X-MMS-IM-Format: FN=Arial; EF=; CO=0; CS=0; PF=22\r\n\r\n${body}`;

describe('a caller', () => {
  test('asks for a switchboard, lets itself in, calls, and has a chat once the other side is there (C-SB-01 to 03)', async () => {
    const { chat, client, ns } = await setup.chatting();
    expect(chat.participants).toEqual(['bob@passport.com']);
    expect(chat.beliefs).toMatchObject({ role: 'caller', session: '17262740', admitted: true });
    expect(chat.connection.id).toBe('switchboard-1');
    expect(client.chats.open).toEqual([chat]);
    await expectSession(ns, 8);
  });

  test('goes to where resolve leads, from the port that the server named (C-SB-15)', async () => {
    const asked: string[] = [];
    const { client, ns } = await setup.alice({
      resolve: ({ host, port }) => {
        asked.push(`${host}:${port}`);
        return port === 1864 || host === 'localhost' ? setup.switchboard.address : setup.notification.address;
      },
    });
    const first = client.chats.create();
    await ns.talk(['XFR 7 SB\r\n', 'XFR 7 SB 192.0.2.1:1864 CKI 1.2\r\n']);
    await (await setup.switchboard.next()).talk([
      'USR 1 alice@passport.com 1.2\r\n',
      'USR 1 OK alice@passport.com A\r\n',
    ]);
    await first;
    // C-XFR-07
    const second = client.chats.create();
    await ns.talk(['XFR 8 SB\r\n', 'XFR 8 SB localhost CKI 3.4\r\n']);
    await (await setup.switchboard.next()).talk([
      'USR 1 alice@passport.com 3.4\r\n',
      'USR 1 OK alice@passport.com A\r\n',
    ]);
    await second;
    expect(asked.slice(1)).toEqual(['192.0.2.1:1864', 'localhost:1863']);
  });

  test('is told 913 while hidden, and the session goes on (C-SB-16)', async () => {
    const { client, ns } = await setup.alice();
    const starting = client.startChat({ account });
    await ns.talk(['XFR 7 SB\r\n', '913 7\r\n']);
    expect(await failureOf(starting)).toMatchObject({ name: 'ServerRefusal', code: 913 });
    await expectSession(ns, 8);
  });

  test.each([208, 215, 216, 217, 713])(
    'leaves when CAL is answered with %d, and the session goes on (C-SB-13)',
    async (code) => {
      const { client, ns } = await setup.alice();
      const starting = client.startChat({ account });
      await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
      const sb = await setup.switchboard.next();
      await sb.talk(
        ['USR 1 alice@passport.com 1.2\r\n', 'USR 1 OK alice@passport.com Alice\r\n'],
        ['CAL 2 bob@passport.com\r\n', `${code} 2\r\n`],
      );
      expect(await failureOf(starting)).toMatchObject({ name: 'ServerRefusal', code });
      await sb.expect('OUT\r\n');
      await expectSession(ns, 8);
      expect(client.chats.open).toEqual([]);
    },
  );

  test('says nothing before somebody has joined (C-SB-04)', async () => {
    const { client, ns } = await setup.alice();
    const creating = client.chats.create();
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
    const sb = await setup.switchboard.next();
    await sb.talk(['USR 1 alice@passport.com 1.2\r\n', 'USR 1 OK alice@passport.com Alice\r\n']);
    const chat = await creating;
    const sending = chat.sendMessage('Hi', { acknowledge: 'U' });
    const inviting = chat.invite(account);
    // The own JOI of old servers brings nobody (C-SB-17).
    await sb.talk(['CAL 2 bob@passport.com\r\n', 'CAL 2 RINGING 1\r\nJOI Alice@passport.com Alice\r\n']);
    await inviting;
    const fencing = chat.fence();
    await sb.talk(['CAL 3 fence\r\n', '208 3\r\n']);
    expect(await fencing).toBe('alive');
    sb.send('JOI bob@passport.com Bob\r\n');
    await sb.expect(`MSG 4 U 115\r\n${text('Hi')}`);
    await sending;
  });

  test('gives up when nobody joins in time', async () => {
    const { client, ns } = await setup.alice({ timeoutMs: 200 });
    const starting = client.startChat({ account });
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
    const sb = await setup.switchboard.next();
    await sb.talk(
      ['USR 1 alice@passport.com 1.2\r\n', 'USR 1 OK alice@passport.com Alice\r\n'],
      ['CAL 2 bob@passport.com\r\n', 'CAL 2 RINGING 1\r\n'],
    );
    expect(await failureOf(starting)).toMatchObject({ code: 'timeout' });
    await sb.expect('OUT\r\n');
  });

  test('may be joined before it hears that it rings, by an account in other letters', async () => {
    const { client, ns } = await setup.alice();
    const starting = client.startChat({ account });
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
    await (await setup.switchboard.next()).talk(
      ['USR 1 alice@passport.com 1.2\r\n', 'USR 1 OK alice@passport.com Alice\r\n'],
      ['CAL 2 bob@passport.com\r\n', 'JOI BOB@passport.com Bob\r\nCAL 2 RINGING 1\r\n'],
    );
    expect((await starting).participants).toEqual(['BOB@passport.com']);
  });

  test('counts on from the session where told so', async () => {
    const { client, ns } = await setup.alice({ behaviour: { chatTrids: 'continue' } });
    const creating = client.chats.create();
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
    await (await setup.switchboard.next()).talk([
      'USR 8 alice@passport.com 1.2\r\n',
      'USR 8 OK alice@passport.com A\r\n',
    ]);
    await creating;
    await expectSession(ns, 9);
  });
});

describe('a callee', () => {
  test.each(['11752013', '2938475610', 'a1b2', '5c3c0cf0-6a0c-4b7e-9d3a-0242ac120002', '007'])(
    'answers a RNG of session %s with ANS, unchanged (C-SB-05, C-SB-18)',
    async (session) => {
      const { client, ns } = await setup.alice();
      const told: ChatNotification[] = [];
      client.onNotification((notification) => told.push(notification));
      ns.send(setup.ring({ session }));
      const sb = await setup.switchboard.next();
      await sb.talk([
        `ANS 1 alice@passport.com 849102291.520491113 ${session}\r\n`,
        'IRO 1 1 2 bob@passport.com Bob%20B\r\nIRO 1 2 2 carol@passport.com Carol\r\nANS 1 OK\r\n',
      ]);
      const chat = await client.chats.take();
      expect(chat.participants).toEqual(['bob@passport.com', 'carol@passport.com']);
      expect(chat.beliefs).toMatchObject({ role: 'callee', session });
      expect(told).toEqual([
        { kind: 'invited', chat: chat.id, account: 'bob@passport.com' },
        { kind: 'joined', chat: chat.id, account: 'bob@passport.com' },
        { kind: 'joined', chat: chat.id, account: 'carol@passport.com' },
      ]);
      await expectSession(ns, 7);
    },
  );

  test('is in without any IRO, and may speak then (C-SB-06, C-SB-04)', async () => {
    const { client, ns } = await setup.alice();
    ns.send(setup.ring());
    const sb = await setup.switchboard.next();
    await sb.talk(['ANS 1 alice@passport.com 849102291.520491113 11752013\r\n', 'ANS 1 OK\r\n']);
    const chat = await client.chats.take();
    expect(chat.participants).toEqual([]);
    await chat.sendMessage('Hi', { acknowledge: 'U' });
    await sb.expect(`MSG 2 U 115\r\n${text('Hi')}`);
  });

  test('may leave a call alone until it is told to answer', async () => {
    const { client, ns } = await setup.alice({ behaviour: { answersCalls: false } });
    ns.send(setup.ring());
    const call = await client.chats.takeCall();
    expect(call).toMatchObject({ session: '11752013', account: 'bob@passport.com', name: 'Bob B' });
    await expectSession(ns, 7);
    expect(setup.switchboard.peers).toEqual([]);
    const answering = client.chats.answer(call);
    await (await setup.switchboard.next()).talk([
      'ANS 1 alice@passport.com 849102291.520491113 11752013\r\n',
      'ANS 1 OK\r\n',
    ]);
    expect((await answering).id).toBe(call.chat);
  });

  test('answers the same call once, and another one besides', async () => {
    const { client, ns } = await setup.alice();
    ns.send(setup.ring(), setup.ring());
    const first = await setup.switchboard.next();
    await first.talk(['ANS 1 alice@passport.com 849102291.520491113 11752013\r\n', 'ANS 1 OK\r\n']);
    const chat = await client.chats.take();
    ns.send(setup.ring({ session: '2', cookie: '3' }));
    const second = await setup.switchboard.next();
    await second.talk(['ANS 1 alice@passport.com 3 2\r\n', 'ANS 1 OK\r\n']);
    const other = await client.chats.take();
    expect(client.chats.open).toEqual([chat, other]);
    expect(setup.switchboard.peers.length).toBe(2);
  });

  test('that is not let in goes on with its session', async () => {
    const { client, ns } = await setup.alice();
    ns.send(setup.ring());
    const sb = await setup.switchboard.next();
    await sb.talk(['ANS 1 alice@passport.com 849102291.520491113 11752013\r\n', '911 1\r\n']);
    sb.close();
    await sb.rest();
    // The same call may come again.
    ns.send(setup.ring());
    await (await setup.switchboard.next()).talk([
      'ANS 1 alice@passport.com 849102291.520491113 11752013\r\n',
      'ANS 1 OK\r\n',
    ]);
    await client.chats.take();
    await expectSession(ns, 7);
  });

  test.each([
    ['no address', 'RNG 1 a/b CKI 2 bob@passport.com Bob\r\n'],
    ['no such port', 'RNG 1 127.0.0.1:70000 CKI 2 bob@passport.com Bob\r\n'],
    ['nobody there', 'RNG 1 127.0.0.1:1 CKI 2 bob@passport.com Bob\r\n'],
    ['too few words', 'RNG 1 127.0.0.1:1 CKI\r\nRNG\r\n'],
    ['too many words', 'RNG 1 127.0.0.1:1 CKI 2 bob@passport.com Bob U x 1\r\n'],
  ])('passes over a call with %s', async (_name, ring) => {
    const { ns } = await setup.alice();
    ns.send(ring);
    await expectSession(ns, 7);
  });

  test('is not made to connect without end', async () => {
    const { client, ns } = await setup.alice();
    ns.send(Array.from({ length: 100 }, (_, index) => setup.ring({ session: String(index), cookie: 'c' })).join(''));
    for (let count = 0; count < 32; count += 1) {
      await setup.switchboard.next();
    }
    await expectSession(ns, 7);
    expect(setup.switchboard.peers.length).toBe(32);
    expect(client.connected).toBe(true);
  });
});

describe('messages', () => {
  test.each(['U', 'N', 'A'] as const)(
    'go out with %s as asked, headers in the order of the official client (C-SB-07 to 09)',
    async (letter) => {
      const { chat, sb } = await setup.chatting();
      const sending = chat.sendMessage('Grüße €', { acknowledge: letter });
      await sb.expect(`MSG 3 ${letter} 124\r\n${Buffer.from(text('Grüße €')).toString('latin1')}`);
      sb.send('ACK 3\r\n');
      const sent = await sending;
      expect(sent.trid).toBe(3);
      expect(await sent.outcome).toBe(letter === 'U' ? 'none' : 'ACK');
    },
  );

  test('that somebody has not got are told of, and the chat goes on (C-SB-14)', async () => {
    const { chat, sb } = await setup.chatting();
    const sent = await chat.sendMessage('one');
    const next = await chat.sendMessage('two', { acknowledge: 'A' });
    const last = await chat.sendMessage('three', { acknowledge: 'A' });
    // Answers come in any order.
    sb.send('NAK 4\r\nACK 5\r\nNAK 3\r\nNAK 99\r\nACK 3\r\n');
    expect(await Promise.all([sent.outcome, next.outcome, last.outcome])).toEqual(['NAK', 'NAK', 'ACK']);
    expect(chat.connected).toBe(true);
  });

  test('may stay without an answer, be refused, or be lost with the chat', async () => {
    const { chat, sb } = await setup.chatting();
    const silent = await chat.sendMessage('one', { timeoutMs: 30 });
    expect(await silent.outcome).toBe('none');
    const refused = await chat.sendMessage('two', { acknowledge: 'A' });
    sb.send('ACK 3\r\n282 4\r\n');
    expect(await refused.outcome).toBe('refused');
    const lost = await chat.sendMessage('three', { acknowledge: 'A' });
    sb.close();
    expect(await lost.outcome).toBe('none');
  });

  test('have at most 1664 bytes (C-SB-07)', async () => {
    const { chat, sb } = await setup.chatting();
    const most = 1664 - text('').length;
    expect(await failureOf(chat.sendMessage('x'.repeat(most + 1)))).toMatchObject({ code: 'bad-argument' });
    // Bytes count, not characters.
    expect(await failureOf(chat.sendMessage('é'.repeat(most / 2 + 1)))).toMatchObject({ code: 'bad-argument' });
    await chat.sendMessage('x'.repeat(most));
    await sb.expect(`MSG 3 N 1664\r\n${text('x'.repeat(most))}`);
  });

  test('that say that one types name the own account (C-SB-10)', async () => {
    const { chat, sb } = await setup.chatting();
    await chat.sendTyping();
    await sb.expect(
      'MSG 3 U 91\r\nMIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: alice@passport.com\r\n\r\n\r\n',
    );
  });

  test('of old clients have no charset, no format, another letter', async () => {
    const { chat, sb } = await setup.chatting({
      behaviour: {
        textType: 'text/plain',
        textFormat: undefined,
        acknowledge: 'A',
        capabilities: 'Client-Name: kit\r\n',
      },
    });
    await sb.expect('MSG 3 U 72\r\nMIME-Version: 1.0\r\nContent-Type: text/x-clientcaps\r\n\r\nClient-Name: kit\r\n');
    await chat.sendMessage('Grüße');
    await sb.expect('MSG 4 A 52\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nGr\xfc\xdfe');
    expect(await failureOf(chat.sendMessage('€'))).toMatchObject({ code: 'bad-argument' });
  });

  test.each<[string, string, string | undefined]>([
    ['text', 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHi ü', 'Hi ü'],
    ['text without the blank', 'MIME-Version: 1.0\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nHi ü', 'Hi ü'],
    ['text without a charset', 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHi', 'Hi'],
    ['no type', 'MIME-Version: 1.0\r\n\r\nHi', 'Hi'],
    ['no headers (C-SB-11)', 'Hi there', 'Hi there'],
    ['nothing', '', ''],
    ['another charset', 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nHi', undefined],
    ['an unknown type (C-SB-11)', 'MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\n\r\n\0\0', undefined],
    [
      'an invitation',
      'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\nA: b\r\n',
      undefined,
    ],
    ['a control message of nobody', 'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\n\r\n\r\n', undefined],
  ])('that come with %s are shown, or do no harm', async (_name, payload, shown) => {
    const { client, chat, sb } = await setup.chatting();
    const told: ChatNotification[] = [];
    client.onNotification((notification) => told.push(notification));
    sb.send(`MSG bob@passport.com Bob%20B ${Buffer.byteLength(payload)}\r\n${payload}`);
    const typing = 'Content-Type: text/x-msmsgscontrol\r\nTypingUser: bob@passport.com\r\n\r\n\r\n';
    sb.send(`MSG bob@passport.com Bob%20B ${typing.length}\r\n${typing}`, 'JOI carol@passport.com C\r\n');
    await chat.waitForParticipant('carol@passport.com');
    expect(told).toEqual([
      ...(shown === undefined
        ? []
        : [{ kind: 'message', chat: chat.id, account: 'bob@passport.com', name: 'Bob B', text: shown }]),
      { kind: 'typing', chat: chat.id, account: 'bob@passport.com' },
      { kind: 'joined', chat: chat.id, account: 'carol@passport.com' },
    ]);
  });
});

describe('participants', () => {
  test('come and go, each told of once (C-SB-12, C-SB-17)', async () => {
    const { client, chat, sb } = await setup.chatting();
    const told: ChatNotification[] = [];
    client.onNotification((notification) => told.push(notification));
    sb.send('JOI carol@passport.com Carol\r\nJOI Carol@passport.com Carol\r\nJOI alice@passport.com Alice\r\n');
    sb.send(
      'IRO 9 1 1 alice@passport.com Alice\r\nBYE BOB@passport.com 1\r\nBYE bob@passport.com\r\nBYE zoe@x.com\r\n',
    );
    sb.send('JOI 123dave@x.com Dave 268435492\r\n');
    await chat.waitForParticipant('123dave@x.com');
    expect(chat.participants).toEqual(['Carol@passport.com', '123dave@x.com']);
    expect(told).toEqual([
      { kind: 'joined', chat: chat.id, account: 'carol@passport.com' },
      { kind: 'left', chat: chat.id, account: 'bob@passport.com' },
      { kind: 'joined', chat: chat.id, account: '123dave@x.com' },
    ]);
  });

  test('are called by whoever is there', async () => {
    const { client, chat, sb } = await setup.chatting();
    const inviting = client.invite({ chat: chat.id, account: 'carol@passport.com' });
    await sb.talk(['CAL 3 carol@passport.com\r\n', 'CAL 3 RINGING 17262740\r\n']);
    expect((await inviting).fields.session).toBe('17262740');
    const refused = client.invite({ chat: chat.id, account: 'zoe@x.com' });
    await sb.talk(['CAL 4 zoe@x.com\r\n', '217 4\r\n']);
    expect(await failureOf(refused)).toMatchObject({ code: 217 });
    expect(chat.connected).toBe(true);
  });
});

describe('the end of a chat', () => {
  test('OUT, and the close of the server; the session goes on', async () => {
    const { client, ns, chat, sb } = await setup.chatting();
    const leaving = client.leaveChat({ chat: chat.id });
    await sb.expect('OUT\r\n');
    sb.close();
    await leaving;
    expect(await chat.ended).toMatchObject({ reason: 'left' });
    expect(client.trace.events.filter(({ kind }) => kind === 'close')).toMatchObject([{ connection: 'switchboard-1' }]);
    await client.leaveChat({ chat: chat.id });
    expect(await failureOf(client.sendMessage({ chat: chat.id, text: 'x' }))).toMatchObject({ code: 'bad-argument' });
    expect(await failureOf(chat.sendMessage('x'))).toMatchObject({ code: 'closed' });
    await expectSession(ns, 8);
  });

  test.each([
    ['BYE', 'BYE alice@passport.com\r\n'],
    ['close', ''],
  ] as const)('%s, where told so', async (leavesChats, bytes) => {
    const { chat, sb } = await setup.chatting({ behaviour: { leavesChats } });
    const leaving = chat.leave();
    await sb.expect(bytes);
    sb.close();
    await leaving;
    expect(await sb.rest()).toBe('');
  });

  test('when the last of the others has gone', async () => {
    const { client, chat, sb } = await setup.chatting();
    sb.send('JOI carol@passport.com Carol\r\nBYE bob@passport.com\r\n');
    await chat.waitFor(({ participants }) => participants.size === 1 && participants.has('carol@passport.com'));
    expect(chat.connected).toBe(true);
    sb.send('BYE carol@passport.com 1\r\n');
    await sb.expect('OUT\r\n');
    expect(await chat.ended).toMatchObject({ reason: 'alone' });
    expect(client.chats.open).toEqual([]);
  });

  test('not then, where told so: one may call again', async () => {
    const { chat, sb } = await setup.chatting({ behaviour: { whenAlone: 'stay' } });
    sb.send('BYE bob@passport.com\r\n');
    await chat.waitFor(({ participants }) => participants.size === 0);
    const sent = await chat.sendMessage('Hi', { acknowledge: 'A' });
    sb.send('NAK 3\r\n');
    expect(await sent.outcome).toBe('NAK');
    const calling = chat.invite(account);
    await sb.expect(`MSG 3 A 115\r\n${text('Hi')}`);
    await sb.talk(['CAL 4 bob@passport.com\r\n', 'CAL 4 RINGING 1\r\nJOI bob@passport.com Bob\r\n']);
    await calling;
    await chat.waitForParticipant(account);
  });

  test('by OUT of the server', async () => {
    const { chat, sb, ns } = await setup.chatting();
    sb.send('OUT\r\n');
    expect(await sb.rest()).toBe('');
    expect(await chat.ended).toMatchObject({ reason: 'closed' });
    await expectSession(ns, 8);
  });

  test('is not the end of the session, nor the other way round', async () => {
    const { client, chat, ns, sb } = await setup.chatting();
    ns.close();
    expect(await client.ended).toMatchObject({ reason: 'closed' });
    expect(chat.connected).toBe(true);
    const sent = await chat.sendMessage('Hi', { acknowledge: 'A' });
    sb.send('ACK 3\r\n');
    expect(await sent.outcome).toBe('ACK');
    await client.close();
    expect(await chat.ended).toMatchObject({ reason: 'left' });
    expect(await sb.rest()).toBe(`MSG 3 A 115\r\n${text('Hi')}`);
  });

  test('comes with the logout', async () => {
    const { client, ns, sb } = await setup.chatting();
    const leaving = client.logout();
    await sb.expect('OUT\r\n');
    await ns.expect('OUT\r\n');
    ns.close();
    sb.close();
    await leaving;
  });
});

test('several chats go on at once, each for itself', async () => {
  const { client, ns, chat, sb } = await setup.chatting();
  const starting = client.startChat({ account: 'carol@passport.com' });
  await ns.talk(['XFR 8 SB\r\n', `XFR 8 SB ${setup.switchboard.word} CKI 5.6\r\n`]);
  const carols = await setup.switchboard.next();
  await carols.talk(
    ['USR 1 alice@passport.com 5.6\r\n', 'USR 1 OK alice@passport.com Alice\r\n'],
    ['CAL 2 carol@passport.com\r\n', 'CAL 2 RINGING 9\r\nJOI carol@passport.com C\r\n'],
  );
  const other = await starting;
  expect([chat.participants, other.participants]).toEqual([['bob@passport.com'], ['carol@passport.com']]);
  const sent = await Promise.all([
    chat.sendMessage('Bob', { acknowledge: 'A' }),
    other.sendMessage('Carol', { acknowledge: 'A' }),
  ]);
  await sb.expect(`MSG 3 A 116\r\n${text('Bob')}`);
  await carols.expect(`MSG 3 A 118\r\n${text('Carol')}`);
  carols.send('NAK 3\r\n');
  sb.send('ACK 3\r\n');
  expect(await Promise.all(sent.map(({ outcome }) => outcome))).toEqual(['ACK', 'NAK']);
  sb.close();
  expect(await chat.ended).toMatchObject({ reason: 'closed' });
  expect(client.chats.open).toEqual([other]);
});
