import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/suite';
import { main, msnp8, pasted, readResults, withFolder } from './msnp8';

const faulty = `"${process.execPath}" "${main}" adapter --mutant encodes-no-percent-before-digits`;
const names = 'client/properties/names';

describe('properties in a run', () => {
  test('are cases of it, with what they came to', async () => {
    await withFolder(async (folder) => {
      const { code } = await msnp8(['client', '--only-properties', '--runs', '5', '--seed', '3', '--out', folder]);
      expect(code).toBe(0);
      const { cases, seed } = await readResults(folder);
      expect(seed).toBe(3);
      expect(cases.map(({ id }) => id)).toEqual([
        'client/properties/cuts-of-the-login',
        'client/properties/cuts-of-the-session',
        'client/properties/cuts-of-a-chat',
        'client/properties/interleavings',
        'client/properties/challenges',
        'client/properties/rosters',
        names,
      ]);
      for (const { property } of cases) {
        expect((property?.examples ?? 0) - (property?.exhaustive ?? 0)).toBe(5);
        expect(property?.examplesPerSecond).toBeGreaterThan(0);
      }
    });
  });

  test('are left out where nobody wants them, and selected as other cases are', async () => {
    await withFolder(async (folder) => {
      const without = await msnp8(['client', '--no-properties', '--out', folder, 'C-CHL-01']);
      expect(without.code).toBe(0);
      const { cases } = await readResults(folder);
      expect(cases.length).toBeGreaterThan(1);
      expect(cases.filter(({ tags }) => tags.includes('@property'))).toEqual([]);
      expect((await msnp8(['client', '--out', folder, names])).code).toBe(0);
      expect((await readResults(folder)).cases.map(({ id }) => id)).toEqual([names]);
    });
  });

  test('that have no time left end the run with 5', async () => {
    await withFolder(async (folder) => {
      const { code, stdout } = await msnp8(['client', '--only-properties', '--budget', '1ms', '--out', folder]);
      expect(code).toBe(5);
      expect(stdout).toContain('The time for properties had run out before an example was tried of client/properties/');
      const { cases } = await readResults(folder);
      expect(new Set(cases.map(({ verdict }) => verdict))).toContain('not exercised');
    });
  });

  test('take the time of the budget, whatever number that comes to', async () => {
    await withFolder(async (folder) => {
      expect((await msnp8(['client', '--budget', '1s', '--out', folder, 'client/properties/challenges'])).code).toBe(0);
      const [one] = (await readResults(folder)).cases;
      // 316 are the usual ones.
      expect(one?.property?.examples).not.toBe(316);
      expect(one?.durationMs).toBeGreaterThanOrEqual(1000);
    });
  });

  test.each([
    [['--runs', '-1'], 'It is a whole number from 0 to 1000000.'],
    [['--budget', '60'], 'It is a time such as 500ms, 60s or 5m.'],
    [['--budget', '0s'], 'It is a time such as 500ms, 60s or 5m.'],
    [['--only-properties', '--no-properties'], 'leave no case to run.'],
  ])('with %j are bad usage', async (args, sentence) => {
    const { code, stderr } = await msnp8(['client', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe('a failure that was saved', () => {
  test('is played again, and printed as a scenario and as a test that fails until it is mended', async () => {
    await withFolder(async (folder) => {
      const failed = await msnp8(['client', '--adapter', faulty, '--out', join(folder, 'out'), '--seed', '1', names]);
      expect(failed.code).toBe(1);
      const file = join('out', 'failures', 'client.properties.names.json');
      expect(failed.stdout).toContain('msnp8 replay ');
      const replay = (args: readonly string[]) => msnp8(['replay', file, ...args], { cwd: folder });

      const still = await replay(['--adapter', faulty]);
      expect(still).toMatchObject({ code: 1, stderr: '' });
      expect(still.stdout).toMatch(/>>> REA \d+ alice@passport\.com %[0-9A-F]{2}\\r\\n/);
      expect(still.stdout).toMatch(/It still fails: 3 of 3 tries\.\n$/);
      const mended = await replay(['--tries', '2']);
      expect(mended).toMatchObject({ code: 0, stderr: '' });
      expect(mended.stdout).toMatch(/try 1: holds\ntry 2: holds\nIt fails no more: 0 of 2 tries\.\n$/);

      const scenario = await replay(['--as', 'gherkin']);
      expect(scenario.code).toBe(0);
      expect(scenario.stdout).toMatch(
        /\n {2}@X-ENC-01\n {2}Example: [^\n]+\n {4}Given Alice is online\n {4}When Alice takes the name "%/,
      );

      const test = await replay(['--as', 'jest']);
      await mkdir(join(folder, 'node_modules'));
      await symlink(packageRoot, join(folder, 'node_modules', 'msnp8-conformance'));
      await writeFile(join(folder, 'names.test.js'), test.stdout);
      await writeFile(join(folder, 'package.json'), '{}');
      const jest = `'${process.execPath}' '${join(packageRoot, 'node_modules', 'jest', 'bin', 'jest.js')}' --rootDir .`;
      const red = await pasted(`MSNP8_ADAPTER='${faulty}' ${jest}`, { cwd: folder });
      expect(red.stderr).toContain('Expected REA with a word that decodes to');
      expect(red.code).toBe(1);
      const green = await pasted(`MSNP8_ADAPTER='"${process.execPath}" "${main}" adapter' ${jest}`, { cwd: folder });
      expect(green.code).toBe(0);
    });
  });

  test.each([
    ['nothing', undefined, [], /^The file cannot be read: ENOENT/],
    ['no JSON', '{', [], /It is no JSON: /],
    ['another thing', '{"format":2}', [], /It is no failure that msnp8 has saved: at "format"/],
    [
      'an unknown property',
      { property: 'client/properties/x' },
      [],
      /This kit has no property client\/properties\/x\./,
    ],
    ['a client for a server', {}, ['127.0.0.1:1863'], /The failure is one of a client/],
    [
      'a server for a client',
      { property: 'server/properties/names' },
      ['--adapter', 'x'],
      /The failure is one of a server/,
    ],
  ])('and is %s is bad usage', async (_, content, args, sentence) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'failure.json');
      const text = typeof content === 'string' ? content : JSON.stringify({ ...failure, ...content });
      if (content !== undefined) {
        await writeFile(file, text);
      }
      const { code, stderr } = await msnp8(['replay', file, ...args]);
      expect(stderr).toMatch(sentence);
      expect(code).toBe(2);
    });
  });

  test('with an example that is none is told of', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'failure.json');
      await writeFile(file, JSON.stringify({ ...failure, example: { name: 7 } }));
      const { code, stderr } = await msnp8(['replay', file]);
      expect(stderr).toMatch(/example/);
      expect(code).toBe(2);
      expect(await readFile(file, 'utf8')).toContain('"name":7');
    });
  });
});

const failure = {
  format: 1,
  kit: '0.1.0',
  property: names,
  statement: 'It holds.',
  rule: 'X-ENC-01',
  message: 'It does not.',
  seed: 1,
  path: '',
  example: { name: '%41' },
  failed: 2,
  tries: 2,
  segments: [],
};
