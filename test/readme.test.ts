import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClient, FakeServer, sessionDirectory } from '../src/fakes';

test('the client shows Bob as offline', async () => {
  const server = await FakeServer.start({ directory: sessionDirectory() });
  const bob = server.puppet('bob@passport.com');
  bob.setStatus('NLN');
  const client = await FakeClient.signIn({
    account: 'alice@passport.com',
    password: 'alice-password',
    server: server.dispatch,
    nexusUrl: server.nexusUrl,
    ca: server.caPem,
  });
  bob.goOffline();
  const session = await server.waitForSession({ account: 'alice@passport.com', state: 'visible', timeoutMs: 5000 });
  expect(await session.fence({ timeoutMs: 5000 })).toBe('alive');
  expect(client.snapshot().contacts).toContainEqual(
    expect.objectContaining({ account: 'bob@passport.com', status: 'FLN' }),
  );
  await client.logout();
  await server.close();
});

test('the README shows this very example', () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const example =
    readFileSync(__filename, 'utf8').split("test('the client shows")[1]?.split("\ntest('the README")[0] ?? '';
  expect(readme).toContain(`test('the client shows${example}`.trim());
});
