import { createColors } from 'picocolors';
import { ruleById } from '../rules';
import { visibleText } from './legal-text';
import { type CaseResult, type Evidence, type Results, type RuleResult, type Verdict, WIRE_ALONE } from './results';

export interface TextOptions {
  readonly color: boolean;
  /** Shows the cases that passed too. */
  readonly verbose?: boolean;
  /** Where the reports were written, for the last line. */
  readonly out?: string;
  /** How the run is started again for one selector: `msnp8 server HOST:PORT --accounts FILE`. */
  readonly repeat?: string;
}

const ORDER: readonly Verdict[] = ['fail', 'warn', 'inconclusive', 'blocked', 'unsupported', 'pass', 'not exercised'];

/** One line for a case: verdict, id, and the reason where it did not pass. */
export function caseLine(result: Pick<CaseResult, 'id' | 'verdict' | 'reason'>, options: TextOptions): string {
  const reason = result.reason === '' ? '' : `: ${visibleText(result.reason)}`;
  return `${paint(result.verdict, options)} ${result.id}${reason}`;
}

/** The summary of a run for people: what broke and why first, then the counts, then the verdict. */
export function textReport(results: Results, options: TextOptions): string {
  const lines: string[] = [];
  for (const rule of results.rules.filter(({ violations }) => violations.length > 0)) {
    lines.push(...ruleStory(rule, options), ...bentLines(rule, results), '');
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
  const { role, kind, target, program } = results.subject;
  const name = program === undefined ? target : `${program.name} ${program.version}: ${target}`;
  lines.push(`${role} ${visibleText(name)} (${kind})`);
  lines.push(`  cases  ${counts(results.cases)}`);
  lines.push(`  rules  ${counts(results.rules)}`);
  const wireAlone = results.rules.filter(({ variants }) => variants[WIRE_ALONE] !== undefined).map(({ id }) => id);
  if (wireAlone.length > 0) {
    lines.push(`  ${WIRE_ALONE}, as the client does not tell all that it believes: ${wireAlone.join(', ')}`);
  }
  for (const { need, value, bends } of results.accommodations) {
    lines.push(`  needs  ${need} ${visibleText(String(value))}, which bends ${bends.join(', ')}`);
  }
  if (results.reason !== '') {
    lines.push(`  ${visibleText(results.reason)}`);
  }
  lines.push(`  verdict ${paint(results.verdict, options)}, exit code ${results.exitCode}`);
  if (options.out !== undefined) {
    lines.push(`  reports in ${options.out}`);
  }
  return `${lines.join('\n')}\n`;
}

function ruleStory(result: RuleResult, options: TextOptions): string[] {
  const rule = ruleById(result.id);
  const shown = result.violations.slice(0, 3);
  const more = result.violations.length - shown.length;
  return [
    `${paint(result.verdict, options)} ${result.id} (${result.level}) ${rule?.statement ?? ''}`,
    ...(rule === undefined ? [] : [`  source: ${rule.source}, ${rule.confidence}`]),
    ...(rule?.dispute === undefined ? [] : [`  disputed: ${rule.dispute}`]),
    ...shown.flatMap((one, index) => [
      `  ${visibleText(one.message)}`,
      ...(one.evidence === undefined ? [] : evidenceLines(one.evidence, options)),
      // Once is enough to see what it looks like.
      ...(index > 0 ? [] : traceLines(one.evidence?.around ?? [], options)),
      `    in ${one.trace}, event ${one.event} (${one.case})`,
    ]),
    ...(more > 0 ? [`  and ${more} more like it`] : []),
    ...(options.repeat === undefined ? [] : [`  again: ${options.repeat} ${shown[0]?.case ?? result.id}`]),
  ];
}

function traceLines(around: readonly string[], options: TextOptions): string[] {
  const colors = createColors(options.color);
  return around.map((line) => colors.dim(`      | ${visibleText(line)}`));
}

function evidenceLines({ sent, accepted, form, received, mark }: Evidence, options: TextOptions): string[] {
  const colors = createColors(options.color);
  const line = (title: string, text: string) => (text === '' ? [] : [`    ${title.padEnd(8)}  ${visibleText(text)}`]);
  const carets =
    mark === undefined ? [] : [`${' '.repeat(14 + mark.from)}${colors.red('^'.repeat(mark.to - mark.from))}`];
  return [
    ...line('sent', sent),
    ...line('accepted', accepted),
    ...line('form', form),
    ...line('received', received === '' ? '(nothing)' : received),
    ...carets,
  ];
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
