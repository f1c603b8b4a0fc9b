import type { Results, Verdict } from '../../src/report';
import { textReport } from '../../src/report';
import { trendOf } from '../../src/report/trend';
import { exampleResults } from './results';

function run(day: number, verdicts: readonly Verdict[], change: Partial<Results> = {}): Results {
  const results = exampleResults();
  return {
    ...results,
    ...change,
    started: `2026-11-${day}T00:00:00.000Z`,
    rules: results.rules
      .slice(0, verdicts.length)
      .map((rule, index) => ({ ...rule, verdict: verdicts[index] ?? 'pass' })),
  };
}

test('there is none without an earlier run', () => {
  expect(trendOf(run(20, ['pass']), [])).toBeUndefined();
});

test('compares with the youngest of the earlier runs, whatever their order', () => {
  const trend = trendOf(run(20, ['pass', 'fail', 'warn']), [
    run(18, ['fail', 'fail', 'fail']),
    run(19, ['warn', 'pass', 'warn']),
    run(17, ['fail', 'fail', 'fail']),
  ]);
  expect(trend).toEqual({
    since: '2026-11-19T00:00:00.000Z',
    earlier: 3,
    changes: [
      { id: 'S-ADD-01', from: 'pass', to: 'fail' },
      { id: 'S-VER-01', from: 'warn', to: 'pass' },
    ],
    added: [],
  });
});

test('a rule that only one of them exercised has changed only where both had the same cases', () => {
  const before = run(19, ['not exercised', 'pass']);
  expect(trendOf(run(20, ['pass', 'not exercised']), [before])?.changes).toEqual([
    { id: 'S-ADD-01', from: 'pass', to: 'not exercised' },
    { id: 'S-VER-01', from: 'not exercised', to: 'pass' },
  ]);
  expect(trendOf(run(20, ['pass', 'not exercised'], { cases: [] }), [before])?.changes).toEqual([]);
});

test('the text tells of it', () => {
  const now = run(20, ['pass', 'fail', 'pass']);
  const trend = trendOf(now, [run(19, ['fail', 'pass'])]);
  const text = textReport(now, { color: false, trends: new Map(trend === undefined ? [] : [[now, trend]]) });
  expect(text).toContain(`
  since  2026-11-19T00:00:00.000Z: 1 worse, 1 better
    worse  S-ADD-01 pass -> fail
    better S-VER-01 fail -> pass
    new    S-SYN-10
`);
});
