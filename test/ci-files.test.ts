import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ciJob } from '../src/cli/ci-jobs';
import { commandLines, parsesAsCommand } from './command-lines';

const root = join(__dirname, '..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const version: unknown = JSON.parse(text('package.json')).version;

test('the action takes six inputs at the most, and runs the kit beside it', () => {
  const action = parse(text('action.yml'));
  expect(Object.keys(action.inputs).length).toBeLessThanOrEqual(6);
  expect(action.runs.steps[1].run).toContain('cd "$GITHUB_ACTION_PATH"');
  expect(action.runs.using).toBe('composite');
  // What stands in a script is run, whoever wrote it.
  for (const { run = '' } of action.runs.steps) {
    expect(run).not.toContain('${{');
  }
});

test('the jobs are YAML, and install this version of the kit', () => {
  expect(Object.keys(parse(text('docs/ci/gitlab-ci.yml')))).toEqual(['msnp8', 'msnp8-report']);
  for (const file of ['docs/ci/gitlab-ci.yml', 'docs/ci/Jenkinsfile']) {
    expect(text(file)).toContain(`msnp8-conformance@${version}`);
  }
});

test('the image runs the packed kit, and not as root', () => {
  const lines = text('Dockerfile').split('\n');
  expect(lines).toEqual(expect.arrayContaining(['FROM node:20-slim', 'USER node', 'ENTRYPOINT ["msnp8"]']));
});

test.each(['action.yml', 'docs/ci/gitlab-ci.yml', 'docs/ci/Jenkinsfile', 'Dockerfile'])(
  'each command of %s exists',
  async (file) => {
    const lines = commandLines(text(file));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(await parsesAsCommand(line)).toEqual({ line, error: '' });
    }
  },
);

test.each([
  ['github', 'server'],
  ['github', 'client'],
  ['gitlab', 'server'],
  ['gitlab', 'client'],
  ['jenkins', 'server'],
  ['jenkins', 'client'],
] as const)('what msnp8 init writes for %s and a %s', async (ci, role) => {
  const job = ciJob({ ci, role });
  const lines = commandLines(job?.text ?? '');
  expect(lines).toHaveLength(1);
  expect(await parsesAsCommand(lines[0] ?? '')).toMatchObject({ error: '' });
  if (ci !== 'jenkins') {
    expect(parse(job?.text ?? '')).toBeInstanceOf(Object);
  }
});
