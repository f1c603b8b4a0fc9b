import type { Accommodation, CaseResult, ExitCode, Results, RuleResult } from './results';
import { type Stopped, stopOf, verdictOfRule, verdictOfRun } from './verdict-of-run';

/** A results document, and how people know it: the name of its file. */
export interface SourcedResults {
  readonly source: string;
  readonly results: Results;
}

/** Shards that do not make one run: a whole sentence that names the files. */
export class ShardError extends Error {
  override readonly name = 'ShardError';

  constructor(
    readonly code: 'missing-shard' | 'double-shard' | 'not-one-run',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Joins the shards among some results, each run's to one document; results that are whole stay as they are. What comes out stands where the first
 * shard of it stood.
 *
 * @throws ShardError when a shard is missing or there twice, or when shards do not fit together
 */
export function joinShards(documents: readonly SourcedResults[]): SourcedResults[] {
  const runs = new Map<string, SourcedResults[]>();
  for (const document of documents) {
    // What is whole is a run by itself.
    const key = document.results.run.shard === undefined ? `whole ${runs.size}` : keyOf(document, documents);
    const known = runs.get(key);
    if (known === undefined) {
      runs.set(key, [document]);
    } else {
      known.push(document);
    }
  }
  return [...runs.values()].map((shards) => {
    const [first] = shards;
    return first?.results.run.shard === undefined && first !== undefined ? first : joined(shards, documents);
  });
}

/** In what all shards of one run are the same, and in which words that is told. */
const SAME: readonly (readonly [string, (results: Results) => unknown])[] = [
  ['role', ({ subject }) => subject.role],
  ['subject', ({ subject }) => `${subject.target} (${subject.kind})`],
  ['version of the kit', ({ kit }) => kit.version],
  ['seed', ({ seed }) => seed],
  ['number of shards', ({ run }) => run.shard?.of],
  ['choice of levels', ({ run }) => run.levels.join(', ')],
  ['choice of cases', ({ run }) => run.selectors.join(' ')],
  ['answer to --strict', ({ run }) => run.strict],
];

function keyOf({ results }: SourcedResults, documents: readonly SourcedResults[]): string {
  const key = (one: Results) => JSON.stringify(SAME.map(([, value]) => value(one)));
  const own = key(results);
  const programs = new Set(
    documents
      .flatMap((one) => (key(one.results) === own ? [programOf(one.results)] : []))
      .filter((name) => name !== ''),
  );
  // A shard in which the subject never came to tell its name is one of the only program there is.
  const [only = ''] = programs.size === 1 ? programs : [];
  return `${own} ${programOf(results) === '' ? only : programOf(results)}`;
}

function programOf({ subject: { program } }: Results): string {
  return program === undefined ? '' : JSON.stringify([program.name, program.version]);
}

function joined(shards: readonly SourcedResults[], documents: readonly SourcedResults[]): SourcedResults {
  const inOrder = inOrderOfShards(shards, documents);
  const source = inOrder.map((one) => one.source).join(' + ');
  const parts = inOrder.map(({ results }) => results);
  const [first, ...rest] = parts;
  if (first === undefined) {
    throw new ShardError('missing-shard', 'There is no shard to join.');
  }
  const cases = casesInOrder(parts, source);
  const rules = first.rules.map((rule) => joinedRule({ rule, parts, cases, source }));
  if (rest.some((part) => part.rules.length !== rules.length)) {
    throw notOneRun(source, 'they do not judge the same rules');
  }
  const { strict } = first.run;
  const program = parts.find(({ subject }) => subject.program !== undefined)?.subject.program;
  const { shard: _, ...run } = first.run;
  const { role, kind, target } = first.subject;
  return {
    source,
    results: {
      schema: 2,
      kit: first.kit,
      subject: { role, kind, target, ...(program === undefined ? {} : { program }) },
      started: parts
        .map(({ started }) => started)
        .reduce((one, other) => (Date.parse(one) <= Date.parse(other) ? one : other)),
      durationMs: parts.reduce((sum, { durationMs }) => sum + durationMs, 0),
      seed: first.seed,
      run,
      ...verdictOfRun({ cases, rules, strict, stopped: stoppedOf(parts) }),
      accommodations: accommodationsOf(parts),
      rules,
      cases,
    },
  };
}

/** The shards from the first to the last, of which each is there once. */
function inOrderOfShards(
  shards: readonly SourcedResults[],
  documents: readonly SourcedResults[],
): readonly SourcedResults[] {
  const of = shards[0]?.results.run.shard?.of ?? 0;
  const inOrder: SourcedResults[] = [];
  for (let index = 1; index <= of; index += 1) {
    const [found, double] = shards.filter(({ results }) => results.run.shard?.index === index);
    if (found !== undefined && double !== undefined) {
      throw new ShardError(
        'double-shard',
        `Shard ${index} of ${of} is there twice: ${found.source} and ${double.source}.`,
      );
    }
    if (found === undefined) {
      throw new ShardError('missing-shard', missing({ index, of, shards, documents }));
    }
    inOrder.push(found);
  }
  return inOrder;
}

function missing(options: {
  readonly index: number;
  readonly of: number;
  readonly shards: readonly SourcedResults[];
  readonly documents: readonly SourcedResults[];
}): string {
  const { index, of, shards, documents } = options;
  const [first] = shards;
  const there = shards.map(({ source, results }) => `${source} is shard ${results.run.shard?.index}`).join(', ');
  const [other] = documents.filter((one) => !shards.includes(one) && one.results.run.shard?.index === index);
  const difference =
    first === undefined || other === undefined
      ? undefined
      : SAME.find(([, value]) => value(first.results) !== value(other.results));
  const hint =
    difference === undefined || other === undefined
      ? ''
      : `; ${other.source} is shard ${index} of a run with another ${difference[0]}: ${difference[1](other.results)}`;
  return `Shard ${index} of ${of} is missing: ${there}${hint}.`;
}

/** Cases were dealt out one by one, as cards are. */
function casesInOrder(parts: readonly Results[], source: string): CaseResult[] {
  const total = parts.reduce((sum, { cases }) => sum + cases.length, 0);
  for (const [index, { cases }] of parts.entries()) {
    const dealt = Math.ceil((total - index) / parts.length);
    if (cases.length !== dealt) {
      throw notOneRun(source, `of ${total} cases shard ${index + 1} has ${cases.length} and not ${dealt}`);
    }
  }
  const cases = Array.from({ length: total }, (_, index) => {
    const part = parts[index % parts.length];
    return part?.cases[Math.floor(index / parts.length)];
  }).filter((one) => one !== undefined);
  if (new Set(cases.map(({ id }) => id)).size !== total) {
    throw notOneRun(source, 'a case is in two of them');
  }
  return cases;
}

function joinedRule(options: {
  readonly rule: RuleResult;
  readonly parts: readonly Results[];
  readonly cases: readonly CaseResult[];
  readonly source: string;
}): RuleResult {
  const { rule, parts, cases, source } = options;
  const { id } = rule;
  const places = new Map(cases.map((one, index) => [one.id, index]));
  const place = (violation: RuleResult['violations'][number]) => places.get(violation.case) ?? cases.length;
  const inParts = parts.map(({ rules }) => rules.find((one) => one.id === id));
  const variants = new Map<string, number>();
  for (const part of inParts) {
    if (part === undefined) {
      throw notOneRun(source, `one of them does not judge ${id}`);
    }
    for (const [variant, times] of Object.entries(part.variants)) {
      variants.set(variant, (variants.get(variant) ?? 0) + times);
    }
  }
  const exercised = inParts.reduce((sum, part) => sum + (part?.exercised ?? 0), 0);
  const violations = inParts.flatMap((part) => part?.violations ?? []).sort((one, other) => place(one) - place(other));
  return {
    ...rule,
    verdict: verdictOfRule({ id, exercised, violations }, cases),
    exercised,
    violations,
    variants: Object.fromEntries(variants),
  };
}

/** What is worst, first: a fault of the kit says nothing of the subject. */
const STOPS: readonly ExitCode[] = [4, 3, 5];

/** Why shards could not go on: one reason for all, or which of them for which. */
function stoppedOf(parts: readonly Results[]): Stopped | undefined {
  const stopped = parts.filter(({ reason }) => reason !== '');
  if (stopped.length === 0) {
    return undefined;
  }
  const codes = stopped.map((one) => stopOf(one)?.exitCode);
  const exitCode = STOPS.find((code) => codes.includes(code)) ?? 3;
  const reasons = new Set(stopped.map(({ reason }) => reason));
  const [only] = stopped;
  const isOfAll = only !== undefined && reasons.size === 1 && stopped.length === parts.length;
  const reason = isOfAll
    ? only.reason
    : stopped.map((one) => `Shard ${one.run.shard?.index} of ${parts.length}: ${one.reason}`).join(' ');
  return { exitCode, reason };
}

function accommodationsOf(parts: readonly Results[]): Accommodation[] {
  const byNeed = new Map<string, Accommodation>();
  for (const one of parts.flatMap(({ accommodations }) => accommodations)) {
    byNeed.set(one.need, byNeed.get(one.need) ?? one);
  }
  return [...byNeed.values()];
}

function notOneRun(source: string, why: string): ShardError {
  return new ShardError('not-one-run', `${source} are not the shards of one run: ${why}.`);
}
