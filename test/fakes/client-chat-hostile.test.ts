import fc from 'fast-check';
import { ChatSetup, expectSession, failureOf } from './chat-setup';
import type { ScriptedPeer } from './scripted-server';

let setup: ChatSetup;

beforeEach(async () => {
  setup = await ChatSetup.start();
});
afterEach(() => setup.close());

describe('what a chat survives without a word', () => {
  test.each([
    ['an unknown command', 'ZZZ 0 x\r\nQNG\r\nCHL 0 1\r\n'],
    ['errors of no request', '217 99\r\n999\r\n911 4711 words\r\n282 0\r\n'],
    ['a NAK and an ACK of nothing (C-SB-14)', 'NAK 99\r\nACK 99\r\nNAK\r\nACK\r\n'],
    ['empty lines', '\r\n\r\n'],
    ['repeated blanks', 'JOI  carol@passport.com  C \r\n'],
    ['a BYE of nobody, of oneself, with more words (C-SB-12)', 'BYE zoe@x.com 1\r\nBYE alice@passport.com\r\nBYE\r\n'],
    ['lines that are cut short', 'JOI\r\nIRO\r\nIRO 1\r\nIRO 1 1 1\r\nUSR\r\nANS\r\nCAL\r\nBYE\r\nUSR 1 OK\r\n'],
    ['late replies', 'USR 1 OK alice@passport.com Alice\r\nCAL 2 RINGING 5\r\nANS 1 OK\r\n217 2\r\n911 1\r\n'],
    ['an ANS in place of a USR', 'ANS 3 OK\r\nIRO 3 1 1 zoe@x.com Z\r\n'],
    [
      'XFR, RNG and other commands of the session',
      'XFR 0 NS 127.0.0.1:1 0\r\nRNG 1 127.0.0.1:1 CKI 2 a@x.com A\r\nCHG 0 NLN 0\r\n',
    ],
    ['names with a broken encoding', 'JOI zoe@x.com Z%oe%FF\r\n'],
    ['messages without sender, without name, from strangers', 'MSG zoe@x.com Z 3\r\nabcMSG 0\r\nMSG zoe@x.com 1\r\nx'],
    [
      'a typing notice of somebody else',
      'MSG zoe@x.com Z 68\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: alice@passport.com\r\n\r\n',
    ],
  ])('%s', async (_name, bytes) => {
    const { chat, ns, sb } = await setup.chatting();
    sb.send(bytes);
    await expectChat(sb, () => chat.fence());
    expect(chat.participants).toContain('bob@passport.com');
    await expectSession(ns, 8);
  });
});

/** Shows that the chat goes on: a fence is answered. */
async function expectChat(sb: ScriptedPeer, fence: () => Promise<string>): Promise<void> {
  const fencing = fence();
  const trid = (await sb.line()).replace(/^CAL (\d+) fence$/, '$1');
  sb.send(`208 ${trid}\r\n`);
  expect(await fencing).toBe('alive');
}

describe('what ends a chat, and leaves the session alone', () => {
  test.each<[string, (sb: ScriptedPeer) => void, string]>([
    ['an endless line', (sb) => sb.send('J'.repeat(100_000)), 'failed'],
    ['a huge length', (sb) => sb.send('MSG a@x.com A 999999999\r\n'), 'failed'],
    ['a length that is none', (sb) => sb.send('MSG a@x.com A -1\r\n'), 'failed'],
    ['a close', (sb) => sb.close(), 'closed'],
    ['a reset', (sb) => sb.socket.resetAndDestroy(), 'closed'],
    ['a close in the middle of a message', (sb) => sb.socket.end('MSG a@x.com A 10\r\nabc'), 'failed'],
    ['an OUT', (sb) => sb.send('OUT\r\n'), 'closed'],
  ])('%s', async (_name, act, reason) => {
    const { client, chat, ns, sb } = await setup.chatting();
    const open = chat.invite('zoe@x.com');
    const failure = failureOf(open);
    await sb.expect('CAL 3 zoe@x.com\r\n');
    act(sb);
    expect(await chat.ended).toMatchObject({ reason });
    expect((await failure).name).toBe('FakeClientError');
    expect(client.chats.open).toEqual([]);
    await expectSession(ns, 8);
  });
});

describe('a switchboard that does not let the client in', () => {
  test.each<[string, (sb: ScriptedPeer) => void, object]>([
    ['refuses', (sb) => sb.send('911 1\r\n'), { name: 'ServerRefusal', code: 911 }],
    ['says something else', (sb) => sb.send('USR 1 TWN S x\r\n'), { code: 'bad-answer' }],
    ['closes', (sb) => sb.close(), { code: 'closed' }],
    ['says garbage', (sb) => sb.send('\0'.repeat(20_000)), { code: 'undecodable' }],
    ['says nothing', () => undefined, { code: 'no-reply' }],
    ['answers another request', (sb) => sb.send('USR 2 OK alice@passport.com A\r\nANS 1 OK\r\n'), { code: 'no-reply' }],
    ['sends the client away', (sb) => sb.send('OUT\r\n'), { code: 'closed' }],
  ])('%s', async (_name, act, failure) => {
    const { client, ns } = await setup.alice({ timeoutMs: 300 });
    const starting = client.startChat({ account: 'bob@passport.com' });
    const failed = failureOf(starting);
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
    const sb = await setup.switchboard.next();
    await sb.expect('USR 1 alice@passport.com 1.2\r\n');
    act(sb);
    expect(await failed).toMatchObject(failure);
    expect(await sb.rest()).toBe('');
    expect(client.chats.open).toEqual([]);
    await expectSession(ns, 8);
  });

  test.each([
    ['no address', 'XFR 7 SB a/b CKI 1.2\r\n', { code: 'bad-address' }],
    ['no cookie', 'XFR 7 SB 127.0.0.1:1 CKI\r\n', { code: 'bad-answer' }],
    ['another service', 'XFR 7 NS 127.0.0.1:1 0 127.0.0.1:1\r\n', { code: 'bad-answer' }],
    ['an address where nobody is', 'XFR 7 SB 127.0.0.1:1 CKI 1.2\r\n', { name: 'WireError', code: 'unreachable' }],
    ['another trid', 'XFR 8 SB 127.0.0.1:1 CKI 1.2\r\n', { code: 'no-reply' }],
  ])('since XFR has %s', async (_name, answer, failure) => {
    const { client, ns } = await setup.alice({ timeoutMs: 300 });
    const failed = failureOf(client.startChat({ account: 'bob@passport.com' }));
    await ns.talk(['XFR 7 SB\r\n', answer]);
    expect(await failed).toMatchObject(failure);
    await expectSession(ns, 8);
    ns.close();
    expect(await client.ended).toMatchObject({ reason: 'closed' });
  });
});

test('a client that is closed while it connects leaves nothing open', async () => {
  const { client, ns } = await setup.alice();
  const failed = failureOf(client.startChat({ account: 'bob@passport.com' }));
  await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
  const sb = await setup.switchboard.next();
  await client.close();
  expect(await failed).toMatchObject({ code: 'closed' });
  await sb.rest();
  expect(await failureOf(client.chats.take())).toMatchObject({ code: 'closed' });
  expect(await failureOf(client.chats.takeCall())).toMatchObject({ code: 'closed' });
});

test('a server that rings and joins without end does not make the client remember without end', async () => {
  const { client, chat, ns, sb } = await setup.chatting({ behaviour: { answersCalls: false } });
  for (let index = 0; index < 5_000; index += 1) {
    sb.send(`JOI a${index}@x.com A\r\n`);
    ns.send(setup.ring({ session: String(index) }));
  }
  await expectChat(sb, () => chat.fence());
  await expectSession(ns, 8);
  expect(chat.participants.length).toBe(1_000);
  let waiting = 0;
  while (await client.chats.takeCall({ timeoutMs: 1 }).catch(() => undefined)) {
    waiting += 1;
  }
  expect(waiting).toBe(32);
});

test('a switchboard that floods a holding client is not read on', async () => {
  const { chat, sb } = await setup.chatting();
  chat.hold();
  for (let index = 0; index < 3_000; index += 1) {
    sb.send(`BYE a${index}@x.com\r\n`);
  }
  let taken = 0;
  while ((await chat.take()).kind === 'command') {
    taken += 1;
    if (taken === 3_000) {
      break;
    }
  }
  expect(taken).toBe(3_000);
});

test('no garbage on a switchboard does the client or its session harm', async () => {
  const { client, ns } = await setup.alice({ timeoutMs: 500 });
  let trid = 7;
  const word = fc.constantFrom(
    'USR',
    'ANS',
    'CAL',
    'JOI',
    'IRO',
    'BYE',
    'MSG',
    'ACK',
    'NAK',
    'OUT',
    '911',
    '217',
    '1',
    '2',
    '0',
    'OK',
    'RINGING',
    'bob@passport.com',
    'alice@passport.com',
    '%',
    '4294967296',
    '\u00e9',
  );
  const line = fc.array(word, { maxLength: 6 }).map((words) => `${words.join(' ')}\r\n`);
  const garbage = fc.oneof(line, line, line, fc.string({ unit: 'binary', maxLength: 30 }));
  await fc.assert(
    fc.asyncProperty(fc.array(garbage, { maxLength: 12 }), async (segments) => {
      const creating = client.chats.create().then(
        (chat) => chat,
        () => undefined,
      );
      const asked = trid;
      trid += 1;
      await ns.talk([`XFR ${asked} SB\r\n`, `XFR ${asked} SB ${setup.switchboard.word} CKI 1.2\r\n`]);
      const sb = await setup.switchboard.next();
      sb.send('USR 1 OK alice@passport.com Alice\r\nJOI bob@passport.com Bob\r\n', ...segments);
      sb.socket.end();
      await (await creating)?.ended;
      await expectSession(ns, trid);
      trid += 1;
    }),
    { numRuns: 60 },
  );
  expect(client.connected).toBe(true);
});
