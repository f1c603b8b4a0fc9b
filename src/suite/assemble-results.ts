import type { CaseResult, ExitCode, Results, RuleResult, Verdict, Violation } from '../report';
import { catalogue, judge, type Level, type Role, type Rule, ruleById } from '../rules';
import type { ClientSubject, ServerSubject } from '../subjects';
import type { CaseDefinition } from './case-definition';
import type { CaseRecord } from './case-record';
import { kit } from './kit';

interface AssembleOptions {
  readonly subject: ServerSubject | ClientSubject;
  readonly cases: readonly CaseDefinition[];
  readonly records: ReadonlyMap<CaseDefinition, CaseRecord>;
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

/** Judges every trace and puts cases and rules together into one results document. */
export function assembleResults(options: AssembleOptions): Results {
  const { role } = options.subject;
  const rules = catalogue.filter((rule) => options.levels.some((level) => level === rule.level[role]));
  const tallies = new Map(rules.map((rule) => [rule.id, emptyTally()]));
  const cases = options.cases.map((definition) => caseResult({ definition, options, tallies }));
  const ruleResults = rules.map((rule) => ruleResult({ rule, role, tally: tallies.get(rule.id) ?? emptyTally() }));
  const kitFault = [...options.records.values()].find(({ outcome }) => outcome.kitFault !== undefined)?.outcome
    .kitFault;
  const stopped =
    kitFault === undefined ? options.stopped : { exitCode: 4 as const, reason: `The kit failed: ${kitFault.message}` };
  return {
    schema: 1,
    kit,
    subject: { role, kind: options.subject.kind, target: options.subject.target },
    started: options.started.toISOString(),
    durationMs: Math.round(options.durationMs),
    seed: options.seed,
    verdict: overall({ cases, ruleResults, options, isStopped: stopped !== undefined }),
    exitCode: stopped?.exitCode ?? exitCodeOf({ cases, ruleResults, options }),
    reason: stopped?.reason ?? '',
    rules: ruleResults,
    cases,
  };
}

function emptyTally(): Tally {
  return { exercised: 0, violations: [], variants: new Map(), missed: new Set() };
}

/** Trace file of a case, relative to the results document. Built from the case id, which is ours, never from a peer's bytes. */
export function traceFileOf(definition: CaseDefinition): string {
  return `traces/${definition.id.replaceAll('/', '.')}.txt`;
}

function caseResult(input: {
  readonly definition: CaseDefinition;
  readonly options: AssembleOptions;
  readonly tallies: ReadonlyMap<string, Tally>;
}): CaseResult {
  const { definition, options, tallies } = input;
  const { role } = options.subject;
  const trace = traceFileOf(definition);
  const base = { id: definition.id, title: definition.title, rules: definition.rules, tags: definition.tags, trace };
  const record = options.records.get(definition);
  if (record === undefined) {
    markMissed({ definition, tallies, verdict: 'blocked' });
    return {
      ...base,
      verdict: 'blocked',
      closing: 'none',
      durationMs: 0,
      reason: options.stopped?.reason ?? 'The case did not run.',
    };
  }
  const accusations: Accusation[] = [];
  for (const finding of judge(record.trace.events, { role })) {
    exercise({ rule: finding.rule.id, times: finding.exercised, tallies });
    const variants = tallies.get(finding.rule.id)?.variants;
    for (const [variant, times] of Object.entries(finding.variants)) {
      variants?.set(variant, (variants.get(variant) ?? 0) + times);
    }
    // Rules that this run does not judge are heard too: they may explain why the case broke off.
    for (const { message, level, event } of finding.violations) {
      accusations.push({ rule: finding.rule.id, violation: { case: definition.id, message, level, trace, event } });
    }
  }
  for (const [rule, times] of record.shown) {
    exercise({ rule, times, tallies });
  }
  const { outcome } = record;
  if (outcome.verdict === 'fail') {
    const own = ownAccusation({ definition, record, accusations, role, trace });
    if (own !== undefined) {
      accusations.push(own);
      exercise({ rule: own.rule, times: 1, tallies });
    }
  }
  for (const { rule, violation } of accusations) {
    tallies.get(rule)?.violations.push(violation);
  }
  const concern = new Set([...definition.rules, ...outcome.rules]);
  const concerning = accusations
    .filter(({ rule }) => concern.has(rule) && (outcome.verdict === 'fail' || tallies.has(rule)))
    .map(({ violation }) => violation);
  const verdict = caseVerdict({ outcome: outcome.verdict, violations: concerning });
  if (MISSED.includes(verdict)) {
    markMissed({ definition, tallies, verdict });
  }
  return {
    ...base,
    verdict,
    closing: record.closing,
    durationMs: Math.round(record.durationMs),
    reason: outcome.reason !== '' ? outcome.reason : (concerning[0]?.message ?? ''),
  };
}

interface Accusation {
  readonly rule: string;
  readonly violation: Violation;
}

function exercise(options: {
  readonly rule: string;
  readonly times: number;
  readonly tallies: ReadonlyMap<string, Tally>;
}): void {
  const tally = options.tallies.get(options.rule);
  if (tally !== undefined) {
    tally.exercised += options.times;
  }
}

/**
 * A case that broke off accuses one rule: the one that its transcript names at that place, else the first that it bears on. Where an
 * observer has already accused such a rule, the failure is explained and nothing is added.
 */
function ownAccusation(options: {
  readonly definition: CaseDefinition;
  readonly record: CaseRecord;
  readonly accusations: readonly Accusation[];
  readonly role: Role;
  readonly trace: string;
}): Accusation | undefined {
  const { definition, record, accusations, role, trace } = options;
  const named = record.outcome.rules.filter((rule) => levelOf(rule, role) !== undefined);
  const candidates = named.length > 0 ? named : definition.rules.filter((rule) => levelOf(rule, role) !== undefined);
  if (accusations.some(({ rule }) => candidates.includes(rule))) {
    return undefined;
  }
  const rule = candidates[0];
  const level = rule === undefined ? undefined : levelOf(rule, role);
  if (rule === undefined || level === undefined) {
    return undefined;
  }
  const event = Math.max(0, record.trace.events.length - 1);
  return { rule, violation: { case: definition.id, message: record.outcome.reason, level, trace, event } };
}

function levelOf(id: string, role: Role): Level | undefined {
  return ruleById(id)?.level[role];
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

function caseVerdict(options: { readonly outcome: Verdict; readonly violations: readonly Violation[] }): Verdict {
  const { outcome, violations } = options;
  if (outcome !== 'pass' && outcome !== 'fail') {
    return outcome;
  }
  const worst = verdictOf(violations);
  if (outcome === 'pass' || worst !== 'pass') {
    return worst;
  }
  // What broke off has not passed. Where only a MAY stands against it, the subject does not offer what the case is about.
  return violations.length === 0 ? 'fail' : 'unsupported';
}

/** A broken MUST fails, a broken SHOULD warns, a MAY is only reported. */
function verdictOf(violations: readonly Violation[]): Verdict {
  if (violations.some(({ level }) => level === 'MUST')) {
    return 'fail';
  }
  return violations.some(({ level }) => level === 'SHOULD') ? 'warn' : 'pass';
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
  const lacking = [...options.records.values()].filter(({ outcome }) => outcome.lacksAccounts).length;
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
