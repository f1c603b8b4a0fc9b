import { type Certificates, createCertificates, FakeServer, FakeServerError, sessionDirectory } from '../../src/fakes';
import { Trace } from '../../src/wire';
import { patienceMs, RawClient } from './raw-client';
import { signIn } from './signed-in';

const bobAccount = 'bob@passport.com';
const soon = { timeoutMs: patienceMs };

let certificates: Certificates;
let server: FakeServer;

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ certificates, directory: sessionDirectory(), knobs: { challenges: 'off' } });
});
afterEach(async () => {
  await server.close();
});

const nameOf = (item: { readonly kind: string; readonly name?: string }): string => item.name ?? item.kind;

describe('a held session', () => {
  test('keeps what comes until it is taken, answered or released', async () => {
    server.holdNext();
    const client = await RawClient.call(server.notification);
    client.write('VER 1 MSNP8\r\nUSR 2 TWN I bob@passport.com\r\nZZZ\r\n');
    const session = await server.nextConnection(soon);
    expect(session.held).toBe(true);
    const version = await session.take(soon);
    expect(nameOf(version)).toBe('VER');
    await session.send(Buffer.from('VER 1 MSNP8 MSNP9\r\n'), { cuts: [3, 4] });
    await client.expect('VER 1 MSNP8 MSNP9\r\n');
    if (version.kind !== 'command') throw new Error('A command was expected.');
    session.absorb(version);
    expect(session.stage).toBe('agreed');
    session.release();
    expect(await client.line()).toMatch(/^USR 2 TWN S /);
    await client.expectClose();
    expect(await session.take(soon)).toMatchObject({ kind: 'closed', info: { by: 'server', how: 'clean' } });
  });

  test('answers one item when asked to', async () => {
    server.knobs.hold = true;
    const client = await RawClient.call(server.notification);
    const session = await server.nextConnection(soon);
    client.write('VER 1 MSNP8\r\n\r\nPNG\r\n');
    const version = await session.take(soon);
    if (version.kind !== 'command') throw new Error('A command was expected.');
    session.answer(version);
    await client.expect('VER 1 MSNP8\r\n');
    expect(nameOf(await session.take(soon))).toBe('empty-line');
    expect(nameOf(await session.take(soon))).toBe('PNG');
    expect(await session.take({ timeoutMs: 5 })).toEqual({ kind: 'timeout' });
    client.hangUp();
    expect(await session.take(soon)).toMatchObject({ kind: 'closed', info: { by: 'client', how: 'clean' } });
  });

  test('begins and ends at the items that were named', async () => {
    const client = await signIn(server, bobAccount);
    const session = server.session(bobAccount);
    session?.hold({
      from: (item) => item.kind === 'command' && item.name === 'GTC',
      until: (item) => item.kind === 'command' && item.name === 'PRP',
    });
    await client.ask(
      'BLP 5 BL\r\nGTC 6 N\r\nCHG 7 NLN 0\r\nPRP 8 PHH 1\r\nPNG\r\n',
      'BLP 5 2 BL\r\nPRP 8 3 PHH 1\r\nQNG\r\n',
    );
    expect([
      nameOf((await session?.take(soon)) ?? { kind: '' }),
      nameOf((await session?.take(soon)) ?? { kind: '' }),
    ]).toEqual(['GTC', 'CHG']);
  });

  test('absorbs a request: its state follows, others are told, the client hears nothing', async () => {
    const alice = await signIn(server, 'alice@passport.com');
    await alice.ask('CHG 5 NLN 0\r\n', 'CHG 5 NLN 0\r\n');
    const client = await signIn(server, bobAccount);
    const session = server.session(bobAccount);
    session?.hold();
    client.write('CHG 5 NLN 24\r\n');
    const status = await session?.take(soon);
    if (status?.kind !== 'command') throw new Error('A command was expected.');
    session?.absorb(status);
    await alice.expect('NLN NLN bob@passport.com Bob 24\r\n');
    session?.release();
    await client.expectNothingBut();
  });

  test.each(['clean', 'reset'] as const)('is ended by a script: %s', async (how) => {
    const client = await signIn(server, bobAccount);
    const session = server.session(bobAccount);
    await session?.end(how);
    await client.expectClose(how);
    expect(server.session(bobAccount)).toBeUndefined();
  });
});

describe('an interceptor', () => {
  test('answers in place of the server, once, for one account', async () => {
    server.intercept({ name: 'PNG', account: bobAccount, once: true }, (_command, session) => {
      void session.send({ name: 'QNG', parameters: ['50'] });
    });
    const alice = await signIn(server, 'alice@passport.com');
    const client = await signIn(server, bobAccount);
    await alice.ask('PNG\r\n', 'QNG\r\n');
    await client.ask('PNG\r\nPNG\r\n', 'QNG 50\r\nQNG\r\n');
  });

  test('delays one answer while others overtake it', async () => {
    let answer: () => void = () => undefined;
    const end = server.intercept({ name: 'GTC' }, (_command, _session, proceed) => {
      answer = proceed;
    });
    const client = await signIn(server, bobAccount);
    await client.ask('GTC 5 N\r\nPNG\r\n', 'QNG\r\n');
    answer();
    await client.expect('GTC 5 2 N\r\n');
    end();
    await client.ask('GTC 6 A\r\n', 'GTC 6 3 A\r\n');
  });

  test('that fails costs its own session, and the fault is on record', async () => {
    server.intercept({ name: 'GTC' }, async () => {
      throw new Error('Out of ideas.');
    });
    server.intercept({ name: 'BLP' }, () => {
      throw new Error('Out of ideas as well.');
    });
    const alice = await signIn(server, 'alice@passport.com');
    for (const request of ['GTC 5 N\r\n', 'BLP 5 BL\r\n']) {
      const client = await signIn(server, bobAccount);
      client.write(request);
      await client.expectClose('reset');
    }
    await alice.expectNothingBut();
    expect(server.faults).toHaveLength(2);
    expect(server.trace.events.filter((event) => event.kind === 'remark' && event.topic === 'kit-fault')).toHaveLength(
      2,
    );
  });
});

describe('hooks and policy', () => {
  test('change what comes in, what is done, and what goes out', async () => {
    await server.close();
    server = await FakeServer.start({
      certificates,
      directory: sessionDirectory(),
      policy: { nextVersion: (version) => version + 10 },
      hooks: {
        input: (bytes) => Buffer.from(Buffer.from(bytes).toString('latin1').replace('PING', 'PNG')),
        incoming: (command) => (command.name === 'BLP' ? 'handled' : 'continue'),
        outgoing: (command, context) => (context.request?.name === 'PNG' ? [command, command] : [command]),
        bytes: (bytes, command) => (command.name === 'GTC' ? Buffer.concat([bytes, Buffer.from('\r\n')]) : bytes),
      },
    });
    const client = await signIn(server, bobAccount);
    await client.ask('PING\r\nBLP 5 BL\r\nGTC 6 N\r\n', 'QNG\r\nQNG\r\nGTC 6 11 N\r\n\r\n');
  });
});

describe('a test that waits', () => {
  test('for a session is told when its state has come', async () => {
    const states = (['signed-in', 'synchronised', 'visible'] as const).map((state) =>
      server.waitForSession({ account: bobAccount, state, ...soon }),
    );
    const client = await signIn(server, bobAccount);
    client.write('SYN 5 1\r\nCHG 6 NLN 0\r\n');
    for (const session of await Promise.all(states)) {
      expect(session.account?.account).toBe(bobAccount);
    }
    const closed = server.waitForSession({ account: bobAccount, state: 'closed', ...soon });
    client.hangUp();
    expect((await closed).stage).toBe('closed');
  });

  test('in vain gets an error that says what was awaited', async () => {
    const never = server.waitForSession({ account: bobAccount, state: 'visible', timeoutMs: 5 });
    await expect(never).rejects.toThrow(
      new FakeServerError('timeout', 'A session of bob@passport.com that is visible was expected within 5 ms.'),
    );
    await expect(server.nextConnection({ timeoutMs: 5 })).rejects.toThrow('A connection was expected within 5 ms.');
    const cut = server.nextConnection(soon);
    const refused = expect(cut).rejects.toThrow('A connection was awaited when the server was closed.');
    await server.close();
    await refused;
  });
});

test('useTrace parts the traces of two cases', async () => {
  const [first, second] = [server.trace, new Trace()];
  const early = await signIn(server, bobAccount);
  const before = first.events.length;
  server.useTrace(second);
  const late = await signIn(server, 'alice@passport.com');
  await late.expectNothingBut();
  expect(first.events).toHaveLength(before);
  await early.expectNothingBut();
  expect(first.events.length).toBeGreaterThan(before);
  expect(second.events[0]).toMatchObject({ kind: 'open', connection: 'notification-1', service: 'notification' });
  expect(server.trace).toBe(second);
});

test('the trace says why the server closed', async () => {
  const client = await signIn(server, bobAccount);
  client.write('ZZZ\r\n');
  await client.expectClose();
  expect(server.trace.events).toContainEqual(
    expect.objectContaining({
      kind: 'remark',
      topic: 'closing',
      text: 'The server closes: a command came that clients do not send to this server.',
    }),
  );
});
