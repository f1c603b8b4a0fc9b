import { readFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { run } from '../../src/cli/run';
import { type Finished, main, msnp8, readResults, withFolder } from './msnp8';
import { Running } from './served';

const isConfig = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'config.schema.json'), 'utf8')),
);
const adapter = `'${process.execPath}' '${main}' adapter`;
const client = ['init', '--yes', '--role', 'client', '--adapter', adapter];
const server = ['init', '--role', 'server', '--target', '127.0.0.1:1863', '--nexus', 'https://x/rdr/pprdr.asp'];
const alice = ['--account', 'alice=alice@passport.com:a:b c'];

/** On a terminal, at which somebody types. */
async function typed(
  args: readonly string[],
  options: { readonly cwd: string; readonly lines: readonly string[] },
): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end(options.lines.map((line) => `${line}\n`).join(''));
  const code = await run(args, {
    stdin,
    stdout: Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          stdout += chunk.toString('utf8');
          done();
        },
      }),
      { isTTY: true },
    ),
    stderr: new Writable({
      write(chunk: Buffer, _encoding, done) {
        stderr += chunk.toString('utf8');
        done();
      },
    }),
    cwd: options.cwd,
    env: {},
  });
  return { code, stdout, stderr };
}

test('of a client: what it writes runs', async () => {
  await withFolder(async (cwd) => {
    expect(await msnp8([...client, '--ci', 'gitlab'], { cwd })).toEqual({
      code: 0,
      stderr: '',
      stdout: 'wrote msnp8.config.yaml\nwrote .gitlab-ci.yml\n',
    });
    const config = await readFile(join(cwd, 'msnp8.config.yaml'), 'utf8');
    expect(config).toMatch(
      /^# yaml-language-server: \$schema=\.\/node_modules\/msnp8-conformance\/config\.schema\.json\n/,
    );
    expect(parse(config)).toEqual({ out: 'reports', client: { adapter } });
    expect(isConfig(parse(config))).toBe(true);
    expect(await msnp8(['client', 'C-OUT-01'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect((await readResults(join(cwd, 'reports'))).subject.kind).not.toBe('embedded');
  });
});

test('of a server: what it writes runs, and only its owner reads the accounts', async () => {
  const served = new Running(['serve']);
  try {
    const [, target = ''] = await served.says(/calls first at +(\S+)/);
    const [, nexus = ''] = await served.says(/Passport \(nexus\) +(\S+)/);
    const [, ca = ''] = await served.says(/certificate authority +(\S+)/);
    await withFolder(async (cwd) => {
      const account = ['--account', 'alice=alice@passport.com:alice-password'];
      const args = [
        'init',
        '--yes',
        '--role',
        'server',
        '--target',
        target,
        '--nexus',
        nexus,
        ...account,
        '--ci',
        'none',
      ];
      expect(await msnp8(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
      expect((await stat(join(cwd, 'accounts.json'))).mode & 0o777).toBe(0o600);
      expect(parse(await readFile(join(cwd, 'msnp8.config.yaml'), 'utf8'))).toEqual({
        out: 'reports',
        server: { target, accounts: 'accounts.json', nexus },
      });
      const env = { MSNP8_CA: ca };
      expect(await msnp8(['server', 'S-VER-01'], { cwd, env })).toMatchObject({ code: 0 });
    });
  } finally {
    served.kill();
  }
});

test('asks on a terminal, again where the answer is none', async () => {
  await withFolder(async (cwd) => {
    const lines = [
      'host',
      'server',
      'nowhere',
      '127.0.0.1:1863',
      'https://x/rdr/pprdr.asp',
      'a@x.com',
      'pass word',
      'b@x.com',
      'p',
      '',
      'github',
    ];
    const { code, stdout } = await typed(['init'], { cwd, lines });
    expect(stdout).toContain('It is one of server, client.');
    expect(stdout).toContain('"nowhere" is not HOST:PORT');
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, 'accounts.json'), 'utf8'))).toEqual({
      alice: { account: 'a@x.com', password: 'pass word' },
      bob: { account: 'b@x.com', password: 'p' },
    });
    expect(parse(await readFile(join(cwd, '.github', 'workflows', 'msnp8.yml'), 'utf8'))).toHaveProperty('jobs.msnp8');
  });
});

test('of a terminal that is closed in the middle nothing is written', async () => {
  await withFolder(async (cwd) => {
    const { code, stderr } = await typed(['init'], { cwd, lines: ['server'] });
    expect(stderr).toBe('The questions have not been answered to the end: nothing has been written.\n');
    expect(code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });
});

test.each<[readonly string[], string]>([
  [['init'], 'msnp8 init needs --role server or --role client: there is no terminal to ask at, or --yes forbids it.'],
  [
    ['init', '--role', 'server'],
    'msnp8 init needs --target HOST:PORT: there is no terminal to ask at, or --yes forbids it.',
  ],
  [server, 'msnp8 init needs --account alice=ACCOUNT:PASSWORD: there is no terminal to ask at, or --yes forbids it.'],
  [
    [...server, '--account', 'zoe=z@x.com:p'],
    '--account takes NAME=ACCOUNT:PASSWORD, where NAME is one of alice, bob, carol, dave, eve, fred.',
  ],
  [
    [...server, '--account', 'bob=b@x.com:p'],
    'Alice needs an account, and each is one word: --account alice=alice@example.com:PASSWORD.',
  ],
  [[...client, '--exec', 'x'], 'A client is reached by --adapter CMD or by --exec CMD, not by both.'],
  [[...client, '--target', 'h:1'], '--target and --account are about servers: they do not go with --role client.'],
])('%j is one sentence and exit code 2', async (args, sentence) => {
  await withFolder(async (cwd) => {
    expect(await msnp8(args, { cwd })).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
    expect(await readdir(cwd)).toEqual([]);
  });
});

test('overwrites nothing without --force, and keeps accounts that are there', async () => {
  await withFolder(async (cwd) => {
    await writeFile(join(cwd, 'accounts.json'), '{}', { mode: 0o644 });
    expect(await msnp8([...server, ...alice], { cwd })).toMatchObject({
      code: 2,
      stderr: 'accounts.json is there already: nothing has been written; --force overwrites it.\n',
    });
    expect(await readdir(cwd)).toEqual(['accounts.json']);
    expect(await msnp8(server, { cwd })).toMatchObject({ code: 0, stdout: 'wrote msnp8.config.yaml\n' });
    expect(await readFile(join(cwd, 'accounts.json'), 'utf8')).toBe('{}');
    expect(await msnp8([...server, ...alice, '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(join(cwd, 'accounts.json'), 'utf8'))).toEqual({
      alice: { account: 'alice@passport.com', password: 'a:b c' },
    });
    expect((await stat(join(cwd, 'accounts.json'))).mode & 0o777).toBe(0o600);
  });
});
