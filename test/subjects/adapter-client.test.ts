import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterClient, ClientNotification } from '../../src/subjects';
import { credentials, withAdapter } from './scripted-adapter';

/** The code and the sentence with which a call is refused. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: { readonly code: string; readonly message: string }) => `${error.code}: ${error.message}`,
  );
}

describe('an adapter that keeps to the contract', () => {
  test('introduces itself', async () => {
    const script = `on.initialize = ({ id, params }) => answer(id, {
      name: 'Fine Client', version: '2.1', methods: ['login', 'snapshot', 'initialize', 'exit'],
      needs: { dispatch: 'none', minContacts: 1, xfrLastAddress: true }, concurrent: params.kit.name === 'kit', more: [1] });`;
    await withAdapter(script, async (adapter) => {
      expect([adapter.program, [...adapter.methods], adapter.needs]).toEqual([undefined, [], {}]);
      await adapter.reach();
      expect(adapter).toMatchObject({ program: { name: 'Fine Client', version: '2.1' }, concurrent: true });
      expect([...adapter.methods]).toEqual(['login', 'snapshot']);
      expect(adapter.needs).toEqual({ dispatch: 'none', minContacts: 1, xfrLastAddress: true });
    });
  });

  test('answers with what the contract says, and more that means nothing', async () => {
    const script = `on.snapshot = ({ id }) => answer(id, { name: 'Zoë ☕', contacts: [{ account: 'b@x', lists: ['FL'], phones: {} }], mood: 1 });`;
    await withAdapter(script, async (adapter) => {
      expect(await adapter.call('login', credentials)).toEqual({ account: 'alice@passport.com', name: 'Alice' });
      expect(await adapter.call('snapshot', {})).toEqual({
        name: 'Zoë ☕',
        contacts: [{ account: 'b@x', lists: ['FL'], phones: {} }],
      });
      expect(await adapter.call('addGroup', { name: 'Friends' })).toEqual({ id: '1' });
    });
  });

  test('may refuse: unsupported and failed go on as what they are', async () => {
    const script = `
      const refuse = (code, message) => ({ id }) => send({ id, error: { code, message } });
      on.setName = refuse(-32000, 'the server said 209.');
      on.addGroup = refuse(-32601, 'Method not found');
      on.snapshot = refuse(-32603, 'NullPointerException');`;
    await withAdapter(script, async (adapter) => {
      expect(await refusal(adapter.call('setName', { name: 'x' }))).toBe(
        'failed: "setName" failed: the server said 209.',
      );
      expect(await refusal(adapter.call('addGroup', { name: 'x' }))).toBe(
        'unsupported: The adapter answers "addGroup" with the error -32601: it does not offer it.',
      );
      expect(await refusal(adapter.call('snapshot', {}))).toBe('failed: "snapshot" failed: NullPointerException.');
      expect(await refusal(adapter.call('block', { account: 'x' }))).toBe(
        'unsupported: The client does not offer "block".',
      );
      expect(await adapter.probe('fly')).toBe(-32601);
      expect(await adapter.probe('logout')).toBe('result');
    });
  });

  test('may end its lines with CR LF, leave lines empty, and cut what it writes anywhere', async () => {
    const script = `on.setName = async ({ id }) => {
      const bytes = Buffer.from('\\r\\n \\r\\n' + JSON.stringify({ jsonrpc: '2.0', id, result: { '☕': 'é' } }) + '\\r\\n');
      for (const byte of bytes) { process.stdout.write(Buffer.of(byte)); await new Promise(setImmediate); }
    };`;
    await withAdapter(script, async (adapter) => {
      expect(await adapter.call('setName', { name: 'x' })).toEqual({});
    });
  });

  test('may log without end', async () => {
    await withAdapter(`process.stderr.write('x'.repeat(10_000_000));`, async (adapter) => {
      expect(await adapter.call('setName', { name: 'x' })).toEqual({});
    });
  });

  test('is asked one thing at a time', async () => {
    const script = `on.login = (request) => setTimeout(() => {
      answer(request.id, { account: log.join(' '), name: '' }); }, 50);`;
    await withAdapter(script, async (adapter) => {
      const login = adapter.call('login', credentials);
      const snapshot = adapter.call('snapshot', {});
      expect(await login).toEqual({ account: 'initialize login', name: '' });
      expect(await snapshot).toEqual({ name: 'initialize login snapshot' });
    });
  });

  test('is asked more at a time where it can', async () => {
    const script = `
      on.initialize = ({ id }) => answer(id, { name: 'C', version: '1', methods: offered, concurrent: true });
      let open; on.login = ({ id }) => { open = id; };
      on.snapshot = ({ id }) => { answer(id, { name: 'still signing in' }); answer(open, { account: 'a', name: 'A' }); };`;
    await withAdapter(script, async (adapter) => {
      const login = adapter.call('login', credentials);
      await adapter.reach();
      expect(await adapter.call('snapshot', {})).toEqual({ name: 'still signing in' });
      expect(await login).toEqual({ account: 'a', name: 'A' });
    });
  });

  test('is one process for all cases, and signed out between them', async () => {
    const script = `on.snapshot = ({ id }) => answer(id, { name: process.pid + ' ' + log.join(' ') });`;
    await withAdapter(script, async (adapter) => {
      await adapter.call('login', credentials);
      await adapter.reset();
      await adapter.reset();
      const { name } = (await adapter.call('snapshot', {})) as { name: string };
      expect(name).toMatch(/^\d+ initialize login logout snapshot$/);
      await adapter.call('login', credentials);
      await adapter.call('logout', {});
      await adapter.reset();
      expect(await adapter.call('snapshot', {})).toEqual({ name: `${name} login logout snapshot` });
    });
  });

  test('need not be signed in when it is told to forget', async () => {
    const script = `on.logout = ({ id }) => send({ id, error: { code: -32000, message: 'not connected' } });`;
    await withAdapter(script, async (adapter) => {
      await adapter.call('login', credentials);
      await adapter.reset();
      expect(await adapter.call('snapshot', {})).toEqual({ name: 'initialize login logout snapshot' });
    });
  });
});

describe('notifications', () => {
  const message: ClientNotification = {
    kind: 'message',
    chat: '1',
    account: 'bob@passport.com',
    name: 'Bob',
    text: 'hi',
  };

  test('are kept, and awaited without asking again and again', async () => {
    const script = `on.setName = ({ id }) => { answer(id, {}); setTimeout(() => {
      tell('presence', { account: 'bob@passport.com', status: 'FLN' });
      tell('message', { chat: '1', account: 'bob@passport.com', name: 'Bob', text: 'hi' }); }, 30); };`;
    await withAdapter(script, async (adapter) => {
      const log = adapter.notifications;
      const awaited = log.waitFor(({ kind }) => kind === 'message', { timeoutMs: 5000 });
      await adapter.call('setName', { name: 'x' });
      expect(await awaited).toEqual(message);
      expect(log.list).toEqual([{ kind: 'presence', account: 'bob@passport.com', status: 'FLN' }, message]);
      expect(await log.waitFor(({ kind }) => kind === 'presence', { timeoutMs: 1 })).toEqual(log.list[0]);
      await adapter.reset();
      expect(log.list).toEqual([]);
    });
  });

  test('that do not come are given up', async () => {
    await withAdapter('', async (adapter) => {
      await adapter.reach();
      const log = adapter.notifications;
      expect(await refusal(log.waitFor(() => true, { timeoutMs: 20 }))).toBe(
        'failed: The client did not tell what was awaited within 20 ms.',
      );
      const awaited = refusal(log.waitFor(() => true, { timeoutMs: 60_000 }));
      await adapter.reset();
      expect(await awaited).toBe('failed: The case is over.');
    });
  });

  test('are awaited in vain when the adapter ends', async () => {
    await withAdapter('on.setName = () => process.exit(3);', async (adapter) => {
      await adapter.reach();
      const awaited = refusal(adapter.notifications.waitFor(() => true, { timeoutMs: 60_000 }));
      await refusal(adapter.call('setName', { name: 'x' }));
      expect(await awaited).toBe('unusable: The adapter ended with exit code 3 before it answered "setName".');
    });
  });

  test.each([
    [3, true],
    [4, false],
  ])('up to a limit: %d of 3', async (count, isFine) => {
    const script = `on.setName = ({ id }) => {
      for (let i = 0; i < ${count}; i += 1) tell('typing', { chat: '1', account: 'b@x' });
      answer(id, {}); };`;
    await withAdapter(
      script,
      async (adapter) => {
        for (const again of [1, 2]) {
          const outcome = await refusal(adapter.call('setName', { name: `x${again}` }));
          expect(outcome).toBe(
            isFine ? 'resolved with {}' : 'unusable: The adapter told more than 3 things in one case.',
          );
          await adapter.reset().catch(() => {});
        }
      },
      { limits: { notifications: 3 } },
    );
  });
});

describe('an adapter that lies is of no more use in that case, and says why', () => {
  const said = (text: string) => `on.setName = ({ id }) => { raw(${text}); };`;
  test.each<[string, string, string]>([
    [
      'garbage',
      said(`'Hello\\n'`),
      'wrote "Hello" on its standard output, which is not JSON: what is for people goes to stderr',
    ],
    [
      'bytes that are no text',
      said(`Buffer.of(0xff, 0xfe, 10)`),
      'wrote "ÿþ" on its standard output, which is not UTF-8',
    ],
    [
      'a list',
      said(`'[{"jsonrpc":"2.0","id":2,"result":{}}]\\n'`),
      'wrote "[{"jsonrpc":"2.0","id":2,"result":{}}]", which is not one object of JSON-RPC 2.0',
    ],
    [
      'another protocol',
      said(`'{"id":2,"result":{}}\\n'`),
      'wrote "{"id":2,"result":{}}", which is not one object of JSON-RPC 2.0',
    ],
    [
      'an id that was never used',
      said(`'{"jsonrpc":"2.0","id":99,"result":{}}\\n'`),
      'answered request 99, which was never made',
    ],
    [
      'an id that is no number',
      said(`'{"jsonrpc":"2.0","id":"2","result":{}}\\n'`),
      'wrote "{"jsonrpc":"2.0","id":"2","result":{}}", which answers no request: it has no id that is a number',
    ],
    [
      'the same answer twice',
      `on.snapshot = ({ id }) => {}; on.setName = ({ id }) => { answer(1, {}); };`,
      'answered request 1 twice',
    ],
    [
      'result and error at once',
      said(`'{"jsonrpc":"2.0","id":2,"result":{},"error":{}}\\n'`),
      'wrote "{"jsonrpc":"2.0","id":2,"result":{},"error":{}}": an answer has either a result or an error',
    ],
    [
      'neither',
      said(`'{"jsonrpc":"2.0","id":2}\\n'`),
      'wrote "{"jsonrpc":"2.0","id":2}": an answer has either a result or an error',
    ],
    [
      'an error without a code',
      said(`'{"jsonrpc":"2.0","id":2,"error":"no"}\\n'`),
      'wrote "{"jsonrpc":"2.0","id":2,"error":"no"}": an error has a code, which is a number, and a message',
    ],
    [
      'a question of its own',
      said(`'{"jsonrpc":"2.0","id":2,"method":"message"}\\n'`),
      'wrote "{"jsonrpc":"2.0","id":2,"method":"message"}": it may tell and answer, and ask nothing',
    ],
    [
      'news that nobody knows',
      `on.setName = () => tell('weather', {});`,
      'told "weather", and there is no such notification',
    ],
    [
      'news without what is new',
      `on.setName = () => tell('typing', { chat: 1, account: 'b' });`,
      'told "typing" with "{"chat":1,"account":"b"}": "chat": Invalid input: expected string, received number',
    ],
    [
      'news with a list',
      `on.setName = () => tell('disconnected', ['x']);`,
      'told "disconnected" with "["x"]": "reason": Invalid input: expected string, received undefined',
    ],
    [
      'an answer of another shape',
      `on.setName = ({ id }) => answer(id, 42);`,
      'answered "setName" with "42": Invalid input: expected object, received number',
    ],
    [
      'nothing for an answer',
      `on.setName = ({ id }) => answer(id, null);`,
      'answered "setName" with "null": Invalid input: expected object, received null',
    ],
  ])('%s', async (_, script, problem) => {
    await withAdapter(script, async (adapter) => {
      const seen: string[] = [];
      adapter.onTrouble(({ kind, message }) => seen.push(`${kind}: ${message}`));
      const sentence = `The adapter ${problem}.`;
      expect(await refusal(adapter.call('setName', { name: 'x' }))).toBe(`unusable: ${sentence}`);
      expect(seen).toEqual([`untrue: ${sentence}`]);
      expect(await refusal(adapter.call('logout', {}))).toBe(`unusable: ${sentence}`);
      await adapter.reset();
      expect(await adapter.call('logout', {})).toEqual({});
    });
  });

  test.each([
    [1000, 'resolved with {}'],
    [1001, 'unusable: The adapter wrote a line of more than 1000 bytes.'],
  ])('a line of %d bytes, where 1000 are allowed', async (bytes, outcome) => {
    const script = `on.setName = ({ id }) => { raw(('{"jsonrpc":"2.0","id":' + id + ',"result":{}}').padEnd(${bytes}) + '\\n'); };`;
    await withAdapter(
      script,
      async (adapter) => {
        expect(await refusal(adapter.call('setName', { name: 'x' }))).toBe(outcome);
      },
      { limits: { lineBytes: 1000 } },
    );
  });

  test('a line without end, which takes no memory', async () => {
    const script = `on.setName = () => { const more = () => process.stdout.write('x'.repeat(65536), more); more(); };`;
    await withAdapter(script, async (adapter) => {
      expect(await refusal(adapter.call('setName', { name: 'x' }))).toBe(
        'unusable: The adapter wrote a line of more than 4194304 bytes.',
      );
      const before = process.memoryUsage().rss;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    });
  });

  test('what it says while a case is closed belongs to that case', async () => {
    await withAdapter(`on.logout = () => raw('bye\\n');`, async (adapter) => {
      await adapter.call('login', credentials);
      expect(await refusal(adapter.reset())).toMatch(/^unusable: The adapter wrote "bye" on its standard output/);
      expect(await adapter.call('setName', { name: 'x' })).toEqual({});
    });
  });
});

describe('an adapter that introduces itself wrongly cannot be used', () => {
  const introduces = (result: string) => `on.initialize = ({ id }) => answer(id, ${result});`;
  test.each<[string, string, string]>([
    [
      'without a name',
      introduces(`{ version: '1', methods: [] }`),
      'answered "initialize" with "{"version":"1","methods":[]}": "name": Invalid input: expected string, received undefined',
    ],
    [
      'with a method that does not exist',
      introduces(`{ name: 'C', version: '1', methods: ['login', 'fly'] }`),
      'says that it offers the method "fly", which the contract does not have',
    ],
    [
      'with a need that does not exist',
      introduces(`{ name: 'C', version: '1', methods: [], needs: { love: true } }`),
      'answered "initialize" with "{"love":true}": Unrecognized key: "love"',
    ],
    [
      'with a need of another value',
      introduces(`{ name: 'C', version: '1', methods: [], needs: { dispatch: true } }`),
      'answered "initialize" with "{"dispatch":true}": "dispatch": Invalid option: expected one of "required"|"none"',
    ],
    [
      'with an error',
      `on.initialize = ({ id }) => send({ id, error: { code: -32000, message: 'no licence' } });`,
      'answered "initialize" with the error -32000: no licence',
    ],
    [
      'not at all',
      `console.error('Traceback'); console.error('ImportError: no msnlib.'); process.exit(1);`,
      'ended with exit code 1 before it answered "initialize": ImportError: no msnlib',
    ],
    [
      'in the middle of a line',
      `on.initialize = () => { raw('{"jsonrpc"'); process.exitCode = 0; process.stdin.destroy(); };`,
      'ended with exit code 0 before it answered "initialize", in the middle of a line',
    ],
    ['by a signal', `process.kill(process.pid, 'SIGSEGV');`, 'SIGSEGV'],
  ])('%s', async (_, script, problem) => {
    await withAdapter(script, async (adapter) => {
      expect(await refusal(adapter.reach())).toContain(
        problem === 'SIGSEGV' ? '' : `unusable: The adapter ${problem}.`,
      );
    });
  });

  test('as a command that does not exist', async () => {
    await withAdapter(
      '',
      async (adapter) => {
        expect(await refusal(adapter.reach())).toMatch(
          /^unusable: The adapter ended with exit code 127 before it answered "initialize": .*nowhere.*not found\.$/,
        );
      },
      { command: '/nowhere/at-all' },
    );
  });

  test('when it says nothing in time', async () => {
    await withAdapter(
      'on.initialize = () => {};',
      async (adapter) => {
        expect(await refusal(adapter.reach())).toBe('unusable: The adapter did not answer "initialize" within 300 ms.');
      },
      { startTimeoutMs: 300 },
    );
  });

  test('when its needs cannot be met', async () => {
    await withAdapter(
      introduces(`{ name: 'C', version: '1', methods: ['login'], needs: { passport: 'soap' } }`),
      async (adapter) => {
        expect(await refusal(adapter.reach())).toBe(
          'unusable: The client gets its ticket over SOAP ("passport": "soap"), which the kit does not serve: nothing can be certified.',
        );
        expect(adapter.needs).toEqual({ passport: 'soap' });
      },
    );
  });

  test('and is not started again and again', async () => {
    await withAdapter('process.exit(1);', async (adapter) => {
      for (const _ of [1, 2, 3]) {
        expect(await refusal(adapter.call('login', credentials))).toMatch(/ended with exit code 1 before/);
      }
      expect(await refusal(adapter.call('login', credentials))).toBe(
        'unusable: The adapter could not be started 3 times in a row.',
      );
    });
  });
});

describe('an adapter that ends or hangs', () => {
  test('ends in the middle of a request, and is there again in the next case', async () => {
    const script = `on.login = () => { console.error('assertion failed: rabbit hole is deep'); process.exit(134); };`;
    await withAdapter(script, async (adapter) => {
      expect(await refusal(adapter.call('login', credentials))).toBe(
        'unusable: The adapter ended with exit code 134 before it answered "login": assertion failed: *** is deep.',
      );
      await adapter.reset();
      expect(await adapter.call('snapshot', {})).toEqual({ name: 'initialize snapshot' });
    });
  });

  test('ends between two cases, and nobody minds', async () => {
    await withAdapter(`on.logout = ({ id }) => { answer(id, {}); process.stdin.destroy(); };`, async (adapter) => {
      await adapter.call('login', credentials);
      const ended = new Promise((resolve) => adapter.onTrouble(resolve));
      await adapter.reset();
      expect(await ended).toMatchObject({ kind: 'ended' });
      await adapter.begin({ caseId: 'client/x' });
      expect(await adapter.call('snapshot', {})).toEqual({ name: 'initialize snapshot' });
    });
  });

  test('leaves a request unanswered for too long', async () => {
    await withAdapter(
      `on.login = () => {};`,
      async (adapter) => {
        expect(await refusal(adapter.call('login', credentials))).toBe(
          'unusable: The adapter did not answer "login" within 200 ms.',
        );
        await adapter.reset();
        expect(await adapter.call('snapshot', {})).toEqual({ name: 'initialize snapshot' });
      },
      { answerTimeoutMs: 200 },
    );
  });

  test('leaves a request unanswered when the case is over', async () => {
    await withAdapter(
      `on.login = () => {};`,
      async (adapter) => {
        const login = refusal(adapter.call('login', credentials));
        const queued = refusal(adapter.call('setName', { name: 'x' }));
        await adapter.reach();
        await adapter.reset();
        expect(await login).toBe(
          'unusable: The adapter did not answer "login" within 200 ms after the end of the case.',
        );
        expect(await queued).toBe('failed: The case is over, and "setName" was not asked any more.');
        expect(await adapter.call('snapshot', {})).toEqual({ name: 'initialize snapshot' });
      },
      { settleTimeoutMs: 200 },
    );
  });

  test('does not read', async () => {
    await withAdapter(
      `process.stdin.pause(); on.initialize = (r) => { answer(r.id, { name: 'C', version: '1', methods: offered }); process.stdin.pause(); };
       process.stdin.resume(); setInterval(() => {}, 1000);`,
      async (adapter) => {
        const name = 'x'.repeat(1_000_000);
        expect(await refusal(adapter.call('setName', { name }))).toMatch(/did not answer "setName" within 300 ms/);
      },
      { answerTimeoutMs: 300 },
    );
  });

  test('does not want to end', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'pid');
      const script = `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
        on.exit = () => {}; process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
      await withAdapter(script, (adapter) => adapter.reach());
      await gone(Number(await readFile(file, 'utf8')));
    });
  });
});

describe('nothing is left of an adapter and its children', () => {
  /** Starts a child in the group, one that leaves it, and one that a daemon would be. */
  const family = (folder: string) =>
    `
    const { spawn } = require('child_process');
    const start = (name, options) => spawn('sh', ['-c', 'echo $$ > "$0/$1.tmp"; mv "$0/$1.tmp" "$0/$1"; sleep 1000; true', ${JSON.stringify('FOLDER')}, name], { stdio: 'inherit', ...options });
    start('child', {});
    start('loner', { detached: true });
    spawn('sh', ['-c', 'setsid sh -c \\'echo $$ > "$0/daemon.tmp"; mv "$0/daemon.tmp" "$0/daemon"; sleep 1000; true\\' "$0" & exit 0', ${JSON.stringify('FOLDER')}], { stdio: 'inherit' });
  `.replaceAll('FOLDER', folder);

  test.each<[string, (adapter: AdapterClient) => Promise<unknown>]>([
    ['when it is closed', (adapter) => adapter.close()],
    ['when it is killed', async (adapter) => adapter.kill()],
    [
      'when it lied',
      async (adapter) => {
        await refusal(adapter.call('addGroup', { name: 'x' }));
        await adapter.reset();
      },
    ],
    [
      'when it ended',
      async (adapter) => {
        await refusal(adapter.call('setName', { name: 'x' }));
        await adapter.reset();
      },
    ],
  ])('%s', async (_, end) => {
    await withFolder(async (folder) => {
      const script = `${family(folder)} on.setName = () => process.exit(1); on.addGroup = () => raw('x\\n');`;
      await withAdapter(script, async (adapter) => {
        await adapter.reach();
        const pids = await Promise.all(['child', 'loner', 'daemon'].map((name) => numberIn(join(folder, name))));
        expect(pids.map(isAlive)).toEqual([true, true, true]);
        await end(adapter);
        await Promise.all(pids.map(gone));
      });
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The system may need a moment to clear away what was ended. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function numberIn(file: string): Promise<number> {
  while (!existsSync(file)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Number(await readFile(file, 'utf8'));
}

async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'msnp8-family-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
