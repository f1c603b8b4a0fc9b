import type { Level } from '../../rules';
import type { Results, RuleResult } from '../results';
import { subjectName } from '../run-names';
import { isWorse, type Trend } from '../trend';
import { baselinePart } from './baseline-part';
import { caseItem } from './case-item';
import { type Html, html, nothing } from './html';
import { ruleItem } from './rule-item';
import { inRun, type RunView } from './run-view';
import { again, againOf, box, counted, VERDICTS, verdictMark } from './words';

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** One run: its summary first, then the rules, then the cases, each the worst first. */
export function runSection(view: RunView, trend: Trend | undefined): Html {
  const { results } = view;
  const { rules, cases } = results;
  const worst = <One extends RuleResult | Results['cases'][number]>(all: readonly One[]) =>
    VERDICTS.flatMap((verdict) => all.filter((one) => one.verdict === verdict));
  return html`<section><h2>${view.name}: ${verdictMark(results.verdict)}</h2>
${facts(results)}
${baselinePart(view)}<h3>Counts</h3>
${countTable(view)}
<h3>Rules by area and level</h3>
${areaTable(view)}
${trend === undefined ? nothing : changesOf(trend, view)}
<h3>What is broken</h3>
${accusations(view)}
<h3>Not exercised</h3>
${notExercised(view)}
<h3>Rules</h3>
${worst(rules).map((rule) => ruleItem(rule, view))}
<h3>Cases</h3>
${worst(cases).map((one) => caseItem(one, view))}</section>
`;
}

function facts(results: Results): Html {
  const { subject, started, durationMs, seed, kit, run, accommodations } = results;
  const row = (title: string, text: string) => html`<dt>${title}</dt><dd>${text}</dd>`;
  const { shard } = run;
  return html`<dl>${row('Subject', `${subjectName(results)} (${subject.kind})`)}${row('Started', started)}${row(
    'Took',
    `${(durationMs / 1000).toFixed(1)} s`,
  )}${row('Kit', `${kit.name} ${kit.version}, Node ${run.node} on ${run.platform}`)}${row('Seed', String(seed))}${row(
    'Levels',
    `${run.levels.join(', ')}${run.strict ? '; a SHOULD that is broken fails the run' : ''}`,
  )}${run.selectors.length === 0 ? nothing : row('Chosen', run.selectors.join(' '))}${
    shard === undefined ? nothing : row('Shard', `${shard.index} of ${shard.of}`)
  }${accommodations.map(({ need, value, bends }) =>
    row('Needs', `${need} ${String(value)}, which bends ${bends.join(', ')}`),
  )}</dl>
${again(againOf(results, run.selectors.join(' ')))}`;
}

function countTable(view: RunView): Html {
  const { rules, cases } = view.results;
  const shown = VERDICTS.filter((verdict) => [...rules, ...cases].some((one) => one.verdict === verdict));
  const row = (title: string, all: readonly { readonly verdict: string }[]) =>
    html`<tr><th scope="row">${title}</th>${shown.map(
      (verdict) => html`<td class="n">${all.filter((one) => one.verdict === verdict).length}</td>`,
    )}<td class="n">${all.length}</td></tr>`;
  return box({
    label: inRun('Counts', view),
    content: html`<table><thead><tr><td></td>${shown.map(
      (verdict) => html`<th scope="col" class="n">${verdictMark(verdict)}</th>`,
    )}<th scope="col" class="n">all</th></tr></thead><tbody>${row('Rules', rules)}${row('Cases', cases)}</tbody></table>`,
  });
}

function areaTable(view: RunView): Html {
  const { rules } = view.results;
  const areas = [...new Set(rules.map(({ area }) => area))];
  const levels = LEVELS.filter((level) => rules.some((rule) => rule.level === level));
  const cell = (all: readonly RuleResult[]) =>
    html`<td>${VERDICTS.map((verdict) => ({ verdict, count: all.filter((one) => one.verdict === verdict).length }))
      .filter(({ count }) => count > 0)
      .map(({ verdict, count }) => html`<div>${count} ${verdictMark(verdict)}</div>`)}</td>`;
  return box({
    label: inRun('Rules by area and level', view),
    content: html`<table><thead><tr><th scope="col">Area</th>${levels.map(
      (level) => html`<th scope="col">${level}</th>`,
    )}</tr></thead><tbody>${areas.map(
      (area) =>
        html`<tr><th scope="row">${area}</th>${levels.map((level) =>
          cell(rules.filter((rule) => rule.area === area && rule.level === level)),
        )}</tr>`,
    )}</tbody></table>`,
  });
}

function changesOf(trend: Trend, view: RunView): Html {
  const { since, earlier, changes, added } = trend;
  const known = `${counted(earlier, 'earlier run')} of it ${earlier === 1 ? 'is' : 'are'} known, the last of ${since}.`;
  const worse = changes.filter(isWorse).length;
  const sum =
    changes.length === 0
      ? 'No rule came to anything else.'
      : `${worse} came to worse, ${changes.length - worse} to better.`;
  return html`<h3>What has changed</h3>
<p>${known} ${sum}</p>
${
  changes.length === 0
    ? nothing
    : box({
        label: inRun('What has changed', view),
        content: html`<table><thead><tr><th scope="col">Rule</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Change</th></tr></thead><tbody>${changes.map(
          (change) =>
            html`<tr><th scope="row">${ruleLink(change.id, view)}</th><td>${verdictMark(change.from)}</td><td>${verdictMark(change.to)}</td><td>${isWorse(change) ? 'worse' : 'better'}</td></tr>`,
        )}</tbody></table>`,
      })
}${added.length === 0 ? nothing : html`<p>New: ${added.join(', ')}.</p>`}`;
}

function accusations(view: RunView): Html {
  const accused = view.results.rules.filter(({ violations }) => violations.length > 0);
  if (accused.length === 0) {
    return html`<p>No rule was seen broken.</p>`;
  }
  return html`<ul>${VERDICTS.flatMap((verdict) => accused.filter((rule) => rule.verdict === verdict)).map(
    (rule) =>
      html`<li>${verdictMark(rule.verdict)} ${ruleLink(rule.id, view)}: ${rule.violations[0]?.message ?? ''}${
        rule.violations.length > 1 ? html` <span class="soft">(${rule.violations.length} times)</span>` : nothing
      }</li>`,
  )}</ul>`;
}

/** Openly: what nothing put to the test is not shown to hold. */
function notExercised(view: RunView): Html {
  const rules = view.results.rules.filter(({ exercised, violations }) => exercised === 0 && violations.length === 0);
  if (rules.length === 0) {
    return html`<p>Every rule was put to the test.</p>`;
  }
  return html`<p>Nothing put ${rules.length === 1 ? 'this rule' : `these ${rules.length} rules`} to the test: the run says nothing of what is listed here.</p>
<ul class="links">${rules.map(({ id, verdict }) => html`<li>${ruleLink(id, view)}${verdict === 'not exercised' ? nothing : html` (${verdict})`}</li>`)}</ul>`;
}

function ruleLink(id: string, { ruleIds }: RunView): Html {
  const anchor = ruleIds.get(id);
  return anchor === undefined ? html`<code>${id}</code>` : html`<a href="#${anchor}"><code>${id}</code></a>`;
}
