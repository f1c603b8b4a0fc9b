import { PassThrough } from 'node:stream';
import { progress } from '../../src/cli/progress';
import type { Verdict } from '../../src/report';
import type { CaseDefinition } from '../../src/suite';

const definition: CaseDefinition = {
  id: 'server/lists/alice-adds-bob',
  title: 'Alice adds Bob',
  rules: ['S-ADD-02'],
  tags: [],
  needs: ['alice', 'bob'],
  uri: 'features/server/lists.feature',
  line: 5,
  role: 'server',
};

/** What is shown of cases that end with these verdicts, each `msEach` milliseconds after the one before. */
function shown(options: {
  readonly verdicts: readonly Verdict[];
  readonly of: number;
  readonly msEach?: number;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly quiet?: boolean;
}): string {
  const { verdicts, of, msEach = 1000, isTTY = true, columns = 200, quiet = false } = options;
  const stdout = Object.assign(new PassThrough(), { isTTY, columns });
  let time = 0;
  const live = progress({
    io: { stdout, stderr: new PassThrough(), cwd: '/', env: {} },
    quiet,
    text: { color: false },
    now: () => time,
  });
  for (const [index, verdict] of verdicts.entries()) {
    time += msEach;
    live.onCase({ definition, verdict, done: index + 1, of });
  }
  live.end();
  return String(stdout.read() ?? '');
}

const linesOf = (text: string) => text.split('\r\u001b[2K').filter((line) => line !== '');

describe('progress on a terminal', () => {
  test('tells how many cases have ended, from the third on with the time that is left', () => {
    expect(linesOf(shown({ verdicts: ['pass', 'pass', 'pass', 'pass'], of: 10 }))).toEqual([
      '1/10  server/lists/alice-adds-bob',
      '2/10  server/lists/alice-adds-bob',
      '3/10  7 s left  server/lists/alice-adds-bob',
      '4/10  6 s left  server/lists/alice-adds-bob',
    ]);
  });

  test('counts what did not pass, the worst first', () => {
    const verdicts = ['unsupported', 'fail', 'pass', 'fail'] as const;
    expect(linesOf(shown({ verdicts, of: 4 })).at(-1)).toBe(
      '4/4  2 fail  1 unsupported  0 s left  server/lists/alice-adds-bob',
    );
  });

  test('tells long times in minutes', () => {
    const verdicts = ['pass', 'pass', 'pass'] as const;
    expect(linesOf(shown({ verdicts, of: 92, msEach: 1000 })).at(-1)).toContain('  89 s left  ');
    expect(linesOf(shown({ verdicts, of: 93, msEach: 1000 })).at(-1)).toContain('  2 min left  ');
  });

  test('takes one line, however narrow, and is gone in the end', () => {
    const text = shown({ verdicts: ['pass'], of: 10, columns: 12 });
    expect(linesOf(text)).toEqual(['1/10  serve']);
    expect(text.endsWith('\r\u001b[2K')).toBe(true);
  });
});

test('progress on a pipe is one line for each case, without times', () => {
  expect(shown({ verdicts: ['pass', 'fail', 'pass'], of: 3, isTTY: false })).toBe(
    'pass server/lists/alice-adds-bob\nfail server/lists/alice-adds-bob\npass server/lists/alice-adds-bob\n',
  );
});

test.each([true, false])('quiet means nothing at all (terminal: %s)', (isTTY) => {
  expect(shown({ verdicts: ['pass', 'pass'], of: 2, isTTY, quiet: true })).toBe('');
});
