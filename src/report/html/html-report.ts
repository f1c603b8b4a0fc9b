import type { Results } from '../results';
import { runNames, subjectName } from '../run-names';
import type { Trend } from '../trend';
import { verdictSentence } from '../verdict-sentence';
import { type Html, html, nothing } from './html';
import { page } from './page';
import { runSection } from './run-section';
import { type RunView, runView } from './run-view';
import { storiesOf } from './stories-of';
import { VERDICTS, verdictMark } from './words';

/**
 * The report for people with a browser: one file that asks the network for nothing. Verdicts, rules and evidence are plain markup; only the
 * stories of cases, which are long, are packed, and told by a script when a case is opened.
 */
export function htmlReport(
  results: readonly Results[],
  options: { readonly trends?: ReadonlyMap<Results, Trend> | undefined } = {},
): string {
  const names = runNames(results);
  const views = results.map((one, index) =>
    runView({ results: one, name: names[index] ?? '', index, isAlone: results.length === 1 }),
  );
  return page({
    title: `MSNP8 ${results.map((one) => `${one.subject.role} ${one.verdict}`).join(', ')}`,
    header: html`<h1>MSNP8 conformance</h1>
<ul class="runs">${views.map(
      ({ results: one, name }) =>
        html`<li><p class="lead">${verdictMark(one.verdict)} <strong>${name}</strong>${one.subject.role === name ? html` ${subjectName(one)}` : nothing}</p><p>${verdictSentence(one)}</p></li>`,
    )}</ul>`,
    main: html`${filterForm(views)}${views.map((view) => runSection(view, options.trends?.get(view.results)))}`,
    footer: html`<p>Made by ${results[0]?.kit.name ?? 'the kit'} ${results[0]?.kit.version ?? ''}. The complete traces stand in the folder <code>traces</code> beside the results.</p>`,
    stories: storiesOf(views),
  });
}

/** Hidden until the script is there, without which it would do nothing. */
function filterForm(views: readonly RunView[]): Html {
  const areas = [...new Set(views.flatMap(({ results }) => results.rules.map(({ area }) => area)))].sort();
  const option = (value: string) => html`<option value="${value}">${value}</option>`;
  return html`<noscript><p>Without scripts all is here but the filter and the stories of the cases.</p></noscript>
<form class="filter" role="search" aria-label="Filter of rules and cases" hidden>
<p><label for="by-verdict">Verdict</label><select id="by-verdict" name="verdict"><option value="">any</option>${VERDICTS.map(option)}</select></p>
<p><label for="by-area">Area</label><select id="by-area" name="area"><option value="">any</option>${areas.map(option)}</select></p>
<p><label for="by-text">Text</label><input id="by-text" name="text" type="search" autocomplete="off"></p>
<p><button type="reset">Show all</button></p>
<p id="shown" role="status" aria-live="polite"></p>
</form>
`;
}
