import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BaselineDifference,
  BaselineError,
  compareWithBaseline,
  judgeByBaseline,
  parseBaseline,
  type Results,
  resultsSchema,
  type Verdict,
  type Violation,
} from '../../src/report';
import { failureMarks, updateBaseline } from '../../src/report/baseline';
import { github } from '../../src/report/github';
import { testGroups } from '../../src/report/test-points';
import { exampleResults, heldProperty } from './results';

const CASES = new Set(exampleResults().cases.map(({ id }) => id));
const TODAY = new Date('2026-11-23T12:00:00Z');

function parsed(text: string, more: { readonly unfinished?: true; readonly kit?: string } = {}) {
  return parseBaseline({ text, file: 'b.yaml', kit: '0.1.0', cases: CASES, ...more });
}

/** What is wrong with a baseline: code, then the message. */
function fault(text: string): string {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof BaselineError) {
      return `${error.code} | ${error.message}`;
    }
    throw error;
  }
  return 'none';
}

/** A run in which rules and cases came to this. A rule that failed or warned says the messages, or one of its own. */
function ran(outcome: {
  readonly rules?: Readonly<Record<string, Verdict>>;
  readonly cases?: Results['cases'];
  readonly messages?: readonly string[];
  readonly run?: Partial<Results['run']>;
}): Results {
  const [template] = exampleResults().rules;
  if (template === undefined) {
    throw new Error('The example has rules.');
  }
  const { rules = {}, cases = [passing], messages = ['It should, and "x" came.'], run = {} } = outcome;
  const violations = messages.map(
    (message): Violation => ({ case: 'server/login/alice', message, level: 'MUST', trace: 't.txt', event: 1 }),
  );
  return {
    ...exampleResults(),
    exitCode: 0,
    run: { ...exampleResults().run, ...run },
    rules: Object.entries(rules).map(([id, verdict]) => ({
      ...template,
      id,
      verdict,
      exercised: 1,
      violations: ['fail', 'warn'].includes(verdict) ? violations : [],
    })),
    cases,
  };
}

const passing: Results['cases'][number] = {
  id: 'server/login/alice',
  title: 'Alice signs in',
  rules: ['S-USR-04'],
  tags: [],
  verdict: 'pass',
  closing: 'clean',
  durationMs: 1,
  reason: '',
  trace: 't.txt',
  accused: [],
};

function compared(results: Results, lines: string, today = TODAY) {
  return compareWithBaseline(results, parsed(`kit: 0.1.0\n${lines}`), today);
}

/** The groups that are not empty, with what they say. */
function told(results: Results, lines: string, today = TODAY) {
  return Object.fromEntries(
    Object.entries(compared(results, lines, today))
      .filter(([, group]) => group.length > 0)
      .map(([name, group]) => [name, group.map((one: BaselineDifference) => one.sentence)]),
  );
}

test('reads what the design shows', () => {
  expect(
    parsed(`kit: 0.1.0
subject: server
rules:
  S-SYN-10: { expect: warn, why: "always resends the list", issue: "https://example.com/1", until: 2027-01 }
  X-FRM-09:
    expect: [pass, inconclusive]
    why: It never challenges.
    until: 2028-02-29
    fails: zzzzzzzz kkkkkkkk
cases:
  server/login/alice: { expect: inconclusive, why: slow }
`),
  ).toEqual({
    file: 'b.yaml',
    kit: '0.1.0',
    subject: 'server',
    lines: [
      {
        id: 'S-SYN-10',
        kind: 'rule',
        expect: ['warn'],
        why: 'always resends the list',
        issue: 'https://example.com/1',
        until: '2027-01',
      },
      {
        id: 'X-FRM-09',
        kind: 'rule',
        expect: ['pass', 'inconclusive'],
        why: 'It never challenges.',
        until: '2028-02-29',
        fails: ['zzzzzzzz', 'kkkkkkkk'],
      },
      { id: 'server/login/alice', kind: 'case', expect: ['inconclusive'], why: 'slow' },
    ],
  });
  expect(parsed('kit: 0.1.0\nrules:\ncases: {}\n').lines).toEqual([]);
});

test('the example of the documentation is valid', () => {
  const text = readFileSync(join(__dirname, '../../docs/examples/msnp8-baseline.yaml'), 'utf8');
  expect(parsed(text).lines.length).toBeGreaterThan(20);
});

const line = (entries: string) => `kit: 0.1.0\nrules:\n  S-SYN-10: ${entries}\n`;

test.each([
  ['', 'not-as-expected | b.yaml, line 1, column 1: A baseline is to be a map, "key: value".'],
  ['- kit', 'not-as-expected | b.yaml, line 1, column 1: A baseline is to be a map, "key: value".'],
  [
    'rules: {}',
    'bad-kit | b.yaml, line 1, column 1: "kit" is to be the version of the kit that the baseline was written for, such as "kit: 0.1.0".',
  ],
  [
    'kit: 0.1',
    'bad-kit | b.yaml, line 1, column 1: "kit" is to be the version of the kit that the baseline was written for, such as "kit: 0.1.0".',
  ],
  [
    'kit: 0.1.1',
    'newer-kit | b.yaml, line 1, column 1: The baseline was written for the kit 0.1.1, which is newer than this one, 0.1.0.',
  ],
  ['kit: 0.1.0\nsubject: both', 'bad-subject | b.yaml, line 2, column 1: "subject" is to be server or client.'],
  [
    'kit: 0.1.0\nrule: {}',
    'unknown-key | b.yaml, line 2, column 1: A baseline has no "rule"; there are kit, subject, rules, cases.',
  ],
  ['kit: 0.1.0\n? [a]\n: b', 'unknown-key | b.yaml, line 2, column 3: A key of a baseline is no word.'],
  ['kit: 0.1.0\nrules: []', 'not-as-expected | b.yaml, line 2, column 1: "rules" is to be a map, "key: value".'],
  [
    'kit: 0.1.0\nrules:\n  S-SYN-99: { expect: warn, why: x }',
    'unknown-rule | b.yaml, line 3, column 3: There is no rule "S-SYN-99"; msnp8 rules shows all.',
  ],
  [
    'kit: 0.1.0\nrules:\n  s-syn-10: { expect: warn, why: x }',
    'unknown-rule | b.yaml, line 3, column 3: There is no rule "s-syn-10"; msnp8 rules shows all.',
  ],
  [
    'kit: 0.1.0\nsubject: server\nrules:\n  C-OUT-01: { expect: warn, why: x }',
    'unknown-rule | b.yaml, line 4, column 3: C-OUT-01 is no rule of a server.',
  ],
  [
    'kit: 0.1.0\ncases:\n  server/bogus: { expect: fail, why: x }',
    'unknown-case | b.yaml, line 3, column 3: There is no case "server/bogus"; msnp8 list shows all.',
  ],
  [line('warn'), 'not-as-expected | b.yaml, line 3, column 3: The line of S-SYN-10 is to be a map, "key: value".'],
  [
    line('{ expect: warn, wy: x }'),
    'unknown-key | b.yaml, line 3, column 29: The line of S-SYN-10 has no "wy"; there are expect, why, issue, until, fails.',
  ],
  [line('{ expect: warn }'), 'no-why | b.yaml, line 3, column 3: "why" of S-SYN-10 is to say why it is no pass.'],
  [
    line('{ expect: warn, why: " " }'),
    'no-why | b.yaml, line 3, column 29: "why" of S-SYN-10 is to say why it is no pass.',
  ],
  [
    line('{ expect: warn, why: TODO }'),
    'no-why | b.yaml, line 3, column 29: "why" of S-SYN-10 is still TODO: say why it is no pass before anybody relies on it.',
  ],
  ...['{ why: x }', '{ expect: broken, why: x }', '{ expect: [], why: x }', '{ expect: [warn, warn], why: x }'].map(
    (entries): [string, string] => [
      line(entries),
      `bad-expect | b.yaml, line 3, column ${entries.includes('expect') ? 15 : 3}: "expect" of S-SYN-10 is to be one of pass, warn, fail, unsupported, blocked, inconclusive, or a list of some of them such as [pass, inconclusive].`,
    ],
  ),
  [
    line('{ expect: pass, why: x }'),
    'bad-expect | b.yaml, line 3, column 15: S-SYN-10 is expected to pass, as is whatever a baseline does not name: take the line out.',
  ],
  [
    line('{ expect: warn, why: x, issue: 12 }'),
    'bad-issue | b.yaml, line 3, column 37: "issue" of S-SYN-10 is to be a URL, https://… or http://….',
  ],
  ...['2027', '2027-13', '2027-00', '2027-02-29', '2027-1', 'soon', '[]'].map((until): [string, string] => [
    line(`{ expect: warn, why: x, until: ${until} }`),
    'bad-until | b.yaml, line 3, column 37: "until" of S-SYN-10 is to be a month or a day that there is, such as 2027-01 or 2027-01-31.',
  ]),
  [
    line('{ expect: warn, why: x, fails: abc }'),
    'bad-fails | b.yaml, line 3, column 37: "fails" of S-SYN-10 is what msnp8 baseline update writes, words of eight letters: take it out, or update the baseline.',
  ],
  [
    `${line('{ expect: warn, why: x }')}  S-SYN-10: { expect: warn, why: x }`,
    'duplicate-key | b.yaml, line 4, column 3: "S-SYN-10" is there twice.',
  ],
  [
    line('{ expect: &a warn, why: *a }'),
    'alias | b.yaml, line 3, column 37: An alias (*a) is not allowed: each line is read by itself.',
  ],
  [
    'kit: 0.1.0\nrules: {',
    'yaml | b.yaml, line 2, column 9: This is no YAML: flow map in block collection must be sufficiently indented and end with a }.',
  ],
  [
    'kit: 0.1.0\n---\nkit: 0.1.0',
    'yaml | b.yaml, line 2, column 1: This is no YAML: source contains multiple documents; please use YAML.parseAllDocuments().',
  ],
  ['kit: !x 0.1.0', 'yaml | b.yaml, line 1, column 6: This is no YAML: unresolved tag: !x.'],
])('%j is refused', (text, expected) => {
  expect(fault(text)).toBe(expected);
});

test('an unfinished baseline may lack reasons where that is asked for', () => {
  expect(parsed(line('{ expect: warn, why: TODO }'), { unfinished: true }).lines[0]?.why).toBe('TODO');
});

describe('a comparison', () => {
  test('what is not named is to pass; what was not exercised is never unexpected', () => {
    const results = ran({
      rules: {
        'S-ADD-01': 'fail',
        'S-SYN-10': 'warn',
        'S-CHL-02': 'unsupported',
        'S-VER-01': 'pass',
        'S-VER-02': 'not exercised',
      },
    });
    expect(told(results, '')).toEqual({
      unexpected: [
        'S-ADD-01 came to fail, and pass is expected.',
        'S-SYN-10 came to warn, and pass is expected.',
        'S-CHL-02 came to unsupported, and pass is expected.',
      ],
    });
    expect(compared(results, '').unexpected[0]).toEqual({
      id: 'S-ADD-01',
      kind: 'rule',
      expected: ['pass'],
      got: 'fail',
      sentence: 'S-ADD-01 came to fail, and pass is expected.',
    });
  });

  test('several outcomes may be allowed', () => {
    const lines = 'rules: { S-ADD-01: { expect: [warn, pass], why: racy } }';
    expect(told(ran({ rules: { 'S-ADD-01': 'warn' } }), lines)).toEqual({});
    expect(told(ran({ rules: { 'S-ADD-01': 'pass' } }), lines)).toEqual({});
    expect(told(ran({ rules: { 'S-ADD-01': 'fail' } }), lines)).toEqual({
      unexpected: ['S-ADD-01 came to fail, and warn or pass is expected (racy).'],
    });
  });

  test('a line that passes now is stale, where the run can tell', () => {
    const lines = 'rules: { S-ADD-01: { expect: warn, why: old } }';
    const stale = { stale: ['S-ADD-01 passes, and warn is expected (old): the line is not needed any more.'] };
    const rules = { 'S-ADD-01': 'pass' } as const;
    expect(told(ran({ rules }), lines)).toEqual(stale);
    expect(told(ran({ rules, run: { selectors: ['S-VER'] } }), lines)).toEqual({});
    expect(
      told(ran({ rules, run: { selectors: ['S-ADD'] }, cases: [{ ...passing, rules: ['S-ADD-01'] }] }), lines),
    ).toEqual(stale);
    expect(told(ran({ rules, run: { shard: { index: 1, of: 2 } } }), lines)).toEqual({});
    expect(told(ran({ rules, run: { levels: ['MUST'] } }), lines)).toEqual({});
    expect(told({ ...ran({ rules }), reason: 'The run was stopped.' }, lines)).toEqual({});
  });

  test.each([
    ['2026-10', true],
    ['2026-11', false],
    ['2026-11-22', true],
    ['2026-11-23', false],
    ['2026-12-01', false],
  ])('until %s is past on 2026-11-23: %s', (until, isPast) => {
    const lines = `rules: { S-ADD-01: { expect: warn, why: old, until: ${until} } }`;
    expect(told(ran({ rules: { 'S-ADD-01': 'warn' } }), lines)).toEqual(
      isPast ? { expired: [`S-ADD-01 came to warn, which was expected until ${until} only (old).`] } : {},
    );
  });

  test('a known failure that fails differently is told', () => {
    const known = ran({
      rules: { 'S-ADD-01': 'fail' },
      messages: ['There should be 4, and "a" of a@x.com came after 12.5 ms.'],
    });
    const [mark] = failureMarks({ id: 'S-ADD-01', kind: 'rule', results: known });
    const lines = `rules: { S-ADD-01: { expect: [fail, pass], why: old, fails: ${mark} } }`;
    expect(mark).toMatch(/^[k-z]{8}$/);
    expect(told(known, lines)).toEqual({});
    const same = ['There should be 17, and "b \\" c" of bob@y.org came after 1000 ms.'];
    expect(told(ran({ rules: { 'S-ADD-01': 'fail' }, messages: same }), lines)).toEqual({});
    const other = ran({ rules: { 'S-ADD-01': 'fail' }, messages: [...same, 'It should go on, and closed.'] });
    expect(told(other, lines)).toEqual({
      changed: [
        expect.stringMatching(
          /^S-ADD-01 came to fail as expected, and fails in another way \([k-z]{8}\) than is known \(old\)\.$/,
        ),
      ],
    });
    expect(told(ran({ rules: { 'S-ADD-01': 'pass' } }), lines)).toEqual({});
    expect(told(other, 'rules: { S-ADD-01: { expect: fail, why: old } }')).toEqual({});
  });

  test('what the random examples of a property meet is no known way to fail', () => {
    const results = ran({
      rules: { 'S-ADD-01': 'fail' },
      cases: [{ ...passing, reason: 'It broke.', property: heldProperty }],
    });
    expect(failureMarks({ id: 'S-ADD-01', kind: 'rule', results })).toEqual([]);
    expect(failureMarks({ id: 'server/login/alice', kind: 'case', results })).toEqual([]);
  });

  test('too many ways to fail are not told apart', () => {
    const ways = (count: number) =>
      ran({
        rules: { 'S-ADD-01': 'fail' },
        messages: Array.from({ length: count }, (_, index) => `It was ${String.fromCodePoint(97 + index)}.`),
      });
    expect(failureMarks({ id: 'S-ADD-01', kind: 'rule', results: ways(12) })).toHaveLength(12);
    expect(failureMarks({ id: 'S-ADD-01', kind: 'rule', results: ways(13) })).toEqual([]);
  });

  test('a rule that is newer than the baseline is told and is no failure, nor are its cases', () => {
    const cases = [{ ...passing, verdict: 'fail', accused: ['S-ADD-01'] } as const];
    const results = ran({ rules: { 'S-ADD-01': 'fail', 'S-VER-01': 'pass' }, cases });
    const baseline = parsed('kit: 0.0.9\n');
    const { newRules, ...rest } = compareWithBaseline(results, baseline, TODAY);
    expect(newRules.map(({ sentence }) => sentence)).toEqual([
      'S-ADD-01 is newer than the baseline, of 0.0.9, and came to fail, and pass is expected.',
    ]);
    expect(rest).toEqual({ unexpected: [], stale: [], expired: [], changed: [] });
    expect(judgeByBaseline({ results, baseline, today: TODAY, strict: true })).toMatchObject({
      exitCode: 0,
      verdict: 'fail',
    });
  });

  test('a case is known where its accused rules are, and only so far', () => {
    const lines = 'rules: { S-ADD-01: { expect: fail, why: old }, S-CHL-02: { expect: unsupported, why: none } }';
    const rules = { 'S-ADD-01': 'fail', 'S-CHL-02': 'unsupported', 'S-REM-01': 'pass' } as const;
    const at = (change: Partial<Results['cases'][number]>) =>
      told(ran({ rules, cases: [{ ...passing, ...change }] }), lines).unexpected ?? [];
    expect(at({ verdict: 'fail', accused: ['S-ADD-01'] })).toEqual([]);
    expect(at({ verdict: 'fail', accused: ['S-ADD-01', 'S-REM-01'] })).toHaveLength(1);
    expect(at({ verdict: 'fail', accused: [] })).toHaveLength(1);
    expect(at({ verdict: 'inconclusive', accused: ['S-ADD-01'] })).toHaveLength(1);
    expect(at({ verdict: 'unsupported', rules: ['S-CHL-02', 'S-REM-01'] })).toEqual([]);
    expect(at({ verdict: 'unsupported', rules: ['S-REM-01'] })).toHaveLength(1);
    expect(at({ verdict: 'blocked', rules: ['S-REM-01'] })).toHaveLength(1);
    expect(at({ verdict: 'blocked', rules: ['S-REM-01'], lacksAccounts: true })).toEqual([]);
  });

  test('a rule that was not reached is known where its cases are', () => {
    const cases = [{ ...passing, verdict: 'unsupported' } as const];
    const results = ran({ rules: { 'S-USR-04': 'unsupported' }, cases });
    expect(told(results, 'cases: { server/login/alice: { expect: unsupported, why: none } }')).toEqual({});
    expect(told(results, '').unexpected).toHaveLength(2);
  });
});

describe('exit codes', () => {
  const code = (results: Results, lines: string, strict = false) =>
    judgeByBaseline({ results, baseline: parsed(`kit: 0.1.0\n${lines}`), today: TODAY, strict }).exitCode;
  const warned = ran({ rules: { 'S-ADD-01': 'warn', 'S-SYN-10': 'pass' } });

  test('0 where all is as expected, 1 where something is not', () => {
    expect(code(warned, 'rules: { S-ADD-01: { expect: warn, why: x } }')).toBe(0);
    expect(code(warned, '')).toBe(1);
    expect(code(warned, 'rules: { S-ADD-01: { expect: warn, why: x, until: 2026-10 } }')).toBe(1);
    expect(code(warned, 'rules: { S-ADD-01: { expect: warn, why: x, fails: kkkkkkkk } }')).toBe(1);
  });

  test('a stale line fails where that is asked for', () => {
    const lines = 'rules: { S-ADD-01: { expect: warn, why: x }, S-SYN-10: { expect: warn, why: x } }';
    expect(code(warned, lines)).toBe(0);
    expect(code(warned, lines, true)).toBe(1);
  });

  test('a run that could not go on keeps its code, unless a failure is unexpected', () => {
    const stopped = (exitCode: Results['exitCode']) => ({
      ...ran({ rules: { 'S-ADD-01': 'fail' } }),
      exitCode,
      reason: 'It is gone.',
    });
    const known = 'rules: { S-ADD-01: { expect: fail, why: x } }';
    expect(code(stopped(1), '')).toBe(1);
    expect(code(stopped(1), known)).toBe(3);
    expect(code(stopped(4), known)).toBe(4);
    expect(code(stopped(5), known)).toBe(5);
  });

  test('nothing tested for want of accounts is no success', () => {
    const cases = [{ ...passing, verdict: 'blocked', lacksAccounts: true } as const];
    expect(code(ran({ cases }), '')).toBe(1);
  });

  test('the results say what differs, by their schema', () => {
    const judged = judgeByBaseline({ results: warned, baseline: parsed('kit: 0.1.0'), today: TODAY, strict: false });
    expect(judged.baseline).toEqual({
      file: 'b.yaml',
      unexpected: [
        {
          id: 'S-ADD-01',
          kind: 'rule',
          expected: ['pass'],
          got: 'warn',
          sentence: 'S-ADD-01 came to warn, and pass is expected.',
        },
      ],
      stale: [],
      expired: [],
      changed: [],
      newRules: [],
    });
    expect(resultsSchema.parse(judged)).toEqual(judged);
  });
});

describe('an update', () => {
  const update = (
    results: Results,
    text: string | undefined,
    more: { readonly prune?: true; readonly why?: string } = {},
  ) =>
    updateBaseline({
      text,
      file: 'b.yaml',
      results,
      cases: CASES,
      today: TODAY,
      whyOf: () => more.why,
      isWhole: true,
      prune: more.prune === true,
    });

  test('writes a baseline where there is none, by which the run is as expected', () => {
    const cases = [{ ...passing, verdict: 'inconclusive', reason: 'Nothing came.' } as const];
    const results = ran({ rules: { 'S-ADD-01': 'fail', 'S-SYN-10': 'pass', 'S-CHL-02': 'unsupported' }, cases });
    const { text, added } = update(results, undefined, { why: 'known: "so", and so' });
    expect(text).toBe(`# What this server is known to do otherwise. Whatever is not listed is expected to pass.
# docs/baseline.md of msnp8-conformance says what a line may have.
kit: 0.1.0
subject: server
rules:
  S-ADD-01: { expect: fail, why: 'known: "so", and so', fails: ${failureMarks({ id: 'S-ADD-01', kind: 'rule', results })} }
  S-CHL-02: { expect: unsupported, why: 'known: "so", and so' }
cases:
  server/login/alice: { expect: inconclusive, why: 'known: "so", and so', fails: ${failureMarks({ id: 'server/login/alice', kind: 'case', results })} }
`);
    expect(added.map(({ id }) => id)).toEqual(['S-ADD-01', 'S-CHL-02', 'server/login/alice']);
    expect(judgeByBaseline({ results, baseline: parsed(text), today: TODAY, strict: true }).exitCode).toBe(0);
  });

  test('keeps comments, reasons, order and what else is there; what it cannot give a reason is TODO', () => {
    const text = `# ours
kit: 0.0.9 # pinned
rules:
  # resends
  S-SYN-10: { expect: [pass, warn], why: "resends, 'always'", issue: https://example.com/1 } # for ever
  S-ADD-01:
    expect: warn
    why: >-
      because of this
    until: 2027-01
  S-SYN-12: {expect: [warn,  fail], why:   odd}

# the end
`;
    const results = ran({ rules: { 'S-ADD-01': 'unsupported', 'S-SYN-10': 'blocked', 'S-REM-01': 'unsupported' } });
    const updated = update(results, text);
    expect(updated.text).toBe(`# ours
kit: 0.1.0 # pinned
rules:
  # resends
  S-SYN-10: { expect: [pass, warn, blocked], why: "resends, 'always'", issue: https://example.com/1 } # for ever
  S-ADD-01:
    expect: unsupported
    why: >-
      because of this
    until: 2027-01
  S-SYN-12: {expect: [warn,  fail], why:   odd}
  S-REM-01: { expect: unsupported, why: TODO }

# the end
`);
    expect(updated.unreasoned).toEqual(['S-REM-01']);
    expect(updated.added.map(({ id }) => id)).toEqual(['S-REM-01']);
    expect(updated.changed.map(({ id }) => id)).toEqual(['S-ADD-01', 'S-SYN-10']);
    expect(update(results, updated.text, { why: 'never could' }).text).toBe(
      updated.text.replace('TODO', 'never could'),
    );
  });

  test('twice is as good as once', () => {
    const results = ran({ rules: { 'S-ADD-01': 'fail', 'S-SYN-10': 'warn' } });
    const { text } = update(results, undefined, { why: 'x' });
    expect(update(results, text, { prune: true })).toEqual({
      text,
      added: [],
      changed: [],
      removed: [],
      stale: [],
      expired: [],
      unreasoned: [],
    });
  });

  test('takes out what is stale only where it is to prune', () => {
    const text =
      'kit: 0.1.0\nrules:\n  # old\n  S-ADD-01: { expect: warn, why: x }\n  S-SYN-10: { expect: warn, why: y }\n';
    const results = ran({ rules: { 'S-ADD-01': 'pass', 'S-SYN-10': 'warn' } });
    const kept = update(results, text);
    expect(kept.text).toBe(text);
    expect(kept.stale.map(({ id }) => id)).toEqual(['S-ADD-01']);
    const pruned = update(results, text, { prune: true });
    expect(pruned.text).toContain('rules:\n');
    expect(pruned.text).not.toContain('S-ADD-01');
    expect(pruned.removed.map(({ id }) => id)).toEqual(['S-ADD-01']);
    const none = update(ran({ rules: { 'S-ADD-01': 'pass', 'S-SYN-10': 'pass' } }), text, { prune: true });
    expect(none.text).toBe('kit: 0.1.0\n');
  });

  test('learns another way to fail, and forgets the old one where it is to prune', () => {
    const results = ran({ rules: { 'S-ADD-01': 'fail' } });
    const [mark = ''] = failureMarks({ id: 'S-ADD-01', kind: 'rule', results });
    const text = 'kit: 0.1.0\nrules:\n  S-ADD-01: { expect: fail, why: x, fails: kkkkkkkk }\n';
    expect(update(results, text).text).toBe(text.replace('kkkkkkkk', ['kkkkkkkk', mark].sort().join(' ')));
    expect(update(results, text, { prune: true }).text).toBe(text.replace('kkkkkkkk', mark));
  });

  test('a line that has expired stays as it is, and is told', () => {
    const text = 'kit: 0.1.0\nrules:\n  S-ADD-01: { expect: warn, why: x, until: 2026-10 }\n';
    const { expired, ...rest } = update(ran({ rules: { 'S-ADD-01': 'warn' } }), text);
    expect(rest.text).toBe(text);
    expect(expired.map(({ id }) => id)).toEqual(['S-ADD-01']);
  });
});

test('forms for tests fail what the baseline does not expect, and skip what it does', () => {
  const results = ran({ rules: { 'S-ADD-01': 'fail', 'S-SYN-10': 'warn' } });
  const baseline = parsed('kit: 0.1.0\nrules: { S-ADD-01: { expect: fail, why: old } }');
  const judged = judgeByBaseline({ results, baseline, today: TODAY, strict: false });
  const status = (of: Results) =>
    testGroups(of).flatMap(({ name, points }) => (name === 'rules' ? points.map((one) => one.status) : []));
  expect(status(results)).toEqual(['failed', 'passed']);
  expect(status(judged)).toEqual(['skipped', 'failed']);
  const kinds = (of: Results) => github([of]).match(/^::\w+ title=S-[A-Z]+-\d\d/gm);
  expect(kinds(results)).toEqual(['::error title=S-ADD-01', '::warning title=S-SYN-10']);
  expect(kinds(judged)).toEqual(['::error title=S-SYN-10', '::warning title=S-ADD-01']);
});
