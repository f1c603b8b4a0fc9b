import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { FakeServerOptions } from '../../src/fakes';
import type { Results } from '../../src/report';
import { catalogue } from '../../src/rules';
import { msnp8, pasted, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

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
        const { code, stdout } = await msnp8(await argumentsFor(server, { folder, properties: true }));
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

  test('is given the same verdicts in a shuffled order, and its accounts are left empty', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const { code, stdout, stderr } = await msnp8([...args, '@lists', '@presence', '--shuffle', '--seed', '8']);
        const { cases } = await readResults(folder);
        expect(cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
        const order = [...stdout.matchAll(/^pass (server\/\S+)$/gm)].map(([, id]) => id);
        expect(order).not.toEqual(cases.map(({ id }) => id));
        expect([...order].sort()).toEqual(cases.map(({ id }) => id).sort());
        for (const { account, contacts, groups } of server.directory.accounts) {
          expect({ account, contacts: contacts.map((contact) => contact.account), groups: [...groups.keys()] }).toEqual(
            {
              account,
              contacts: [],
              groups: ['0'],
            },
          );
        }
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
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
    { personas: ['alice', 'bob'], most: 0.3 },
    { personas: ['alice', 'bob', 'carol'], most: 0.6 },
  ])(
    'with accounts for $personas runs all that needs no more, and says of the rest whom it lacks',
    async ({ personas, most }) => {
      await withServer({}, async (server) => {
        await withFolder(async (folder) => {
          const { code } = await msnp8([
            ...(await argumentsFor(server, { folder, personas })),
            '@presence',
            '@switchboard',
          ]);
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
    240_000,
  );

  test.each<[string, FakeServerOptions, string]>([
    ['that refuses the password', {}, 'wrong one'],
    ['that never answers', { hooks: { login: () => ({ kind: 'silence' }) } }, 'alice has a password'],
  ])('with a Passport %s is not usable, and no case waits for a ticket', async (_, options, password) => {
    await withServer(options, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const accounts = { alice: { account: 'alice@example.com', password } };
        await writeFile(join(folder, 'accounts.json'), JSON.stringify(accounts));
        const { code } = await msnp8(args);
        const results = await readResults(folder);
        expect(results.reason).toContain('No Passport ticket for alice@example.com');
        expectNothingTested(results);
        expect(code).toBe(3);
      });
    });
  });

  test('that sends clients on to one that says nothing is not usable', async () => {
    await withSilence(async (port) => {
      const hooks: FakeServerOptions['hooks'] = {
        outgoing: (command) =>
          command.name === 'XFR'
            ? [{ ...command, parameters: ['NS', `127.0.0.1:${port}`, ...command.parameters.slice(2)] }]
            : [command],
      };
      await withServer({ hooks }, async (server) => {
        await withFolder(async (folder) => {
          const { code } = await msnp8([...(await argumentsFor(server, { folder })), '--timeout', '300']);
          const results = await readResults(folder);
          expect(results.reason).toBe(
            'The server takes connections and says nothing. No reply to VER 4 came within 300 ms.',
          );
          expectNothingTested(results);
          expect(code).toBe(3);
        });
      });
    });
  });
});

/** Every case is blocked for the reason of the run, and nothing is said of any rule. */
function expectNothingTested({ cases, rules, reason }: Results): void {
  expect(new Set(cases.map((one) => `${one.verdict}: ${one.reason}`))).toEqual(new Set([`blocked: ${reason}`]));
  expect(cases.every(({ durationMs }) => durationMs === 0)).toBe(true);
  expect(rules.filter(({ exercised, violations }) => exercised > 0 || violations.length > 0)).toEqual([]);
}

/** Calls `use` with the port of a server that takes connections and never says a word. */
async function withSilence<Result>(use: (port: number) => Promise<Result>): Promise<Result> {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  try {
    return await use(port);
  } finally {
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => silent.close(resolve));
  }
}

test('a server that answers nothing costs one time limit, and is not called faulty', async () => {
  await withSilence(async (port) => {
    await withFolder(async (folder) => {
      const accounts = join(folder, 'accounts.json');
      await writeFile(accounts, '{"alice": {"account": "alice@example.com", "ticket": "t=1&p=1"}}');
      const args = ['server', `127.0.0.1:${port}`, '--accounts', accounts, '--out', folder, '--timeout', '300'];
      const { code } = await msnp8(args);
      const results = await readResults(folder);
      expect(results.reason).toBe(
        'The server takes connections and says nothing. No reply to VER 1 came within 300 ms.',
      );
      expectNothingTested(results);
      expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites');
      expect(code).toBe(3);
    });
  });
});
