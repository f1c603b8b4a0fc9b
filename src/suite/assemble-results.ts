import type { CaseResult, ExitCode, Results, RuleResult, Verdict, Violation } from '../report';
import { catalogue, type Level, type Role, type Rule } from '../rules';
import { accommodationsFor, type ClientSubject, type ServerSubject } from '../subjects';
import type { CaseDefinition } from './case-definition';
import { type JudgedCase, traceFileOf, verdictOf } from './judge-case';
import { kit } from './kit';

interface AssembleOptions {
  readonly subject: ServerSubject | ClientSubject;
  readonly cases: readonly CaseDefinition[];
  /** The cases that were run. */
  readonly judged: ReadonlyMap<CaseDefinition, JudgedCase>;
  readonly seed: number;
  readonly levels: readonly Level[];
  readonly strict: boolean;
  readonly started: Date;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Why the run could not go on. */
  readonly stopped?: { readonly exitCode: ExitCode; readonly reason: string };
}

/** What is known of one rule while the cases are gone through. */
interface Tally {
  exercised: number;
  readonly violations: Violation[];
  readonly variants: Map<string, number>;
  /** Verdicts of the cases that bear on the rule and did not get as far as testing it. */
  readonly missed: Set<Verdict>;
}

/** Puts what was said of cases and rules together into one results document. */
export function assembleResults(options: AssembleOptions): Results {
  const { role } = options.subject;
  const rules = catalogue.filter((rule) => options.levels.some((level) => level === rule.level[role]));
  const tallies = new Map(rules.map((rule) => [rule.id, emptyTally()]));
  const cases = options.cases.map((definition) => caseResult({ definition, options, tallies }));
  const ruleResults = rules.map((rule) => ruleResult({ rule, role, tally: tallies.get(rule.id) ?? emptyTally() }));
  const kitFault = [...options.judged.values()].find(({ outcome }) => outcome.kitFault !== undefined)?.outcome.kitFault;
  const stopped =
    kitFault === undefined ? options.stopped : { exitCode: 4 as const, reason: `The kit failed: ${kitFault.message}` };
  const verdict = overall({ cases, ruleResults, options, isStopped: stopped !== undefined });
  // What has been accused is an unexpected result, also where the subject could not be used any further.
  const isAccused = stopped?.exitCode === 3 && verdict === 'fail';
  return {
    schema: 1,
    kit,
    subject: subjectOf(options.subject),
    started: options.started.toISOString(),
    durationMs: Math.round(options.durationMs),
    seed: options.seed,
    verdict,
    exitCode: isAccused ? 1 : (stopped?.exitCode ?? exitCodeOf({ cases, ruleResults, options })),
    reason: stopped?.reason ?? '',
    accommodations: options.subject.role === 'client' ? accommodationsFor(options.subject.needs) : [],
    rules: ruleResults,
    cases,
  };
}

function subjectOf(subject: ServerSubject | ClientSubject): Results['subject'] {
  const { role, kind, target } = subject;
  const program = subject.role === 'client' ? subject.program : undefined;
  return { role, kind, target, ...(program === undefined ? {} : { program }) };
}

function emptyTally(): Tally {
  return { exercised: 0, violations: [], variants: new Map(), missed: new Set() };
}

function caseResult(input: {
  readonly definition: CaseDefinition;
  readonly options: AssembleOptions;
  readonly tallies: ReadonlyMap<string, Tally>;
}): CaseResult {
  const { definition, options, tallies } = input;
  const judged = options.judged.get(definition);
  const result: CaseResult = judged?.result ?? {
    id: definition.id,
    title: definition.title,
    rules: definition.rules,
    tags: definition.tags,
    trace: traceFileOf(definition),
    verdict: 'blocked',
    closing: 'none',
    durationMs: 0,
    reason: options.stopped?.reason ?? 'The case did not run.',
  };
  if (judged !== undefined) {
    count(judged, tallies);
  }
  if (MISSED.includes(result.verdict)) {
    markMissed({ definition, tallies, verdict: result.verdict });
  }
  return result;
}

function count({ exercised, accusations, variants }: JudgedCase, tallies: ReadonlyMap<string, Tally>): void {
  for (const [rule, times] of exercised) {
    const tally = tallies.get(rule);
    if (tally !== undefined) {
      tally.exercised += times;
    }
  }
  for (const { rule, violation } of accusations) {
    tallies.get(rule)?.violations.push(violation);
  }
  for (const [rule, seen] of variants) {
    const known = tallies.get(rule)?.variants;
    for (const [variant, times] of Object.entries(seen)) {
      known?.set(variant, (known.get(variant) ?? 0) + times);
    }
  }
}

function markMissed(options: {
  readonly definition: CaseDefinition;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly verdict: Verdict;
}): void {
  for (const rule of options.definition.rules) {
    options.tallies.get(rule)?.missed.add(options.verdict);
  }
}

const MISSED: readonly Verdict[] = ['blocked', 'inconclusive', 'unsupported'];

function ruleResult(options: { readonly rule: Rule; readonly role: Role; readonly tally: Tally }): RuleResult {
  const { rule, role, tally } = options;
  const judged = verdictOf(tally.violations);
  const untested = MISSED.find((verdict) => tally.missed.has(verdict)) ?? 'not exercised';
  return {
    id: rule.id,
    level: rule.level[role] ?? 'MAY',
    verdict: tally.violations.length === 0 && tally.exercised === 0 ? untested : judged,
    exercised: tally.exercised,
    violations: tally.violations,
    variants: Object.fromEntries(tally.variants),
  };
}

const BY_WEIGHT: readonly Verdict[] = ['fail', 'inconclusive', 'warn', 'pass', 'blocked', 'unsupported'];

interface Outcomes {
  readonly cases: readonly CaseResult[];
  readonly ruleResults: readonly RuleResult[];
  readonly options: AssembleOptions;
}

/** The worst of what was tested. A run that was stopped, that was blocked, or in which no case came to its end is no success. */
function overall(outcomes: Outcomes & { readonly isStopped: boolean }): Verdict {
  const { cases, ruleResults, isStopped } = outcomes;
  const worst = worstOf([...ruleResults, ...cases]);
  if (worst !== 'pass' && worst !== 'warn') {
    return worst;
  }
  if (isStopped) {
    return 'inconclusive';
  }
  if (isBlocked(outcomes)) {
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
function isBlocked({ cases, options }: Outcomes): boolean {
  const lacking = [...options.judged.values()].filter(({ outcome }) => outcome.lacksAccounts).length;
  return cases.filter(({ verdict }) => verdict === 'blocked').length > lacking;
}

function exitCodeOf(outcomes: Outcomes): ExitCode {
  const { cases, ruleResults, options } = outcomes;
  const verdicts = [...cases, ...ruleResults].map(({ verdict }) => verdict);
  const unexpected =
    verdicts.includes('fail') ||
    verdicts.includes('inconclusive') ||
    (options.strict && verdicts.includes('warn')) ||
    isBlocked(outcomes) ||
    !cases.some(wasTested);
  return unexpected ? 1 : 0;
}
