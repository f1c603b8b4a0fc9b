import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results } from '../../src/report';
import { failureMarks } from '../../src/report/baseline';
import { exampleResults } from '../report/results';
import { referenceAdapter } from './client-commands';
import { main, msnp8, pasted, readResults, withFolder } from './msnp8';

const HEAD = 'kit: 0.1.0\nsubject: server\n';
/** By which the example is as expected. */
const RULES = 'rules:\n  S-ADD-01: { expect: fail, why: old }\n';
const CASES = `cases:
  server/dispatch/alice-calls-at-the-dispatch-server: { expect: unsupported, why: none }
  server/login/a-wrong-password: { expect: inconclusive, why: slow }
`;

/** The example, whose cases are ones that there are; `change` comes on top. */
function example(change: Partial<Results> = {}): Results {
  const [failed, unsupported, inconclusive] = exampleResults().cases;
  if (failed === undefined || unsupported === undefined || inconclusive === undefined) {
    throw new Error('The example has three cases.');
  }
  return {
    ...exampleResults(),
    cases: [
      failed,
      { ...unsupported, id: 'server/dispatch/alice-calls-at-the-dispatch-server' },
      { ...inconclusive, id: 'server/login/a-wrong-password' },
    ],
    ...change,
  };
}

/** Calls `use` in a folder with the results of the example and a baseline. */
async function withBaseline(
  files: { readonly results?: Results; readonly baseline?: string },
  use: (tools: {
    readonly folder: string;
    readonly say: (...args: readonly string[]) => ReturnType<typeof msnp8>;
    readonly text: () => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'msnp8-baseline.yaml');
    await writeFile(join(folder, 'results.json'), JSON.stringify(files.results ?? example()));
    if (files.baseline !== undefined) {
      await writeFile(file, files.baseline);
    }
    await use({ folder, say: (...args) => msnp8(args, { cwd: folder }), text: () => readFile(file, 'utf8') });
  });
}

describe('report', () => {
  test('says first what is new since the baseline', async () => {
    await withBaseline({ baseline: `${HEAD}rules:\n  S-VER-01: { expect: fail, why: old }\n` }, async ({ say }) => {
      const { code, stdout, stderr } = await say('report', 'results.json');
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(
        stdout.startsWith(`not as msnp8-baseline.yaml has it:
  unexpected  S-ADD-01 came to fail, and pass is expected.
  unexpected  server/blocking/bob came to fail, and pass is expected.
  unexpected  server/dispatch/alice-calls-at-the-dispatch-server came to unsupported, and pass is expected.
  unexpected  server/login/a-wrong-password came to inconclusive, and pass is expected.
  stale       S-VER-01 passes, and fail is expected (old): the line is not needed any more.

fail S-ADD-01 (MUST)`),
      ).toBe(true);
      expect(stdout).toContain(
        '\n  baseline msnp8-baseline.yaml: 4 unexpected, 1 stale\n  verdict fail, exit code 1\n',
      );
      expect(stdout).not.toContain('is that known?');
    });
  });

  test('is as the baseline has it, with exit code 0 though the verdict is fail', async () => {
    await withBaseline({ baseline: HEAD + RULES + CASES }, async ({ folder, say }) => {
      const { code, stdout, stderr } = await say('report', 'results.json', '--out', 'out', '--reporter', 'json,text');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('\n  baseline msnp8-baseline.yaml: all as expected\n  verdict fail, exit code 0\n');
      expect((await readResults(join(folder, 'out'))).baseline).toEqual({
        file: 'msnp8-baseline.yaml',
        unexpected: [],
        stale: [],
        expired: [],
        changed: [],
        newRules: [],
      });
    });
  });

  test('a line that is not needed fails under --strict-baseline alone', async () => {
    const stale = RULES.replace('rules:\n', 'rules:\n  S-VER-01: { expect: [warn, fail], why: mended? }\n');
    await withBaseline({ baseline: HEAD + stale + CASES }, async ({ say }) => {
      expect((await say('report', 'results.json')).code).toBe(0);
      expect((await say('report', 'results.json', '--strict-baseline')).code).toBe(1);
    });
  });

  test('a date that is past fails; one that is to come does not', async () => {
    const until = (date: string) => HEAD + RULES.replace('why: old', `why: old, until: ${date}`) + CASES;
    await withBaseline({ baseline: until('2099-12') }, async ({ folder, say }) => {
      expect((await say('report', 'results.json')).code).toBe(0);
      await writeFile(join(folder, 'past.yaml'), until('2001-01-31'));
      const { code, stdout } = await say('report', 'results.json', '--baseline', 'past.yaml');
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^not as past\.yaml has it:\n {2}expired {5}S-ADD-01 came to fail, which was expected until 2001-01-31 only \(old\)\.\n\n/,
      );
    });
  });

  test('without a baseline a failed run says how to write one; a run of the kit itself does not', async () => {
    await withBaseline({}, async ({ folder, say }) => {
      const { stdout } = await say('report', 'results.json');
      expect(
        stdout.endsWith('`msnp8 baseline update RESULTS.json` writes it down, and the next run tells what is new\n'),
      ).toBe(true);
      const subject = { ...example().subject, kind: 'embedded' };
      await writeFile(join(folder, 'embedded.json'), JSON.stringify(example({ subject })));
      expect((await say('report', 'embedded.json')).stdout).not.toContain('is that known?');
    });
  });

  test('the usual baseline is neither of the other role nor of the subjects of the kit', async () => {
    await withBaseline({ baseline: HEAD + RULES + CASES }, async ({ folder, say }) => {
      for (const subject of [
        { role: 'client', kind: 'exec' } as const,
        { role: 'server', kind: 'embedded' } as const,
      ]) {
        await writeFile(
          join(folder, 'other.json'),
          JSON.stringify(example({ subject: { ...subject, target: 'x' }, exitCode: 1 })),
        );
        expect((await say('report', 'other.json')).code).toBe(1);
      }
      expect((await say('report', 'other.json', '--baseline', 'msnp8-baseline.yaml')).code).toBe(0);
    });
  });
});

describe('what is refused is one sentence and exit code 2', () => {
  test.each<[string, string | undefined, readonly string[], string]>([
    [
      'a baseline that is not there',
      undefined,
      ['report', 'results.json', '--baseline', 'no.yaml'],
      'There is no baseline no.yaml; msnp8 baseline update RESULTS.json writes one.',
    ],
    [
      'a baseline that is a folder',
      undefined,
      ['report', 'results.json', '--baseline', '.'],
      'The baseline . cannot be read: EISDIR: illegal operation on a directory, read.',
    ],
    [
      'a fault in it, before any case is run',
      'kit: 0.1.0\nrules:\n  S-NOPE-01: {}\n',
      ['client', '--exec', 'false', 'C-OUT-01', '--out', 'out'],
      'msnp8-baseline.yaml, line 3, column 3: There is no rule "S-NOPE-01"; msnp8 rules shows all.',
    ],
    [
      'a case that there is not',
      'kit: 0.1.0\ncases: { server/nope: { expect: fail, why: x } }\n',
      ['report', 'results.json'],
      'msnp8-baseline.yaml, line 2, column 10: There is no case "server/nope"; msnp8 list shows all.',
    ],
    [
      'a line without a reason',
      `${HEAD}rules: { S-ADD-01: { expect: fail, why: TODO } }\n`,
      ['baseline', 'diff', 'results.json'],
      'msnp8-baseline.yaml, line 3, column 36: "why" of S-ADD-01 is still TODO: say why it is no pass before anybody relies on it.',
    ],
    [
      'a baseline of the other role',
      'kit: 0.1.0\nsubject: client\n',
      ['report', 'results.json', '--baseline', 'msnp8-baseline.yaml'],
      'msnp8-baseline.yaml is the baseline of a client, and this is a server.',
    ],
    [
      'an empty reason',
      undefined,
      ['baseline', 'update', 'results.json', '--why', ' '],
      '--why is to say why it is no pass.',
    ],
    [
      'several runs at once',
      undefined,
      ['baseline', 'update', 'results.json', 'results.json'],
      'A baseline is of one subject: give the results of one run, or all its shards.',
    ],
    [
      'a baseline that lies where nothing can be written',
      undefined,
      ['baseline', 'update', 'results.json', '--baseline', 'no/b.yaml'],
      "The baseline no/b.yaml cannot be written: ENOENT: no such file or directory, open '.*/no/b.yaml'.",
    ],
    ['no file', undefined, ['baseline', 'diff'], "error: missing required argument 'files'"],
  ])('%s', async (_, baseline, args, sentence) => {
    await withBaseline(baseline === undefined ? {} : { baseline }, async ({ say }) => {
      const { code, stdout, stderr } = await say(...args);
      const pattern = sentence.replaceAll(/[.[\]()?{}]/g, String.raw`\$&`).replaceAll(String.raw`'\.*`, "'.*");
      expect(stderr).toMatch(new RegExp(`^${pattern}\n$`));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    });
  });

  test('--strict-baseline without a baseline', async () => {
    await withBaseline({}, async ({ folder, say }) => {
      expect(await say('report', 'results.json', '--strict-baseline')).toEqual({
        code: 2,
        stdout: '',
        stderr: `--strict-baseline goes with --baseline FILE: there is no msnp8-baseline.yaml in ${folder}.\n`,
      });
    });
  });

  test('an update from a run that did not come to its end', async () => {
    await withBaseline(
      { results: example({ reason: 'The run was stopped by SIGINT.', exitCode: 5 }) },
      async ({ say }) => {
        expect(await say('baseline', 'update', 'results.json')).toEqual({
          code: 2,
          stdout: '',
          stderr:
            'A baseline is written from a run that came to its end, and this one did not: The run was stopped by SIGINT.\n',
        });
      },
    );
  });
});

describe('baseline', () => {
  test('update writes what diff then finds nothing to say of', async () => {
    const known = example();
    const cases = known.cases.slice(1);
    await withBaseline({ results: { ...known, cases } }, async ({ say, text }) => {
      const first = await say('baseline', 'update', 'results.json');
      expect(first).toEqual({
        code: 0,
        stderr: '',
        stdout: `msnp8-baseline.yaml: 3 added, 0 changed, 0 removed
  added    S-ADD-01: fail
  added    server/dispatch/alice-calls-at-the-dispatch-server: unsupported
  added    server/login/a-wrong-password: inconclusive
  TODO     say why S-ADD-01 is no pass: no run takes the baseline before
  TODO     say why server/dispatch/alice-calls-at-the-dispatch-server is no pass: no run takes the baseline before
  TODO     say why server/login/a-wrong-password is no pass: no run takes the baseline before
`,
      });
      expect((await say('baseline', 'update', 'results.json', '--why', 'since 2.1')).code).toBe(0);
      const marks = (kind: 'rule' | 'case', id: string) => failureMarks({ kind, id, results: known }).join(' ');
      expect(
        await text(),
      ).toBe(`# What this server is known to do otherwise. Whatever is not listed is expected to pass.
# docs/baseline.md of msnp8-conformance says what a line may have.
kit: 0.1.0
subject: server
rules:
  S-ADD-01: { expect: fail, why: since 2.1, fails: ${marks('rule', 'S-ADD-01')} }
cases:
  server/dispatch/alice-calls-at-the-dispatch-server: { expect: unsupported, why: since 2.1, fails: ${marks('case', 'server/dispatch/alice-calls-at-the-dispatch-server')} }
  server/login/a-wrong-password: { expect: inconclusive, why: since 2.1, fails: ${marks('case', 'server/login/a-wrong-password')} }
`);
      expect(await say('baseline', 'diff', 'results.json')).toEqual({
        code: 0,
        stdout: 'All is as msnp8-baseline.yaml has it.\n',
        stderr: '',
      });
    });
  });

  test('diff shows each kind of difference, and ends with 1', async () => {
    const baseline = `${HEAD}rules:
  S-ADD-01: { expect: fail, why: old, fails: kkkkkkkk }
  S-VER-01: { expect: warn, why: older }
${CASES.replace('why: slow', 'why: slow, until: 2001-01')}`;
    await withBaseline({ baseline }, async ({ say }) => {
      const { code, stdout } = await say('baseline', 'diff', 'results.json');
      expect(stdout).toMatch(
        /^not as msnp8-baseline\.yaml has it:\n {2}changed {5}S-ADD-01 came to fail as expected, and fails in another way \([k-z]{8}\) than is known \(old\)\.\n {2}expired {5}server\/login\/a-wrong-password came to inconclusive, which was expected until 2001-01 only \(slow\)\.\n {2}stale {7}S-VER-01 passes, and warn is expected \(older\): the line is not needed any more\.\n$/,
      );
      expect(code).toBe(1);
    });
  });

  test('rules that are newer than the baseline are told, and fail no run', async () => {
    await withBaseline({ baseline: `kit: 0.0.9\n${CASES}` }, async ({ say }) => {
      const { code, stdout } = await say('report', 'results.json');
      expect(stdout).toMatch(
        /^not as msnp8-baseline\.yaml has it:\n {2}new rule {4}S-ADD-01 is newer than the baseline, of 0\.0\.9, and came to fail, and pass is expected\.\n\n/,
      );
      expect(code).toBe(0);
      expect((await say('baseline', 'diff', 'results.json')).code).toBe(1);
    });
  });

  test('update --prune takes out what is not needed, and keeps comments, reasons and order', async () => {
    const baseline = `# ours
${HEAD}rules:
  # a wish
  S-ADD-01: {expect: [warn,  fail], why: "because 'so'"} # see above
  # never mended
  S-VER-01: {expect: warn, why: older}
${CASES}`;
    await withBaseline({ baseline }, async ({ say, text }) => {
      const kept = await say('baseline', 'update', 'results.json');
      expect(kept.stdout).toBe(
        'msnp8-baseline.yaml: 0 added, 0 changed, 0 removed\n  stale    S-VER-01 passes; --prune takes it out\n',
      );
      expect(await text()).toBe(baseline);
      expect((await say('baseline', 'update', 'results.json', '--prune')).stdout).toBe(
        'msnp8-baseline.yaml: 0 added, 0 changed, 1 removed\n  removed  S-VER-01\n',
      );
      expect(await text()).toBe(`# ours
${HEAD}rules:
  # a wish
  S-ADD-01: {expect: [warn,  fail], why: "because 'so'"} # see above
${CASES}`);
    });
  });
});

test('a real failure is known again under another seed, on other ports; another failure is not', async () => {
  await withFolder(async (folder) => {
    const certify = (mutant: string, seed: string) =>
      msnp8(
        [
          'client',
          '--adapter',
          `${referenceAdapter} --mutant ${mutant}`,
          'client/challenge/alice-answers-a-challenge',
          '--seed',
          seed,
          '--timeout',
          '1500',
          '--out',
          'out',
        ],
        {
          cwd: folder,
        },
      );
    expect((await certify('answers-in-capitals', '1')).code).toBe(1);
    expect((await msnp8(['baseline', 'update', 'out/results.json', '--why', 'x'], { cwd: folder })).code).toBe(0);
    expect(await readFile(join(folder, 'msnp8-baseline.yaml'), 'utf8')).toMatch(
      /expect: fail, why: x, fails: [k-z ]+ \}/,
    );
    const again = await certify('answers-in-capitals', '99');
    expect(again.stdout).toContain('  baseline msnp8-baseline.yaml: all as expected\n  verdict fail, exit code 0\n');
    expect(again.code).toBe(0);
    expect((await certify('never-answers', '1')).code).toBe(1);
  });
});

describe('where nothing can be written', () => {
  test('a full disk is told in a sentence, with exit code 2', async () => {
    await withBaseline({}, async ({ folder, say }) => {
      await symlink('/dev/full', join(folder, 'junit.xml'));
      expect(await say('report', 'results.json', '--reporter', 'junit', '--out', '.')).toEqual({
        code: 2,
        stdout: '',
        stderr: `The reports cannot be written to ${folder}: ENOSPC: no space left on device, write.\n`,
      });
      await symlink('/dev/full', join(folder, 'full.yaml'));
      expect(await say('baseline', 'update', 'results.json', '--baseline', 'full.yaml')).toMatchObject({
        code: 2,
        stdout: '',
      });
    });
  });

  test('a full disk behind standard output, too', async () => {
    const { code, stderr } = await pasted('msnp8 rules > /dev/full', { cwd: '/' });
    expect(stderr).toBe('Standard output cannot be written: ENOSPC: no space left on device, write.\n');
    expect(code).toBe(2);
  });

  test('a pipe that nobody reads ends no run', async () => {
    await withFolder(async (folder) => {
      const line = 'msnp8 client C-OUT-01 --verbose --out out; echo $? > code';
      const { stderr } = await pasted(
        `{ sleep 0.1; ${line}; } | true`.replace('msnp8', `'${process.execPath}' '${main}'`),
        { cwd: folder },
      );
      expect(stderr).toBe('Nobody reads standard output any more; the run goes on.\n');
      expect(await readFile(join(folder, 'code'), 'utf8')).toBe('0\n');
      expect((await readResults(join(folder, 'out'))).exitCode).toBe(0);
    });
  });
});

test('a fault of the kit is exit code 4, and says where', async () => {
  await withFolder(async (folder) => {
    const fault = join(folder, 'fault.js');
    await writeFile(fault, 'process.stdout.write = () => { throw new Error("broken"); };');
    const { code, stderr } = await msnp8(['rules'], { nodeOptions: ['--require', fault] });
    expect(stderr).toMatch(/^The kit failed: Error: broken\n/);
    expect(code).toBe(4);
  });
});
