import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { FakeServerOptions } from '../../src/fakes';
import { catalogue } from '../../src/rules';
import { msnp8, pasted, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

jest.setTimeout(60_000);

describe.each(['client', 'server'] as const)('the embedded reference %s', (role) => {
  test('passes everything, and every rule that the session shows has been exercised', async () => {
    await withFolder(async (folder) => {
      const { code, stdout, stderr } = await msnp8([role, '--strict', '--out', folder]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const results = await readResults(folder);
      expect(results.cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      expect(results.rules.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not exercised')).toEqual([]);
      const exercised = new Set(results.rules.filter(({ exercised }) => exercised > 0).map(({ id }) => id));
      const shown = catalogue.filter((rule) => rule.seed === 'shown' && rule.level[role] !== undefined);
      expect(shown.map(({ id }) => id).filter((id) => !exercised.has(id))).toEqual([]);
      expect(stdout).toContain('verdict pass, exit code 0');
      const schema = JSON.parse(await readFile(join(__dirname, '..', '..', 'results.schema.json'), 'utf8'));
      expect(new Ajv2020({ strict: false, validateFormats: false }).compile(schema)(results)).toBe(true);
      const traces = await readdir(join(folder, 'traces'));
      expect(results.cases.every(({ trace }) => traces.includes(trace.replace('traces/', '')))).toBe(true);
    });
  });

  test('gives the same lines on a pipe each time', async () => {
    await withFolder(async (folder) => {
      const args = [role, '--seed', '1', '--out', folder, '@challenge'];
      const first = await msnp8(args);
      const second = await msnp8(args);
      expect(second.stdout).toBe(first.stdout);
      expect(first.stdout).not.toContain('\u001b');
    });
  });
});

/** Whom each case needs, as `msnp8 list` says. */
async function neededAccounts(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await msnp8(['list', 'S', 'X']);
  return new Map(
    [...stdout.matchAll(/^(server\S+)\n {4}.*\n {4}.*\n {4}needs (.+)$/gm)].map(([, id = '', needs = '']) => [
      id,
      needs.split(' '),
    ]),
  );
}

describe('a server in another process', () => {
  test('is certified through its own Passport, and no secret stands in the reports', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const { code, stdout } = await msnp8(await argumentsFor(server, { folder }));
        expect(stdout).toContain('verdict pass, exit code 0');
        expect(code).toBe(0);
        const results = await readResults(folder);
        expect(results.cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
        for (const { trace } of results.cases) {
          const text = await readFile(join(folder, trace), 'utf8');
          const lines = await readFile(join(folder, trace.replace('.txt', '.ndjson')), 'utf8');
          expect(`${text}${lines}`).not.toMatch(/has%20a%20password|has a password/);
        }
      });
    });
  });

  test('is reached by --connect-to and --insecure when its names do not resolve', async () => {
    await withServer({ publicHost: 'msnp8.invalid', knobs: { passport: { daLogin: 'bare' } } }, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const passport = new URL(server.loginUrl).port;
        const { code, stdout } = await msnp8([
          ...args,
          '--insecure',
          '--connect-to',
          `msnp8.invalid:${server.notification.port}:127.0.0.1:${server.notification.port}`,
          '--connect-to',
          `msnp8.invalid:${passport}:127.0.0.1:${passport}`,
          '@login',
        ]);
        expect(stdout).toContain('verdict pass, exit code 0');
        expect(code).toBe(0);
      });
    });
  });

  test('without a dispatch server is certified all the same, and the dispatch case is unsupported', async () => {
    await withServer({ knobs: { transfers: 0 } }, async (server) => {
      await withFolder(async (folder) => {
        const { code } = await msnp8([...(await argumentsFor(server, { folder })), '@login']);
        const results = await readResults(folder);
        expect(results.cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([
          expect.objectContaining({
            verdict: 'unsupported',
            reason: 'The server has no dispatch server: it answers USR with a Passport challenge at once.',
          }),
        ]);
        expect(code).toBe(0);
      });
    });
  });

  test('with a fault is told which rule it breaks, from which source, and where', async () => {
    const hooks: FakeServerOptions['hooks'] = {
      outgoing: (command) =>
        command.name === 'REA' ? [{ ...command, parameters: command.parameters.slice(1) }] : [command],
    };
    await withServer({ hooks }, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const { code, stdout } = await msnp8([...args, '--timeout', '500', 'server/nickname/alice-renames-carol']);
        expect(code).toBe(1);
        expect(stdout).toContain('fail S-REA-01 (MUST) ');
        expect(stdout).toContain('source: [seed] [y111:rea] [impl:escargot], spec');
        expect(stdout).toMatch(/in traces\/server\.nickname\.alice-renames-carol\.txt, event \d+/);
        const again = /again: (msnp8 server .*)/.exec(stdout)?.[1] ?? '';
        const repeated = await pasted(`${again} --timeout 500`, { cwd: folder });
        expect(repeated).toMatchObject({ code: 1, stderr: '' });
        expect(repeated.stdout).toContain('fail S-REA-01 (MUST) ');
      });
    });
  });

  test.each([
    { personas: ['alice', 'bob'], most: 0.85 },
    { personas: ['alice', 'bob', 'carol'], most: 0.9 },
  ])(
    'with accounts for $personas runs all that needs no more, and says of the rest whom it lacks',
    async ({ personas, most }) => {
      await withServer({}, async (server) => {
        await withFolder(async (folder) => {
          const { code } = await msnp8(await argumentsFor(server, { folder, personas }));
          const { cases } = await readResults(folder);
          const needs = await neededAccounts();
          for (const { id, verdict, reason } of cases) {
            const lacking = (needs.get(id) ?? []).filter((persona) => !personas.includes(persona));
            expect({ id, verdict, reason }).toEqual(
              lacking.length === 0
                ? { id, verdict: 'pass', reason: '' }
                : {
                    id,
                    verdict: 'blocked',
                    reason: `The case needs accounts for ${lacking.join(', ')}, and the accounts file has none.`,
                  },
            );
          }
          expect(cases.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(most * cases.length);
          expect(code).toBe(0);
        });
      });
    },
  );

  test('that refuses the password is blocked, which is no success', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        await writeFile(
          join(folder, 'accounts.json'),
          '{"alice": {"account": "alice@example.com", "password": "wrong one"}}',
        );
        const { code } = await msnp8([...args, 'server/profile/the-server-sends-alice-s-profile']);
        const results = await readResults(folder);
        expect(results.cases[0]).toMatchObject({ verdict: 'blocked' });
        expect(results.cases[0]?.reason).toContain('No Passport ticket for alice@example.com');
        expect(code).toBe(1);
      });
    });
  });
});

test('a server that answers nothing ends in bounded time, and is not called faulty', async () => {
  const sockets = new Set<import('node:net').Socket>();
  const silent: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await withFolder(async (folder) => {
    const accounts = join(folder, 'accounts.json');
    await writeFile(accounts, '{"alice": {"account": "alice@example.com", "ticket": "t=1&p=1"}}');
    const args = ['server', `127.0.0.1:${port}`, '--accounts', accounts, '--out', folder, '--timeout', '50'];
    const { code } = await msnp8(args);
    const results = await readResults(folder);
    expect(new Set(results.cases.map(({ verdict }) => verdict))).toEqual(new Set(['blocked', 'inconclusive']));
    expect(results.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
    expect(code).toBe(1);
  });
  for (const socket of sockets) {
    socket.destroy();
  }
  await new Promise((resolve) => silent.close(resolve));
});
