import type { RuleResult } from '../../src/report';
import { github } from '../../src/report/github';
import { exampleResults } from './results';

test('an error for what is broken or undecided, a notice that sums up', () => {
  expect(github([exampleResults()])).toBe(
    [
      '::error title=S-ADD-01 (MUST)::`ADD t AL acct nick` -> `ADD t AL ver acct nick`, nothing after (seed\'s `1` is an erratum).%0AExpected "ADD 16"; got "\\u{0}\\u{1b}[31m<script>]]>&\\u{2028}\\u{fffe}".%0Ain traces/server.blocking.bob.txt, event 12%0Aagain: msnp8 server 127.0.0.1:1863 server/blocking/bob',
      '::error title=inconclusive server/login/alice::Nothing came.',
      '::notice title=server Example\\u{1b} 1%3A 127.0.0.1%3A1863::The verdict is fail, exit code 1: of 3 rules 2 were exercised in 3 cases, 1 broken.',
      '',
    ].join('\n'),
  );
});

const [template] = exampleResults().rules.filter(({ verdict }) => verdict === 'fail');

function rules(count: number, change: (index: number) => Partial<RuleResult>): RuleResult[] {
  return Array.from({ length: count }, (_, index) => ({ ...(template as RuleResult), ...change(index) }));
}

test('escapes line ends, percent signs, and in titles colons and commas', () => {
  const message = '50% of\r\n::error::it, a: b';
  const results = {
    ...exampleResults(),
    cases: [],
    rules: rules(1, () => ({
      id: 'S-ADD-01,x:y%\n',
      violations: [{ case: 'c', message, level: 'MUST', trace: 't', event: 0 }],
    })),
  };
  const [line] = github([results]).split('\n');
  expect(line).toBe(
    "::error title=S-ADD-01%2Cx%3Ay%25%0A (MUST)::`ADD t AL acct nick` -> `ADD t AL ver acct nick`, nothing after (seed's `1` is an erratum).%0A50%25 of\\u{d}%0A::error::it, a: b%0Ain t, event 0%0Aagain: msnp8 server 127.0.0.1:1863 c",
  );
});

test.each([
  [10, 10, 'S-ADD-09 (MUST)'],
  [11, 10, '2 more'],
  [300, 10, '291 more'],
])('of %i errors %i are written, the last of them %s', (count, written, last) => {
  const results = {
    ...exampleResults(),
    cases: [],
    rules: rules(count, (index) => ({ id: `S-ADD-${String(index).padStart(2, '0')}` })),
  };
  const errors = github([results])
    .split('\n')
    .filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(written);
  expect(errors.at(-1)).toContain(`title=${last}::`);
});

test('warnings are of a kind of their own, and a long message is cut', () => {
  const message = 'x'.repeat(10_000);
  const results = {
    ...exampleResults(),
    cases: [],
    rules: rules(1, () => ({
      verdict: 'warn',
      violations: [{ case: 'c', message, level: 'SHOULD', trace: 't', event: 0 }],
    })),
  };
  const [line = ''] = github([results]).split('\n');
  expect(line).toMatch(/^::warning title=S-ADD-01 \(MUST\)::/);
  expect(line.length).toBeLessThan(4300);
});

test('a run that could not go on is one error; several runs are told apart', () => {
  const server = { ...exampleResults(), rules: [], exitCode: 3 as const, reason: 'Nobody is there.' };
  const client = { ...server, subject: { ...server.subject, role: 'client' as const } };
  expect(github([server, client]).split('\n').slice(0, 2)).toEqual([
    '::error title=server%3A The run could not go on::Nobody is there.',
    '::error title=client%3A The run could not go on::Nobody is there.',
  ]);
});
