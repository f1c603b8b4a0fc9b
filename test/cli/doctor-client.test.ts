import { changedExample, needyAdapter, referenceAdapter, signingInCommand } from './client-commands';
import { msnp8, withFolder } from './msnp8';

/** What the doctor says, without times, ports and the folder. */
async function doctor(args: readonly string[]) {
  const { code, stdout, stderr } = await msnp8(['doctor', 'client', ...args]);
  const lines = stdout
    .replaceAll(/\d+ ms/g, 'N ms')
    .trimEnd()
    .split('\n');
  return { code, stderr, lines };
}

/** The example with one thing changed, and time enough for it to fail. */
async function doctorOf(from: string, to: string, ...more: readonly (readonly [string, string])[]) {
  return withFolder((folder) =>
    doctor(['--adapter', changedExample(folder, [[from, to], ...more]), '--timeout', '700']),
  );
}

test('tells all that a sound adapter offers', async () => {
  expect(await doctor(['--adapter', referenceAdapter])).toEqual({
    code: 0,
    stderr: '',
    lines: [
      expect.stringMatching(/^ok {6}The adapter starts in N ms: msnp8 reference client \d/),
      'ok      It offers all 20 methods.',
      'ok      It answers a method that does not exist with -32601.',
      'ok      It signs in, gets its list and becomes visible in N ms.',
      'ok      It answers challenges.',
      'ok      Its "snapshot" names the account, and 5 of 5 contacts.',
      'ok      It signs out, and in again.',
      'The client can be certified.',
    ],
  });
});

test('names needs, and the rules that they bend', async () => {
  await withFolder(async (folder) => {
    const { code, lines } = await doctor(['--adapter', needyAdapter(folder, { dispatch: 'none', minContacts: 3 })]);
    expect(code).toBe(0);
    expect(lines).toContain(
      'note    It needs dispatch none, which bends C-XFR-01, C-XFR-03, C-XFR-04, C-XFR-05, C-XFR-06.',
    );
    expect(lines).toContain('note    It needs minContacts 3, which bends C-SYN-05.');
    expect(lines.at(-1)).toBe('The client can be certified.');
  });
});

test('looks at a command', async () => {
  await withFolder(async (folder) => {
    expect(await doctor(['--exec', signingInCommand(folder)])).toEqual({
      code: 0,
      stderr: '',
      lines: [
        'ok      The command is started anew for each case; what follows from signing in can be judged.',
        'ok      It signs in, gets its list and becomes visible in N ms.',
        'ok      It answers challenges.',
        'The client can be certified.',
      ],
    });
  });
});

test('says what is wrong with an adapter that can be used all the same', async () => {
  const all = 'const methods = { initialize: async () => introduction, login, exit: async () => process.exit() };';
  const changed = `const snapshot = async () => ({ account: 'eve@passport.com' });
    ${all.replace('login,', 'login, snapshot, logout: async () => ({}), noSuchMethod: async () => ({}),')}`;
  const { code, lines } = await doctorOf("methods: ['login']", "methods: ['login', 'snapshot', 'logout']", [
    all,
    changed,
  ]);
  expect(code).toBe(0);
  expect(lines.filter((line) => line.startsWith('problem'))).toEqual([
    'problem It answers the method "noSuchMethod", which does not exist, with a result.',
    'problem Behind a "login" as alice@passport.com its "snapshot" names "eve@passport.com".',
    expect.stringMatching(/^problem It does not sign out and in again\. /),
  ]);
  expect(lines).toContain(
    'note    It takes one request at a time, so that it cannot be asked for a "snapshot" while it signs in.',
  );
  expect(lines.at(-1)).toBe('The client can be certified, with 3 problems.');
});

describe('nothing can be certified, and the doctor says where it stops', () => {
  const visible = "await ask('CHG', 'NLN', '0');";
  test.each<[string, string, string, RegExp]>([
    ['without login', "methods: ['login']", "methods: ['logout']", /^problem It does not offer "login"\./],
    [
      'at the wrong address',
      'net.connect(port ?? 1863, host)',
      'net.connect(1, host)',
      /^problem It has not connected|^problem It does not sign in\. "login" failed/,
    ],
    [
      'silent',
      "if (!(await ask('VER'",
      "await new Promise(() => {}); if (!(await ask('VER'",
      /^problem It connects, and sends no whole VER\./,
    ],
    [
      'with another dialect',
      "ask('VER', 'MSNP8', 'CVR0')",
      "ask('VER', 'MSNP9', 'CVR0')",
      /^problem It offers "MSNP9 CVR0", and not MSNP8\./,
    ],
    [
      'as somebody else',
      "ask('USR', 'TWN', 'I', account)",
      "ask('USR', 'TWN', 'I', 'x@y.z')",
      /^problem It signs in as x@y\.z, and not as alice@passport\.com\./,
    ],
    [
      'at the dispatch server',
      "if (reply[0] === 'XFR') return",
      "if (reply[0] === 'XFR') throw new Error('XFR'); return",
      /^problem It was sent to the notification server \(XFR\), and does not sign in there\./,
    ],
    [
      'without Passport',
      'const [, page] = /DALogin',
      "throw new Error('x'); const [, page] = /DALogin",
      /^problem It got a Passport challenge, and has not asked the nexus/,
    ],
    [
      'with a certificate that it does not find its host in',
      '{ ca, headers }',
      "{ ca, headers, maxVersion: 'TLSv1.2', checkServerIdentity: () => new Error('x') }",
      /^problem It connects to Passport, and asks for nothing\./,
    ],
    ['without the authority', '{ ca, headers }', '{ headers }', /^problem It connects to Passport, and TLS fails\./],
    [
      'behind the nexus',
      '  const who =',
      "  throw new Error('x'); const who =",
      /^problem It asked the nexus, and has not asked the login page/,
    ],
    ['with a wrong password', 'pwd=${', 'pwd=x${', /^problem It asked the login page, which gave it no ticket\./],
    [
      'with a spoiled ticket',
      "await ask('USR', 'TWN', 'S', proof)",
      "await ask('USR', 'TWN', 'S', proof + 'x')",
      /^problem It got a ticket, and was not let in with it\./,
    ],
    [
      'without its list',
      "await ask('SYN', '0');",
      "throw new Error('x');",
      /^problem It is signed in, and has not asked for its list\./,
    ],
    ['invisible', visible, "throw new Error('x');", /^problem It asked for its list, and has not become visible\./],
    [
      'without saying so',
      visible,
      `${visible} await new Promise(() => {});`,
      /^problem The wire shows it online, and it does not say so\./,
    ],
  ])('%s', async (_, from, to, sentence) => {
    const { code, lines } = await doctorOf(from, to);
    expect(code).toBe(3);
    expect(lines.filter((line) => line.startsWith('problem')).at(-1)).toMatch(sentence);
    expect(lines.at(-2)).toMatch(/^ {8}\S.*\.$/);
    expect(lines.at(-1)).toBe('Nothing can be certified.');
  });

  test('for want of a dispatch server', async () => {
    const { lines } = await doctorOf("methods: ['login']", "methods: ['login'], needs: { dispatch: 'none' }", [
      'const proof =',
      "throw new Error('no XFR'); const proof =",
    ]);
    expect(lines).toContain(
      'problem It got a Passport challenge from the first server, and has not asked the nexus for the login page.',
    );
    expect(lines.at(-2)).toContain('declare the need "dispatch": "required"');
  });

  test.each([
    ['--adapter', 'exit 9', 'problem The adapter ended with exit code 9 before it answered "initialize".'],
    [
      '--exec',
      'echo "no display" >&2; exit 1',
      'problem It does not sign in. The command ended with exit code 1: no display.',
    ],
    [
      '--adapter',
      'printf "\\033[31mred\\n"',
      'problem The adapter wrote "\\u{1b}[31mred" on its standard output, which is not JSON: what is for people goes to stderr.',
    ],
  ])('%s %s', async (option, command, sentence) => {
    const { code, lines } = await doctor([option, command]);
    expect(code).toBe(3);
    expect(lines).toContain(sentence);
    expect(lines.join('')).not.toContain('\u001b');
  });

  test('without a client', async () => {
    expect(await doctor([])).toMatchObject({
      code: 2,
      stderr: 'The doctor needs a client to look at: --adapter CMD or --exec CMD.\n',
    });
  });
});
