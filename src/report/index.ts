export {
  type Baseline,
  BaselineError,
  compareWithBaseline,
  judgeByBaseline,
  parseBaseline,
  updateBaseline,
} from './baseline';
export { baselineLines } from './baseline-lines';
export { visibleText } from './legal-text';
export { joinShards, ShardError, type SourcedResults } from './merge-shards';
export { type Reporter, reporterNames, reporters, usualReporters } from './reporters';
export {
  type Accommodation,
  type AccusedHere,
  type BaselineComparison,
  type BaselineDifference,
  type CaseResult,
  type Closing,
  type Counterexample,
  type Evidence,
  type ExitCode,
  type PropertyOutcome,
  type Results,
  type RuleResult,
  type RunDescription,
  type StoryEvent,
  type Verdict,
  type Violation,
  WIRE_ALONE,
} from './results';
export { resultsJsonSchema, resultsSchema } from './results-schema';
export { caseLine, type TextOptions, textReport } from './text';
export { type RuleChange, type Trend, trendOf } from './trend';
export { type Stopped, verdictOf, verdictOfRule, verdictOfRun } from './verdict-of-run';
export { yamlLimit } from './yaml-limits';
