import type { ClientHookContext, FakeClientOptions } from '../../src/fakes/client';
import { ChatSetup, expectSession, failureOf } from './chat-setup';

let setup: ChatSetup;

beforeEach(async () => {
  setup = await ChatSetup.start();
});
afterEach(() => setup.close());

describe('a script', () => {
  test('plays the whole of a chat itself, from the first byte on', async () => {
    const { client, ns } = await setup.alice();
    const asking = client.chats.request();
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2 U messenger.msn.com 1\r\n`]);
    const admission = await asking;
    expect(admission).toEqual({ address: setup.switchboard.word, cookie: '1.2' });
    const chat = await client.chats.connect(admission, { held: true });
    const sb = await setup.switchboard.next();
    sb.send('JOI bob@passport.com Bob\r\n\r\nMSG bob@passport.com Bob 2\r\nHi');
    const joined = await chat.take();
    expect(joined).toMatchObject({ kind: 'command', form: 'S.JOI' });
    expect(chat.participants).toEqual([]);
    if (joined.kind === 'command') {
      chat.accept(joined);
    }
    expect(chat.participants).toEqual(['bob@passport.com']);
    expect(await chat.take()).toMatchObject({ kind: 'empty-line' });
    expect(await chat.take()).toMatchObject({ form: 'S.MSG', payload: Buffer.from('Hi') });
    expect(await chat.take({ timeoutMs: 10 })).toEqual({ kind: 'timeout' });
    await chat.send(Buffer.from('MSG 9 x 70000\r\n'), { cuts: [3] });
    await chat.send({ name: 'MSG', trid: 40, parameters: ['U'], payload: Buffer.from('ab') });
    await sb.expect('MSG 9 x 70000\r\nMSG 40 U 2\r\nab');
    expect(chat.nextTrid()).toBe(41);
    sb.close();
    expect(await chat.take()).toMatchObject({ kind: 'closed', info: { by: 'server', how: 'clean' } });
  });

  test('takes a call and answers it with other words', async () => {
    const { client, ns } = await setup.alice();
    const taking = client.chats.takeCall();
    ns.send(setup.ring());
    const chat = await client.chats.connect(await taking);
    const sb = await setup.switchboard.next();
    const answer = chat.request({ name: 'ANS', parameters: ['alice@passport.com', 'wrong', '11752013'] });
    await sb.talk(['ANS 1 alice@passport.com wrong 11752013\r\n', '911 1\r\n']);
    expect(await failureOf(answer)).toMatchObject({ code: 911 });
    sb.close();
    expect(await chat.ended).toMatchObject({ reason: 'closed' });
  });

  test('gets replies to its own requests, whatever their order, and none that answers another', async () => {
    const { chat, sb } = await setup.chatting();
    const message = chat.request({ name: 'MSG', trid: 5, parameters: ['U'], payload: Buffer.from('') });
    const call = chat.request({ name: 'CAL', trid: 6, parameters: ['zoe@x.com'] });
    await sb.expect('MSG 5 U 0\r\nCAL 6 zoe@x.com\r\n');
    sb.send('ACK 6\r\nCAL 5 RINGING 3\r\nMSG 5 a b 0\r\nNAK 5\r\nCAL 6 RINGING 4\r\n');
    expect(await message).toMatchObject({ name: 'NAK' });
    expect(await call).toMatchObject({ fields: { session: '4' } });
  });

  test('holds, and lets go in order', async () => {
    const { chat, sb } = await setup.chatting();
    chat.hold();
    sb.send('JOI carol@passport.com C\r\nBYE bob@passport.com\r\n');
    const fencing = chat.fence();
    await sb.talk(['CAL 3 fence\r\n', '208 3\r\n']);
    expect(await fencing).toBe('alive');
    expect(chat.participants).toEqual(['bob@passport.com']);
    chat.release();
    expect(chat.participants).toEqual(['carol@passport.com']);
  });

  test('absorbs a BYE and so stays alone', async () => {
    const { chat, sb } = await setup.chatting();
    chat.hold();
    sb.send('BYE bob@passport.com\r\n');
    const item = await chat.take();
    if (item.kind === 'command') {
      chat.absorb(item);
    }
    expect(chat.participants).toEqual([]);
    expect(chat.connected).toBe(true);
  });
});

describe('a fence', () => {
  test.each(['208 3\r\n', '217 3\r\n', '713 3\r\n', 'CAL 3 RINGING 1\r\n'])('is alive at %j', async (answer) => {
    const { chat, sb } = await setup.chatting();
    const fencing = chat.fence();
    await sb.talk(['CAL 3 fence\r\n', answer]);
    expect(await fencing).toBe('alive');
  });

  test.each(['ACK 3\r\n', 'NAK 3\r\n', '282 3\r\n'])('by a message is alive at %j', async (answer) => {
    const { chat, sb } = await setup.chatting();
    const fencing = chat.fence({ by: 'MSG' });
    await sb.talk(['MSG 3 A 49\r\nMIME-Version: 1.0\r\nContent-Type: text/x-fence\r\n\r\n', answer]);
    expect(await fencing).toBe('alive');
  });

  test('knows its answer from others, late ones among them', async () => {
    const { chat, sb } = await setup.chatting();
    expect(await chat.fence({ timeoutMs: 20 })).toBe('stalled');
    const second = chat.fence();
    await sb.talk(['CAL 3 fence\r\nCAL 4 fence\r\n', '208 3\r\nACK 4\r\n208\r\n']);
    const third = chat.fence();
    await sb.talk(['CAL 5 fence\r\n', '208 5\r\n']);
    expect(await third).toBe('alive');
    sb.close();
    expect(await second).toBe('closed');
    expect(await chat.fence()).toBe('closed');
  });
});

describe('hooks', () => {
  test('work on switchboards, and can tell them from the session', async () => {
    const seen: string[] = [];
    const note = (what: string, { service, connectionNumber, chat }: ClientHookContext) =>
      seen.push(`${what} ${service} ${connectionNumber} ${chat?.role ?? '-'}`);
    const { chat, sb } = await setup.chatting({
      hooks: {
        input: (bytes, context) => {
          if (context.service === 'switchboard') {
            note('input', context);
          }
          return Buffer.from(Buffer.from(bytes).toString('latin1').replace('JOI dan@', 'JOI zoe@'), 'latin1');
        },
        incoming: (command, context) => {
          if (command.name === 'BYE') {
            note('BYE', context);
            context.send(Buffer.from(`CAL ${context.nextTrid()} again@x.com\r\n`));
            return 'handled';
          }
          return 'continue';
        },
        outgoing: (command, context) => {
          if (command.name === 'MSG') {
            note('MSG', context);
            return [command, { ...command, parameters: ['x'] }];
          }
          return [command];
        },
        bytes: (bytes, { name }) => (name === 'MSG' ? Buffer.concat([bytes, Buffer.from('!')]) : bytes),
      },
    });
    seen.length = 0;
    sb.send('JOI dan@x.com Dan\r\n');
    await chat.waitForParticipant('zoe@x.com');
    sb.send('BYE bob@passport.com\r\n');
    await sb.expect('CAL 3 again@x.com\r\n');
    expect(chat.participants).toEqual(['bob@passport.com', 'zoe@x.com']);
    await chat.sendPayload(Buffer.from('a'), { acknowledge: 'U' });
    await sb.expect('MSG 4 U 1\r\na!MSG 4 x 1\r\na!');
    expect(seen).toEqual([
      'input switchboard 1 caller',
      'input switchboard 1 caller',
      'BYE switchboard 1 caller',
      'MSG switchboard 1 caller',
    ]);
  });

  test('can make a client that gives up everything at an error in a chat', async () => {
    const { client, chat, ns, sb } = await setup.chatting({
      hooks: {
        incoming: ({ name }, context) => {
          if (name === '217') {
            context.giveUp();
          }
          return 'continue';
        },
      },
    });
    const inviting = chat.invite('zoe@x.com');
    await sb.talk(['CAL 3 zoe@x.com\r\n', '217 3\r\n']);
    expect(await failureOf(inviting)).toMatchObject({ code: 'closed' });
    expect(await ns.rest()).toBe('');
    expect(await sb.rest()).toBe('');
    expect(await client.ended).toMatchObject({ reason: 'failed' });
  });
});

test.each<[string, Partial<FakeClientOptions>, string]>([
  ['speaks at once', { policy: { maySpeak: () => true } }, 'MSG 2 U 1\r\nx'],
  ['sends too much', { policy: { maySpeak: () => true, maySend: () => true } }, `MSG 2 U 1665\r\n${'x'.repeat(1665)}`],
])('another policy makes a client that %s', async (_name, options, expected) => {
  const { client, ns } = await setup.alice(options);
  const creating = client.chats.create();
  await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${setup.switchboard.word} CKI 1.2\r\n`]);
  const sb = await setup.switchboard.next();
  await sb.talk(['USR 1 alice@passport.com 1.2\r\n', 'USR 1 OK alice@passport.com Alice\r\n']);
  const chat = await creating;
  await chat.sendPayload(Buffer.from('x'.repeat(expected.length > 20 ? 1665 : 1)), { acknowledge: 'U' });
  await sb.expect(expected);
});

test('another policy makes a client that goes elsewhere, believes otherwise and gives up a chat at an error', async () => {
  const { client, ns } = await setup.alice({
    policy: {
      switchboardAt: () => setup.switchboard.address,
      believeChat: (beliefs) => ({ ...beliefs, admitted: true }),
      survives: ({ name }) => name !== '217',
    },
  });
  const creating = client.chats.create();
  await ns.talk(['XFR 7 SB\r\n', 'XFR 7 SB nowhere:1 CKI 1.2\r\n']);
  const sb = await setup.switchboard.next();
  await sb.talk([
    'USR 1 alice@passport.com 1.2\r\n',
    'USR 1 OK alice@passport.com Alice\r\nJOI bob@x.com Bob\r\n217\r\n',
  ]);
  const chat = await creating;
  expect(await chat.ended).toMatchObject({ reason: 'failed' });
  expect(chat.participants).toEqual([]);
  await expectSession(ns, 8);
});
