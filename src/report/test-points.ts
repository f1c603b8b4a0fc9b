import { evidenceLines } from './evidence-lines';
import { type Expectation, expectationOf } from './expectation';
import { propertyLines } from './property-lines';
import type { CaseResult, Results, RuleResult, Verdict } from './results';
import { storyLines } from './story-lines';

/** What formats for tests (JUnit, TAP) tell of: a case, a rule, or the run as a whole. Its texts may hold anything. */
export interface TestPoint {
  readonly name: string;
  readonly verdict: Verdict;
  readonly status: 'passed' | 'failed' | 'erred' | 'skipped';
  /** Milliseconds. */
  readonly durationMs: number;
  /** Why it is what it is, in a sentence; empty for a pass. */
  readonly message: string;
  /** More of it, a line each. */
  readonly detail: readonly string[];
  /** What crossed the wire; empty where that is not known. */
  readonly trace: readonly string[];
}

export interface TestGroup {
  readonly name: 'cases' | 'rules' | 'run';
  readonly points: readonly TestPoint[];
}

const STATUS: Readonly<Record<Verdict, TestPoint['status']>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failed',
  inconclusive: 'erred',
  unsupported: 'skipped',
  blocked: 'skipped',
  'not exercised': 'skipped',
};

/** What a baseline expects has not failed, and what it does not has. */
function statusOf(verdict: Verdict, expectation: Expectation): TestPoint['status'] {
  const status = STATUS[verdict];
  if (expectation === 'unexpected') {
    return status === 'erred' ? 'erred' : 'failed';
  }
  return expectation === 'expected' && status !== 'passed' ? 'skipped' : status;
}

/** A run as tests: a `fail` has failed, an `inconclusive` is an error, what was not tested is skipped, a `warn` passes and says so. With a baseline what it expects is skipped, and what it does not has failed. The last group passes where the exit code is 0. */
export function testGroups(results: Results): readonly TestGroup[] {
  return [
    { name: 'cases', points: results.cases.map((one) => casePoint(one, results)) },
    { name: 'rules', points: results.rules.map((rule) => rulePoint(rule, results)) },
    { name: 'run', points: [runPoint(results)] },
  ];
}

function casePoint(one: CaseResult, results: Results): TestPoint {
  const { rules, run } = results;
  const again = run.command === '' ? [] : [`Again: ${run.command} ${one.id}`];
  return {
    name: one.id,
    verdict: one.verdict,
    status: statusOf(one.verdict, expectationOf(results, { kind: 'case', ...one })),
    durationMs: one.durationMs,
    message: one.reason,
    detail: [
      one.title,
      `Rules: ${one.rules.join(' ')}`,
      ...(one.accused.length === 0 ? [] : [`Accused: ${one.accused.join(' ')}`]),
      `Closing: ${one.closing}`,
      `Trace: ${one.trace}`,
      ...again,
      one.reason,
    ],
    trace: [
      ...(one.property === undefined ? [] : propertyLines(one.property, {})),
      ...(one.story === undefined ? evidenceOfCase(one, rules) : storyLines(one.story)),
    ],
  };
}

/** What is known of the trace of a case where its story was not kept. */
function evidenceOfCase({ id }: CaseResult, rules: readonly RuleResult[]): string[] {
  return rules.flatMap((rule) =>
    rule.violations
      .filter((one) => one.case === id)
      .flatMap(({ message, evidence }) => [
        `${rule.id}: ${message}`,
        ...(evidence === undefined ? [] : [...evidenceLines(evidence, { color: false }), ...evidence.around]),
      ]),
  );
}

function rulePoint(rule: RuleResult, results: Results): TestPoint {
  const { id, statement, verdict, level, exercised, source, confidence, dispute, violations } = rule;
  return {
    name: `${id} ${statement}`,
    verdict,
    status: statusOf(verdict, expectationOf(results, { kind: 'rule', ...rule })),
    durationMs: 0,
    message: violations[0]?.message ?? (verdict === 'pass' ? '' : verdict),
    detail: [
      `${level}, exercised ${exercised} times`,
      `Source: ${source} (${confidence})`,
      ...(dispute === undefined ? [] : [`Disputed: ${dispute}`]),
      ...violations.map((one) => `${one.case}, event ${one.event} in ${one.trace}: ${one.message}`),
    ],
    trace: [],
  };
}

function runPoint({ verdict, exitCode, reason, durationMs, run, seed, cases }: Results): TestPoint {
  const inCases = cases.reduce((sum, one) => sum + one.durationMs, 0);
  const unexpected = exitCode === 1 ? 'failed' : 'erred';
  return {
    name: 'verdict',
    verdict,
    status: exitCode === 0 ? 'passed' : unexpected,
    // What is around the cases: all points together take as long as the run.
    durationMs: Math.max(0, durationMs - inCases),
    message:
      exitCode === 0 ? '' : `The verdict is ${verdict}, exit code ${exitCode}.${reason === '' ? '' : ` ${reason}`}`,
    detail: [`Seed: ${seed}`, ...(run.command === '' ? [] : [`Again: ${run.command}`])],
    trace: [],
  };
}
