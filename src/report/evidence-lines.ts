import { createColors } from 'picocolors';
import { visibleText } from './legal-text';
import type { Evidence } from './results';

/** Where the text of a line of evidence begins. */
const TITLE_WIDTH = 10;

/** What a violation rests on, a line each, with the wrong words marked; without the trace around it. */
export function evidenceLines(evidence: Evidence, options: { readonly color: boolean }): string[] {
  const { sent, accepted, form, received, mark } = evidence;
  const colors = createColors(options.color);
  const line = (title: string, text: string) =>
    text === '' ? [] : [`${title.padEnd(TITLE_WIDTH)}${visibleText(text)}`];
  // A document from elsewhere may mark what is not there.
  const column = (at: number) => Math.min(at, received.length);
  const carets =
    mark === undefined
      ? []
      : [
          ' '.repeat(TITLE_WIDTH + column(mark.from)) +
            colors.red('^'.repeat(Math.max(0, column(mark.to) - column(mark.from)))),
        ];
  return [
    ...line('sent', sent),
    ...line('accepted', accepted),
    ...line('form', form),
    ...line('received', received === '' ? '(nothing)' : received),
    ...carets,
  ];
}
