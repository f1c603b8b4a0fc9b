import { expectationOf } from './expectation';
import { visibleText } from './legal-text';
import type { CaseResult, Results, RuleResult } from './results';
import { runNames, subjectName } from './run-names';
import { verdictSentence } from './verdict-sentence';

/** GitHub shows so many annotations of each kind that one step makes. */
const MOST = 10;
/** Characters of one message. */
const MOST_IN_TEXT = 4096;

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/**
 * Writes runs as workflow commands of GitHub: an error for a rule that is broken and for a case that is undecided, a warning for a broken SHOULD, a
 * notice that sums up. What GitHub would not show is counted in the last of its kind; a broken MUST comes first.
 */
export function github(runs: readonly Results[]): string {
  const names = runNames(runs);
  const prefixed = (index: number, { title, message }: Annotation) => ({
    title: runs.length > 1 ? `${names[index] ?? ''}: ${title}` : title,
    message,
  });
  const all = (of: (results: Results) => readonly Annotation[]) =>
    runs.flatMap((results, index) => of(results).map((one) => prefixed(index, one)));
  return [
    ...bounded('error', [...all(failures), ...all(undecided)]),
    ...bounded('warning', all(warnings)),
    ...bounded(
      'notice',
      runs.map((results) => ({
        title: `${results.subject.role} ${subjectName(results)}`,
        message: verdictSentence(results),
      })),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** With a baseline an error is what it does not expect. */
function failures(results: Results): Annotation[] {
  const isFailure = (rule: RuleResult) => {
    const expectation = expectationOf(results, { kind: 'rule', ...rule });
    return expectation === 'none' ? rule.verdict === 'fail' : expectation === 'unexpected';
  };
  return results.rules.filter(isFailure).map((rule) => ruleAnnotation(rule, results.run.command));
}

/** With a baseline a warning is a broken rule that it expects. */
function warnings(results: Results): Annotation[] {
  const isWarning = (rule: RuleResult) => {
    const expectation = expectationOf(results, { kind: 'rule', ...rule });
    const isBroken = rule.verdict === 'warn' || (expectation === 'expected' && rule.verdict === 'fail');
    return isBroken && expectation !== 'unexpected';
  };
  return results.rules.filter(isWarning).map((rule) => ruleAnnotation(rule, results.run.command));
}

function ruleAnnotation({ id, level, statement, violations }: RuleResult, command: string): Annotation {
  const [first] = violations;
  const more = violations.length > 1 ? `, and ${violations.length - 1} more like it` : '';
  const again = command === '' || first === undefined ? [] : [`again: ${command} ${first.case}`];
  return {
    title: `${id} (${level})`,
    message: [
      statement,
      ...(first === undefined ? [] : [first.message, `in ${first.trace}, event ${first.event}${more}`]),
      ...again,
    ].join('\n'),
  };
}

/** Cases that are no success though no rule was accused in them. A run that could not go on has the same reason in all, which the notice tells. */
function undecided(results: Results): Annotation[] {
  const { cases, rules, reason } = results;
  const told = new Set(rules.flatMap(({ violations }) => violations.map((one) => one.case)));
  const isUndecided = ({ id, verdict, lacksAccounts }: CaseResult) =>
    verdict === 'inconclusive' ||
    (verdict === 'fail' && !told.has(id)) ||
    (verdict === 'blocked' && lacksAccounts === undefined);
  return reason !== ''
    ? [{ title: 'The run could not go on', message: reason }]
    : cases
        .filter(isUndecided)
        .filter((one) => expectationOf(results, { kind: 'case', ...one }) !== 'expected')
        .map(({ id, verdict, reason: why }) => ({ title: `${verdict} ${id}`, message: why }));
}

function bounded(kind: 'error' | 'warning' | 'notice', all: readonly Annotation[]): string[] {
  const shown = all.length > MOST ? all.slice(0, MOST - 1) : all;
  const left = all.slice(shown.length);
  const rest =
    left.length === 0 ? [] : [{ title: `${left.length} more`, message: left.map(({ title }) => title).join(', ') }];
  return [...shown, ...rest].map(({ title, message }) => `::${kind} title=${property(title)}::${data(message)}`);
}

/** A message: a percent sign and line ends are escaped. */
function data(text: string): string {
  const shown = visibleText(text, { keepLines: true });
  const cut = shown.length <= MOST_IN_TEXT ? shown : `${shown.slice(0, MOST_IN_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
  return cut.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property ends at a comma or a colon, too. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
