import { parseTranscript } from '../../src/codec';
import { type Certificates, createCertificates, type FakeServerOptions, ScriptFailure } from '../../src/fakes';
import { embeddedServer, SubjectError } from '../../src/subjects';
import { KitAsClient } from '../../src/suite';

type Fault = Pick<FakeServerOptions, 'hooks' | 'knobs' | 'policy'>;

let certificates: Certificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) {
    await close();
  }
});

/** Alice is online at a server with this fault. */
async function scene(fault: Fault = {}, timeoutMs = 300): Promise<KitAsClient> {
  const subject = await embeddedServer({ fault, certificates });
  const kit = new KitAsClient({ subject, timeoutMs, cast: ['alice', 'bob'], writesLate: false });
  open.push(
    () => kit.finish({ failed: true }),
    () => subject.close(),
  );
  await kit.makeReady('online');
  return kit;
}

const ignoring = (isMeant: (name: string) => boolean): Fault => ({
  hooks: { incoming: ({ name }) => (isMeant(name) ? 'handled' : 'continue') },
});

function failure(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const says = (text: string) => ({ persona: 'alice', transcript: parseTranscript(text) }) as const;
const asks = (accepted: readonly string[]) => ({ persona: 'alice', field: 'n', accepted, rules: ['S-SB-10'] }) as const;

describe('a server without a switchboard', () => {
  test.each([
    ['refuses XFR SB', { knobs: { switchboardRefusal: 281 } }, 'it answers XFR SB with error 281.'],
    ['is silent', ignoring((name) => name === 'XFR'), 'it does not answer XFR SB.'],
  ] as const)('%s: the case is unsupported, and the next does not ask again', async (_, fault, reason) => {
    const kit = await scene(fault);
    const error = await failure(kit.chats.refer('alice'));
    expect(error).toBeInstanceOf(SubjectError);
    expect(error).toMatchObject({ code: 'unsupported', message: `The server offers no switchboard: ${reason}` });
    const asked = kit.trace.events.length;
    expect(await failure(kit.chats.meet(['alice']))).toMatchObject({ code: 'unsupported' });
    expect(kit.trace.events.length).toBe(asked);
  });

  test('is not one that refuses who hides', async () => {
    const kit = await scene({ policy: { opensChats: () => false } });
    expect(await failure(kit.chats.refer('alice'))).toMatchObject({ name: 'ServerRefusal', code: 913 });
  });
});

describe('an answer', () => {
  test.each([
    ['217', ['217'], 'CAL <n=2> bob@passport.com\\r\\n'],
    ['any error', ['error'], 'CAL <n=2> bob@passport.com\\r\\n'],
    ['a close', ['911', 'close'], 'MSG <n=2> x 0\\r\\n'],
    ['NAK', ['NAK'], 'MSG <n=2> A 0\\r\\n'],
    ['nothing', ['nothing'], 'MSG <n=2> U 0\\r\\n'],
  ])('is %s', async (_, accepted, line) => {
    const kit = await scene();
    await kit.chats.meet(['alice']);
    await kit.chats.play(says(`>>> ${line}`));
    await kit.chats.answers(asks(accepted));
    expect(kit.shown.get('S-SB-10')).toBe(1);
  });

  test.each([
    ['different', '217', 'CAL <n=2> bob@passport.com\\r\\n', {}],
    ['closed', 'close', 'MSG <n=2> x 0\\r\\n', {}],
    ['silent', 'nothing', 'MSG <n=2> U 0\\r\\n', {}],
    ['stalled', 'stalled', 'MSG <n=2> U 0\\r\\n', ignoring((name) => ['CAL', 'MSG'].includes(name))],
  ] as const)('that is not meant is %s and accuses the rule', async (code, got, line, fault) => {
    const kit = await scene(fault);
    await kit.chats.meet(['alice']);
    await kit.chats.play(says(`>>> ${line}`));
    const error = await failure(kit.chats.answers(asks(['ACK'])));
    expect(error).toBeInstanceOf(ScriptFailure);
    expect(error).toMatchObject({ code, got, rules: ['S-SB-10'] });
  });

  test('that came while something else was awaited counts', async () => {
    const kit = await scene();
    await kit.chats.meet(['alice']);
    await kit.chats.play(says('>>> CAL <n=2> bob@passport.com\\r\\n\n    MSG <m=3> A 0\\r\\n\n<<< NAK <m>\\r\\n'));
    await kit.chats.answers(asks(['217']));
  });
});

describe('S-SB-06: who says nothing', () => {
  const silent = (ms: number) => ({ persona: 'alice', field: 'switchboard', ms }) as const;

  test('is sent away', async () => {
    const kit = await scene({ knobs: { firstCommandMs: 50 } });
    await kit.chats.refer('alice');
    await kit.chats.staysSilent(silent(5000));
    expect(kit.shown.get('S-SB-06')).toBe(1);
  });

  test('is not: the server is told from one that keeps the rule', async () => {
    const kit = await scene();
    await kit.chats.refer('alice');
    expect(await failure(kit.chats.staysSilent(silent(100)))).toMatchObject({
      code: 'still-open',
      rules: ['S-SB-06'],
    });
  });
});

test('what a meeting brought is no other; what comes behind it is', async () => {
  const kit = await scene();
  await kit.contactsOnline([{ persona: 'bob', status: 'NLN', clientId: '0' }]);
  await kit.chats.meet(['alice', 'bob']);
  const other = (persona: 'alice' | 'bob', names: readonly string[]) => ({ persona, names, rules: ['S-SB-09'] });
  await kit.chats.hearsNoOther(other('alice', ['JOI']));
  await kit.chats.play({ persona: 'bob', transcript: parseTranscript('>>> OUT\\r\\n') });
  await kit.chats.hearsNoOther(other('alice', ['JOI']));
  expect(await failure(kit.chats.hearsNoOther(other('alice', ['JOI', 'BYE'])))).toMatchObject({
    code: 'different',
    got: 'BYE bob@passport.com',
    rules: ['S-SB-09'],
  });
});

test('a fence of the kit is no other message', async () => {
  const kit = await scene(ignoring((name) => name === 'CAL'));
  await kit.chats.refer('alice');
  await kit.chats.call({
    ...says('>>> USR <usr=1> <alice> <key>\\r\\n\n<<< USR <usr> OK <alice> <name>\\r\\n'),
    field: 'switchboard',
  });
  await kit.chats.hearsNoOther({ persona: 'alice', names: ['MSG'], rules: ['S-SB-13'] });
});

test('a chat in which a server says nothing more is told from one that it goes on with or closes', async () => {
  const deaf = await scene(ignoring((name) => ['CAL', 'MSG'].includes(name)));
  await deaf.chats.meet(['alice']);
  expect(await failure(deaf.chats.goesOnOrCloses('alice'))).toMatchObject({ code: 'silent' });
  const right = await scene();
  await right.chats.meet(['alice']);
  await right.chats.goesOnOrCloses('alice');
  await right.chats.play(says('>>> ZZZ 9\\r\\n'));
  await right.chats.goesOnOrCloses('alice');
});

test.each(['11752013', '0'])('%s is a decimal number', async (value) => {
  const kit = await scene();
  kit.bindings.set('session', value);
  kit.chats.isDecimal({ field: 'session', rules: ['S-SB-25'] });
  expect(kit.shown.get('S-SB-25')).toBe(1);
});

test.each(['b3531d', '', '-1', '1.5'])('"%s" is none', async (value) => {
  const kit = await scene();
  kit.bindings.set('session', value);
  expect(() => kit.chats.isDecimal({ field: 'session', rules: ['S-SB-25'] })).toThrow(ScriptFailure);
});
