import type { Results, Verdict } from '../results';
import { type Html, html } from './html';

/** Worst first. */
export const VERDICTS: readonly Verdict[] = [
  'fail',
  'warn',
  'inconclusive',
  'blocked',
  'unsupported',
  'pass',
  'not exercised',
];

export function verdictMark(verdict: Verdict): Html {
  return html`<b class="v" data-v="${verdict}">${verdict}</b>`;
}

/** A sentence of the catalogue, in which backticks stand around what is code. */
export function sentence(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

/** A box that scrolls by itself, so that the page need not. */
export function box(options: { readonly label: string; readonly content: Html }): Html {
  return html`<div class="box" role="region" tabindex="0" aria-label="${options.label}">${options.content}</div>`;
}

/** Lines of a trace, which are not to be broken. */
export function linesBox(options: { readonly label: string; readonly lines: readonly string[] }): Html {
  return box({ label: options.label, content: html`<pre>${options.lines.join('\n')}</pre>` });
}

/** The command that repeats a run, or one rule or case of it. A guided session is one case, which is not selected. */
export function againOf({ run, subject, seed }: Results, selector: string): string {
  if (run.command === '' || subject.kind === 'manual') {
    return run.command;
  }
  return [run.command, selector, `--seed ${seed}`].filter((part) => part !== '').join(' ');
}

export function again(command: string): Html {
  return command === '' ? html`` : html`<p class="again">Again: <code>${command}</code></p>`;
}

/** `1 case`, `2 cases` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
