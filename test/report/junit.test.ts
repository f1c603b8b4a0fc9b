import { junit } from '../../src/report';
import { exampleResults } from './results';

const xml = junit(exampleResults());

test('counts what failed, what erred and what was skipped', () => {
  expect(xml).toContain(
    '<testsuite name="cases" timestamp="2026-11-23T00:00:00" tests="3" failures="1" errors="1" skipped="1"',
  );
  expect(xml).toContain(
    '<testsuite name="rules" timestamp="2026-11-23T00:00:00" tests="3" failures="1" errors="0" skipped="1"',
  );
});

test('names each skip with its reason', () => {
  expect(xml).toContain('<skipped message="unsupported: The server has no dispatch server."/>');
  expect(xml).toContain('<skipped message="not exercised"/>');
});

test('holds only characters that XML 1.0 allows, and no markup of a peer', () => {
  // Newline is the only control character that our own layout needs.
  expect(xml).not.toMatch(/[^\P{Cc}\n]|[\p{Cs}\ufffe\uffff]/u);
  expect(xml).not.toContain('<script>');
  expect(xml).toContain('\\u{0}\\u{1b}[31m&lt;script&gt;');
});
