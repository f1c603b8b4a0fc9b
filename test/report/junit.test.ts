import * as fc from 'fast-check';
import { junit } from '../../src/report/junit';
import { exampleResults } from './results';
import { parseXml, type XmlElement } from './xml';

const xml = junit([exampleResults()]);
const named = (root: XmlElement, name: string): XmlElement[] =>
  root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...named(child, name)]);
const testCase = (name: string) =>
  named(parseXml(xml), 'testcase').find(({ attributes }) => attributes.name?.startsWith(name) === true);

test('counts what failed, what erred and what was skipped', () => {
  expect(xml).toContain(
    '<testsuite name="server cases" timestamp="2026-11-23T00:00:00" tests="3" failures="1" errors="1" skipped="1" time="5.015">',
  );
  expect(xml).toContain(
    '<testsuite name="server rules" timestamp="2026-11-23T00:00:00" tests="3" failures="1" errors="0" skipped="1" time="0.000">',
  );
  expect(xml).toContain(
    '<testsuite name="server run" timestamp="2026-11-23T00:00:00" tests="1" failures="1" errors="0" skipped="0" time="1.234">',
  );
  expect(parseXml(xml).attributes).toMatchObject({ tests: '7', failures: '3', errors: '1' });
});

test('names each skip with its reason', () => {
  expect(xml).toContain('<skipped message="unsupported: The server has no dispatch server."/>');
  expect(xml).toContain('<skipped message="not exercised"/>');
});

test('a case has a class, a name, a time, why it failed, and how to repeat it', () => {
  const one = testCase('server/blocking/bob');
  expect(one?.attributes).toEqual({ classname: 'msnp8.server.cases', name: 'server/blocking/bob', time: '0.012' });
  const [failure] = one?.children ?? [];
  expect(failure?.attributes).toEqual({ message: 'Expected "ADD 16"; got "\\u{0}".', type: 'fail' });
  expect(failure?.text.split('\n')).toEqual([
    'Bob leaves',
    'Rules: S-ADD-01',
    'Accused: S-ADD-01',
    'Closing: clean',
    'Trace: traces/server.blocking.bob.txt',
    'Again: msnp8 server 127.0.0.1:1863 server/blocking/bob',
    'Expected "ADD 16"; got "\\u{0}".',
  ]);
});

test('the evidence of a case stands in its output where its story was not kept', () => {
  expect(testCase('server/blocking/bob')?.children.at(-1)?.text.split('\n')).toEqual([
    'S-ADD-01: Expected "ADD 16"; got "\\u{0}\\u{1b}[31m<script>]]>&\\u{2028}\\u{fffe}".',
    'sent      >>> ADD 16 BL bob@passport.com Bob\\r\\n',
    'accepted  <<< ADD 16 BL <added> bob@passport.com Bob',
    'form      ADD trid list version account name {group}',
    'received  <<< ADD 16 BL 31 \\u{1b}[31m Bob\\r\\n',
    '                           ^^^^^',
    '# [6] 0.5 ms notification-1',
    '<<< \\u{7}\\u{2028}',
  ]);
});

test('the story of a case stands in its output, a segment an arrow', () => {
  const results = exampleResults();
  const cases = results.cases.map((one) => ({
    ...one,
    story: [
      { index: 0, time: 0, connection: 'notification-1', kind: 'open' as const, text: 'opens' },
      {
        index: 1,
        time: 1.25,
        connection: 'notification-1',
        kind: 'segment' as const,
        from: 'server' as const,
        boundary: 'received' as const,
        text: 'CHL 0 1\\r\\n\nQNG\\r\\n',
      },
      {
        index: 2,
        time: 1.25,
        connection: 'notification-1',
        kind: 'command' as const,
        text: 'CHL 0 1',
        notes: ['a challenge\u001b'],
      },
    ],
  }));
  const [first] = named(parseXml(junit([{ ...results, cases }])), 'system-out');
  expect(first?.text.split('\n')).toEqual([
    '[0] 0.0 ms notification-1',
    '  open: opens',
    '[1] 1.3 ms notification-1 (boundary received)',
    '  <<< CHL 0 1\\r\\n',
    '  <<< QNG\\r\\n',
    '      # a challenge\\u{1b}',
  ]);
});

test('a warning passes, and says so', () => {
  const results = exampleResults();
  const rules = results.rules.map((rule) => ({ ...rule, verdict: 'warn' as const }));
  const [, second] = named(parseXml(junit([{ ...results, cases: [], rules }])), 'testcase');
  expect(second?.children.map(({ name }) => name)).toEqual(['system-out']);
  expect(second?.children[0]?.text).toMatch(/^warn: Expected "ADD 16"; got /);
});

test('runs of two roles, and two of one role, are kept apart', () => {
  const server = exampleResults();
  const client = { ...server, subject: { ...server.subject, role: 'client' as const } };
  const other = { ...client, subject: { role: 'client' as const, kind: 'exec', target: 'a.b <c>' } };
  const suites = named(parseXml(junit([server, client, other])), 'testsuite');
  expect(suites.map(({ attributes }) => attributes.name)).toEqual([
    'server cases',
    'server rules',
    'server run',
    'client Example\\u{1b} 1: 127.0.0.1:1863 cases',
    'client Example\\u{1b} 1: 127.0.0.1:1863 rules',
    'client Example\\u{1b} 1: 127.0.0.1:1863 run',
    'client a.b <c> cases',
    'client a.b <c> rules',
    'client a.b <c> run',
  ]);
  expect(suites.at(-1)?.children.at(-1)?.attributes.classname).toBe('msnp8.client_a_b_c_.run');
});

test('the run fails where the exit code is 1, and is an error where it could not go on', () => {
  const of = (change: object) => named(parseXml(junit([{ ...exampleResults(), ...change }])), 'testcase').at(-1);
  expect(of({ exitCode: 0 })?.children).toEqual([]);
  expect(of({ exitCode: 1 })?.children[0]?.name).toBe('failure');
  expect(of({ exitCode: 3, verdict: 'blocked', reason: 'Nobody is there.' })?.children[0]).toMatchObject({
    name: 'error',
    attributes: { message: 'The verdict is blocked, exit code 3. Nobody is there.', type: 'blocked' },
  });
});

/** What may stand in what, and in which order: the schema of Jenkins' xunit plugin. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['testsuite'],
  testsuite: ['properties', 'testcase', 'system-out', 'system-err'],
  properties: ['property'],
  testcase: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
};
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  testsuites: /^(name|time|tests|failures|disabled|errors)$/,
  testsuite: /^(name|tests|failures|errors|time|disabled|skipped|timestamp|hostname|id|package)$/,
  testcase: /^(name|assertions|time|classname|status)$/,
  property: /^(name|value)$/,
  failure: /^(type|message)$/,
  error: /^(type|message)$/,
  skipped: /^(type|message)$/,
};

function expectLegal(element: XmlElement): void {
  const order = ORDER[element.name] ?? [];
  const places = element.children.map(({ name }) => order.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  for (const name of Object.keys(element.attributes)) {
    expect(name).toMatch(ATTRIBUTES[element.name] ?? /^$/);
  }
  for (const child of element.children) {
    expectLegal(child);
  }
}

test('whatever a peer says, the document is well formed and of the schema', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hostile = `${text}\ud800 ]]> <b> & " \u0000 \uffff`;
      const results = exampleResults();
      const document = junit([
        {
          ...results,
          subject: { ...results.subject, target: hostile, program: { name: hostile, version: hostile } },
          run: { ...results.run, command: hostile },
          reason: hostile,
          cases: results.cases.map((one) => ({ ...one, title: hostile, reason: hostile })),
          rules: results.rules.map((one) => ({ ...one, statement: hostile })),
        },
        results,
      ]);
      expectLegal(parseXml(document));
    }),
    { numRuns: 50 },
  );
});

test('is bounded: long traces are cut, and the traces of what failed go first', () => {
  const results = exampleResults();
  const [failed, ...rest] = results.cases;
  const story = [{ index: 0, time: 0, connection: '', kind: 'remark' as const, text: 'x'.repeat(100_000) }];
  const passed = Array.from({ length: 300 }, (_, index) => ({
    ...(failed ?? rest[0] ?? results.cases[0]),
    id: `server/blocking/number-${index}`,
    verdict: index === 299 ? ('fail' as const) : ('pass' as const),
    story,
  }));
  const document = junit([{ ...results, cases: passed as typeof results.cases }]);
  expect(document.length).toBeLessThan(10 * 1024 * 1024);
  const last = named(parseXml(document), 'testcase').find(
    ({ attributes }) => attributes.name?.endsWith('-299') === true,
  );
  expect(last?.children.at(-1)?.name).toBe('system-out');
  expect(last?.children.at(-1)?.text).toMatch(/^\[0\] 0\.0 ms\n {2}remark: x+\n… 34485 characters more$/);
});
