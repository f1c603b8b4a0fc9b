import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeServerOptions } from '../../src/fakes';
import { msnp8, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

/** Cases in which a ticket is shown or needed, and what they ask of the server is not about the ticket. */
const cases = [
  'server/dispatch/alice-calls-at-the-dispatch-server',
  'server/login/alice-signs-in-with-a-passport-ticket',
  'server/oddities/ver-4-cvr-2-usr-6-as-the-original-has-it',
  'server/oddities/the-same-transaction-id-three-times',
  'server/oddities/the-original-s-example-passport-com-in-cvr',
  'server/oddities/alice-signs-in-and-becomes-visible-byte-by-byte',
  'server/login/alice-signs-in-as-alice',
  'server/logout/alice-logs-out',
];

/** A server to which no ticket is good. */
const hooks: FakeServerOptions['hooks'] = {
  outgoing: (command) =>
    command.name === 'USR' && command.parameters[0] === 'OK'
      ? [{ name: '911', ...(command.trid === undefined ? {} : { trid: command.trid }), parameters: [] }]
      : [command],
};

test('a server that refuses the ticket of Passport breaks S-USR-04 and no other rule, and only where the login is the question', async () => {
  await withServer({ hooks }, async (server) => {
    await withFolder(async (folder) => {
      const { code } = await msnp8([...(await argumentsFor(server, { folder })), '--timeout', '500', ...cases]);
      const results = await readResults(folder);
      const accused = results.rules.filter(({ violations }) => violations.length > 0).map(({ id }) => id);
      expect(accused.filter((id) => id !== 'S-USR-05')).toEqual(['S-USR-04']);
      const verdicts = Object.fromEntries(results.cases.map(({ id, verdict }) => [id, verdict]));
      expect(verdicts).toEqual({
        'server/dispatch/alice-calls-at-the-dispatch-server': 'blocked',
        'server/login/alice-signs-in-with-a-passport-ticket': 'fail',
        'server/oddities/ver-4-cvr-2-usr-6-as-the-original-has-it': 'fail',
        'server/oddities/the-same-transaction-id-three-times': 'fail',
        'server/oddities/the-original-s-example-passport-com-in-cvr': 'blocked',
        'server/oddities/alice-signs-in-and-becomes-visible-byte-by-byte': 'fail',
        'server/login/alice-signs-in-as-alice': 'blocked',
        'server/logout/alice-logs-out': 'blocked',
      });
      for (const { reason } of results.cases) {
        expect(reason).toContain('error 911');
      }
      expect(code).toBe(1);
    });
  });
});

test.each([
  { what: 'a fixed ticket', credentials: { ticket: 't=1&p=1' }, options: [] },
  { what: 'a ticket command', credentials: { password: 'x' }, options: ['--ticket-command', "echo 't=1&p=1'"] },
])('a server that refuses $what is not called faulty for it', async ({ credentials, options }) => {
  await withServer({}, async (server) => {
    await withFolder(async (folder) => {
      const accounts = join(folder, 'stale.json');
      await writeFile(accounts, JSON.stringify({ alice: { account: 'alice@example.com', ...credentials } }));
      const target = `127.0.0.1:${server.dispatch.port}`;
      const { code } = await msnp8(['server', target, '--accounts', accounts, ...options, '--out', folder, ...cases]);
      const results = await readResults(folder);
      expect(results.rules.filter(({ violations }) => violations.length > 0)).toEqual([]);
      for (const { verdict, reason } of results.cases) {
        expect({ verdict, reason }).toEqual({ verdict: 'blocked', reason: expect.stringContaining('error 911') });
      }
      expect(code).toBe(1);
    });
  });
});
