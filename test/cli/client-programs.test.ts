import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changedExample, needyAdapter, referenceAdapter, signingInCommand } from './client-commands';
import { msnp8, pasted, readResults, withFolder } from './msnp8';

/** The examples sign in and answer challenges; they do not go where they are sent in the middle of a session (C-XFR-06), and cannot be asked for more. */
const whatASimpleClientLacks = [
  'unsupported client/challenge/alice-comes-is-busy-and-goes',
  'warn client/login/the-server-needs-a-rest',
  'unsupported client/logout/alice-logs-out',
];

const docs = join(__dirname, '..', '..', 'docs');

/** Certifies a client into a folder, and reads what the run wrote. */
async function certify(folder: string, args: readonly string[]) {
  const out = join(folder, 'out');
  const finished = await msnp8(['client', ...args, '--out', out]);
  return { ...finished, results: await readResults(out), out };
}

describe('the reference client as an adapter', () => {
  // Inside the kit it passes everything: test/cli/certify.test.ts.
  test('passes every case that it passes inside the kit', async () => {
    await withFolder(async (folder) => {
      const outside = await certify(folder, ['--runs', '5', '--adapter', referenceAdapter]);
      expect(outside).toMatchObject({ code: 0, stderr: '' });
      expect(outside.results.cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      // No method of the contract makes it send PNG.
      expect(outside.results.rules.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)).toEqual([
        'C-PNG-01',
      ]);
      expect(outside.results.subject).toEqual({
        role: 'client',
        kind: 'adapter',
        target: referenceAdapter,
        program: { name: 'msnp8 reference client', version: outside.results.kit.version },
      });
      expect(outside.results.accommodations).toEqual([]);
    });
  });

  test('answers what no kit would ask with the errors of JSON-RPC, and ends with its input', async () => {
    await withFolder(async (folder) => {
      const asked = [
        'not JSON',
        '{"id":1,"method":"login"}',
        '{"jsonrpc":"2.0","id":2,"method":"fly"}',
        '{"jsonrpc":"2.0","id":3,"method":"login","params":{}}',
        '{"jsonrpc":"2.0","id":4,"method":"snapshot"}',
      ];
      const { code, stdout } = await pasted(
        `printf '%s\\n' ${asked.map((one) => `'${one}'`).join(' ')} | ${referenceAdapter}`,
        {
          cwd: folder,
        },
      );
      expect(code).toBe(0);
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(answers.map(({ id, error }) => `${id} ${error.code}`).sort()).toEqual([
        '2 -32601',
        '3 -32602',
        '4 -32000',
        'null -32600',
        'null -32700',
      ]);
    });
  });
});

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.each<[string, string, boolean]>([
  ['adapter.js', `'${process.execPath}'`, true],
  // Where there is no Python the test is shown as skipped.
  ['adapter.py', 'python3', hasPython],
])('the example %s', (file, interpreter, isRunnable) => {
  const path = join(docs, 'examples', file);
  const text = readFileSync(path, 'utf8');

  test('has 60 lines at the most, and stands in the documentation as it is', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    expect(readFileSync(join(docs, 'adapter.md'), 'utf8')).toContain(text);
  });

  (isRunnable ? test : test.skip)('is certified', async () => {
    await withFolder(async (folder) => {
      const { code, results } = await certify(folder, [
        '--adapter',
        `${interpreter} '${path}'`,
        '@login',
        '@challenge',
      ]);
      expect(code).toBe(0);
      expect(
        results.cases.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => `${verdict} ${id}`),
      ).toEqual(whatASimpleClientLacks);
      expect(results.rules.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(30);
    });
  });
});

describe('a command', () => {
  test('is judged by what follows from signing in', async () => {
    await withFolder(async (folder) => {
      const { code, results } = await certify(folder, [
        '--exec',
        signingInCommand(folder),
        '--timeout',
        '2500',
        '@login',
        '@challenge',
      ]);
      expect(
        results.cases.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => `${verdict} ${id}`),
      ).toEqual(whatASimpleClientLacks);
      expect(code).toBe(0);
      expect(results.subject.kind).toBe('exec');
    });
  });

  test('says of each case whether it supports it', async () => {
    await withFolder(async (folder) => {
      const command = `case $MSNP8_CASE in */dispatch/*) echo "no dispatch" >&2; exit 127;; esac; ${signingInCommand(folder)}`;
      const { results } = await certify(folder, [
        '--exec',
        command,
        'client/dispatch/alice-calls-at-the-dispatch-server',
        'client/login/alice-signs-in-with-a-passport-ticket',
      ]);
      expect(results.cases.find(({ id }) => id.startsWith('client/dispatch/'))).toMatchObject({
        verdict: 'unsupported',
        reason: 'The command does not support the case (exit code 127): no dispatch.',
      });
      expect(results.cases.find(({ id }) => id.startsWith('client/login/alice'))).toMatchObject({ verdict: 'pass' });
    });
  });

  test('that supports none is no success', async () => {
    await withFolder(async (folder) => {
      const { code, results } = await certify(folder, ['--exec', 'exit 127', '@login']);
      expect([code, results.verdict]).toEqual([1, 'unsupported']);
    });
  });

  test('that ends by itself is told of, at once', async () => {
    await withFolder(async (folder) => {
      const { code, results } = await certify(folder, [
        '--exec',
        'echo "no display" >&2; exit 3',
        '--timeout',
        '60000',
        '@login',
      ]);
      expect(code).toBe(1);
      expect(new Set(results.cases.map(({ verdict, reason }) => `${verdict}: ${reason}`))).toEqual(
        new Set(['blocked: The command ended with exit code 3: no display.']),
      );
    });
  });

  test('that dies of what it is sent has failed, and its end stands beside the rule', async () => {
    await withFolder(async (folder) => {
      const file = changedExample(folder, [
        ["if (['MSG'", "if (words[0] === 'LST') process.exit(70);\n    if (['MSG'"],
      ]);
      const { code, results } = await certify(folder, [
        '--adapter',
        file,
        'client/oddities/a-number-behind-the-last-contact',
      ]);
      expect(code).toBe(1);
      expect(results.cases[0]?.verdict).toBe('fail');
      expect(results.cases[0]?.reason).toMatch(/ The adapter ended with exit code 70 before it answered "login"\.$/);
    });
  });
});

describe('an adapter that is of no use', () => {
  const login = 'client/login/alice-signs-in-with-a-passport-ticket';
  const spoil = "await ask('CHG', 'NLN', '0');";

  test('from the beginning ends the run with 3, and the reports are there', async () => {
    await withFolder(async (folder) => {
      const { code, stdout, results, out } = await certify(folder, ['--adapter', 'echo "no licence" >&2; exit 9']);
      expect(code).toBe(3);
      const reason = 'The adapter ended with exit code 9 before it answered "initialize": no licence.';
      expect(stdout).toContain(reason);
      expect(results).toMatchObject({ exitCode: 3, verdict: 'blocked', reason });
      expect(await readFile(join(out, 'junit.xml'), 'utf8')).toContain('no licence');
    });
  });

  test('because it lies blocks the case at once, and only that', async () => {
    await withFolder(async (folder) => {
      const marker = join(folder, 'lied');
      const once = `if (!fs.existsSync(${JSON.stringify(marker)})) { fs.writeFileSync(${JSON.stringify(marker)}, ''); console.log('DEBUG: online'); } ${spoil}`;
      const { code, results } = await certify(folder, [
        '--adapter',
        changedExample(folder, [[spoil, once]]),
        '--timeout',
        '60000',
        login,
        'client/challenge/alice-answers-a-challenge',
      ]);
      expect(code).toBe(1);
      expect(results.cases.map(({ verdict, reason }) => `${verdict}: ${reason}`)).toEqual([
        'blocked: The adapter wrote "DEBUG: online" on its standard output, which is not JSON: what is for people goes to stderr.',
        'pass: ',
      ]);
      expect(results.rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    });
  });

  test('because it never answers is told of', async () => {
    await withFolder(async (folder) => {
      const online = changedExample(folder, [
        [spoil, `${spoil} await new Promise(() => {});`],
        ["methods: ['login']", "methods: ['login', 'setStatus']"],
      ]);
      const { results } = await certify(folder, ['--adapter', online, '--timeout', '400', 'C-PRS-05']);
      expect(results.cases[0]).toMatchObject({
        verdict: 'blocked',
        reason: 'The client did not come as far as "online": The client has not answered "login" within 400 ms.',
      });
    });
  });

  test('because its client refuses to sign in is told of with its own words', async () => {
    await withFolder(async (folder) => {
      const refusing = changedExample(folder, [
        ['  const ask = talk(', "  throw new Error('this account is banned');\n  const ask = talk("],
      ]);
      const { code, results } = await certify(folder, ['--adapter', refusing, '--timeout', '60000', '@challenge']);
      expect(code).toBe(1);
      expect(new Set(results.cases.map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
      expect(results.cases[0]?.reason).toBe(
        'The client did not come as far as "online": "login" failed: this account is banned.',
      );
    });
  });
});

describe('what a client needs', () => {
  test('stands in the report beside the rules that it bends, and is obeyed', async () => {
    await withFolder(async (folder) => {
      const adapter = needyAdapter(folder, { dispatch: 'none', dalogin: 'absolute', minContacts: 2 });
      const { code, stdout, results, out } = await certify(folder, ['--adapter', adapter, '@login', 'C-SYN-11']);
      expect(code).toBe(0);
      expect(results.accommodations).toEqual([
        { need: 'dalogin', value: 'absolute', bends: ['C-AUT-03'] },
        { need: 'dispatch', value: 'none', bends: ['C-XFR-01', 'C-XFR-03', 'C-XFR-04', 'C-XFR-05', 'C-XFR-06'] },
        { need: 'minContacts', value: 2, bends: ['C-SYN-05'] },
      ]);
      expect(stdout).toContain(
        '  needs  dispatch none, which bends C-XFR-01, C-XFR-03, C-XFR-04, C-XFR-05, C-XFR-06\n',
      );
      const verdicts = new Map(results.cases.map(({ id, verdict, reason }) => [id, `${verdict} ${reason}`]));
      expect(verdicts.get('client/dispatch/alice-calls-at-the-dispatch-server')).toBe(
        'unsupported The client cannot be sent to another server (it needs "dispatch": "none"), and the case does so.',
      );
      expect(verdicts.get('client/oddities/dave-has-no-nickname')).toBe(
        'unsupported The client needs at least 2 contacts ("minContacts"), and the case has fewer.',
      );
      expect(verdicts.get('client/login/alice-signs-in-with-a-passport-ticket')).toBe('pass ');
      const trace = await readFile(
        join(out, 'traces', 'client.login.alice-signs-in-with-a-passport-ticket.txt'),
        'utf8',
      );
      expect(trace).toContain('DALogin=https://');
      expect(trace).not.toContain('dispatch-1');
    });
  });

  test('that the kit does not serve blocks the run', async () => {
    await withFolder(async (folder) => {
      const { code, results } = await certify(folder, [
        '--adapter',
        needyAdapter(folder, { passport: 'soap' }),
        '@login',
      ]);
      expect(code).toBe(3);
      expect(results).toMatchObject({
        verdict: 'blocked',
        reason:
          'The client gets its ticket over SOAP ("passport": "soap"), which the kit does not serve: nothing can be certified.',
        accommodations: [{ need: 'passport', value: 'soap' }],
      });
    });
  });
});

test.each<[string, readonly string[], string]>([
  ['both', ['--adapter', 'a', '--exec', 'b'], 'A client is reached by --adapter CMD or by --exec CMD, not by both.\n'],
  ['an empty adapter', ['--adapter', ' '], '--adapter takes a command, and was given none.\n'],
  ['an empty command', ['--exec', ''], '--exec takes a command, and was given none.\n'],
])('%s is bad usage', async (_, options, sentence) => {
  for (const command of [['client'], ['doctor', 'client']]) {
    expect(await msnp8([...command, ...options])).toMatchObject({ code: 2, stdout: '', stderr: sentence });
  }
});
