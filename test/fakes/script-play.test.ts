import { parseTranscript, type Service } from '../../src/codec';
import {
  FakeClient,
  FakeServer,
  obedientBehaviour,
  playTranscript,
  ScriptFailure,
  type ScriptPort,
  type ServerSession,
} from '../../src/fakes';
import { Trace } from '../../src/wire';
import { RawClient } from './raw-client';
import { type ScriptedPeer, ScriptedServer } from './scripted-server';

/** Short: where a test waits for it, nothing can come any more. */
const limitMs = 150;

interface Played {
  readonly bindings: Map<string, string>;
  readonly shown: string[];
  readonly timeLimits: number;
  readonly failure: ScriptFailure | undefined;
}

async function play(options: {
  readonly port: ScriptPort;
  readonly lines: readonly string[];
  readonly timeoutMs?: number;
  readonly bindings?: Map<string, string>;
}): Promise<Played> {
  const { port, lines, timeoutMs = 4000, bindings = new Map<string, string>() } = options;
  const shown: string[] = [];
  let timeLimits = 0;
  const failure = await playTranscript({
    transcript: parseTranscript(lines.join('\n')),
    port,
    bindings,
    timeoutMs,
    onShown: (rule) => shown.push(rule),
    onTimeLimit: () => {
      timeLimits += 1;
    },
  }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ScriptFailure) {
        return error;
      }
      throw error;
    },
  );
  return { bindings, shown, timeLimits, failure };
}

async function withClient(
  use: (both: { readonly port: ScriptPort; readonly peer: ScriptedPeer }) => Promise<void>,
): Promise<void> {
  const server = await ScriptedServer.start();
  const client = await FakeClient.connect({
    account: 'alice@x.com',
    server: server.address,
    trace: new Trace(),
    behaviour: obedientBehaviour,
    held: true,
  });
  try {
    const port: ScriptPort = {
      side: 'client',
      service: 'notification',
      send: (segment) => client.send(segment),
      settle: () => client.connection.settle(),
      take: (limit) => client.take(limit),
      proceed: (item) => client.accept(item),
      absorb: (item) => client.absorb(item),
      nextTrid: () => client.nextTrid(),
      fence: (limit) => client.fence(limit),
      close: (how) => client.close({ how }),
    };
    await use({ port, peer: await server.next() });
  } finally {
    await client.close({ how: 'reset' });
    await server.close();
  }
}

describe('the kit plays the client', () => {
  test('expected commands may come in any order, among others', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({
        port,
        lines: [
          '>>> CHG <n=9> NLN 0\\r\\n',
          '# CHG S-CHG-01 ILN S-CHG-02',
          '<<< CHG <n> NLN 0\\r\\n',
          '    ILN <n> NLN bob@x.com Bob <id>\\r\\n',
          '    ILN <n> IDL carol@x.com Carol 0\\r\\n',
        ],
      });
      await peer.talk([
        'CHG 1 NLN 0\r\n',
        'ILN 1 IDL carol@x.com Carol 0\r\nNLN NLN dave@x.com Dave 0\r\nILN 1 NLN bob@x.com Bob 24\r\nCHG 1 NLN 0\r\n',
      ]);
      const { failure, shown, bindings } = await playing;
      expect(failure).toBeUndefined();
      expect(shown).toEqual(['S-CHG-02', 'S-CHG-02', 'S-CHG-01']);
      expect(bindings).toEqual(
        new Map([
          ['n', '1'],
          ['id', '24'],
        ]),
      );
    }));

  test('BPR and PRP may be left out, and come under their own contact only', () =>
    withClient(async ({ port, peer }) => {
      const lines = [
        '<<< PRP PHH 1\\r\\n',
        '    LST bob@x.com Bob 3 0\\r\\n',
        '    BPR PHH <bobs>\\r\\n',
        '    LST carol@x.com Carol 3 0\\r\\n',
        '    BPR PHH <carols>\\r\\n',
        '    LST dave@x.com Dave 3 0\\r\\n',
      ];
      peer.send('LST bob@x.com Bob 3 0\r\nLST carol@x.com Carol 3 0\r\nBPR PHH 5\r\nLST dave@x.com Dave 3 0\r\n');
      const { failure, bindings } = await play({ port, lines });
      expect(failure).toBeUndefined();
      expect(bindings).toEqual(new Map([['carols', '5']]));
    }));

  test('a contradiction is told at once, with the rules of its place', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({
        port,
        lines: ['>>> CHG <n> NLN 0\\r\\n', '# S-CHG-01', '<<< CHG <n> NLN 0\\r\\n'],
        timeoutMs: 60_000,
      });
      await peer.talk(['CHG 1 NLN 0\r\n', 'CHG 1 IDL 0\r\n']);
      const { failure, shown } = await playing;
      expect(failure).toMatchObject({ code: 'different', rules: ['S-CHG-01'], line: 3, got: 'CHG 1 IDL 0' });
      expect(failure?.message).toContain('word 2 behind CHG: expected "NLN", got "IDL"');
      expect(shown).toEqual([]);
    }));

  test('a setting that is awaited has its value, or is left out', () =>
    withClient(async ({ port, peer }) => {
      const lines = ['<<< PRP PHH 01%20234\\r\\n', '<<< LST bob@x.com Bob 3 0\\r\\n'];
      peer.send('PRP PHW 5\r\nPRP PHH 01%20%32%33%34\r\nLST bob@x.com Bob 3 0\r\n');
      expect(await play({ port, lines })).toMatchObject({ failure: undefined });
      peer.send('PRP PHH 666\r\n');
      expect(await play({ port, lines })).toMatchObject({
        failure: { code: 'different', rules: ['S-SET-04'], got: 'PRP PHH 666' },
      });
    }));

  test('bytes that cannot be taken apart are told as such, and are no close of the peer', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({ port, lines: ['<<< (close)'], timeoutMs: 60_000 });
      peer.send('MSG Hotmail Hotmail x\r\n');
      const { failure } = await playing;
      expect(failure).toMatchObject({ code: 'undecodable' });
      expect(failure?.message).toContain('(bad-payload-length at offset 0)');
      const next = await play({ port, lines: ['<<< CHG 1 NLN 0\\r\\n'] });
      expect(next.failure).toMatchObject({ code: 'undecodable' });
    }));

  test('an error in answer is a contradiction; one for another request is not', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({ port, lines: ['>>> CHG <n> NLN 0\\r\\n', '<<< CHG <n> NLN 0\\r\\n'], timeoutMs: 60_000 });
      await peer.talk(['CHG 1 NLN 0\r\n', '201 7\r\n201 1\r\n']);
      expect((await playing).failure).toMatchObject({ code: 'different', got: 'error 201 1' });
    }));

  test('silence is shown by a fence', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({ port, lines: ['# S-CHG-01', '<<< CHG 1 NLN 0\\r\\n'], timeoutMs: limitMs });
      await peer.talk(['PNG\r\n', 'QNG\r\n']);
      expect(await playing).toMatchObject({ failure: { code: 'silent', rules: ['S-CHG-01'] }, timeLimits: 1 });
    }));

  test('what comes late and before the answer to the fence accuses nobody', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({ port, lines: ['# S-CHG-01', '<<< CHG 1 NLN 0\\r\\n'], timeoutMs: limitMs });
      await peer.talk(['PNG\r\n', 'CHG 1 NLN 0\r\nQNG\r\n']);
      expect(await playing).toMatchObject({ failure: undefined, timeLimits: 0, shown: ['S-CHG-01'] });
    }));

  test('a command that came close is not blamed once another has fulfilled it', () =>
    withClient(async ({ port, peer }) => {
      const lines = ['# NLN S-PRS-01 FLN S-PRS-03', '<<< NLN NLN b@x.c B 0\\r\\n', '    FLN b@x.c\\r\\n'];
      const playing = play({ port, lines, timeoutMs: limitMs });
      peer.send('NLN IDL b@x.c B 0\r\n', 'NLN NLN b@x.c B 0\r\n');
      await peer.talk(['PNG\r\n', 'QNG\r\n']);
      expect(await playing).toMatchObject({ failure: { code: 'silent', rules: ['S-PRS-03'] }, shown: ['S-PRS-01'] });
    }));

  test('other traffic does not put the limit off', () =>
    withClient(async ({ port, peer }) => {
      const chatter = setInterval(() => peer.send('NLN NLN b@x.c B 0\r\n'), 10);
      try {
        const playing = play({ port, lines: ['<<< CHG 1 NLN 0\\r\\n'], timeoutMs: limitMs });
        await peer.talk(['PNG\r\n', 'QNG\r\n']);
        expect(await playing).toMatchObject({ failure: { code: 'silent' } });
        const closing = play({ port, lines: ['<<< (close)'], timeoutMs: limitMs });
        await peer.talk(['PNG\r\n', 'QNG\r\n']);
        expect(await closing).toMatchObject({ failure: { code: 'still-open' } });
      } finally {
        clearInterval(chatter);
      }
    }));

  test('where nothing at all comes any more, the script has stalled', () =>
    withClient(async ({ port }) => {
      const lines = ['# S-CHG-01', '<<< CHG 1 NLN 0\\r\\n'];
      expect(await play({ port, lines, timeoutMs: limitMs })).toMatchObject({
        failure: { code: 'stalled' },
        timeLimits: 0,
      });
      // Whoever does not close when they must is at fault, whether they answer or not.
      expect(await play({ port, lines: ['<<< (close)'], timeoutMs: limitMs })).toMatchObject({
        failure: { code: 'still-open' },
        timeLimits: 0,
      });
    }));

  test('a close instead is told with the rules of what was awaited', () =>
    withClient(async ({ port, peer }) => {
      peer.close();
      const lines = ['# S-CHG-01', '<<< CHG 1 NLN 0\\r\\n'];
      expect(await play({ port, lines })).toMatchObject({ failure: { code: 'closed', rules: ['S-CHG-01'] } });
    }));

  test('a close before the kit has spoken is told likewise', () =>
    withClient(async ({ port, peer }) => {
      peer.close();
      expect((await port.take({ timeoutMs: 20_000 })).kind).toBe('closed');
      const lines = ['>>> CHG <n> NLN 0\\r\\n', '# S-CHG-01', '<<< CHG <n> NLN 0\\r\\n'];
      expect(await play({ port, lines })).toMatchObject({ failure: { code: 'closed', rules: ['S-CHG-01'] } });
    }));

  test('what was said before a close counts', () =>
    withClient(async ({ port, peer }) => {
      peer.send('CHG 1 NLN 0\r\n');
      peer.close();
      const lines = ['<<< CHG 1 NLN 0\\r\\n', '# S-OUT-01', '<<< (close)'];
      expect(await play({ port, lines })).toMatchObject({ failure: undefined, shown: ['S-OUT-01'] });
    }));

  test('a connection that should be closed and still answers', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({ port, lines: ['# S-OUT-01', '<<< (close)'], timeoutMs: limitMs });
      await peer.talk(['PNG\r\n', 'QNG\r\n']);
      expect(await playing).toMatchObject({
        failure: { code: 'still-open', rules: ['S-OUT-01'] },
        shown: [],
        timeLimits: 1,
      });
    }));

  test('a server that has no dispatch server does not offer XFR', () =>
    withClient(async ({ port, peer }) => {
      const playing = play({
        port,
        lines: ['>>> USR <n> TWN I alice@x.com\\r\\n', '<<< XFR <n> NS <notification> 0 <dispatch>\\r\\n'],
        timeoutMs: 60_000,
      });
      await peer.talk(['USR 1 TWN I alice@x.com\r\n', 'USR 1 TWN S lc=1033,id=507\r\n']);
      expect((await playing).failure).toMatchObject({ code: 'not-offered' });
    }));

  test('a field whose value would make another line of its own cannot be sent', () =>
    withClient(async ({ port }) => {
      const bindings = new Map([['who', 'a@x.com\r\nOUT']]);
      expect((await play({ port, bindings, lines: ['>>> REM 1 AL <who>\\r\\n'] })).failure).toMatchObject({
        code: 'different',
        message: expect.stringContaining(
          'CR, LF or a blank in its value "a@x.com\\r\\nOUT" would make another line of it',
        ),
      });
    }));

  test('a field that nothing has given a value cannot be sent', () =>
    withClient(async ({ port }) => {
      expect((await play({ port, lines: ['>>> REM 1 AL <who>\\r\\n'] })).failure).toMatchObject({
        code: 'not-offered',
      });
    }));
});

async function withSession(
  use: (both: { readonly port: ScriptPort; readonly client: RawClient }) => Promise<void>,
): Promise<void> {
  const server = await FakeServer.start({ subject: 'client' });
  try {
    server.holdNext();
    const client = await RawClient.call(server.notification);
    try {
      await use({ port: portOf(await server.nextConnection({ timeoutMs: 20_000 })), client });
    } finally {
      client.reset();
    }
  } finally {
    await server.close();
  }
}

function portOf(session: ServerSession): ScriptPort {
  const service: Service = session.connection.service;
  return {
    side: 'server',
    service,
    send: (segment) => session.send(segment),
    settle: () => session.connection.settle(),
    take: (limit) => session.take(limit),
    proceed: (item) => session.answer(item),
    absorb: (item) => session.absorb(item),
    nextTrid: () => 0,
    fence: (limit) => session.fence(limit),
    close: async (how) => void (await session.end(how)),
  };
}

describe('the kit plays the server', () => {
  test('binds what the client chose, answers with it, and closes', () =>
    withSession(async ({ port, client }) => {
      const lines = ['# C-VER-01', '>>> VER <n=1> MSNP8 CVR0\\r\\n', '<<< VER <n> MSNP8 CVR0\\r\\n', '<<< (close)'];
      const playing = play({ port, lines });
      await client.ask('VER 77 MSNP8 CVR0\r\n', 'VER 77 MSNP8 CVR0\r\n');
      client.hangUp();
      await client.expectClose();
      expect(await playing).toMatchObject({ failure: undefined, shown: ['C-VER-01'] });
    }));

  test('a client may close in place of OUT', () =>
    withSession(async ({ port, client }) => {
      client.hangUp();
      expect((await play({ port, lines: ['>>> OUT\\r\\n'] })).failure).toBeUndefined();
    }));

  test('a close does not stand for what should have come beside OUT', () =>
    withSession(async ({ port, client }) => {
      client.hangUp();
      const lines = ['# REM C-LST-01', '>>> OUT\\r\\n', '    REM 3 AL bob@x.com\\r\\n'];
      expect((await play({ port, lines })).failure).toMatchObject({ code: 'closed' });
    }));

  test('a close in place of anything else is told', () =>
    withSession(async ({ port, client }) => {
      client.hangUp();
      const lines = ['# C-VER-01', '>>> VER 1 MSNP8 CVR0\\r\\n'];
      expect((await play({ port, lines })).failure).toMatchObject({ code: 'closed', rules: ['C-VER-01'] });
    }));

  test('a client that answers nothing has stalled', () =>
    withSession(async ({ port }) => {
      const lines = ['>>> VER 1 MSNP8 CVR0\\r\\n'];
      expect((await play({ port, lines, timeoutMs: limitMs })).failure).toMatchObject({ code: 'stalled' });
    }));
});
