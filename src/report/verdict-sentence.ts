import { visibleText } from './legal-text';
import type { Results, Verdict } from './results';

/** What a run came to, in a sentence or two. */
export function verdictSentence({ verdict, exitCode, reason, rules, cases }: Results): string {
  const of = (one: Verdict) => rules.filter((rule) => rule.verdict === one).length;
  const exercised = rules.filter((rule) => rule.exercised > 0).length;
  const parts = [
    ...(of('fail') > 0 ? [`${of('fail')} broken`] : []),
    ...(of('warn') > 0 ? [`${of('warn')} with a warning`] : []),
    ...(of('inconclusive') > 0 ? [`${of('inconclusive')} undecided`] : []),
  ];
  const broken = parts.length === 0 ? 'none broken' : parts.join(', ');
  const why = reason === '' ? '' : ` ${visibleText(reason)}`;
  return `The verdict is ${verdict}, exit code ${exitCode}: of ${rules.length} rules ${exercised} were exercised in ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}, ${broken}.${why}`;
}
