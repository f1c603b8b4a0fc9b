import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Results } from '../../src/report';
import { htmlReport } from '../../src/report/html';
import { trendOf } from '../../src/report/trend';
import { msnp8, withFolder } from '../cli/msnp8';
import { hostileTexts, resultsSaying, storySaying } from './hostile-results';
import { anchorsOf, hashesOf, policyOf, storiesIn, tagsOf } from './html-page';
import { exampleResults, heldProperty } from './results';

test('tells the verdict first, then counts, areas, what is broken and what nothing put to the test', () => {
  const page = htmlReport([exampleResults()]);
  expect(page).toContain('<p>The verdict is fail, exit code 1: of 3 rules 2 were exercised in 3 cases, 1 broken.</p>');
  const heads = [...page.matchAll(/<h[123]>(.*?)<\/h[123]>/g)].map(([, text = '']) => text.replace(/<[^>]*>/g, ''));
  expect(heads).toEqual([
    'MSNP8 conformance',
    'server: fail',
    'Counts',
    'Rules by area and level',
    'What is broken',
    'Not exercised',
    'Rules',
    'Cases',
  ]);
  expect(page).toContain('Nothing put this rule to the test');
});

test('shows the evidence of a violation, with the wrong columns marked, and the command that repeats it', () => {
  const page = htmlReport([exampleResults()]);
  expect(page).toContain('<dt>Sent</dt><dd><code>&#62;&#62;&#62; ADD 16 BL bob@passport.com Bob\\r\\n</code></dd>');
  expect(page).toContain('<dt>Accepted</dt><dd><code>&#60;&#60;&#60; ADD 16 BL &#60;added&#62; bob@passport.com Bob');
  expect(page).toContain('<dt>Form</dt><dd><code>ADD trid list version account name {group}</code></dd>');
  expect(page).toContain('&#60;&#60;&#60; ADD 16 BL 31 <mark>\\u{1b}[31m</mark> Bob\\r\\n');
  expect(page).toContain('Again: <code>msnp8 server 127.0.0.1:1863 server/blocking/bob --seed 7</code>');
  expect(page).toContain('event 12 of <code>traces/server.blocking.bob.txt</code>');
});

test('tells what is new since the baseline, and that nothing is', () => {
  const results = exampleResults();
  const none = { file: 'my baseline.yaml', unexpected: [], stale: [], expired: [], changed: [], newRules: [] };
  expect(htmlReport([{ ...results, baseline: none }])).toContain(
    '<p>All is as <code>my baseline.yaml</code> has it.</p>',
  );
  const sentence = 'S-ADD-01 was expected to pass, and fails.';
  const difference = { id: 'S-ADD-01', kind: 'rule', expected: ['pass'], got: 'fail', sentence } as const;
  const page = htmlReport([
    { ...results, baseline: { ...none, unexpected: [difference], newRules: [{ ...difference, id: 'S-X-01' }] } },
  ]);
  expect(page).toContain('<p>2 differences from <code>my baseline.yaml</code>.</p>');
  expect(page).toContain('<a href="#r0-1"><code>S-ADD-01</code></a></th><td>unexpected</td>');
  expect(page).toContain(`<code>S-X-01</code></th><td>new rule</td>`);
  expect(page).toContain(`<td>${sentence}</td>`);
});

test('shows a property with its counterexample and how to replay it', () => {
  const results = exampleResults();
  const [one, ...rest] = results.cases;
  const page = htmlReport([
    { ...results, cases: one === undefined ? [] : [{ ...one, property: heldProperty }, ...rest] },
  ]);
  expect(page).toContain(
    'It fails for <code>{&#34;cuts&#34;:[1,&#34;\\u{1b}&#34;]}</code> (3 of 3 tries, found by 12 shrinks)',
  );
  expect(page).toContain('<code>msnp8 replay &#39;failures/cuts of login.json&#39;</code>');
});

test('a mark that is not there marks nothing', () => {
  const results = exampleResults();
  const marked = (mark: { from: number; to: number }) =>
    htmlReport([
      {
        ...results,
        rules: results.rules.map((rule) => ({
          ...rule,
          violations: rule.violations.map((one) =>
            one.evidence === undefined ? one : { ...one, evidence: { ...one.evidence, received: 'abc', mark } },
          ),
        })),
      },
    ]);
  expect(marked({ from: 1, to: 99 })).toContain('a<mark>bc</mark>');
  expect(marked({ from: 3, to: 4 })).not.toContain('<mark>');
  expect(marked({ from: 2, to: 1 })).not.toContain('<mark>');
});

test('tells what has changed since earlier runs', () => {
  const now = exampleResults();
  const before: Results = {
    ...now,
    started: '2026-11-22T00:00:00.000Z',
    rules: now.rules.slice(0, 2).map((rule) => ({ ...rule, verdict: 'pass' })),
  };
  const trend = trendOf(now, [before]);
  const page = htmlReport([now], { trends: new Map(trend === undefined ? [] : [[now, trend]]) });
  expect(page).toContain(
    '1 earlier run of it is known, the last of 2026-11-22T00:00:00.000Z. 1 came to worse, 0 to better.',
  );
  expect(page).toMatch(
    /S-ADD-01<\/code><\/a><\/th><td><b class="v" data-v="pass">pass<\/b><\/td><td><b class="v" data-v="fail">/,
  );
  expect(page).toContain('<p>New: S-SYN-10.</p>');
});

test('packs the stories, in which commands only stand for their notes', () => {
  const results = exampleResults();
  const bare = { index: 9, time: 1, connection: 'a', kind: 'command', from: 'client', text: 'PNG' } as const;
  const page = htmlReport([
    { ...results, cases: results.cases.map((one) => ({ ...one, story: [...storySaying('PNG\\r\\n'), bare] })) },
  ]);
  const story = storySaying('PNG\\r\\n');
  expect(storiesIn(page)).toEqual({ 'c0-0': story, 'c0-1': story, 'c0-2': story });
});

test('its policy lets through its own script and style and nothing else', () => {
  const page = htmlReport([exampleResults()]);
  const policy = policyOf(page);
  expect(policy.get('default-src')).toBe("'none'");
  expect(hashesOf(page, 'script')).toEqual([policy.get('script-src')]);
  expect(hashesOf(page, 'style')).toEqual([policy.get('style-src')]);
  expect(page).not.toMatch(/\s(style|on\w+)="/);
  expect(page).not.toMatch(/(src|href)="(?!#)/);
});

test('every link leads to something, and every id is there once', () => {
  const page = htmlReport([exampleResults(), { ...exampleResults(), started: '2026-11-23T01:00:00.000Z' }]);
  const { ids, targets } = anchorsOf(page);
  expect(new Set(ids).size).toBe(ids.length);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  expect(targets).toContain('c1-0');
});

test('the same results make the same page', () => {
  expect(htmlReport([exampleResults()])).toBe(htmlReport([exampleResults()]));
});

describe('what a peer says stays text', () => {
  const harmless = tagsOf(htmlReport([resultsSaying('harmless')]));

  test.each(hostileTexts)('%j', (text) => {
    const page = htmlReport([resultsSaying(text)]);
    expect(tagsOf(page).filter((tag) => tag !== 'code' && tag !== '/code')).toEqual(
      harmless.filter((tag) => tag !== 'code' && tag !== '/code'),
    );
    expect(page).not.toMatch(/[\u2028\u2029\u202e\u2066\u200b\ufeff\ud800]|(?![\n\t])\p{Cc}/u);
  });

  test('whatever it is', () => {
    const unit = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '-',
      '!',
      '/',
      '=',
      '\u2028',
      'script',
      'a',
      ' ',
      '\n',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(tagsOf(htmlReport([resultsSaying(`said ${text}`)]))).toEqual(harmless);
      }),
      { numRuns: 60 },
    );
  });
});

test('is bounded, whatever stands in the results', () => {
  const results = resultsSaying('<'.repeat(100_000));
  const [rule] = results.rules.slice(1);
  const many = rule === undefined ? [] : Array.from({ length: 5000 }, () => rule.violations).flat();
  const page = htmlReport([{ ...results, rules: rule === undefined ? [] : [{ ...rule, violations: many }] }]);
  expect(page.length).toBeLessThan(12 * 1024 * 1024);
  expect(page).toContain('And 4988 more like it.');
});

test('every run writes it, and whole runs of client and server make less than a megabyte', async () => {
  await withFolder(async (folder) => {
    const runs = ['client', 'server'].map((role) => ({ role, out: join(folder, role) }));
    for (const { role, out } of runs) {
      const { code } = await msnp8([role, '--quiet', '--no-properties', '--out', out]);
      expect(code).toBe(0);
      expect(await readFile(join(out, 'report.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/);
    }
    const files = runs.map(({ out }) => join(out, 'results.json'));
    await msnp8(['report', ...files, '--quiet', '--reporter', 'html', '--out', folder]);
    const page = await readFile(join(folder, 'report.html'));
    expect(page.length).toBeLessThan(1_000_000);
    expect(Object.keys(Object(storiesIn(page.toString('utf8')))).length).toBeGreaterThan(400);
  });
});
