import { textReport, visibleText } from '../../src/report';
import { exampleResults, heldProperty } from './results';

test('tells what broke, from which source, where, and how to repeat it', () => {
  const text = textReport(exampleResults(), {
    color: false,
    out: 'reports',
  });
  expect(text).toMatchInlineSnapshot(`
"fail S-ADD-01 (MUST) \`ADD t AL acct nick\` -> \`ADD t AL ver acct nick\`, nothing after (seed's \`1\` is an erratum).
  source: [seed] erratum Q-16 [y111:add] [impl:escargot], spec
  disputed: The example session's own reply has a group \`1\` behind the name, which is an erratum (Q-16).
  Expected "ADD 16"; got "\\u{0}\\u{1b}[31m<script>]]>&\\u{2028}\\u{fffe}".
    sent      >>> ADD 16 BL bob@passport.com Bob\\r\\n
    accepted  <<< ADD 16 BL <added> bob@passport.com Bob
    form      ADD trid list version account name {group}
    received  <<< ADD 16 BL 31 \\u{1b}[31m Bob\\r\\n
                               ^^^^^
      | # [6] 0.5 ms notification-1
      | <<< \\u{7}\\u{2028}
    in traces/server.blocking.bob.txt, event 12 (server/blocking/bob)
  again: msnp8 server 127.0.0.1:1863 server/blocking/bob
  bent: the client needs dispatch none

unsupported server/dispatch/alice: The server has no dispatch server.
inconclusive server/login/alice: Nothing came.
server Example\\u{1b} 1: 127.0.0.1:1863 (remote)
  cases  1 fail, 1 inconclusive, 1 unsupported
  rules  1 fail, 1 pass, 1 not exercised
  needs  dispatch none, which bends C-XFR-01, S-ADD-01
  verdict fail, exit code 1
  reports in reports
  is that known? \`msnp8 baseline update RESULTS.json\` writes it down, and the next run tells what is new
"
`);
});

test('tells of a property what holds, how often it was tried, and the smallest example that fails', () => {
  const results = exampleResults();
  const [, one] = results.cases;
  const cases = one === undefined ? [] : [{ ...one, verdict: 'fail' as const, property: heldProperty }];
  const text = textReport({ ...results, rules: [], cases }, { color: false, out: 'my reports/' });
  expect(text).toContain(`fail property server/dispatch/alice: Cut anywhere, the login comes to the same.
  250 examples, of which 90 are all that there are of a kind; 41 examples and 3.3 segments a second; 880 of 900 segment boundaries proven
  fails for {"cuts":[1,"\\u{1b}"]} (3 of 3 tries, found by 12 shrinks, seed 7, path ${heldProperty.counterexample?.path})
  | >>> VER 1
  | >>>  MSNP8\\r\\n
  | <<< \\u{7}
  again: msnp8 replay 'my reports/failures/cuts of login.json'
`);
  const held = { ...heldProperty, exhaustive: 0, counterexample: undefined };
  const passed = cases.map((each) => ({ ...each, property: held }));
  expect(textReport({ ...results, rules: [], cases: passed }, { color: false })).toContain(`
  250 examples; 41 examples and 3.3 segments a second; 880 of 900 segment boundaries proven
server `);
});

test('a run that no command asked for tells no command; a guided session is repeated as a whole', () => {
  const results = exampleResults();
  const of = (change: Partial<typeof results>) => textReport({ ...results, ...change }, { color: false });
  expect(of({ run: { ...results.run, command: '' } })).not.toContain('again:');
  const subject = { role: 'client', kind: 'manual', target: 'a client that a person uses' } as const;
  expect(of({ subject, run: { ...results.run, command: 'msnp8 client --manual' } })).toContain(
    '  again: msnp8 client --manual\n',
  );
});

test('shows no control character of a peer', () => {
  expect(textReport(exampleResults(), { color: false })).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029]/u);
});

test.each([
  ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
  ['\u202eevil', '\\u{202e}evil'],
  ['\ud800', '\\u{d800}'],
  ['caf\u00e9 \u{1f600}', 'caf\u00e9 \u{1f600}'],
  ['a\nb', 'a\\u{a}b'],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});
