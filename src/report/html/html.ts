import { visibleText } from '../legal-text';

/** Markup that is safe to stand in a page. Only `html` makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | readonly Html[];

/** A template of markup. What is put in is text, whoever wrote it, unless it is markup made by `html` itself. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    literals.reduce((text, literal, index) => {
      const part = parts[index - 1];
      return text + (part === undefined ? '' : markupOf(part)) + literal;
    }),
  );
}

function markupOf(part: Part): string {
  if (part instanceof Html) {
    return part.markup;
  }
  return typeof part === 'object' ? part.map(({ markup }) => markup).join('') : escapeHtml(String(part));
}

/** Longest text of one place, in characters: pages stay small whatever a document brings. */
const LONGEST_TEXT = 8192;

/** Text for an element or a quoted attribute. Newlines stay; what else controls is shown as an escape. */
function escapeHtml(text: string): string {
  const bounded = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return visibleText(bounded, { keepLines: true }).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const nothing = html``;
