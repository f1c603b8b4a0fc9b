import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execClient } from '../../src/subjects';
import { credentials } from './scripted-adapter';

async function withCommand<Result>(
  command: (folder: string) => string,
  use: (client: ReturnType<typeof execClient>, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'msnp8-exec-'));
  const client = execClient({ command: command(folder) });
  try {
    return await use(client, folder);
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'resolved',
    (error: { readonly code: string; readonly message: string }) => `${error.code}: ${error.message}`,
  );
}

async function written(file: string): Promise<string> {
  while (!existsSync(file)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return readFile(file, 'utf8');
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a command is told where to sign in, as whom, and in which case', async () => {
  const names = ['HOST', 'PORT', 'ACCOUNT', 'PASSWORD', 'NEXUS_URL', 'CA_FILE', 'CASE'];
  const shown = names.map((name) => `"$MSNP8_${name}"`).join(' ');
  await withCommand(
    (folder) => `printf '%s\\n' ${shown} > ${folder}/tmp; mv ${folder}/tmp ${folder}/env; sleep 1000`,
    async (client, folder) => {
      await client.begin?.({ caseId: 'client/login/alice' });
      client.call('login', { ...credentials, password: `a 'quoted" $HOME` }).catch(() => {});
      expect((await written(join(folder, 'env'))).split('\n')).toEqual([
        '127.0.0.1',
        '1863',
        'alice@passport.com',
        `a 'quoted" $HOME`,
        'https://127.0.0.1:443/rdr/pprdr.asp',
        '/tmp/ca.pem',
        'client/login/alice',
        '',
      ]);
    },
  );
});

test.each([
  ['exit 0', 'resolved'],
  [
    'echo "no MSN here" >&2; exit 127',
    'unsupported: The command does not support the case (exit code 127): no MSN here.',
  ],
  ['echo a >&2; echo "bad rabbit hole!" >&2; exit 126', 'unusable: The command ended with exit code 126: bad ***!.'],
  ['exit 128', 'unusable: The command ended with exit code 128.'],
  ['kill -SEGV $$', 'unusable: The command was ended by SIGSEGV.'],
  ['sleep 1000 & exit 1', 'unusable: The command ended with exit code 1.'],
  [
    '/nowhere/at-all',
    expect.stringMatching(/^unsupported: The command does not support the case \(exit code 127\): .*not found\.$/),
  ],
])('%s', async (command, outcome) => {
  await withCommand(
    () => command,
    async (client) => {
      const seen: string[] = [];
      client.onTrouble?.(({ message }) => seen.push(message));
      expect(await refusal(client.call('login', credentials))).toEqual(outcome);
      expect(seen).toEqual(/^unusable/.test(String(outcome)) ? [String(outcome).replace('unusable: ', '')] : []);
    },
  );
});

test('it can do nothing else', async () => {
  await withCommand(
    () => 'exit 0',
    async (client) => {
      expect([...client.methods]).toEqual(['login']);
      expect(await refusal(client.call('logout', {}))).toBe(
        'unsupported: The client is a command, which can only sign in.',
      );
    },
  );
});

test.each(['reset', 'close', 'login'] as const)('all that it has started is gone after %s', async (end) => {
  const start = (folder: string) =>
    `sh -c 'echo $$ > ${folder}/$0.tmp; mv ${folder}/$0.tmp ${folder}/$0; sleep 1000; true'`;
  await withCommand(
    (folder) => `[ -e ${folder}/child ] && exit 0; ${start(folder)} child & setsid ${start(folder)} daemon & wait`,
    async (client, folder) => {
      const first = refusal(client.call('login', credentials));
      const pids = [Number(await written(join(folder, 'child'))), Number(await written(join(folder, 'daemon')))];
      await (end === 'login' ? client.call('login', credentials) : client[end]());
      expect(await first).toBe('resolved');
      await Promise.all(pids.map(gone));
    },
  );
});
