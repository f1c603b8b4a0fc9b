import { connect as connectTls } from 'node:tls';
import { Directory, FakeClient, FakeServer } from '../../src/fakes';
import { type ClientNeeds, type ClientSubject, embeddedClient, SubjectError } from '../../src/subjects';
import { AuthorityKeeper, KitAsServer, type Readiness } from '../../src/suite';

const authority = new AuthorityKeeper();
afterAll(() => authority.close());

/** A scene with the reference client and what a test changes of it. */
function sceneWith(changes: Partial<ClientSubject>, timeoutMs = 5000): KitAsServer {
  return new KitAsServer({
    subject: { ...embeddedClient(), ...changes },
    timeoutMs,
    authority: () => authority.get(),
  });
}

async function reaching(readiness: Readiness, needs: ClientNeeds): Promise<KitAsServer> {
  const scene = sceneWith({ needs });
  await scene.makeReady(readiness);
  return scene;
}

const opened = ({ trace }: KitAsServer) =>
  trace.events.flatMap((event) => (event.kind === 'open' ? [event.service] : []));
const sent = ({ trace }: KitAsServer, name: string) =>
  trace.events.flatMap((event) =>
    event.kind === 'command' && event.from === 'server' && event.command.name === name ? [event.command] : [],
  );

describe('what a client needs is obeyed', () => {
  test.each<[Readiness, ClientNeeds, readonly string[]]>([
    ['online', {}, ['dispatch', 'notification', 'passport', 'passport']],
    ['online', { dispatch: 'required' }, ['dispatch', 'notification', 'passport', 'passport']],
    ['online', { dispatch: 'none' }, ['notification', 'passport', 'passport']],
    ['sent to the notification server', { dispatch: 'none' }, ['notification']],
    ['about to sign in', { dispatch: 'none' }, ['notification']],
    ['let in', { dispatch: 'none' }, ['notification', 'passport', 'passport']],
  ])('%s with %j', async (readiness, needs, services) => {
    const scene = await reaching(readiness, needs);
    expect(opened(scene)).toEqual(services);
    await scene.finish();
  });

  test.each([
    ['bare', /DALogin=127\.0\.0\.1/],
    ['absolute', /DALogin=https:\/\//],
  ] as const)('DALogin %s', async (dalogin, form) => {
    const scene = await reaching('online', { dalogin });
    const headers = scene.trace.events.flatMap((event) => (event.kind === 'http' ? event.headers : []));
    expect(headers.find(([name]) => name === 'PassportURLs')?.[1]).toMatch(form);
    await scene.finish();
  });

  test.each([
    [0, 0],
    [1, 1],
    [150, 150],
  ])('%d contacts', async (minContacts, count) => {
    const scene = await reaching('online', { minContacts });
    expect(sent(scene, 'SYN')[0]?.fields.contacts).toBe(String(count));
    expect(sent(scene, 'LST')).toHaveLength(count);
    await scene.finish();
  });

  test('more contacts than the session has', async () => {
    const scene = sceneWith({ needs: { minContacts: 7 } });
    await scene.accountsAsInSession();
    await scene.makeReady('online');
    expect(sent(scene, 'LST')).toHaveLength(7);
    await scene.finish();
  });

  test('the last address in XFR', async () => {
    const scene = await reaching('online', { xfrLastAddress: true });
    expect(sent(scene, 'XFR')[0]?.fields.current).toMatch(/^127\.0\.0\.1:\d+$/);
    await scene.finish();
  });

  test.each([
    [{ tls: '1.0' } as const, 'TLSv1'],
    [{}, 'refused'],
  ])('TLS 1.0 for %j', async (needs, outcome) => {
    let spoken: string | null = '';
    const scene = sceneWith({
      needs,
      call: async (_, { nexusUrl }) => {
        const port = Number(new URL(String(nexusUrl)).port);
        spoken = await new Promise((resolve) => {
          const socket = connectTls({
            port,
            host: '127.0.0.1',
            rejectUnauthorized: false,
            minVersion: 'TLSv1',
            maxVersion: 'TLSv1',
            ciphers: 'DEFAULT@SECLEVEL=0',
          });
          socket.once('secureConnect', () => resolve(socket.getProtocol()));
          socket.once('error', () => resolve('refused'));
          socket.once('close', () => resolve('refused'));
        });
        throw new Error('enough');
      },
    });
    await expect(scene.makeReady('online')).rejects.toThrow('enough');
    expect(spoken).toBe(outcome);
    await scene.finish();
  });
});

describe('a list that a client has kept of an earlier case', () => {
  test('is sent anew, and only what came in this case counts as known', async () => {
    const before = await FakeServer.start({
      directory: new Directory([{ account: 'alice@passport.com', password: 'p', name: 'Alice', listVersion: 27 }]),
    });
    const earlier = await FakeClient.signIn({
      account: 'alice@passport.com',
      password: 'p',
      server: before.dispatch,
      nexusUrl: before.nexusUrl,
      ca: before.caPem,
    });
    const { cache } = earlier;
    await earlier.close();
    await before.close();
    const { certificates } = await authority.get();
    const clients: FakeClient[] = [];
    const scene = sceneWith({
      call: async (method, parameters) => {
        if (method === 'logout') {
          await clients.at(-1)?.logout();
          return {};
        }
        const { account, password, host, port, nexusUrl } = parameters;
        const client = await FakeClient.signIn({
          account: String(account),
          password: String(password),
          server: { host: String(host), port: Number(port) },
          nexusUrl: String(nexusUrl),
          ca: certificates.caPem,
          cache: clients.at(-1)?.cache ?? cache,
        });
        clients.push(client);
        return { account, name: '' };
      },
    });
    await scene.accountsAsInSession();
    await scene.makeReady('online');
    expect(sent(scene, 'LST')).toHaveLength(5);
    await clients[0]?.logout();
    await scene.signInAgain();
    await scene.finish();
    await Promise.all(clients.map((client) => client.close()));
  });
});

describe('a client that is only watched', () => {
  test('is online when the wire shows it, whatever it says', async () => {
    const inner = embeddedClient();
    const scene = sceneWith({
      watched: true,
      call: async (method, parameters) => {
        void inner.call(method, parameters).catch(() => {});
        await new Promise(() => {});
      },
      reset: () => inner.reset(),
    });
    await scene.makeReady('online');
    await scene.stillAnswers();
    await scene.finish();
  });
});

describe('a client that is to be refused', () => {
  test('and fails without having called has not been put to the test', async () => {
    const scene = sceneWith({
      call: async () => {
        throw new SubjectError('failed', 'The network is down.');
      },
    });
    await expect(scene.tryToSignIn()).rejects.toMatchObject({ code: 'unusable', message: 'The network is down.' });
    await scene.finish();
  });
});

describe('a client that answers before what it sent has come', () => {
  test('gets the replies all the same', async () => {
    const inner = embeddedClient();
    const scene = sceneWith({
      call: async (method, parameters) => {
        const called = inner.call(method, parameters);
        if (method !== 'addContact') return called;
        called.catch(() => {});
        return {};
      },
      reset: () => inner.reset(),
    });
    await scene.accountsAsInSession();
    await scene.makeReady('online');
    await scene.act({ method: 'addContact', parameters: { account: 'fred@passport.com', name: 'Fred' } });
    await scene.finish();
    const replies = sent(scene, 'ADD').map(({ parameters: [list, , account] }) => [list, account]);
    expect(replies).toContainEqual(['FL', 'fred@passport.com']);
  });
});

describe('a client that takes one request at a time', () => {
  test('is not asked what it believes while it signs in', async () => {
    const inner = embeddedClient();
    const scene = sceneWith({
      concurrent: undefined,
      call: (method, parameters) => inner.call(method, parameters),
      reset: () => inner.reset(),
    });
    await scene.makeReady('synchronised');
    expect(await scene.snapshot()).toBeUndefined();
    expect(scene.trace.events.some((event) => event.kind === 'remark' && event.topic === 'not-asked')).toBe(true);
    await scene.finish();
  });

  test('is asked once it is signed in', async () => {
    const scene = sceneWith({ concurrent: undefined });
    await scene.makeReady('online');
    expect(await scene.snapshot()).toMatchObject({ account: 'alice@passport.com' });
    await scene.finish();
  });
});
