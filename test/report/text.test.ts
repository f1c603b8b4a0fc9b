import { textReport, visibleText } from '../../src/report';
import { exampleResults } from './results';

test('tells what broke, from which source, where, and how to repeat it', () => {
  const text = textReport(exampleResults(), {
    color: false,
    out: 'reports',
    repeat: 'msnp8 server 127.0.0.1:1863 --accounts a.json',
  });
  expect(text).toMatchInlineSnapshot();
});

test('shows no control character of a peer', () => {
  expect(textReport(exampleResults(), { color: false })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]/);
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
