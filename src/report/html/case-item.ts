import type { CaseResult, PropertyOutcome } from '../results';
import { type Html, html, nothing } from './html';
import { inRun, type RunView } from './run-view';
import { again, againOf, linesBox, verdictMark } from './words';

/** A case: what came of it, and its story, which the script tells when it is opened. */
export function caseItem(one: CaseResult, view: RunView): Html {
  const { id, title, verdict, reason, closing, durationMs, trace, property } = one;
  const anchor = view.caseIds.get(id) ?? '';
  const told = one.story === undefined ? nothing : html` data-story="${anchor}" data-name="${inRun(id, view)}"`;
  return html`<details class="item" id="${anchor}" data-verdict="${verdict}" data-area="${view.areasOf(one).join(' ')}"${told}><summary>${verdictMark(verdict)} <code>${id}</code> ${title}</summary>
<div class="body">${reason === '' ? nothing : html`<p>${reason}</p>`}<dl><dt>Rules</dt><dd>${ruleLinks(one.rules, view)}</dd>${
    one.accused.length === 0 ? nothing : html`<dt>Accused</dt><dd>${ruleLinks(one.accused, view)}</dd>`
  }<dt>Closing</dt><dd>${closing}</dd><dt>Took</dt><dd>${durationMs} ms</dd><dt>Trace</dt><dd><code>${trace}</code></dd></dl>
${property === undefined ? nothing : propertyPart(property, inRun(id, view))}${again(againOf(view.results, id))}${
  one.story === undefined ? html`<p>Its story was not kept.</p>` : html`<div class="told"></div>`
}</div></details>
`;
}

function ruleLinks(rules: readonly string[], { ruleIds }: RunView): readonly Html[] {
  return rules.map((rule, index) => {
    const anchor = ruleIds.get(rule);
    const gap = index === 0 ? '' : ' ';
    return anchor === undefined ? html`${gap}${rule}` : html`${gap}<a href="#${anchor}">${rule}</a>`;
  });
}

function propertyPart(property: PropertyOutcome, label: string): Html {
  const { statement, examples, exhaustive, shrinks, counterexample } = property;
  const { examplesPerSecond, segmentsPerSecond, boundaries, provenBoundaries } = property;
  return html`<p>${statement}</p>
<dl><dt>Examples</dt><dd>${examples}${exhaustive === 0 ? '' : `, of which ${exhaustive} are all that there are of a kind`}</dd><dt>Speed</dt><dd>${rate(examplesPerSecond)} examples and ${rate(segmentsPerSecond)} segments a second</dd><dt>Boundaries</dt><dd>${provenBoundaries} of ${boundaries} proven</dd></dl>
${
  counterexample === undefined
    ? nothing
    : html`<p>It fails for <code>${counterexample.example}</code> (${counterexample.failed} of ${counterexample.tries} tries, found by ${shrinks} shrinks).</p>
${linesBox({ label: `Counterexample of ${label}`, lines: counterexample.transcript })}
${again(`msnp8 replay ${shellWord(counterexample.file)}`)}`
}`;
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

/** A word as a shell takes it, quoted where it has to be. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
