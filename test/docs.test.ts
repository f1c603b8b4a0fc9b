import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLines, parsesAsCommand } from './command-lines';
import { fences, namedScripts, notExecuted, openWorld, pages, runFence, strayLines, type World } from './docs-world';

const root = join(__dirname, '..');

describe('the commands of the pages', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world?.close());

  test('are found', () => {
    expect(fences.length).toBeGreaterThan(20);
    expect(strayLines).toEqual([]);
  });

  test.each(fences.map((fence) => [fence.page, fence.text, fence] as const))(
    '%s: does\n%s',
    async (_page, _text, fence) => {
      for (const { found, expected, stdout, says, prints } of await runFence(fence, world)) {
        expect({ ...found, stdout }).toEqual({ ...expected, stdout });
        for (const text of prints) {
          expect(stdout).toContain(text);
        }
        for (const pattern of says) {
          expect(stdout).toMatch(pattern);
        }
      }
    },
  );

  test('that nothing here can run have options that exist', async () => {
    expect(notExecuted.filter((line) => !line.startsWith('docker '))).toEqual([]);
    const lines = notExecuted.flatMap(commandLines);
    expect(lines).toHaveLength(1);
    for (const line of lines) {
      expect(await parsesAsCommand(line)).toEqual({ line, error: '' });
    }
  });

  // The fences only find that they are there. The gate runs them, but for what measures and what shows cases in another form.
  test('that are scripts of the repository are steps of .ci/run', () => {
    const gate = readFileSync(join(root, '.ci', 'run'), 'utf8');
    expect(namedScripts.filter((script) => !gate.includes(`npm run --silent ${script}`))).toEqual([
      'bench',
      'cucumber',
    ]);
  });
});

test('links of the pages lead somewhere', () => {
  const broken = pages.flatMap((page) =>
    [
      ...readFileSync(join(root, page), 'utf8')
        .replace(/^```[\s\S]*?^```/gm, '')
        .matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g),
    ].flatMap(([, target = '']) => (existsSync(join(root, dirname(page), target)) ? [] : [`${page}: ${target}`])),
  );
  expect(broken).toEqual([]);
});

test('docs/README.md leads to every page', () => {
  const index = readFileSync(join(root, 'docs', 'README.md'), 'utf8');
  const names = pages
    .filter((page) => page.startsWith('docs') && page !== 'docs/README.md')
    .map((page) => page.replace('docs/', ''));
  expect(names.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});
