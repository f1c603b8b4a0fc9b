import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { msnp8, readResults, withFolder } from './msnp8';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'writing-scenarios.md'), 'utf8');
const examples = [...page.matchAll(/```gherkin\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** Calls `use` with a folder that has a folder `own {a,b}*` of these files. */
async function withFeatures(
  files: Readonly<Record<string, string>>,
  use: (place: { readonly cwd: string; readonly own: string }) => Promise<void>,
): Promise<void> {
  await withFolder(async (cwd) => {
    const own = join(cwd, 'own {a,b}* (1)');
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(own, name)), { recursive: true });
      await writeFile(join(own, name), text);
    }
    await mkdir(own, { recursive: true });
    await use({ cwd, own });
  });
}

test.each(['server', 'client'])('what docs/writing-scenarios.md shows of a %s runs, and passes', async (role) => {
  const files = { 'server.feature': examples[0] ?? '', 'sub [x]/a client?.feature': examples[1] ?? '' };
  await withFeatures(files, async ({ cwd, own }) => {
    const { code, stderr } = await msnp8([role, '--features', own, '@own'], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { cases, run } = await readResults(join(cwd, 'reports'));
    expect(cases.map(({ id, verdict }) => [id, verdict])).toEqual([
      role === 'server'
        ? ['server/own-server/away-twice-in-a-row', 'pass']
        : ['client/own-sub-x-a-client/bob-comes-and-goes-at-once', 'pass'],
    ]);
    expect(run.command).toContain('--features ');
  });
});

test('they run beside those of the kit, are shown by their rule, and leave no copies behind', async () => {
  await withFeatures({ 'away.feature': examples[0] ?? '' }, async ({ cwd, own }) => {
    const temporary = join(cwd, 'tmp [x]');
    await mkdir(temporary);
    const { code } = await msnp8(['server', '--features', own, 'S-CHG-01', '--no-properties'], {
      cwd,
      env: { TMPDIR: temporary },
    });
    expect(code).toBe(0);
    const ids = (await readResults(join(cwd, 'reports'))).cases.map(({ id }) => id);
    expect(ids).toContain('server/own-away/away-twice-in-a-row');
    expect(ids.length).toBeGreaterThan(1);
    const listed = await msnp8(['list', '--features', own, '@own'], { cwd, env: { TMPDIR: temporary } });
    expect(listed.stdout).toMatch(/^server\/own-away\/away-twice-in-a-row\n {4}/);
    expect(await readdir(temporary)).toEqual([]);
  });
});

test('those of the kit have no step that does not exist', async () => {
  await withFolder(async (cwd) => {
    const { code, stdout, stderr } = await msnp8(
      ['list', '--features', join(__dirname, '..', '..', 'features'), '@own'],
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('own-client-challenge/');
  });
});

const head = '@certify-client\nFeature: f\n';

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  [
    'a folder without features',
    { 'node_modules/x.feature': head, '.git/y.feature': head },
    /^There is no \.feature file in .*own \{a,b\}\* \(1\)\.$/,
  ],
  [
    'a feature that does not parse',
    { 'a/b.feature': 'Feature: f\n  Example: x\n    Given Alice is online\n    Gibt es\n' },
    /a\/b\.feature: .*\(4:5\).*got 'Gibt es'/,
  ],
  [
    'a step that is none of ours',
    { 'a.feature': `${head}  Example: x\n    Given Alice is onlin\n` },
    /^a\.feature:3: "Alice is onlin" is none of the steps of the kit/,
  ],
  [
    'a rule that does not exist',
    { 'a.feature': `${head}  @C-OUT-99\n  Example: x\n    Given Alice is online\n` },
    /^a\.feature:4: there is no rule C-OUT-99 of a client/,
  ],
  [
    'a scenario for nobody',
    { 'a.feature': 'Feature: f\n  Example: x\n    Given Alice is online\n' },
    /^a\.feature:2: the scenario has neither @certify-server nor/,
  ],
  [
    'two of one title',
    { 'a.feature': `${head}  Example: x\n    Given Alice is online\n  Example: X!\n    Given Alice is online\n` },
    /^Two cases have the id client\/own-a\/x, and would share one trace file\.$/,
  ],
])('%s: one sentence, and exit code 2', async (_, files, sentence) => {
  await withFeatures(files, async ({ cwd, own }) => {
    const { code, stdout, stderr } = await msnp8(['client', '--features', own, '@own'], { cwd });
    expect(stderr.trim()).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test('a folder that is not there', async () => {
  const { code, stderr } = await msnp8(['client', '--features', '/nowhere']);
  expect(stderr).toMatch(/^The features in \/nowhere cannot be read: ENOENT.*\.\n$/);
  expect(code).toBe(2);
});
