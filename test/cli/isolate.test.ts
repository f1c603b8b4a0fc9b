import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { changedExample, referenceAdapter, signingInCommand } from './client-commands';
import { main, msnp8, pasted, readResults, withFolder } from './msnp8';

jest.setTimeout(120_000);

/** Whether this machine lets its users make namespaces: where it does not, the kit has to say so. */
const isAllowed = (() => {
  try {
    const trial = 'PATH=$PATH:/sbin:/usr/sbin; ip link set lo up && mount --bind /etc/hosts /etc/hosts';
    execFileSync('unshare', ['--user', '--map-root-user', '--net', '--mount', '--', 'sh', '-c', trial], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

const BY_HAND =
  /^(The client cannot be isolated on this machine: .+|--isolate needs Linux, and this is \w+)\. By hand: put the line "127\.0\.0\.1 messenger\.hotmail\.com nexus\.passport\.com login\.passport\.com .*" into \/etc\/hosts, .*trust the certificate authority.*MSNP8_CA_FILE.*$/;

/** The example in JavaScript as programs of the time are: where the servers are is built in, and it trusts what its system trusts. */
function builtIn(folder: string): string {
  return changedExample(folder, [
    ['async function login({ account, password, host, port, nexusUrl, caFile }) {', CONSTANTS],
    [
      'return login({ account, password, host, port, nexusUrl, caFile });',
      'return login({ account, password, host, port });',
    ],
    ['ca: fs.readFileSync(caFile), ', ''],
    [
      'async function ticket({ account, password, nexusUrl, ca, challenge })',
      'async function ticket({ account, password, nexusUrl, challenge })',
    ],
    ['https.get(url, { ca, headers }, done)', 'https.get(url, { headers }, done)'],
    ['return login({ account, password, host, port });', 'return login({ account, password, next: { host, port } });'],
  ]);
}

const CONSTANTS = `async function login({ account, password, next }) {
  let { host, port } = next ?? { host: 'messenger.hotmail.com', port: 1863 };
  const nexusUrl = 'https://nexus.passport.com/rdr/pprdr.asp';`;

async function certify(folder: string, args: readonly string[]) {
  const out = `${folder}/out`;
  const finished = await msnp8(['client', ...args, '--out', out]);
  return { ...finished, results: await readResults(out) };
}

type Certified = Awaited<ReturnType<typeof certify>>;

/** What a run comes to, or that the machine does not let it. */
function expectIsolated({ code, stderr, results }: Certified, expected: (results: Certified['results']) => void): void {
  expect(stderr).toBe('');
  if (isAllowed) {
    expected(results);
  } else {
    expect(code).toBe(3);
    expect(results.reason).toMatch(BY_HAND);
  }
}

const notPassed = (results: Certified['results']) =>
  results.cases.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict, reason }) => [id, verdict, reason]);

const LOGOUT = [['client/logout/alice-logs-out', 'unsupported', 'The client does not offer "logout".']];

describe('a client with built-in host names', () => {
  test('is certified where it finds the kit behind them', async () => {
    await withFolder(async (folder) => {
      const adapter = builtIn(folder);
      const certified = await certify(folder, ['--adapter', adapter, '--isolate', '@login', '@challenge', '@framing']);
      expectIsolated(certified, (results) => {
        expect(notPassed(results)).toEqual(LOGOUT);
      });
    });
  });

  test('signs in as a command', async () => {
    await withFolder(async (folder) => {
      const certified = await certify(folder, ['--exec', signingInCommand(folder), '--isolate', '@login']);
      expectIsolated(certified, (results) => {
        expect(notPassed(results)).toEqual(LOGOUT);
      });
    });
  });

  test('is looked at by the doctor', async () => {
    await withFolder(async (folder) => {
      const { code, stdout } = await msnp8(['doctor', 'client', '--adapter', builtIn(folder), '--isolate']);
      expect(code).toBe(isAllowed ? 0 : 3);
      expect(stdout).toContain(isAllowed ? 'It signs in, gets its list' : 'By hand: ');
    });
  });
});
