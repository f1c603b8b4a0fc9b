import {
  type Certificates,
  createCertificates,
  Directory,
  FakeClient,
  FakeServer,
  type FakeServerOptions,
  obedientBehaviour,
} from '../../src/fakes';
import { aftermathOf } from '../../src/suite/scenes/aftermath-of';
import { Trace } from '../../src/wire';

const account = 'alice@passport.com';
const password = 'secret of alice';
let certificates: Certificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function connected(options: Pick<FakeServerOptions, 'hooks' | 'knobs'> = {}): Promise<FakeClient> {
  const server = await FakeServer.start({
    directory: new Directory([{ account, password }]),
    certificates,
    ...options,
  });
  open.push(server);
  const client = await FakeClient.connect({
    account,
    password,
    server: server.notification,
    nexusUrl: server.nexusUrl,
    ca: server.caPem,
    trace: new Trace(),
    behaviour: obedientBehaviour,
  });
  open.unshift(client);
  return client;
}

const ask = (client: FakeClient, isAnsweredElsewhere = true) =>
  aftermathOf({ client, account, timeoutMs: 300, answersElsewhere: async () => isAnsweredElsewhere });

const bytes = (text: string) => Buffer.from(text, 'latin1');

async function signedIn(options: Pick<FakeServerOptions, 'hooks' | 'knobs'> = {}): Promise<FakeClient> {
  const client = await connected(options);
  await client.advance('visible');
  client.hold();
  return client;
}

test('a session that goes on is alive', async () => {
  const client = await signedIn({ knobs: { unknownCommand: 'ignore' } });
  await client.send(bytes('ZZZ 9\r\n'));
  expect(await ask(client)).toBe('alive');
});

test('a session that the server ended is closed, though a ping is under way', async () => {
  const client = await signedIn();
  await client.send(bytes('ZZZ 9\r\n'));
  expect(await ask(client)).toBe('closed');
});

test('a session that answers nothing is wedged where the server answers elsewhere, else stalled', async () => {
  const client = await signedIn({ hooks: { incoming: ({ name }) => (name === 'PNG' ? 'handled' : 'continue') } });
  expect(await ask(client)).toBe('wedged');
  expect(await ask(client, false)).toBe('stalled');
});

describe('before sign-in', () => {
  test('the first question is VER, and its answer a fence', async () => {
    const client = await connected();
    client.hold();
    expect(await ask(client)).toBe('alive');
    const last = client.trace.events.at(-1);
    expect(last).toMatchObject({ kind: 'remark', topic: 'fence', text: expect.stringMatching(/^VER 1 /) });
  });

  test('behind VER it is USR, and an error answers it as well', async () => {
    const client = await connected();
    await client.request({ name: 'VER', parameters: ['MSNP8', 'CVR0'] });
    client.hold();
    expect(await ask(client)).toBe('alive');
    expect(client.trace.events.at(-1)).toMatchObject({ topic: 'fence', text: expect.stringMatching(/^USR 2 /) });
  });

  test('a server that closes is found out', async () => {
    const client = await connected();
    client.hold();
    await client.send(bytes('VER 7 FOO\r\n'));
    expect(await ask(client)).toBe('closed');
  });

  test('a server that answers nothing on this connection has wedged it', async () => {
    const client = await connected({ hooks: { incoming: () => 'handled' } });
    client.hold();
    expect(await ask(client)).toBe('wedged');
  });
});
