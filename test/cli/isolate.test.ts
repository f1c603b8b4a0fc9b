import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedExample, referenceAdapter, signingInCommand } from './client-commands';
import { builtIn, canIsolate } from './isolation';
import { main, msnp8, pasted, readResults, withFolder } from './msnp8';

const BY_HAND =
  /^(The client cannot be isolated on this machine: .+|--isolate needs Linux, and this is \w+)\. By hand: put the line "127\.0\.0\.1 messenger\.hotmail\.com nexus\.passport\.com login\.passport\.com [^"]*" into \/etc\/hosts, run "msnp8 serve [^"]*" .*redirect 1863 and 443.*trust the certificate authority in ca\.pem\..*MSNP8_CA_FILE.*\.$/;

/** What it has of TLS. */
const TLS_1_0 = "headers, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }";

async function certify(folder: string, args: readonly string[]) {
  const out = join(folder, 'out');
  const finished = await msnp8(['client', ...args, '--out', out]);
  return { ...finished, results: await readResults(out), out };
}

type Certified = Awaited<ReturnType<typeof certify>>;

/** What an isolated run comes to, or, where the machine does not allow it, that it says so. */
function expectIsolated(certified: Certified, expected: () => void): void {
  expect(certified.stderr).toBe('');
  if (canIsolate) {
    expected();
  } else {
    expect(certified.code).toBe(3);
    expect(certified.results.reason).toMatch(BY_HAND);
  }
}

const verdicts = ({ results }: Certified) => results.cases.map(({ id, verdict, reason }) => [id, verdict, reason]);

/** The processes that have this in their environment. */
function processesOf(setting: string): string[] {
  return (process.platform === 'linux' ? readdirSync('/proc') : []).filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(setting);
    } catch {
      return false; // It has gone, or is somebody else's.
    }
  });
}

describe('a client with built-in host names', () => {
  test('is certified as one that is told where to go', async () => {
    await withFolder(async (folder) => {
      const selected = [
        '@challenge',
        '!client/challenge/alice-comes-is-busy-and-goes',
        'client/framing/a-payload-is-cut-and-a-command-is-glued-to-it',
        'client/login/the-login-page-redirects-twice',
      ];
      const told = await certify(folder, ['--adapter', changedExample(folder), ...selected]);
      const isolated = await certify(folder, ['--adapter', builtIn(folder), '--isolate', ...selected]);
      expectIsolated(isolated, () => {
        expect(verdicts(isolated)).toEqual(verdicts(told));
        expect(isolated.code).toBe(0);
        expect(isolated.results.rules.find(({ id }) => id === 'C-AUT-02')?.verdict).toBe('pass');
      });
    });
  });

  test('that speaks TLS 1.0 alone is let in as well', async () => {
    await withFolder(async (folder) => {
      const adapter = builtIn(folder, [['headers }, done', `${TLS_1_0}, done`]]);
      const certified = await certify(folder, [
        '--adapter',
        adapter,
        '--isolate',
        '--tls-legacy',
        '@challenge',
        '!client/challenge/alice-comes-is-busy-and-goes',
      ]);
      expectIsolated(certified, () => {
        expect(verdicts(certified).filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
        expect(certified.code).toBe(0);
      });
    });
  });

  test('may be a command', async () => {
    await withFolder(async (folder) => {
      const certified = await certify(folder, [
        '--exec',
        signingInCommand(folder),
        '--isolate',
        '@challenge',
        '!client/challenge/alice-comes-is-busy-and-goes',
      ]);
      expectIsolated(certified, () => {
        expect(verdicts(certified).filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
        expect(certified.code).toBe(0);
      });
    });
  });

  test('is looked at by the doctor', async () => {
    await withFolder(async (folder) => {
      const { code, stdout } = await msnp8(['doctor', 'client', '--adapter', builtIn(folder), '--isolate']);
      const lines = stdout.trimEnd().split('\n');
      if (canIsolate) {
        expect(lines).toContainEqual(expect.stringMatching(/^ok {6}It signs in, gets its list and becomes visible/));
        expect(code).toBe(0);
      } else {
        expect(lines[0]?.replace(/^problem +/, '')).toMatch(BY_HAND);
        expect(code).toBe(3);
      }
    });
  });
});

test('segment boundaries are proved as ever, byte by byte', async () => {
  await withFolder(async (folder) => {
    const certified = await certify(folder, [
      '--adapter',
      referenceAdapter,
      '--isolate',
      'client/framing/presence-comes-byte-by-byte',
    ]);
    expectIsolated(certified, () => {
      const [only] = certified.results.cases;
      const trace = readFileSync(join(certified.out, only?.trace.replace(/\.txt$/, '.ndjson') ?? ''), 'utf8');
      const boundaries = trace.match(/"boundary":"(proven|best-effort)"/g) ?? [];
      expect(boundaries.length).toBeGreaterThan(20);
      expect(boundaries).not.toContain('"boundary":"best-effort"');
      expect(only?.verdict).toBe('pass');
    });
  });
});

test('an isolated client finds the names, the authority and its own folder, and no way out', async () => {
  await withFolder(async (folder) => {
    const look = [
      `const { lookup } = require('dns').promises, fs = require('fs'), report = {};`,
      `const usual = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'].filter((file) => fs.existsSync(file));`,
      `const authorities = [process.env.SSL_CERT_FILE, process.env.CURL_CA_BUNDLE, process.env.REQUESTS_CA_BUNDLE, process.env.NODE_EXTRA_CA_CERTS, ...usual];`,
      `report.trusts = authorities.every((file) => fs.readFileSync(file, 'utf8').includes(fs.readFileSync(process.env.MSNP8_CA_FILE, 'utf8').trim()));`,
      'report.folder = process.cwd();',
      `report.network = Object.keys(require('os').networkInterfaces());`,
      'report.ports = [process.env.MSNP8_PORT, process.env.MSNP8_NEXUS_URL];',
      `Promise.all(['messenger.hotmail.com', 'loginnet.passport.com', 'example.com'].map((name) => lookup(name).then(({ address }) => address, ({ code }) => code)))`,
      `.then((found) => fs.writeFileSync(process.env.REPORT, JSON.stringify({ ...report, found }))).then(() => process.exit(3));`,
    ];
    const command = `REPORT='${join(folder, 'report.json')}' '${process.execPath}' -e "${look.join(' ').replaceAll('"', '\\"')}"`;
    const certified = await certify(folder, [
      '--exec',
      command,
      '--isolate',
      'client/challenge/a-challenge-of-another-kind-7',
    ]);
    expectIsolated(certified, () => {
      expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual({
        trusts: true,
        folder: tmpdir(),
        network: ['lo'],
        ports: ['1863', 'https://nexus.passport.com/rdr/pprdr.asp'],
        found: ['127.0.0.1', '127.0.0.1', expect.stringMatching(/^E/)],
      });
    });
  });
});

test('nothing of an isolated run is left', async () => {
  await withFolder(async (folder) => {
    const options = [
      '--exec',
      '"(setsid sleep 1000 &); exit 3"',
      '--isolate',
      'client/challenge/a-challenge-of-another-kind-7',
      '--out',
      'out',
    ];
    await pasted(`mkdir tmp; TMPDIR='${folder}/tmp' '${process.execPath}' '${main}' client ${options.join(' ')}`, {
      cwd: folder,
    });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(processesOf(`TMPDIR=${folder}`)).toEqual([]);
  });
});

test.each([
  ['while it begins', 'until ls tmp/msnp8-isolated-*'],
  ['while the adapter begins', canIsolate ? 'until ls started' : 'until ls tmp/msnp8-isolated-*'],
])('a run that is stopped %s ends at once, and leaves nothing', async (_, begun) => {
  await withFolder(async (folder) => {
    const command = `client --adapter 'touch started; sleep 1000' --isolate client/challenge/a-challenge-of-another-kind-7 --out out`;
    const kit = `TMPDIR='${folder}/tmp' '${process.execPath}' '${main}' ${command}`;
    const script = `mkdir tmp; ${kit} & ${begun} >/dev/null 2>&1 || ! kill -0 $!; do sleep 0.02; done; kill $!; wait $!`;
    const { code } = await pasted(script, { cwd: folder });
    expect(code).toBe(canIsolate ? 5 : expect.any(Number));
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(processesOf(`TMPDIR=${folder}`)).toEqual([]);
  });
});

test('a client that holds a port of the kit itself is told so', async () => {
  await withFolder(async (folder) => {
    const squatter = changedExample(folder, [
      ['const introduction =', "net.createServer().listen(1863, '127.0.0.1');\nconst introduction ="],
    ]);
    const certified = await certify(folder, [
      '--adapter',
      squatter,
      '--isolate',
      'client/challenge/a-challenge-of-another-kind-7',
    ]);
    expectIsolated(certified, () => {
      expect(verdicts(certified)).toEqual([
        [
          'client/challenge/a-challenge-of-another-kind-7',
          'blocked',
          'Port 1863 of 127.0.0.1 cannot be had in the network of the isolated client: listen EADDRINUSE: address already in use 127.0.0.1:1863.',
        ],
      ]);
    });
  });
});

describe('where nobody can be isolated', () => {
  test('the kit says what to do by hand', async () => {
    await withFolder(async (folder) => {
      const out = join(folder, 'out');
      const { code, stderr } = await pasted(
        `PATH=/nowhere '${process.execPath}' '${main}' client --exec true --isolate --out '${out}' @challenge`,
        { cwd: folder },
      );
      expect([code, stderr]).toEqual([3, '']);
      const { reason, verdict } = await readResults(out);
      expect(reason).toMatch(BY_HAND);
      expect(verdict).toBe('blocked');
      if (process.platform === 'linux') {
        expect(reason).toMatch(
          /^The client cannot be isolated on this machine: the command unshare \(util-linux\) is missing\./,
        );
      }
    });
  });

  test.each(['--isolate', '--tls-legacy'])('%s has no use for the embedded client', async (option) => {
    expect(await msnp8(['client', option])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${option} goes with --adapter CMD or --exec CMD: the embedded client needs nothing of the kind.\n`,
    });
  });
});

describe('a client that speaks TLS 1.0 alone', () => {
  const old = (folder: string) => changedExample(folder, [['headers }, done', `${TLS_1_0}, done`]]);

  test('cannot sign in', async () => {
    await withFolder(async (folder) => {
      const { results } = await certify(folder, [
        '--adapter',
        old(folder),
        'client/challenge/a-challenge-of-another-kind-7',
      ]);
      expect(results.cases.map(({ verdict }) => verdict)).toEqual(['blocked']);
      expect(results.accommodations).toEqual([]);
    });
  });

  test('is let in with --tls-legacy, beside the rule that it bends', async () => {
    await withFolder(async (folder) => {
      const { code, stdout, results } = await certify(folder, [
        ...['--adapter', old(folder), '--tls-legacy', 'client/challenge/a-challenge-of-another-kind-7'],
      ]);
      expect(results.cases.map(({ verdict }) => verdict)).toEqual(['pass']);
      expect(results.accommodations).toEqual([{ need: 'tls', value: '1.0', bends: ['C-AUT-03'] }]);
      expect(stdout).toContain('  needs  tls 1.0, which bends C-AUT-03\n');
      expect(code).toBe(0);
    });
  });

  test('is known to the doctor', async () => {
    await withFolder(async (folder) => {
      const { stdout } = await msnp8(['doctor', 'client', '--exec', signingInCommand(folder), '--tls-legacy']);
      expect(stdout).toContain('note    It needs tls 1.0, which bends C-AUT-03.\n');
    });
  });
});
