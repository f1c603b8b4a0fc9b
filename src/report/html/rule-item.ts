import type { Evidence, RuleResult, Violation } from '../results';
import { Html, html, nothing } from './html';
import { inRun, type RunView } from './run-view';
import { again, againOf, counted, linesBox, sentence, verdictMark } from './words';

/** Violations of one rule that are shown; the results document has them all. */
const MOST_VIOLATIONS = 12;

/** A rule: what it demands, where that stands, and each accusation with its evidence. */
export function ruleItem(rule: RuleResult, view: RunView): Html {
  const { id, area, level, verdict, statement, violations, exercised } = rule;
  return html`<details class="item" id="${view.ruleIds.get(id) ?? ''}" data-verdict="${verdict}" data-area="${area}"><summary>${verdictMark(verdict)} <code>${id}</code> ${level}: ${sentence(statement)}${violations.length === 0 ? nothing : html` <span class="soft">(${counted(violations.length, 'violation')})</span>`}</summary>
<div class="body">${ruleFacts(rule)}
<p>${putToTheTest(exercised)} ${links(casesOf(rule, view))}</p>
${bent(rule, view)}${violationList(rule, view)}${again(againOf(view.results, violations[0]?.case ?? id))}</div></details>
`;
}

export function putToTheTest(exercised: number): string {
  return exercised === 0
    ? 'Nothing put it to the test.'
    : `Put to the test ${exercised === 1 ? 'once' : `${exercised} times`}.`;
}

/** Source, confidence, dispute and variants. */
export function ruleFacts({ source, confidence, dispute, variants }: RuleResult): Html {
  const chosen = Object.entries(variants).map(([variant, times]) => `${variant} (${times})`);
  return html`<dl><dt>Source</dt><dd>${source}, ${confidence}</dd>${
    dispute === undefined ? nothing : html`<dt>Disputed</dt><dd>${sentence(dispute)}</dd>`
  }${chosen.length === 0 ? nothing : html`<dt>Variants seen</dt><dd>${chosen.join(', ')}</dd>`}</dl>`;
}

/** Every violation up to a bound, and how many there are beyond. */
export function violationList({ id, violations }: RuleResult, view: RunView): Html {
  const shown = violations.slice(0, MOST_VIOLATIONS);
  const more = violations.length - shown.length;
  return html`${shown.map((one, index) =>
    violationPart(one, { label: inRun(`violation ${index + 1} of ${id}`, view), view }),
  )}${more > 0 ? html`<p>And ${more} more like it.</p>` : nothing}`;
}

function violationPart(violation: Violation, options: { readonly label: string; readonly view: RunView }): Html {
  const { message, level, trace, event, evidence } = violation;
  const { label, view } = options;
  const isMild = level !== 'MUST';
  return html`<div class="violation${isMild ? ' mild' : ''}"><p><strong>${level}</strong> ${message}</p>
${evidence === undefined ? nothing : evidencePart(evidence, label)}<p>In ${caseLink(violation.case, view)}, event ${event} of <code>${trace}</code></p></div>
`;
}

function evidencePart(evidence: Evidence, label: string): Html {
  const { sent, accepted, form, around } = evidence;
  const row = (title: string, content: Html) => html`<dt>${title}</dt><dd><code>${content}</code></dd>`;
  const given = (title: string, text: string) => (text === '' ? nothing : row(title, html`${text}`));
  return html`<dl>${given('Sent', sent)}${given('Accepted', accepted)}${given('Form', form)}${row('Received', received(evidence))}</dl>
${around.length === 0 ? nothing : linesBox({ label: `Trace around ${label}`, lines: around })}`;
}

/** What came, with the wrong columns marked. A document from elsewhere may mark what is not there. */
function received({ received: came, mark }: Evidence): Html {
  if (came === '') {
    return html`(nothing)`;
  }
  if (mark === undefined || mark.from >= Math.min(mark.to, came.length)) {
    return html`${came}`;
  }
  return html`${came.slice(0, mark.from)}<mark>${came.slice(mark.from, mark.to)}</mark>${came.slice(mark.to)}`;
}

export function caseLink(id: string, { caseIds }: RunView): Html {
  const anchor = caseIds.get(id);
  return anchor === undefined ? html`<code>${id}</code>` : html`<a href="#${anchor}"><code>${id}</code></a>`;
}

/** What the kit did otherwise, where it bears on the rule. */
function bent({ id }: RuleResult, { results }: RunView): Html {
  return html`${results.accommodations
    .filter(({ bends }) => bends.includes(id))
    .map(({ need, value }) => html`<p>Bent: the client needs ${need} ${String(value)}.</p>`)}`;
}

/** Links to cases that are shown of a rule. */
const MOST_CASES = 8;

function casesOf({ id, violations }: RuleResult, view: RunView): readonly Html[] {
  const accused = new Set(violations.map((one) => one.case));
  const bearing = view.results.cases.filter((one) => one.rules.includes(id)).map((one) => one.id);
  const all = [...new Set([...accused, ...bearing])];
  const shown = all.slice(0, MOST_CASES).map((one) => caseLink(one, view));
  return all.length > shown.length ? [...shown, html`${all.length - shown.length} more`] : shown;
}

function links(all: readonly Html[]): Html {
  return all.length === 0 ? nothing : new Html(`Cases that bear on it: ${all.map(({ markup }) => markup).join(', ')}.`);
}
