import * as fc from 'fast-check';
import { tap } from '../../src/report/tap';
import { exampleResults } from './results';
import { readTap } from './tap-reader';

test('writes cases and rules as two subtests, and the run as a test point', () => {
  const results = exampleResults();
  const [first] = results.rules;
  const rules = first === undefined ? [] : [{ ...first, statement: 'A #hash and a \\ backslash.' }];
  expect(tap([{ ...results, rules }])).toBe(
    `TAP version 14
1..3
# Subtest: server cases
    1..3
    not ok 1 - server/blocking/bob
      ---
      verdict: "fail"
      message: "Expected \\"ADD 16\\"; got \\"\\\\u{0}\\"."
      duration_ms: 12
      detail:
        - "Bob leaves"
        - "Rules: S-ADD-01"
        - "Accused: S-ADD-01"
        - "Closing: clean"
        - "Trace: traces/server.blocking.bob.txt"
        - "Again: msnp8 server 127.0.0.1:1863 server/blocking/bob"
        - "Expected \\"ADD 16\\"; got \\"\\\\u{0}\\"."
      ...
    ok 2 - server/dispatch/alice # SKIP unsupported: The server has no dispatch server.
    not ok 3 - server/login/alice
      ---
      verdict: "inconclusive"
      message: "Nothing came."
      duration_ms: 5000
      detail:
        - "Alice signs in"
        - "Rules: S-USR-04"
        - "Closing: none"
        - "Trace: traces/server.login.alice.txt"
        - "Again: msnp8 server 127.0.0.1:1863 server/login/alice"
        - "Nothing came."
      ...
not ok 1 - server cases
# Subtest: server rules
    1..1
    ok 1 - S-VER-01 A \\#hash and a \\\\ backslash.
ok 2 - server rules
not ok 3 - server run
  ---
  verdict: "fail"
  message: "The verdict is fail, exit code 1."
  duration_ms: 1234
  detail:
    - "Seed: 7"
    - "Again: msnp8 server 127.0.0.1:1863"
  ...
`,
  );
});

test('a warning is ok, with a diagnostic', () => {
  const results = exampleResults();
  const rules = results.rules.slice(1, 2).map((rule) => ({ ...rule, verdict: 'warn' as const }));
  const [, subtest] = readTap(tap([{ ...results, rules }])).points;
  expect(subtest?.ok).toBe(true);
  expect(subtest?.subtest?.points[0]).toMatchObject({
    ok: true,
    diagnostic: expect.arrayContaining(['verdict: "warn"']),
  });
});

test('a run that was stopped ends in Bail out!, with the reason', () => {
  const stopped = { ...exampleResults(), exitCode: 3 as const, reason: 'Nobody is at #1 \\ here.\nnot ok 9' };
  const document = tap([stopped]);
  expect(document).toMatch(/\nBail out! Nobody is at \\#1 \\\\ here\.\\\\u\{a\}not ok 9\n$/);
  expect(readTap(document).bailOut).toBe('Nobody is at #1 \\ here.\\u{a}not ok 9');
});

test('a run of no cases is valid', () => {
  const [cases] = readTap(tap([{ ...exampleResults(), cases: [] }])).points;
  expect(cases?.subtest?.points).toEqual([]);
});

test('runs of both roles are numbered through', () => {
  const server = exampleResults();
  const client = { ...server, subject: { ...server.subject, role: 'client' as const } };
  expect(readTap(tap([server, client])).points.map(({ description }) => description)).toEqual([
    'server cases',
    'server rules',
    'server run',
    'client cases',
    'client rules',
    'client run',
  ]);
});

test('whatever a peer says is read again as it was shown', () => {
  const text = fc.string({
    unit: fc.constantFrom('#', '\\', ' ', '\n', '\r', 'S', 'KIP', '\u001b', 'é', '\ud83d\ude00', '-', '"'),
  });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const results = exampleResults();
      const reason = `a${one}z`;
      const document = tap([
        {
          ...results,
          cases: results.cases.map((each) => ({ ...each, verdict: 'blocked' as const, reason })),
          rules: results.rules.map((each) => ({ ...each, statement: `a${other}z` })),
        },
      ]);
      const shown = (hostile: string) =>
        hostile.replaceAll(/[^\P{Cc}]/gu, (found) => `\\u{${found.charCodeAt(0).toString(16)}}`);
      const [cases, rules] = readTap(document).points;
      expect(cases?.subtest?.points.map(({ skip }) => skip)).toEqual(Array(3).fill(`blocked: ${shown(reason)}`));
      expect(rules?.subtest?.points[0]?.description).toBe(`S-VER-01 ${shown(`a${other}z`)}`);
    }),
  );
});
