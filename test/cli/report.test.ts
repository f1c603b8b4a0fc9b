import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Results, resultsSchema } from '../../src/report';
import { exampleResults } from '../report/results';
import { readTap } from '../report/tap-reader';
import { parseXml } from '../report/xml';
import { main, msnp8, readResults, withFolder } from './msnp8';

/** Writes a document under a name, and gives its path. */
async function written(folder: string, name: string, document: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

const client: Results = {
  ...exampleResults(),
  subject: { role: 'client', kind: 'adapter', target: 'node adapter.js' },
  rules: [],
  cases: [],
  verdict: 'inconclusive',
  exitCode: 5,
  reason: 'The run was stopped.',
};

describe('--shard and report', () => {
  /** All but times, which stand in the evidence too, and the names of files. */
  const comparable = ({ started: _started, durationMs: _durationMs, ...results }: Results) => ({
    ...results,
    rules: results.rules.map((rule) => ({
      ...rule,
      // A client that sends of itself while it is asked may send the one or the other first, and some rules look at what comes next.
      exercised: rule.exercised > 0,
      // Where in its trace an event stands depends on what came at the same time.
      violations: rule.violations.map(({ evidence: _, event: __, ...one }) => ({ ...one, trace: basename(one.trace) })),
    })),
    // A story tells times and ports; how fast a property was tried is the machine's affair.
    cases: results.cases.map(({ durationMs: _, story: __, property, ...one }) => ({
      ...one,
      trace: basename(one.trace),
      examples: property?.examples,
    })),
  });

  test.each<[string, readonly string[], number, number]>([
    ['the embedded server', ['server', '@challenge', 'S-REM', 'S-SYN'], 3, 0],
    ['the embedded client', ['client', '@challenge', '@lists'], 2, 0],
    [
      'a client that breaks a rule',
      [
        'client',
        '--adapter',
        `'${process.execPath}' '${main}' adapter --mutant decimal-locale`,
        '--strict',
        '@challenge',
      ],
      2,
      1,
    ],
  ])('the union of the shards of %s is the whole run', async (_, args, of, code) => {
    await withFolder(async (folder) => {
      const whole = await msnp8([...args, '--seed', '1', '--out', join(folder, 'whole')]);
      expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code, stderr: '' });
      const files = [];
      for (let index = of; index >= 1; index -= 1) {
        const out = join(folder, `shard ${index}`);
        const { stderr } = await msnp8([...args, '--shard', `${index}/${of}`, '--out', out]);
        expect(stderr).toBe('');
        expect((await readResults(out)).run.shard).toEqual({ index, of });
        files.push(join(out, 'results.json'));
      }
      const joined = await msnp8(['report', ...files, '--out', join(folder, 'joined')]);
      expect({ code: joined.code, stderr: joined.stderr }).toEqual({ code, stderr: '' });
      const results = await readResults(join(folder, 'joined'));
      expect(comparable(results)).toEqual(comparable(await readResults(join(folder, 'whole'))));
      // Traces lie where the shards wrote them.
      for (const { trace } of results.cases) {
        expect(await readFile(join(folder, 'joined', trace), 'utf8')).not.toBe('');
      }
      parseXml(await readFile(join(folder, 'joined', 'junit.xml'), 'utf8'));
    });
  });

  test.each([
    ['0/3', /It is I\/N, with I from 1 to N: 2\/3 is the second of three shards\./],
    ['4/3', /It is I\/N/],
    ['1', /It is I\/N/],
    ['1/2/3', /It is I\/N/],
    ['1/5', /^5 shards need 5 cases at least, and this run has 1\.\n$/],
  ])('--shard %s is refused', async (shard, sentence) => {
    await withFolder(async (folder) => {
      const { code, stdout, stderr } = await msnp8([
        'server',
        'S-VER-04',
        '--shard',
        shard,
        '--out',
        join(folder, 'out'),
      ]);
      expect(stderr).toMatch(sentence);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('a shard that is missing, or there twice, is named', async () => {
    await withFolder(async (folder) => {
      const shard = (index: number): Results => ({
        ...exampleResults(),
        cases: exampleResults().cases.slice(index - 1, index),
        run: { ...exampleResults().run, shard: { index, of: 3 } },
      });
      const files = [await written(folder, 'a.json', shard(1)), await written(folder, 'b.json', shard(3))];
      expect(await msnp8(['report', ...files])).toEqual({
        code: 2,
        stdout: '',
        stderr: `Shard 2 of 3 is missing: ${files[0]} is shard 1, ${files[1]} is shard 3.\n`,
      });
      const again = await written(folder, 'c.json', shard(3));
      expect((await msnp8(['report', ...files, again])).stderr).toBe(
        `Shard 2 of 3 is missing: ${files[0]} is shard 1, ${files[1]} is shard 3, ${again} is shard 3.\n`,
      );
      const second = await written(folder, 'd.json', shard(2));
      expect((await msnp8(['report', ...files, again, second])).stderr).toBe(
        `Shard 3 of 3 is there twice: ${files[1]} and ${again}.\n`,
      );
      const { code, stdout } = await msnp8(['report', ...files, second]);
      expect(code).toBe(1);
      expect(stdout).toContain('  cases  1 fail, 1 inconclusive, 1 unsupported\n');
    });
  });
});

describe('report', () => {
  test('says what the run said, and ends with its exit code', async () => {
    await withFolder(async (folder) => {
      const run = await msnp8(['server', '@challenge', '--out', join(folder, 'a')]);
      const report = await msnp8(['report', join(folder, 'a', 'results.json')]);
      expect(report.code).toBe(0);
      const summary = run.stdout.slice(run.stdout.indexOf('server embedded')).replace(/ {2}reports in .*\n/, '');
      expect(report.stdout).toBe(summary);
    });
  });

  test('gives the document back as it was, and takes it from standard input', async () => {
    await withFolder(async (folder) => {
      const file = await written(folder, 'results.json', exampleResults());
      const { stdout, code } = await msnp8(['report', 'results.json', '--reporter', 'json'], { cwd: folder });
      expect(JSON.parse(stdout)).toEqual(exampleResults());
      expect(code).toBe(1);
      const tap = await msnp8(['report', '-', '--reporter', 'tap'], { input: await readFile(file, 'utf8') });
      expect(readTap(tap.stdout).points).toHaveLength(3);
    });
  });

  test('keeps roles apart, and ends with the worst exit code', async () => {
    await withFolder(async (folder) => {
      const files = [await written(folder, 's.json', exampleResults()), await written(folder, 'c.json', client)];
      const { code, stdout } = await msnp8(['report', ...files, '--quiet']);
      expect({ code, stdout }).toEqual({ code: 5, stdout: 'fail\ninconclusive\n' });
      const json = await msnp8(['report', ...files, '--reporter', 'json']);
      const list = await written(folder, 'both.json', json.stdout);
      expect(await msnp8(['report', list, '--quiet'])).toMatchObject({ code: 5, stdout: 'fail\ninconclusive\n' });
    });
  });

  test('writes every form into a folder, several at once', async () => {
    await withFolder(async (folder) => {
      const file = await written(folder, 's.json', exampleResults());
      const args = ['--reporter', 'json,junit', '--reporter', 'tap,markdown,badge', '--out', 'out'];
      const { code, stdout, stderr } = await msnp8(['report', file, ...args], { cwd: folder });
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: '' });
      expect((await readdir(join(folder, 'out'))).sort()).toEqual([
        'badge.json',
        'badge.svg',
        'junit.xml',
        'results.json',
        'results.tap',
        'summary.md',
      ]);
      const results = resultsSchema.parse(JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')));
      expect(results.cases[0]?.trace).toBe('../traces/server.blocking.bob.txt');
    });
  });

  test('several forms do not go to standard output together', async () => {
    await withFolder(async (folder) => {
      const file = await written(folder, 's.json', exampleResults());
      expect(await msnp8(['report', file, '--reporter', 'badge'])).toEqual({
        code: 2,
        stdout: '',
        stderr: 'Several reports do not go to standard output: --out DIR says where to write badge.svg, badge.json.\n',
      });
      const both = await msnp8(['report', file, '--reporter', 'text,junit']);
      expect(both).toMatchObject({ code: 2, stdout: '' });
    });
  });

  test('tells what has changed since earlier runs, of files and of a folder', async () => {
    await withFolder(async (folder) => {
      const now = exampleResults();
      const earlier = (day: number): Results => ({
        ...now,
        started: `2026-11-${day}T00:00:00.000Z`,
        rules: now.rules.map((rule) => ({ ...rule, verdict: 'pass' })),
      });
      const file = await written(folder, 's.json', now);
      const history = join(folder, 'history');
      await mkdir(join(history, 'b'), { recursive: true });
      await mkdir(join(history, 'empty'));
      await written(history, 'a.json', earlier(20));
      await written(history, 'badge.json', '{}');
      await written(join(history, 'b'), 'results.json', earlier(21));
      await written(history, 'later.json', { ...earlier(20), started: '2027-01-01T00:00:00.000Z' });
      const told = await msnp8(['report', file, '--history', history]);
      expect(told.stderr).toBe('');
      expect(told.stdout).toContain('  since  2026-11-21T00:00:00.000Z');
      const older = await written(folder, 'old.json', earlier(19));
      const files = await msnp8(['report', older, file]);
      expect(files.stdout).toContain(`  since  2026-11-19T00:00:00.000Z: `);
      expect(files.stdout).toContain('    worse  S-ADD-01 pass -> fail\n');
      // Only the younger one is reported.
      expect(files.stdout.match(/^ {2}verdict/gm)).toHaveLength(1);
      expect((await msnp8(['report', file, '--history', join(folder, 'none')])).stderr).toMatch(
        /^The history in .*none cannot be read: ENOENT.*\n$/,
      );
    });
  });

  test.each<[string, unknown, string]>([
    ['an empty file', '', 'x.json is empty: it is no results document.'],
    ['no JSON', '{"schema": 2,', 'x.json is no JSON: '],
    ['a document without schema', {}, 'x.json is no results document: at schema invalid input: expected 2.'],
    ['a number', '7', 'x.json is no results document: invalid input: expected object, received number.'],
    [
      'an older schema',
      { schema: 1 },
      'x.json was made by an older kit, with schema 1: this one reads schema 2, so run it again.',
    ],
    ['a newer schema', { schema: 3 }, 'x.json was made by a newer kit, with schema 3: this one reads schema 2.'],
    [
      'a wrong value deep within',
      { ...exampleResults(), cases: [{ ...exampleResults().cases[0], verdict: 'good' }] },
      'x.json is no results document: at cases.0.verdict invalid option: expected one of ',
    ],
    [
      'a key that nobody knows',
      { ...exampleResults(), '\u001b[2J': 1 },
      'x.json is no results document: unrecognized key: "\\u{1b}[2J".',
    ],
  ])('%s is refused in one sentence', async (_, document, sentence) => {
    await withFolder(async (folder) => {
      await written(folder, 'x.json', document);
      const { code, stdout, stderr } = await msnp8(['report', 'x.json', '--out', 'out'], { cwd: folder });
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(await readdir(folder)).toEqual(['x.json']);
    });
  });

  test('a folder, a file that is not there, and one that cannot be read', async () => {
    await withFolder(async (folder) => {
      const of = async (file: string) => (await msnp8(['report', file], { cwd: folder })).stderr;
      await mkdir(join(folder, 'dir'));
      expect(await of('dir')).toBe('dir is a folder: give the results.json in it.\n');
      expect(await of('none.json')).toMatch(/^none\.json cannot be read: ENOENT.*\n$/);
      await written(folder, 'locked.json', exampleResults());
      await chmod(join(folder, 'locked.json'), 0);
      // Who may read everything is let in.
      expect(await of('locked.json')).toMatch(
        process.getuid?.() === 0 ? /^$/ : /^locked\.json cannot be read: EACCES.*\n$/,
      );
      expect(await of('-')).toBe('Standard input is empty: it is no results document.\n');
    });
  });

  test('the same run given twice is refused', async () => {
    await withFolder(async (folder) => {
      await written(folder, 'a.json', exampleResults());
      expect((await msnp8(['report', 'a.json', 'a.json'], { cwd: folder })).stderr).toBe(
        'a.json and a.json are of one run: each is to be given once.\n',
      );
    });
  });

  test('a folder that cannot be written is told', async () => {
    await withFolder(async (folder) => {
      await written(folder, 'a.json', exampleResults());
      const { code, stderr } = await msnp8(['report', 'a.json', '--out', 'a.json/out'], { cwd: folder });
      expect(stderr).toMatch(/^The reports cannot be written to .*\n$/);
      expect(code).toBe(2);
    });
  });
});

describe('--reporter', () => {
  test('a run writes what is asked for, its document in any case, and nothing of an earlier run is left', async () => {
    await withFolder(async (folder) => {
      for (const name of [
        'junit.xml',
        'results.tap',
        'summary.md',
        'badge.svg',
        'badge.json',
        'results.json',
        'mine.txt',
      ]) {
        await written(folder, name, 'old');
      }
      const { code, stdout } = await msnp8(['server', 'S-VER-04', '--reporter', 'tap', '--out', folder]);
      expect(code).toBe(0);
      expect(stdout).not.toContain('verdict');
      expect((await readdir(folder)).sort()).toEqual(['mine.txt', 'results.json', 'results.tap', 'traces']);
      expect(readTap(await readFile(join(folder, 'results.tap'), 'utf8')).points.map(({ ok }) => ok)).toEqual([
        true,
        true,
        true,
      ]);
    });
  });

  test('annotations and text go to standard output, the summary of the job to its file', async () => {
    await withFolder(async (folder) => {
      const summary = await written(folder, 'step summary.md', 'before\n');
      const { code, stdout } = await msnp8(
        ['server', 'S-VER-04', '--quiet', '--reporter', 'github,text,markdown', '--out', join(folder, 'out')],
        { env: { GITHUB_STEP_SUMMARY: summary } },
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^pass\n::notice title=server embedded reference server::The verdict is pass, exit code 0: .*\n$/,
      );
      expect(await readFile(summary, 'utf8')).toBe(
        `before\n${await readFile(join(folder, 'out', 'summary.md'), 'utf8')}`,
      );
    });
  });

  test('an unknown name is told, with all that there are', async () => {
    const { code, stderr } = await msnp8(['server', '--reporter', 'text,xml']);
    expect(stderr).toMatch(
      /There is no reporter "xml"; there are text, github, json, junit, tap, markdown, html, matrix, badge/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
