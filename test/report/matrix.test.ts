import type { Results, Verdict } from '../../src/report';
import { matrixReport } from '../../src/report/html';
import { hostileTexts, resultsSaying, storySaying } from './hostile-results';
import { anchorsOf, hashesOf, policyOf, storiesIn, tagsOf } from './html-page';
import { exampleResults } from './results';

/** The same run with another verdict on one rule. */
function withVerdict(id: string, verdict: Verdict): Results {
  const results = exampleResults();
  return {
    ...results,
    started: '2026-11-22T00:00:00.000Z',
    rules: results.rules.map((rule) => (rule.id === id ? { ...rule, verdict, violations: [] } : rule)),
    cases: results.cases.map((one) => ({ ...one, story: storySaying('PNG') })),
  };
}

/** The rows of the table as text, a cell a word. */
function rowsOf(page: string): string[][] {
  const [, table = ''] = /<table class="matrix">([\s\S]*?)<\/table>/.exec(page) ?? [];
  return [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  );
}

test('rules on which the runs differ come first', () => {
  const page = matrixReport([exampleResults(), withVerdict('S-SYN-10', 'pass')]);
  const [head, ...rows] = rowsOf(page);
  expect(head).toEqual([
    'Rule',
    'server Example\\u{1b} 1: 127.0.0.1:1863, 2026-11-23T00:00:00.000Z (1)',
    'server Example\\u{1b} 1: 127.0.0.1:1863, 2026-11-22T00:00:00.000Z (2)',
  ]);
  expect(rows).toEqual([
    ['Runs differ'],
    ['S-SYN-10', 'not exercised', 'pass'],
    ['Runs agree'],
    ['S-VER-01', 'pass', 'pass'],
    ['S-ADD-01', 'fail', 'fail'],
  ]);
  expect(page).toContain('The runs differ on 1 of 3 rules, which come first.');
});

test('a run that does not judge a rule differs from none', () => {
  const results = exampleResults();
  const fewer = { ...results, started: '2026-11-22T00:00:00.000Z', rules: results.rules.slice(0, 1) };
  const page = matrixReport([results, fewer]);
  expect(page).toContain('The runs agree on all of 3 rules.');
  expect(rowsOf(page).at(-1)).toEqual(['S-SYN-10', 'not exercised', 'not judged']);
});

test('a verdict leads to what stands behind it, and from there to the story of a case', () => {
  const told = withVerdict('S-VER-01', 'pass');
  const page = matrixReport([{ ...exampleResults(), cases: told.cases }]);
  expect(page).toContain('<td><a href="#r0-0"><b class="v" data-v="pass">pass</b></a></td>');
  expect(page).toContain('<td><a href="#r0-1"><b class="v" data-v="fail">fail</b></a></td>');
  expect(page).toContain('<td><a href="#r0-2"><b class="v" data-v="not exercised">not exercised</b></a></td>');
  expect(page).toContain('<details class="item" id="r0-1"');
  expect(page).toContain('<li><a href="#c0-0"><code>server/blocking/bob</code></a></li>');
  expect(storiesIn(page)).toEqual({ 'c0-0': storySaying('PNG') });
  const { ids, targets } = anchorsOf(page);
  expect(new Set(ids).size).toBe(ids.length);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test('one run alone, and none', () => {
  expect(rowsOf(matrixReport([exampleResults()]))[1]).toEqual(['All rules']);
  expect(rowsOf(matrixReport([]))).toEqual([['Rule']]);
});

test('its policy lets through its own script and style and nothing else', () => {
  const page = matrixReport([exampleResults()]);
  const policy = policyOf(page);
  expect(policy.get('default-src')).toBe("'none'");
  expect(hashesOf(page, 'script')).toEqual([policy.get('script-src')]);
  expect(hashesOf(page, 'style')).toEqual([policy.get('style-src')]);
});

test('the same results make the same page', () => {
  expect(matrixReport([exampleResults()])).toBe(matrixReport([exampleResults()]));
});

test.each(hostileTexts)('what a peer says stays text: %j', (text) => {
  const tags = (said: string) =>
    tagsOf(matrixReport([resultsSaying(said)])).filter((tag) => tag !== 'code' && tag !== '/code');
  expect(tags(text)).toEqual(tags('harmless'));
});
