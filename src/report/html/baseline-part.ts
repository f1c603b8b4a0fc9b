import type { BaselineDifference } from '../results';
import { type Html, html, nothing } from './html';
import { inRun, type RunView } from './run-view';
import { box, counted, verdictMark } from './words';

/** What is new since the baseline that the run was held against; nothing where it was held against none. */
export function baselinePart(view: RunView): Html {
  const { baseline } = view.results;
  if (baseline === undefined) {
    return nothing;
  }
  const { file, unexpected, changed, expired, stale, newRules } = baseline;
  const kinds: readonly (readonly [string, readonly BaselineDifference[]])[] = [
    ['unexpected', unexpected],
    ['fails in another way', changed],
    ['expired', expired],
    ['not needed any more', stale],
    ['new rule', newRules],
  ];
  const rows = kinds.flatMap(([kind, all]) => all.map((one) => row(kind, one, view)));
  return html`<h3>Since the baseline</h3>
<p>${
    rows.length === 0
      ? html`All is as <code>${file}</code> has it.`
      : html`${counted(rows.length, 'difference')} from <code>${file}</code>${unexpected.length === 0 ? ', none of them unexpected' : ''}.`
  }</p>
${
  rows.length === 0
    ? nothing
    : box({
        label: inRun('Since the baseline', view),
        content: html`<table><thead><tr><th scope="col">Rule or case</th><th scope="col">What</th><th scope="col">Expected</th><th scope="col">Now</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table>`,
      })
}`;
}

function row(kind: string, { id, expected, got, sentence }: BaselineDifference, view: RunView): Html {
  const anchor = view.ruleIds.get(id) ?? view.caseIds.get(id);
  const name = anchor === undefined ? html`<code>${id}</code>` : html`<a href="#${anchor}"><code>${id}</code></a>`;
  return html`<tr><th scope="row">${name}</th><td>${kind}</td><td>${expected.map((one) => html`<div>${verdictMark(one)}</div>`)}</td><td>${verdictMark(got)}</td><td>${sentence}</td></tr>`;
}
