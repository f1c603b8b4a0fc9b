import type { Results, RuleResult } from '../results';
import { runNames } from '../run-names';
import { verdictSentence } from '../verdict-sentence';
import { caseItem } from './case-item';
import { type Html, html, nothing } from './html';
import { page } from './page';
import { caseLink, putToTheTest, ruleFacts, violationList } from './rule-item';
import { type RunView, runView } from './run-view';
import { storiesOf } from './stories-of';
import { box, counted, sentence, verdictMark } from './words';

/** Rules down, runs across: what each rule came to in each run. Rules on which the runs differ come first. */
export function matrixReport(results: readonly Results[]): string {
  const names = runNames(results);
  const views = results.map((one, index) => storiedView({ results: one, name: names[index] ?? '', index }));
  const rows = rowsOf(views);
  const different = rows.filter(isDifferent);
  const same = rows.filter((row) => !isDifferent(row));
  return page({
    title: `MSNP8: ${counted(results.length, 'run')}`,
    header: html`<h1>MSNP8 conformance: ${counted(results.length, 'run')}</h1>
<ul class="runs">${views.map(({ results: one, name }) => html`<li><p class="lead">${verdictMark(one.verdict)} <strong>${name}</strong></p><p>${verdictSentence(one)}</p></li>`)}</ul>`,
    main: html`<h2>Rules</h2>
<p>${differenceSentence({ results, different: different.length, all: rows.length })} Each verdict leads to what stands behind it.</p>
${box({ label: 'Rules and runs', content: table({ views, different, same }) })}
<h2>What stands behind the verdicts</h2>
${views.map((view) => detailsOf(view, rows))}`,
    footer: html`<p>Made by ${results[0]?.kit.name ?? 'the kit'} ${results[0]?.kit.version ?? ''}.</p>`,
    stories: storiesOf(views),
  });
}

/** A rule, and what each run has of it; undefined where the run does not judge it. */
interface Row {
  readonly id: string;
  readonly cells: readonly (RuleResult | undefined)[];
}

function rowsOf(views: readonly RunView[]): readonly Row[] {
  const rules = views.map(({ results }) => new Map(results.rules.map((rule) => [rule.id, rule])));
  const ids = new Set(rules.flatMap((known) => [...known.keys()]));
  return [...ids].map((id) => ({ id, cells: rules.map((known) => known.get(id)) }));
}

/** A run that does not judge a rule differs from none. */
function isDifferent({ cells }: Row): boolean {
  return new Set(cells.filter((cell) => cell !== undefined).map(({ verdict }) => verdict)).size > 1;
}

function differenceSentence(options: {
  readonly results: readonly Results[];
  readonly different: number;
  readonly all: number;
}): string {
  const { results, different, all } = options;
  if (results.length < 2) {
    return `One run has judged ${counted(all, 'rule')}.`;
  }
  return different === 0
    ? `The runs agree on all of ${counted(all, 'rule')}.`
    : `The runs differ on ${different} of ${counted(all, 'rule')}, which come first.`;
}

function table(options: {
  readonly views: readonly RunView[];
  readonly different: readonly Row[];
  readonly same: readonly Row[];
}): Html {
  const { views, different, same } = options;
  const part = (title: string, rows: readonly Row[]) =>
    rows.length === 0
      ? nothing
      : html`<tbody><tr class="part"><th scope="rowgroup" colspan="${views.length + 1}">${title}</th></tr>${rows.map((row) => tableRow(row, views))}</tbody>`;
  return html`<table class="matrix"><thead><tr><th scope="col">Rule</th>${views.map(
    ({ name }) => html`<th scope="col">${name}</th>`,
  )}</tr></thead>${part('Runs differ', different)}${part(views.length < 2 ? 'All rules' : 'Runs agree', same)}</table>`;
}

function tableRow({ id, cells }: Row, views: readonly RunView[]): Html {
  return html`<tr><th scope="row"><code>${id}</code></th>${cells.map((cell, index) => {
    const anchor = views[index]?.ruleIds.get(id);
    if (cell === undefined) {
      return html`<td class="soft">not judged</td>`;
    }
    return html`<td><a href="#${anchor ?? ''}">${verdictMark(cell.verdict)}</a></td>`;
  })}</tr>
`;
}

function detailsOf(view: RunView, rows: readonly Row[]): Html {
  const index = new Map(view.results.rules.map((rule) => [rule.id, rule]));
  const behind = rows.map(({ id }) => index.get(id)).filter((rule) => rule !== undefined);
  const cases = view.results.cases.filter(({ id }) => view.caseIds.has(id));
  return html`<section><h3>${view.name}</h3>
${behind.map((rule) => ruleDetails(rule, view))}${
  cases.length === 0 ? nothing : html`<h4>Cases</h4>${cases.map((one) => caseItem(one, view))}`
}</section>
`;
}

function ruleDetails(rule: RuleResult, view: RunView): Html {
  const { id, area, level, verdict, statement, exercised } = rule;
  const bearing = casesBehind(rule, view.results).map((one) => html`<li>${caseLink(one, view)}</li>`);
  return html`<details class="item" id="${view.ruleIds.get(id) ?? ''}" data-verdict="${verdict}" data-area="${area}"><summary>${verdictMark(verdict)} <code>${id}</code> ${level}: ${sentence(statement)}</summary>
<div class="body">${ruleFacts(rule)}<p>${putToTheTest(exercised)}</p>${violationList(rule, view)}${bearing.length === 0 ? nothing : html`<p>Cases behind it:</p><ul>${bearing}</ul>`}</div></details>
`;
}

/** Cases told of behind a verdict that is no pass; of a pass one is enough. */
const MOST_CASES = 5;

/** The cases that accuse the rule, or those that came to the same. */
function casesBehind({ id, verdict, violations }: RuleResult, { cases }: Results): readonly string[] {
  const accusing = violations.map((one) => one.case);
  const same = cases.filter((one) => one.rules.includes(id) && one.verdict === verdict).map((one) => one.id);
  return [...new Set(violations.length > 0 ? accusing : same)].slice(0, verdict === 'pass' ? 1 : MOST_CASES);
}

/** A view in which only the cases have a name that stand behind a verdict: the others are not in the page. */
function storiedView(options: { readonly results: Results; readonly name: string; readonly index: number }): RunView {
  const view = runView({ ...options, isAlone: false });
  const { results } = options;
  const behind = new Set(results.rules.flatMap((rule) => casesBehind(rule, results)));
  return { ...view, caseIds: new Map([...view.caseIds].filter(([id]) => behind.has(id))) };
}
