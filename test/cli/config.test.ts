import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { settingsOf } from '../../src/cli/config';
import { buildProgram, run } from '../../src/cli/run';
import { type Finished, msnp8, readResults, withFolder } from './msnp8';

const schema = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'config.schema.json'), 'utf8')),
);

/** Runs the command line in this process. */
async function here(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Finished> {
  const written = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString('utf8');
        done();
      },
    });
  const code = await run(args, {
    stdout: into('stdout'),
    stderr: into('stderr'),
    cwd: options.cwd,
    env: options.env ?? {},
  });
  return { code, ...written };
}

/** Exit code 2 and exactly this sentence. */
async function refused(input: {
  readonly config: string;
  readonly sentence: string;
  readonly name?: string;
  readonly args?: readonly string[];
}): Promise<void> {
  const { config, sentence, name = 'msnp8.config.yaml', args = ['client'] } = input;
  await withFolder(async (cwd) => {
    await writeFile(join(cwd, name), config);
    const { code, stdout, stderr } = await here(args, { cwd });
    expect(stderr.replaceAll(`${cwd}/`, '')).toBe(`${sentence}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
}

describe('a config', () => {
  test('gives options, and the command line takes their place', async () => {
    await withFolder(async (cwd) => {
      await writeFile(
        join(cwd, 'msnp8.config.yaml'),
        'out: out of config\nseed: 5\nreporter: [tap]\nclient:\n  selectors: [C-OUT-01]\n  seed: 7\n',
      );
      expect(await msnp8(['client'], { cwd })).toMatchObject({ code: 0, stderr: '' });
      const results = await readResults(join(cwd, 'out of config'));
      expect(results).toMatchObject({ seed: 7, run: { selectors: ['C-OUT-01'] } });
      expect(readFileSync(join(cwd, 'out of config', 'results.tap'), 'utf8')).toContain('TAP version 14');

      const nearer = await msnp8(['client', 'C-OUT-01', '--seed', '8', '--out', 'mine'], {
        cwd,
        env: { MSNP8_SEED: '9' },
      });
      expect(nearer).toMatchObject({ code: 0, stderr: '' });
      expect((await readResults(join(cwd, 'mine'))).seed).toBe(8);

      expect(await msnp8(['client'], { cwd, env: { MSNP8_SEED: '9', MSNP8_OUT: 'env' } })).toMatchObject({ code: 0 });
      expect((await readResults(join(cwd, 'env'))).seed).toBe(9);
    });
  });

  test('that --config names is read in place of the one that is here; its paths are relative to its folder', async () => {
    await withFolder(async (cwd) => {
      await mkdir(join(cwd, 'elsewhere'));
      await writeFile(join(cwd, 'msnp8.config.yaml'), 'no: config\n');
      await writeFile(
        join(cwd, 'elsewhere', 'ci.json'),
        '{"$schema": "x", "out": "r", "client": {"selectors": ["C-OUT-01"]}}',
      );
      const args = ['client', '--config', join('elsewhere', 'ci.json')];
      expect(await msnp8(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
      await readResults(join(cwd, 'elsewhere', 'r'));
      expect(await msnp8(['client'], { cwd, env: { MSNP8_CONFIG: 'elsewhere/ci.json' } })).toMatchObject({ code: 0 });
    });
  });

  test('names accounts beside it, and the target', async () => {
    await withFolder(async (cwd) => {
      await mkdir(join(cwd, 'a'));
      await writeFile(join(cwd, 'a', 'msnp8.config.yaml'), 'server:\n  target: 127.0.0.1:1\n  accounts: b.json\n');
      for (const command of [['server'], ['server', 'S-VER'], ['doctor', 'server']]) {
        const { code, stderr } = await here([...command, '--config', 'a/msnp8.config.yaml'], { cwd });
        expect(stderr).toContain(`The accounts file ${join('a', 'b.json')} cannot be read`);
        expect(code).toBe(2);
      }
    });
  });

  test('does not make a client of --exec one of two', async () => {
    await withFolder(async (cwd) => {
      await writeFile(join(cwd, 'msnp8.config.yaml'), 'client: { adapter: nobody }\n');
      const { stderr } = await here(['client', 'C-NOPE', '--exec', 'true'], { cwd });
      expect(stderr).toContain('The selector "C-NOPE" matches no rule');
      const both = await here(['client', 'C-OUT-01', '--exec', 'true', '--adapter', 'x'], { cwd });
      expect(both.stderr).toContain('not by both');
    });
  });

  test.each(['', '# nothing\n', 'server:\n', '{}'])('of nothing is one: %j', async (config) => {
    await withFolder(async (cwd) => {
      await writeFile(join(cwd, 'msnp8.config.yaml'), config);
      expect((await here(['client', 'C-NOPE'], { cwd })).stderr).toContain('"C-NOPE" matches no rule');
    });
  });
});

describe('what is wrong in a config is said with line and column', () => {
  test.each<[string, string]>([
    ['ouut: x\n', 'msnp8.config.yaml, line 1, column 1: "ouut" is no key; "out" is one.'],
    [
      'seed: 1\nclient:\n  adaptor: x\n',
      'msnp8.config.yaml, line 3, column 3: "adaptor" is no key of "client"; "adapter" is one.',
    ],
    [
      'client:\n  tls_legacy: true\n',
      'msnp8.config.yaml, line 2, column 3: "tls_legacy" is no key of "client"; "tlsLegacy" is one.',
    ],
    ['seed: x\n', 'msnp8.config.yaml, line 1, column 7: "seed" is a whole number from 0 to 4294967295.'],
    [
      'timeout: 0\n',
      'msnp8.config.yaml, line 1, column 10: "timeout" does not take "0": It is a whole number from 1 to 600000.',
    ],
    [
      'timeout: 1.5\n',
      'msnp8.config.yaml, line 1, column 10: "timeout" does not take "1.5": It is a whole number from 1 to 600000.',
    ],
    ['strict: yes\n', 'msnp8.config.yaml, line 1, column 9: "strict" is true or false.'],
    ['level: most\n', 'msnp8.config.yaml, line 1, column 8: "level" is one of must, should, all.'],
    ['out: 5\n', 'msnp8.config.yaml, line 1, column 6: "out" is a text, in quotes where it looks like something else.'],
    ['out:\n', 'msnp8.config.yaml, line 1, column 5: "out" is a text, in quotes where it looks like something else.'],
    ['selectors: S-ADD\n', 'msnp8.config.yaml, line 1, column 12: "selectors" is a list of texts.'],
    [
      'reporter:\n  - tap\n  - tip\n',
      'msnp8.config.yaml, line 3, column 5: "reporter" does not take "tip": There is no reporter "tip"; there are text, github, json, junit, tap, markdown, html, matrix, badge.',
    ],
    ['server: 1.2.3.4:1863\n', 'msnp8.config.yaml, line 1, column 9: "server" holds keys with values.'],
    ['- out\n', 'msnp8.config.yaml, line 1, column 1: a config is a list of keys with values.'],
    ['out: a\nout: b\n', 'msnp8.config.yaml, line 2, column 1: it is not YAML: Map keys must be unique.'],
    ['out: "a\n', 'msnp8.config.yaml, line 2, column 1: it is not YAML: Missing closing "quote.'],
    [
      'out: !!js/function x\n',
      'msnp8.config.yaml, line 1, column 6: it is not YAML: Unresolved tag: tag:yaml.org,2002:js/function.',
    ],
  ])('%j', async (config, sentence) => {
    await refused({ config, sentence });
  });

  test('in a server section, though a client is certified', async () => {
    await refused({
      config: 'server: { insecure: maybe }\n',
      sentence: 'msnp8.config.yaml, line 1, column 21: "insecure" is true or false.',
    });
  });

  test('a file that is not there', async () => {
    await withFolder(async (cwd) => {
      const { code, stderr } = await here(['client', '--config', 'nowhere.yaml'], { cwd });
      expect(stderr).toMatch(/^The config nowhere\.yaml cannot be read: .*ENOENT.*\.\n$/);
      expect(code).toBe(2);
    });
  });

  test('two of them', async () => {
    await withFolder(async (cwd) => {
      await writeFile(join(cwd, 'msnp8.config.yaml'), '');
      await writeFile(join(cwd, 'msnp8.config.json'), '{}');
      const { code, stderr } = await here(['client'], { cwd });
      expect(stderr).toBe(
        'There are msnp8.config.yaml and msnp8.config.json: only one can hold; --config FILE says which.\n',
      );
      expect(code).toBe(2);
    });
  });
});

describe('the environment', () => {
  test.each<[Readonly<Record<string, string>>, string]>([
    [
      { MSNP8_SEED: 'x' },
      'The variable MSNP8_SEED of the environment is "x": It is a whole number from 0 to 4294967295.\n',
    ],
    [{ MSNP8_STRICT: 'perhaps' }, 'The variable MSNP8_STRICT of the environment is "perhaps": it is true or false.\n'],
    [
      { MSNP8_LEVEL: 'most' },
      'The variable MSNP8_LEVEL of the environment is "most": it is one of must, should, all.\n',
    ],
    [
      { MSNP8_REPORTER: 'tap,tip' },
      'The variable MSNP8_REPORTER of the environment is "tap,tip": There is no reporter "tip"; there are text, github, json, junit, tap, markdown, html, matrix, badge.\n',
    ],
  ])('%j is refused', async (env, sentence) => {
    await withFolder(async (cwd) => {
      expect(await here(['client'], { cwd, env })).toEqual({ code: 2, stdout: '', stderr: sentence });
    });
  });

  test('of an empty variable says nothing; "no" holds against the config', async () => {
    await withFolder(async (cwd) => {
      await writeFile(join(cwd, 'msnp8.config.yaml'), 'client: { manual: true }\n');
      const env = { MSNP8_MANUAL: 'no', MSNP8_SEED: '', MSNP8_SELECTORS: 'C-NOPE C-NONE' };
      expect((await here(['client'], { cwd, env })).stderr).toContain('The selector "C-NOPE" matches no rule');
    });
  });

  test('has a variable for each option, and none that the kit gives to commands', () => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const program = buildProgram({ stdout: nowhere, stderr: nowhere, cwd: '.', env: {} }, () => {});
    const given = ['HOST', 'PORT', 'ACCOUNT', 'PASSWORD', 'NEXUS_URL', 'CA_FILE', 'CASE', 'CHALLENGE', 'PERSONA'];
    for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
      const variables = settingsOf(command).map(({ variable }) => variable);
      expect(new Set(variables).size).toBe(variables.length);
      expect(variables.filter((name) => given.includes(name.replace('MSNP8_', '')))).toEqual([]);
    }
    const serve = program.commands.find((one) => one.name() === 'serve');
    expect(serve === undefined ? [] : settingsOf(serve).map(({ variable }) => variable)).toContain('MSNP8_OPTION_HOST');
  });
});

test.each<[string, boolean]>([
  [
    'out: x\nserver: { target: "h:1", accounts: a.json, connectTo: ["a:1:b:2"] }\nclient: { exec: x, tlsLegacy: true }\n',
    true,
  ],
  ['color: false\nproperties: false\nbudget: 60s\nshard: 1/2\nreporter: [tap]\n', true],
  ['target: "h:1"\n', false],
  ['client: { dispatchPort: 0 }\n', false],
  ['reporter: [tip]\n', false],
  ['budget: 60\n', false],
])('the published schema says of %j: %s', async (config, isValid) => {
  expect(schema(parse(config))).toBe(isValid);
  await withFolder(async (cwd) => {
    await writeFile(join(cwd, 'msnp8.config.yaml'), config);
    const { stderr } = await here(['client', 'C-NOPE'], { cwd });
    expect(stderr.includes('C-NOPE')).toBe(isValid);
  });
});
