import { isAsExpected } from './baseline/compare-baseline';
import type { BaselineComparison, CaseResult, ExitCode, Results, RuleResult, Verdict, Violation } from './results';

/** Why a run could not go on. */
export interface Stopped {
  readonly exitCode: ExitCode;
  /** A whole sentence. */
  readonly reason: string;
}

/** Verdicts of cases that did not get as far as testing their rules; the first that is met is the one of such a rule. */
const MISSED: readonly Verdict[] = ['blocked', 'inconclusive', 'unsupported'];

/** A broken MUST fails, a broken SHOULD warns, a MAY is only reported. */
export function verdictOf(violations: readonly Pick<Violation, 'level'>[]): Verdict {
  if (violations.some(({ level }) => level === 'MUST')) {
    return 'fail';
  }
  return violations.some(({ level }) => level === 'SHOULD') ? 'warn' : 'pass';
}

/** What a rule came to. One that nothing exercised has the verdict of a case that bears on it and did not get as far. */
export function verdictOfRule(
  rule: Pick<RuleResult, 'id' | 'exercised' | 'violations'>,
  cases: readonly Pick<CaseResult, 'rules' | 'verdict'>[],
): Verdict {
  if (rule.violations.length > 0 || rule.exercised > 0) {
    return verdictOf(rule.violations);
  }
  const missed = new Set(cases.filter(({ rules }) => rules.includes(rule.id)).map(({ verdict }) => verdict));
  return MISSED.find((verdict) => missed.has(verdict)) ?? 'not exercised';
}

/** What a run came to, whether it went through at once or in shards: its verdict, its exit code, and why it could not go on. */
export function verdictOfRun(run: {
  readonly cases: readonly CaseResult[];
  readonly rules: readonly RuleResult[];
  /** A SHOULD that is broken makes the run fail too. */
  readonly strict: boolean;
  readonly stopped?: Stopped | undefined;
  /** How it differs from a baseline, which then says what is expected; `strict`: lines that are not needed any more make it fail too. */
  readonly baseline?: { readonly comparison: BaselineComparison; readonly strict: boolean } | undefined;
}): { readonly verdict: Verdict; readonly exitCode: ExitCode; readonly reason: string } {
  const { stopped, baseline } = run;
  const verdict = overall(run);
  // What has been accused is an unexpected result, also where the subject could not be used any further.
  const isFailed = baseline === undefined || baseline.comparison.unexpected.some(({ got }) => got === 'fail');
  const isAccused = stopped?.exitCode === 3 && verdict === 'fail' && isFailed;
  const exitCode = baseline === undefined ? exitCodeOf(run) : exitCodeBy({ ...baseline, cases: run.cases });
  return {
    verdict,
    exitCode: isAccused ? 1 : (stopped?.exitCode ?? exitCode),
    reason: stopped?.reason ?? '',
  };
}

/** Why a run could not go on, as its results have it; undefined where it came to its end. */
export function stopOf({ reason, exitCode }: Pick<Results, 'reason' | 'exitCode'>): Stopped | undefined {
  // A subject that could not be used any further, and was accused before, has exit code 1.
  return reason === '' ? undefined : { exitCode: exitCode < 2 ? 3 : exitCode, reason };
}

function exitCodeBy(run: {
  readonly comparison: BaselineComparison;
  readonly strict: boolean;
  readonly cases: readonly CaseResult[];
}): ExitCode {
  const { comparison, strict, cases } = run;
  // Where nothing was tested for want of accounts, nothing is known to be as expected.
  const isUntested = !cases.some(wasTested) && cases.some(({ lacksAccounts }) => lacksAccounts !== undefined);
  return isAsExpected(comparison, { strict }) && !isUntested ? 0 : 1;
}

interface Outcomes {
  readonly cases: readonly CaseResult[];
  readonly rules: readonly RuleResult[];
}

const BY_WEIGHT: readonly Verdict[] = ['fail', 'inconclusive', 'warn', 'pass', 'blocked', 'unsupported'];

/** The worst of what was tested. A run that was stopped, that was blocked, or in which no case came to its end is no success. */
function overall({ cases, rules, stopped }: Outcomes & { readonly stopped?: Stopped | undefined }): Verdict {
  const worst = worstOf([...rules, ...cases]);
  if (worst !== 'pass' && worst !== 'warn') {
    return worst;
  }
  if (stopped !== undefined) {
    return 'inconclusive';
  }
  if (isBlocked(cases)) {
    return 'blocked';
  }
  return cases.some(wasTested) ? worst : worstOf(cases);
}

function worstOf(results: readonly { readonly verdict: Verdict }[]): Verdict {
  return BY_WEIGHT.find((one) => results.some(({ verdict }) => verdict === one)) ?? 'not exercised';
}

function wasTested({ verdict }: CaseResult): boolean {
  return verdict === 'pass' || verdict === 'warn';
}

/** Whether a case is blocked for another reason than that the run was given too few accounts. */
function isBlocked(cases: readonly CaseResult[]): boolean {
  return cases.some(({ verdict, lacksAccounts }) => verdict === 'blocked' && lacksAccounts === undefined);
}

function exitCodeOf({ cases, rules, strict }: Outcomes & { readonly strict: boolean }): ExitCode {
  const verdicts = [...cases, ...rules].map(({ verdict }) => verdict);
  const unexpected =
    verdicts.includes('fail') ||
    verdicts.includes('inconclusive') ||
    (strict && verdicts.includes('warn')) ||
    isBlocked(cases) ||
    !cases.some(wasTested);
  return unexpected ? 1 : 0;
}
