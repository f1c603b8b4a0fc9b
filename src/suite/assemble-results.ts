import {
  type CaseResult,
  type Results,
  type RuleResult,
  type RunDescription,
  type Stopped,
  type Violation,
  verdictOfRule,
  verdictOfRun,
} from '../report';
import { catalogue, type Level, type Role, type Rule } from '../rules';
import { accommodationsFor, type ClientSubject, type ServerSubject } from '../subjects';
import type { CaseDefinition } from './case-definition';
import { type JudgedCase, traceFileOf } from './judge-case';
import { kit } from './kit';
import { withinStoryBudget } from './story-of';

/** What only those know who have asked for the run. */
export type AskedRun = Pick<RunDescription, 'command' | 'selectors' | 'shard'>;

interface AssembleOptions {
  readonly subject: ServerSubject | ClientSubject;
  readonly cases: readonly CaseDefinition[];
  /** The cases that were run. */
  readonly judged: ReadonlyMap<CaseDefinition, JudgedCase>;
  readonly seed: number;
  readonly levels: readonly Level[];
  readonly strict: boolean;
  /** Absent where no command asked for the run. */
  readonly asked?: AskedRun | undefined;
  readonly started: Date;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Why the run could not go on. */
  readonly stopped?: Stopped;
}

/** What is known of one rule while the cases are gone through. */
interface Tally {
  exercised: number;
  readonly violations: Violation[];
  readonly variants: Map<string, number>;
}

/** Puts what was said of cases and rules together into one results document. */
export function assembleResults(options: AssembleOptions): Results {
  const { role } = options.subject;
  const rules = catalogue.filter((rule) => options.levels.some((level) => level === rule.level[role]));
  const tallies = new Map(rules.map((rule) => [rule.id, emptyTally()]));
  const cases = options.cases.map((definition) => caseResult({ definition, options, tallies }));
  const ruleResults = rules.map((rule) =>
    ruleResult({ rule, role, tally: tallies.get(rule.id) ?? emptyTally(), cases }),
  );
  const kitFault = [...options.judged.values()].find(({ outcome }) => outcome.kitFault !== undefined)?.outcome.kitFault;
  const stopped =
    kitFault === undefined ? options.stopped : { exitCode: 4 as const, reason: `The kit failed: ${kitFault.message}` };
  return {
    schema: 2,
    kit,
    subject: subjectOf(options.subject),
    started: options.started.toISOString(),
    durationMs: Math.round(options.durationMs),
    seed: options.seed,
    run: {
      ...(options.asked ?? { command: '', selectors: [] }),
      levels: options.levels,
      strict: options.strict,
      node: process.versions.node,
      platform: process.platform,
    },
    ...verdictOfRun({ cases, rules: ruleResults, strict: options.strict, stopped }),
    accommodations: options.subject.role === 'client' ? accommodationsFor(options.subject.needs) : [],
    rules: ruleResults,
    cases: withinStoryBudget(cases),
  };
}

function subjectOf(subject: ServerSubject | ClientSubject): Results['subject'] {
  const { role, kind, target } = subject;
  const program = subject.role === 'client' ? subject.program : undefined;
  return { role, kind, target, ...(program === undefined ? {} : { program }) };
}

function emptyTally(): Tally {
  return { exercised: 0, violations: [], variants: new Map() };
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
    accused: [],
  };
  if (judged !== undefined) {
    count(judged, tallies);
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

function ruleResult(options: {
  readonly rule: Rule;
  readonly role: Role;
  readonly tally: Tally;
  readonly cases: readonly CaseResult[];
}): RuleResult {
  const { rule, role, tally, cases } = options;
  const { id, area, statement, source, confidence, dispute } = rule;
  const { exercised, violations } = tally;
  return {
    id,
    area,
    level: rule.level[role] ?? 'MAY',
    statement,
    source,
    confidence,
    ...(dispute === undefined ? {} : { dispute }),
    verdict: verdictOfRule({ id, exercised, violations }, cases),
    exercised,
    violations,
    variants: Object.fromEntries(tally.variants),
  };
}
