import type { Results } from '../results';
import { stopOf, verdictOfRun } from '../verdict-of-run';
import type { Baseline } from './baseline';
import { compareWithBaseline } from './compare-baseline';

/** The same results, with what is not as the baseline expects and the exit code that follows. */
export function judgeByBaseline(options: {
  readonly results: Results;
  readonly baseline: Baseline;
  readonly today: Date;
  /** A line that is not needed any more makes the run fail too. */
  readonly strict: boolean;
}): Results {
  const { results, baseline, today, strict: isStrict } = options;
  const comparison = compareWithBaseline(results, baseline, today);
  const { cases, rules, run } = results;
  const judged = verdictOfRun({
    cases,
    rules,
    strict: run.strict,
    stopped: stopOf(results),
    baseline: { comparison, strict: isStrict },
  });
  return { ...results, ...judged, baseline: { file: baseline.file, ...comparison } };
}
