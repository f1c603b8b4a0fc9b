import { createColors } from 'picocolors';
import { baselineLines, baselineSummary } from './baseline-lines';
import { evidenceLines } from './evidence-lines';
import { visibleText } from './legal-text';
import { propertyLines } from './property-lines';
import { type CaseResult, type Results, type RuleResult, type Verdict, WIRE_ALONE } from './results';
import { subjectName } from './run-names';
import { isWorse, type Trend } from './trend';

export interface TextOptions {
  readonly color: boolean;
  /** Shows the cases that passed too. */
  readonly verbose?: boolean;
  /** Where the reports were written, for the last line. */
  readonly out?: string | undefined;
  /** What is different since earlier runs, where some are known. */
  readonly trends?: ReadonlyMap<Results, Trend> | undefined;
}

const ORDER: readonly Verdict[] = ['fail', 'warn', 'inconclusive', 'blocked', 'unsupported', 'pass', 'not exercised'];

/** One line for a case: verdict, id, and the reason where it did not pass. */
export function caseLine(result: Pick<CaseResult, 'id' | 'verdict' | 'reason'>, options: TextOptions): string {
  const reason = result.reason === '' ? '' : `: ${visibleText(result.reason)}`;
  return `${paint(result.verdict, options)} ${result.id}${reason}`;
}

/** The summary of a run for people: what is not as its baseline has it, what broke and why, then the counts, then the verdict. */
export function textReport(results: Results, options: TextOptions): string {
  const news = baselineLines(results.baseline);
  const lines: string[] = news.length === 0 ? [] : [...news, ''];
  for (const rule of results.rules.filter(({ violations }) => violations.length > 0)) {
    lines.push(...ruleStory({ result: rule, results, options }), ...bentLines(rule, results), '');
  }
  // Where the run could not go on, every case has the same reason, which is told once.
  const told = new Set(results.rules.flatMap(({ violations }) => violations.map((one) => one.case)));
  const untested = (results.reason === '' ? results.cases : []).filter(
    ({ id, verdict }) =>
      ['blocked', 'unsupported', 'inconclusive'].includes(verdict) ||
      (['fail', 'warn'].includes(verdict) && !told.has(id)),
  );
  for (const one of untested) {
    lines.push(caseLine(one, options));
  }
  if (options.verbose === true) {
    lines.push(...results.cases.filter((one) => !untested.includes(one)).map((one) => caseLine(one, options)));
  }
  for (const one of results.cases) {
    lines.push(...propertyStory(one, { ...options, seed: results.seed }));
  }
  const { role, kind } = results.subject;
  lines.push(`${role} ${subjectName(results)} (${kind})`);
  lines.push(`  cases  ${counts(results.cases)}`);
  lines.push(`  rules  ${counts(results.rules)}`);
  const wireAlone = results.rules.filter(({ variants }) => variants[WIRE_ALONE] !== undefined).map(({ id }) => id);
  if (wireAlone.length > 0) {
    lines.push(`  ${WIRE_ALONE}, as the client does not tell all that it believes: ${wireAlone.join(', ')}`);
  }
  for (const { need, value, bends } of results.accommodations) {
    lines.push(`  needs  ${need} ${visibleText(String(value))}, which bends ${bends.join(', ')}`);
  }
  lines.push(...trendLines(options.trends?.get(results)));
  if (results.reason !== '') {
    lines.push(`  ${visibleText(results.reason)}`);
  }
  if (results.baseline !== undefined) {
    lines.push(`  baseline ${baselineSummary(results.baseline)}`);
  }
  lines.push(`  verdict ${paint(results.verdict, options)}, exit code ${results.exitCode}`);
  if (options.out !== undefined) {
    lines.push(`  reports in ${options.out}`);
  }
  if (isToBeKnown(results)) {
    lines.push(
      '  is that known? `msnp8 baseline update RESULTS.json` writes it down, and the next run tells what is new',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Whether a baseline would help: a whole run of a product, held against none, came to something else than it should. */
function isToBeKnown({ baseline, exitCode, subject, run, reason }: Results): boolean {
  const isWhole = run.shard === undefined && reason === '';
  return baseline === undefined && exitCode === 1 && subject.kind !== 'embedded' && isWhole;
}

function ruleStory(story: {
  readonly result: RuleResult;
  readonly results: Results;
  readonly options: TextOptions;
}): string[] {
  const { result, results, options } = story;
  const { id, level, statement, source, confidence, dispute } = result;
  const shown = result.violations.slice(0, 3);
  const more = result.violations.length - shown.length;
  return [
    `${paint(result.verdict, options)} ${id} (${level}) ${visibleText(statement)}`,
    `  source: ${visibleText(source)}, ${confidence}`,
    ...(dispute === undefined ? [] : [`  disputed: ${visibleText(dispute)}`]),
    ...shown.flatMap((one, index) => [
      `  ${visibleText(one.message)}`,
      ...(one.evidence === undefined ? [] : evidenceLines(one.evidence, options).map((line) => `    ${line}`)),
      // Once is enough to see what it looks like.
      ...(index > 0 ? [] : traceLines(one.evidence?.around ?? [], options)),
      `    in ${visibleText(one.trace)}, event ${one.event} (${visibleText(one.case)})`,
    ]),
    ...(more > 0 ? [`  and ${more} more like it`] : []),
    ...again(results, shown[0]?.case ?? id),
  ];
}

/** The command that repeats just that. A guided session is one case, which is not selected. */
function again({ run, subject }: Results, selector: string): string[] {
  if (run.command === '') {
    return [];
  }
  return [`  again: ${visibleText(subject.kind === 'manual' ? run.command : `${run.command} ${selector}`)}`];
}

function propertyStory(
  { id, verdict, property }: CaseResult,
  options: TextOptions & { readonly seed: number },
): string[] {
  if (property === undefined) {
    return [];
  }
  const [statement = '', ...lines] = propertyLines(property, options);
  return [`${paint(verdict, options)} property ${visibleText(id)}: ${statement}`, ...lines.map((line) => `  ${line}`)];
}

/** Changes that are shown one by one. */
const MOST_CHANGES = 20;

function trendLines(trend: Trend | undefined): string[] {
  if (trend === undefined) {
    return [];
  }
  const { since, changes, added } = trend;
  const worse = changes.filter(isWorse).length;
  const left = changes.length - MOST_CHANGES;
  const changed =
    changes.length === 0 ? 'no rule came to anything else' : `${worse} worse, ${changes.length - worse} better`;
  return [
    `  since  ${visibleText(since)}: ${changed}`,
    ...changes
      .slice(0, MOST_CHANGES)
      .map((one) => `    ${isWorse(one) ? 'worse ' : 'better'} ${one.id} ${one.from} -> ${one.to}`),
    ...(left > 0 ? [`    and ${left} more`] : []),
    ...(added.length === 0 ? [] : [`    new    ${added.join(', ')}`]),
  ];
}

function traceLines(around: readonly string[], options: TextOptions): string[] {
  const colors = createColors(options.color);
  return around.map((line) => colors.dim(`      | ${visibleText(line)}`));
}

/** What the kit did otherwise, where it bears on a rule. */
function bentLines({ id }: RuleResult, { accommodations }: Results): string[] {
  return accommodations
    .filter(({ bends }) => bends.includes(id))
    .map(({ need, value }) => `  bent: the client needs ${need} ${visibleText(String(value))}`);
}

function counts(results: readonly { readonly verdict: Verdict }[]): string {
  return ORDER.map((verdict) => ({ verdict, count: results.filter((one) => one.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}

function paint(verdict: Verdict, options: TextOptions): string {
  const colors = createColors(options.color);
  switch (verdict) {
    case 'pass':
      return colors.green(verdict);
    case 'warn':
    case 'inconclusive':
      return colors.yellow(verdict);
    case 'fail':
      return colors.red(verdict);
    default:
      return colors.dim(verdict);
  }
}
