import fc from 'fast-check';
import {
  type Certificates,
  createCertificates,
  FakeClient,
  type FakeClientOptions,
  FakeServer,
  obedientBehaviour,
  sessionDirectory,
} from '../../src/fakes';

let certificates: Certificates;
let server: FakeServer;
const clients: FakeClient[] = [];

beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ directory: sessionDirectory(), certificates });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
  expect(server.faults).toEqual([]);
});

async function signIn(name: string, options: Partial<FakeClientOptions> = {}): Promise<FakeClient> {
  const client = await FakeClient.signIn({
    account: `${name}@passport.com`,
    password: `${name}-password`,
    server: server.dispatch,
    nexusUrl: server.nexusUrl,
    ca: server.caPem,
    ...options,
  });
  clients.push(client);
  return client;
}

/** What the client believes once all that the server has said so far has come. */
async function settledSnapshot(client: FakeClient) {
  expect(await client.fence()).toBe('alive');
  return client.snapshot();
}

test('a client signs in through dispatch and Passport in a few lines, and believes what the server holds', async () => {
  const client = await signIn('alice', { cachedVersion: 6 });
  const snapshot = await settledSnapshot(client);
  expect(snapshot).toMatchObject({ account: 'alice@passport.com', name: 'Alice', status: 'NLN', listVersion: 28 });
  expect(snapshot.contacts?.map(({ account, lists }) => `${account} ${lists.join(' ')}`)).toEqual([
    'bob@passport.com FL AL RL',
    'carol@passport.com FL AL',
    'dave@passport.com FL',
    'eve@passport.com BL RL',
    'fred@passport.com AL RL',
  ]);
  await client.logout();
  expect((await client.ended).reason).toBe('logged-out');
});

test('a wrong password ends the login with the reason that Passport gave', async () => {
  await expect(signIn('alice', { password: 'wrong' })).rejects.toMatchObject({
    name: 'PassportError',
    code: 'refused',
  });
});

test('two clients see each other come, change and go', async () => {
  const alice = await signIn('alice', { behaviour: obedientBehaviour });
  const bob = await signIn('bob', { behaviour: obedientBehaviour });
  const statusOf = (account: string) => alice.beliefs.presences.get(account)?.status;
  await alice.waitFor(() => statusOf('bob@passport.com') === 'NLN');
  await bob.setStatus('AWY');
  await alice.waitFor(() => statusOf('bob@passport.com') === 'AWY');
  await bob.setName('Bőb 50%');
  await alice.waitFor(({ presences }) => presences.get('bob@passport.com')?.name === 'Bőb 50%');
  await bob.logout();
  await alice.waitFor(() => statusOf('bob@passport.com') === 'FLN');
});

test('a second login of the account ends the first', async () => {
  const first = await signIn('alice');
  const second = await signIn('alice');
  expect((await first.ended).reason).toBe('other-login');
  expect(await second.fence()).toBe('alive');
});

test('a later client asks for the list that it has, and is spared it', async () => {
  const first = await signIn('alice');
  await settledSnapshot(first);
  const { cache } = first;
  await first.logout();
  const second = await signIn('alice', { cache });
  const snapshot = await settledSnapshot(second);
  expect(snapshot).toEqual({ ...first.snapshot(), status: 'NLN', contacts: snapshot.contacts });
  expect(snapshot.contacts).toHaveLength(5);
});

test('after any edits the client believes what a fresh login is told', async () => {
  const account = fc
    .constantFrom('bob', 'carol', 'dave', 'eve', 'fred', 'emily', 'nobody')
    .map((name) => `${name}@passport.com`);
  const name = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
  const group = fc.constantFrom('0', '1', '2', '3', '4', '9');
  const act = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), account, name, group }),
    fc.record({ kind: fc.constant('remove' as const), account, group: fc.option(group, { nil: undefined }) }),
    fc.record({ kind: fc.constant('block' as const), account }),
    fc.record({ kind: fc.constant('unblock' as const), account }),
    fc.record({ kind: fc.constant('rename' as const), account, name }),
    fc.record({ kind: fc.constant('addGroup' as const), name }),
    fc.record({ kind: fc.constant('renameGroup' as const), id: group, name }),
    fc.record({ kind: fc.constant('removeGroup' as const), id: group }),
    fc.record({ kind: fc.constant('privacy' as const), blp: fc.constantFrom('AL' as const, 'BL' as const) }),
    fc.record({
      kind: fc.constant('phone' as const),
      type: fc.constantFrom('PHH', 'PHW'),
      value: fc.stringMatching(/^[0-9 ]{0,8}$/),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      server.directory.become(sessionDirectory());
      const client = await signIn('alice', { server: server.notification });
      for (const step of acts) {
        const doing: Promise<unknown> = (() => {
          switch (step.kind) {
            case 'add':
              return client.addContact(step);
            case 'remove':
              return client.removeContact(step);
            case 'block':
              return client.block(step.account);
            case 'unblock':
              return client.unblock(step.account);
            case 'rename':
              return client.renameContact(step);
            case 'addGroup':
              return client.addGroup(step.name);
            case 'renameGroup':
              return client.renameGroup(step);
            case 'removeGroup':
              return client.removeGroup(step);
            case 'privacy':
              return client.setPrivacy(step);
            case 'phone':
              return client.setPhone(step);
          }
        })();
        // What the server refuses must leave no mark either.
        await doing.catch((error: Error) => expect(error.name).toMatch(/^(ServerRefusal|FakeClientError)$/));
      }
      const believed = await settledSnapshot(client);
      const settings = client.beliefs.roster.settings;
      await client.logout();
      const fresh = await signIn('alice', { server: server.notification });
      const told = await settledSnapshot(fresh);
      expect(sorted(believed)).toEqual(sorted(told));
      expect(settings).toEqual(fresh.beliefs.roster.settings);
      await fresh.logout();
    }),
    { numRuns: 30 },
  );
});

/** Neither the order of contacts nor that of groups means anything, and `MOB N` means as much as no word of it. */
function sorted(snapshot: ReturnType<FakeClient['snapshot']>) {
  return {
    ...snapshot,
    contacts: snapshot.contacts
      ?.map(({ phones: { MOB, ...phones } = {}, ...contact }) => ({
        ...contact,
        phones: MOB === 'Y' ? { MOB, ...phones } : phones,
        groups: [...(contact.groups ?? [])].sort(),
      }))
      .sort((a, b) => a.account.localeCompare(b.account)),
    groups: [...(snapshot.groups ?? [])].sort((a, b) => a.id.localeCompare(b.id)),
  };
}
