import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTranscript, type RenderedItem, renderTranscript, type Side, type Transcript } from '../../src/codec';
import {
  FakeClient,
  FakeServer,
  obedientBehaviour,
  playTranscript,
  type ScriptPort,
  type ServerSession,
  sessionDirectory,
} from '../../src/fakes';
import { Trace } from '../../src/wire';

const features = join(__dirname, '..', '..', 'features', 'example-session');
const corrected = parseTranscript(readFileSync(join(__dirname, '..', 'example-session.transcript'), 'utf8'));

/** The transcripts of sections 1 to 10, in the order of the session, each with the first words of its step. */
const sections = readdirSync(features)
  .filter((file) => /^(0\d|10)-/.test(file))
  .sort()
  .flatMap((file) => {
    const text = readFileSync(join(features, file), 'utf8');
    const outlines = file.startsWith('10-') ? text.slice(0, text.indexOf('  @certify-server @S-OUT-02')) : text;
    return [...outlines.matchAll(/^ +(?:When|And) (.+):\n +"""\n([\s\S]*?)^ +"""/gm)].map(
      ([, step = '', body = '']) => ({
        step,
        transcript: parseTranscript(body.replace(/^ {6}/gm, '')),
      }),
    );
  })
  // Section 6 needs a client that becomes visible; the session itself has done so in section 5.
  .filter(({ step }) => step !== 'Alice becomes visible');

function shown(items: readonly RenderedItem[]): string[] {
  return items.map((item) =>
    item.kind === 'close'
      ? `${item.by} closes`
      : `${item.from} ${JSON.stringify(Buffer.from(item.bytes).toString('latin1'))}`,
  );
}

const documented = shown(renderTranscript(corrected));

/** What crossed a trace's two MSNP connections, one after the other, as `shown` has it. */
function crossed(trace: Trace): string[] {
  return ['dispatch-1', 'notification-1'].flatMap((connection) => crossedOn(trace, connection));
}

function crossedOn(trace: Trace, connection: string): string[] {
  return trace.events.flatMap((event) => {
    if (event.connection !== connection) {
      return [];
    }
    if (event.kind === 'segment') {
      return [`${event.from} ${JSON.stringify(Buffer.from(event.bytes).toString('latin1'))}`];
    }
    return event.kind === 'close' ? [`${event.by} closes`] : [];
  });
}

test('the features, with the values of the documented session, are the corrected session segment by segment', () => {
  expect(sections.flatMap(({ transcript }) => shown(renderTranscript(transcript)))).toEqual(documented);
});

describe('embedded peers', () => {
  test('the kit plays the server: every segment of the reference client and of the kit is that of the session', async () => {
    const trace = new Trace();
    const server = await FakeServer.start({ directory: sessionDirectory(), trace, subject: 'client' });
    const client = signInAlice(server);
    try {
      server.holdNext();
      const dispatch = await server.nextConnection({ timeoutMs: 20_000 });
      server.holdNext();
      const [first, ...rest] = sections;
      await play({ transcript: first?.transcript, session: dispatch });
      const session = await server.nextConnection({ timeoutMs: 20_000 });
      for (const { step, transcript } of rest) {
        const acting = act(step, client);
        await play({ transcript, session });
        await acting;
      }
      await session.connection.closed;
      expect(crossed(trace)).toEqual(documented);
    } finally {
      await (await client).close();
      await server.close();
    }
  });

  test('the kit plays the client: the reference server answers with the bytes of the session', async () => {
    const trace = new Trace();
    const directory = sessionDirectory();
    const server = await FakeServer.start({ directory, subject: 'server' });
    const carol = server.puppet('carol@passport.com');
    server.puppet('bob@passport.com').setStatus('NLN', { clientId: '24' });
    carol.setStatus('IDL', { clientId: '268435492' });
    server.puppet('dave@passport.com').setStatus('BSY', { clientId: '268435492' });
    const addresses = new Map([
      ['207.46.107.95:1863', `127.0.0.1:${server.notification.port}`],
      ['207.46.104.20:1863', `127.0.0.1:${server.dispatch.port}`],
    ]);
    const options = {
      account: 'alice@passport.com',
      server: server.dispatch,
      trace,
      behaviour: obedientBehaviour,
      held: true,
    };
    let client = await FakeClient.connect(options);
    try {
      let isHere = true;
      for (const item of renderTranscript(corrected)) {
        if (item.kind === 'close') {
          isHere = item.by !== 'server';
        } else if (!isHere) {
          client = await FakeClient.connect({ ...options, server: server.notification });
          isHere = true;
        }
        await step(item, { client, addresses, server });
      }
    } finally {
      await client.close();
      await server.close();
    }
  });
});

/** Sends a segment of the client as it stands, or takes from the server's stream as many bytes as the session has there. */
async function step(
  item: RenderedItem,
  peers: { readonly client: FakeClient; readonly addresses: ReadonlyMap<string, string>; readonly server: FakeServer },
): Promise<void> {
  const { client, addresses, server } = peers;
  if (item.kind === 'close') {
    expect(await client.take({ timeoutMs: 20_000 })).toMatchObject({
      kind: 'closed',
      info: { by: 'server', how: 'clean' },
    });
    return;
  }
  let text = Buffer.from(item.bytes).toString('latin1');
  for (const [documentedAddress, address] of addresses) {
    text = text.replace(documentedAddress, address);
  }
  if (item.from === 'client') {
    await client.send(Buffer.from(text, 'latin1'));
    return;
  }
  if (text.startsWith('FLN')) {
    server.puppet('bob@passport.com').goOffline();
  } else if (text.startsWith('NLN')) {
    server.puppet('carol@passport.com').setStatus('BSY', { name: 'Caroline', clientId: '268435492' });
  }
  await expectBytes(client, text);
}

const unread = new WeakMap<FakeClient, string>();

/** The server's segments are its own affair; its stream is not. */
async function expectBytes(client: FakeClient, text: string): Promise<void> {
  let stream = unread.get(client) ?? '';
  while (stream.length < text.length) {
    const taken = await client.take({ timeoutMs: 20_000 });
    if (taken.kind !== 'command') {
      throw new Error(`Expected ${JSON.stringify(text)}, came ${JSON.stringify(stream)} and then: ${taken.kind}`);
    }
    stream += Buffer.from(taken.raw).toString('latin1');
  }
  expect(stream.slice(0, text.length)).toBe(text);
  unread.set(client, stream.slice(text.length));
}

function signInAlice(server: FakeServer): Promise<FakeClient> {
  return FakeClient.signIn({
    account: 'alice@passport.com',
    password: 'alice-password',
    server: server.dispatch,
    nexusUrl: server.nexusUrl,
    ca: server.caPem,
    cachedVersion: 6,
    resolve: (address) => (address.host === '207.46.107.95' ? server.notification : address),
  });
}

/** What Alice does at a step of the session; the rest her client does by itself. */
async function act(step: string, signingIn: Promise<FakeClient>): Promise<void> {
  const acts: Readonly<Record<string, (client: FakeClient) => Promise<unknown>>> = {
    'Alice goes idle': (client) => client.setStatus('IDL'),
    'Alice comes back': (client) => client.setStatus('NLN'),
    'Alice blocks Bob': (client) => client.block('bob@passport.com'),
    'Alice logs out': (client) => client.logout(),
  };
  const one = acts[step];
  if (one !== undefined) {
    await one(await signingIn);
  }
}

function play(options: {
  readonly transcript: Transcript | undefined;
  readonly session: ServerSession;
}): Promise<void> {
  const { transcript = { items: [] }, session } = options;
  const port: ScriptPort = {
    side: 'server' satisfies Side,
    service: session.connection.service,
    send: (segment) => session.send(segment),
    settle: () => session.connection.settle(),
    take: (limit) => session.take(limit),
    proceed: (item) => session.answer(item),
    absorb: (item) => session.absorb(item),
    nextTrid: () => 0,
    fence: (limit) => session.fence(limit),
    close: async (how) => void (await session.end(how)),
  };
  return playTranscript({ transcript, port, bindings: new Map(), timeoutMs: 20_000 });
}
