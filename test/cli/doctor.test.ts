import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { msnp8, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

async function doctor(args: readonly string[]) {
  const out = args.indexOf('--out');
  // It writes no reports, and tries no property.
  const own = [...args.slice(0, out), ...args.slice(out + 2)].filter((arg) => arg !== '--no-properties');
  return msnp8(['doctor', ...own]);
}

describe('msnp8 doctor server', () => {
  test('tells what a sound server offers, and leaves its accounts alone', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const { code, stdout, stderr } = await doctor(await argumentsFor(server, { folder }));
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const lines = stdout
          .replace(/[\d.]+ ms/, 'N ms')
          .replace(String(server.dispatch.port), 'PORT')
          .split('\n');
        expect(lines.slice(0, 6)).toEqual([
          'ok      Somebody answers at 127.0.0.1:PORT.',
          'ok      It speaks MSNP8: it answers the offer with "VER MSNP8 CVR0".',
          'ok      It has a dispatch server, which sends clients on to the notification server.',
          'ok      alice (alice@example.com) signs in; the list of version 1 has 0 contacts, which a run takes away.',
          'ok      It answers PNG in N ms (median of 9).',
          'ok      It challenges clients.',
        ]);
        expect(lines.at(-2)).toBe('The server can be certified.');
      });
    });
  });

  test('names each account that cannot sign in, and how to mend it', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder, personas: ['alice', 'bob'] });
        const file = join(folder, 'accounts.json');
        const accounts = JSON.parse(await readFile(file, 'utf8'));
        await writeFile(file, JSON.stringify({ ...accounts, bob: { account: 'bob@example.com', password: 'wrong' } }));
        const { code, stdout } = await doctor(args);
        expect(code).toBe(0);
        expect(stdout).toMatch(
          /problem bob \(bob@example\.com\) cannot sign in: .+\n {8}Look at the account and the password/,
        );
        expect(stdout).toContain('note    There is no account for carol.');
        expect(stdout).toContain('The server can be certified, with one problem.');
      });
    });
  });

  test('says that the authority is missing; then nothing can be certified', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const ca = args.indexOf('--ca');
        const { code, stdout } = await doctor([...args.slice(0, ca), ...args.slice(ca + 2)]);
        expect(code).toBe(3);
        expect(stdout).toContain('Give the certificate authority with --ca FILE');
        expect(stdout).toMatch(/Nothing can be certified\.\n$/);
      });
    });
  });

  test.each([
    ['speaks something else', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'It does not answer VER'],
    [
      'does not speak MSNP8',
      'VER 1 0\r\n',
      'It does not agree on MSNP8: it answers the offer "MSNP8 CVR0" with "VER 0".',
    ],
    ['sends \u001b[31m colours', 'VER 1 \u001b[31mMSNP7\r\n', 'with "VER \\u{1b}[31mMSNP7"'],
  ])('a server that %s is told of', async (_, answer, sentence) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      await withFolder(async (folder) => {
        const accounts = join(folder, 'accounts.json');
        await writeFile(accounts, '{"alice": {"account": "a@x.com", "ticket": "t"}}');
        const { code, stdout } = await msnp8(['doctor', 'server', `127.0.0.1:${port}`, '--accounts', accounts]);
        expect(code).toBe(3);
        expect(stdout).toContain(sentence);
        expect(stdout).not.toContain('\u001b');
      });
    } finally {
      server.close();
    }
  });
});

describe('commands of the user', () => {
  test('a reset command runs before each case', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const log = join(folder, 'resets');
        const args = await argumentsFor(server, { folder });
        const { code } = await msnp8([...args, '--reset-command', `echo reset >> '${log}'`, '@login']);
        expect(code).toBe(0);
        const { cases } = await readResults(folder);
        expect((await readFile(log, 'utf8')).trim().split('\n')).toHaveLength(cases.length);
      });
    });
  });

  test('one that fails blocks the cases with its own words', async () => {
    await withServer({}, async (server) => {
      await withFolder(async (folder) => {
        const args = await argumentsFor(server, { folder });
        const command = 'echo "the database is locked" >&2; exit 2';
        const { code } = await msnp8([...args, '--reset-command', command, '@dispatch']);
        expect(code).toBe(1);
        const { cases } = await readResults(folder);
        expect(cases.map(({ verdict, reason }) => ({ verdict, reason }))).toEqual([
          { verdict: 'blocked', reason: 'The reset command ended with exit code 2: the database is locked.' },
        ]);
      });
    });
  });
});
