import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { msnp8, readResults, withFolder } from './msnp8';

/** Exit code 2, exactly one sentence on stderr, nothing on stdout. */
async function refused(args: readonly string[], sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await msnp8(args);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('bad usage is one clear sentence and exit code 2', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['bogus'], /unknown command 'bogus'/],
    ['an unknown option', ['client', '--bogus'], /unknown option '--bogus'/],
    [
      'a selector that matches nothing',
      ['client', 'C-NOPE'],
      /^The selector "C-NOPE" matches no rule, no tag and no case\.$/m,
    ],
    ['a selector of the other role', ['client', 'S-ADD-01'], /names S-ADD-01, which no case of this run exercises/],
    ['selectors that leave nothing', ['server', '@challenge', '!@challenge'], /leave no case to run/],
    ['a rule that does not exist', ['rules', 'S-ADD-99'], /There is no rule "S-ADD-99"/],
    ['a level that does not exist', ['client', '--level', 'most'], /It is must, should or all/],
    ['a time limit of nought', ['client', '--timeout', '0'], /It is a whole number from 1 to 600000/],
    ['a time limit beyond the last', ['client', '--timeout', '600001'], /It is a whole number from 1 to 600000/],
    ['a seed that is no number', ['client', '--seed', 'x'], /It is a whole number from 0 to 4294967295/],
    ['a target without accounts', ['server', '127.0.0.1:1863'], /needs --accounts FILE/],
    ['accounts without a target', ['server', '--accounts', 'a.json'], /--accounts goes with the HOST:PORT of a server/],
    ...[
      ['--nexus', 'https://x/'],
      ['--ca', 'ca.pem'],
      ['--insecure'],
      ['--connect-to', 'a:1:b:2'],
      ['--ticket-command', 'true'],
      ['--reset-command', 'true'],
    ].map(([option = '', ...value]): [string, readonly string[], RegExp] => [
      `${option} without a target`,
      ['server', option, ...value, 'S-VER-01'],
      new RegExp(`^${option} goes with the HOST:PORT of a server`),
    ]),
    [
      'a host without a port',
      ['server', 'localhost'],
      /^"localhost" is neither a selector nor HOST:PORT: a server needs/,
    ],
    ['a host with half a port', ['server', '127.0.0.1:'], /^"127.0.0.1:" is neither a selector nor HOST:PORT/],
    ['an IPv6 address without a port', ['server', '[::1]', 'S-ADD'], /^"\[::1\]" is neither a selector nor HOST:PORT/],
    [
      'an accounts file that is not there',
      ['server', '127.0.0.1:1863', '--accounts', '/nowhere.json'],
      /cannot be read/,
    ],
  ])('%s', async (_, args, sentence) => {
    await refused(args, sentence);
  });

  test.each<[string, string, readonly string[], RegExp]>([
    ['no JSON', '{', [], /is not JSON/],
    ['a list', '[]', [], /is not as expected/],
    ['an account without a password', '{"alice": {"account": "a@x.com"}}', [], /is not as expected at alice/],
    [
      'an unknown key',
      '{"alice": {"account": "a@x.com", "password": "x", "pasword": "y"}}',
      [],
      /is not as expected at alice/,
    ],
    ['an account of two words', '{"alice": {"account": "a b@x.com", "password": "x"}}', [], /without blanks/],
    ['an account with a line end', '{"alice": {"account": "a@x.com\\r\\nOUT", "password": "x"}}', [], /without blanks/],
    ['a ticket of two words', '{"alice": {"account": "a@x.com", "ticket": "t=1 p=2"}}', [], /without blanks/],
    [
      'somebody who is in no case',
      '{"alice": {"account": "a@x.com", "ticket": "t"}, "zoe": {"account": "z@x.com", "ticket": "t"}}',
      [],
      /names "zoe", whom no case knows; the people are alice, bob, carol, dave, eve, fred\./,
    ],
    ['no Alice', '{"bob": {"account": "b@x.com", "password": "x"}}', [], /has no "alice"/],
    [
      'an account twice',
      '{"alice": {"account": "a@x.com", "password": "x"}, "bob": {"account": "A@x.com", "password": "x"}}',
      [],
      /gives the account a@x.com to two people/,
    ],
    [
      'no way to a ticket',
      '{"alice": {"account": "a@x.com", "password": "x"}}',
      [],
      /has no fixed "ticket", so --nexus URL/,
    ],
    [
      'a nexus without https',
      '{"alice": {"account": "a@x.com", "password": "x"}}',
      ['--nexus', 'http://x/'],
      /--nexus takes an https URL/,
    ],
    [
      'half a --connect-to',
      '{"alice": {"account": "a@x.com", "ticket": "t"}}',
      ['--connect-to', 'a:1:b'],
      /--connect-to takes HOST:PORT:HOST2:PORT2/,
    ],
    [
      'a CA that is no certificate',
      '{"alice": {"account": "a@x.com", "ticket": "t"}}',
      ['--ca', __filename],
      /holds no PEM certificate/,
    ],
  ])('an accounts file or option with %s', async (_, accounts, more, sentence) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'accounts.json');
      await writeFile(file, accounts);
      await refused(['server', '127.0.0.1:1863', '--accounts', file, ...more], sentence);
    });
  });

  test('a port beyond 65535', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'accounts.json');
      await writeFile(file, '{"alice": {"account": "a@x.com", "ticket": "t1"}}');
      await refused(['server', '127.0.0.1:65536', '--accounts', file], /is not HOST:PORT with a port from 1 to 65535/);
    });
  });

  test.each<[string, (folder: string) => string]>([
    ['below a file', (folder) => join(folder, 'file', 'below')],
    ['where a file is', (folder) => join(folder, 'file')],
    ['where no folder can be made', () => '/proc/x/y'],
    ['where nothing can be written', () => '/proc/self'],
  ])('a folder for the reports %s, before any case is run', async (_, out) => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      await refused(['client', 'C-OUT-01', '--out', out(folder)], /^The reports cannot be written to .*: .*\.\n$/);
    });
  });

  test('a link to itself as the folder for the reports', async () => {
    await withFolder(async (folder) => {
      await symlink('loop', join(folder, 'loop'));
      await refused(['client', 'C-OUT-01', '--out', join(folder, 'loop')], /^The reports cannot be written to .*\.\n$/);
    });
  });
});

test('the folder for the reports is made with all above it, and holds nothing of an earlier run', async () => {
  await withFolder(async (folder) => {
    const out = join(folder, 'not', 'yet', 'there');
    const first = await msnp8(['client', 'C-OUT-01', '--out', out]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    await writeFile(join(out, 'traces', 'left.txt'), '');
    await writeFile(join(out, 'mine.txt'), '');
    expect(await msnp8(['client', 'C-OUT-01', '--out', out])).toMatchObject({ code: 0 });
    expect((await readdir(out)).sort()).toEqual(['junit.xml', 'mine.txt', 'report.html', 'results.json', 'traces']);
    expect(await readdir(join(out, 'traces'))).not.toContain('left.txt');
  });
});

test('an unreachable server is exit code 3, with reports written', async () => {
  const closed = createServer();
  const port = await new Promise<number>((resolve) => {
    closed.listen(0, '127.0.0.1', () => {
      const address = closed.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => closed.close(resolve));
  await withFolder(async (folder) => {
    const accounts = join(folder, 'accounts.json');
    await writeFile(accounts, '{"alice": {"account": "alice@example.com", "ticket": "t=1&p=1"}}');
    const { code, stdout } = await msnp8(['server', `127.0.0.1:${port}`, '--accounts', accounts, '--out', folder]);
    expect(code).toBe(3);
    expect(stdout).toContain(`Nobody can be reached at 127.0.0.1:${port} (ECONNREFUSED).`);
    const results = await readResults(folder);
    expect(results).toMatchObject({
      exitCode: 3,
      verdict: 'blocked',
      subject: { kind: 'remote', target: `127.0.0.1:${port}` },
    });
    expect(results.cases.every(({ verdict }) => verdict === 'blocked')).toBe(true);
    expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites');
  });
});

test('help fits a screen and has an example for each command', async () => {
  const commands = 'server,client,doctor server,doctor client,replay,serve,report,list,rules,mutants,init,completion';
  for (const command of commands.split(',')) {
    const { code, stdout } = await msnp8([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Example:\n {2}msnp8 /);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  }
});

test('rules shows one rule in full, an area a line a rule', async () => {
  const one = await msnp8(['rules', 'S-CHL-03']);
  expect(one.stdout).toContain('S-CHL-03  MUST\nIf it challenged: a wrong digest gets 540 and close.');
  const area = await msnp8(['rules', 'S-CHL']);
  expect(area.stdout.trim().split('\n')).toHaveLength(6);
});

test('list names each case once, with its rules and the accounts that it needs', async () => {
  const { stdout } = await msnp8(['list', '@challenge', '!@robustness']);
  expect(stdout).toContain('client/challenge/alice-answers-a-challenge\n');
  expect(stdout).toContain('server/challenge/alice-answers-a-challenge\n');
  expect(stdout).not.toContain('oddities');
  const presence = await msnp8(['list', 'server/who-sees-whom/bob-is-blocked-and-sees-no-more']);
  expect(presence.stdout).toBe(
    [
      'server/who-sees-whom/bob-is-blocked-and-sees-no-more',
      '    Bob is blocked, and sees no more',
      '    S-PRS-05 S-PRS-08',
      '    needs alice bob fred',
      '',
    ].join('\n'),
  );
});
