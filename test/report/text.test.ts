import { textReport, visibleText } from '../../src/report';
import { exampleResults } from './results';

test('tells what broke, from which source, where, and how to repeat it', () => {
  const text = textReport(exampleResults(), {
    color: false,
    out: 'reports',
    repeat: 'msnp8 server 127.0.0.1:1863 --accounts a.json',
  });
  expect(text).toMatchInlineSnapshot(`
"fail S-ADD-01 (MUST) \`ADD t AL acct nick\` -> \`ADD t AL ver acct nick\`, nothing after (seed's \`1\` is an erratum).
  source: [seed] erratum Q-16 [y111:add] [impl:escargot], spec
  disputed: The example session's own reply has a group \`1\` behind the name, which is an erratum (Q-16).
  Expected "ADD 16"; got "\\u{0}\\u{1b}[31m<script>]]>&\\u{2028}\\u{fffe}".
    in traces/server.blocking.bob.txt, event 12 (server/blocking/bob)
  again: msnp8 server 127.0.0.1:1863 --accounts a.json server/blocking/bob
  bent: the client needs dispatch none

unsupported server/dispatch/alice: The server has no dispatch server.
inconclusive server/login/alice: Nothing came.
server Example\\u{1b} 1: 127.0.0.1:1863 (remote)
  cases  1 fail, 1 inconclusive, 1 unsupported
  rules  1 fail, 1 pass, 1 not exercised
  needs  dispatch none, which bends C-XFR-01, S-ADD-01
  verdict fail, exit code 1
  reports in reports
"
`);
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
