import { visibleText } from './legal-text';
import type { AccusedHere, StoryEvent } from './results';

/** The story of a case as lines: time, connection, and what crossed the wire, an arrow a segment. Commands repeat their segments: of them only the notes are told. */
export function storyLines(story: readonly StoryEvent[]): string[] {
  return story.flatMap((event) => {
    const notes = (event.notes ?? []).map((note) => `      # ${visibleText(note)}`);
    if (event.kind === 'command' || event.kind === 'empty-line') {
      return notes;
    }
    const connection = event.connection === '' ? '' : ` ${visibleText(event.connection)}`;
    const boundary = event.boundary === undefined || event.boundary === 'whole' ? '' : ` (boundary ${event.boundary})`;
    return [
      `[${event.index}] ${event.time.toFixed(1)} ms${connection}${boundary}`,
      ...visibleText(event.text, { keepLines: true })
        .split('\n')
        .map((line) => `  ${arrow(event)}${line}`),
      ...(event.accused ?? []).map((one) => `      # accused here: ${visibleText(one.rule)}${quoted(event.text, one)}`),
      ...notes,
    ];
  });
}

/** What breaks the rule. A document from elsewhere may mark what is not there. */
function quoted(text: string, { from, to }: AccusedHere): string {
  const marked = text.slice(from ?? 0, to ?? 0);
  return marked === '' ? '' : ` by ${visibleText(marked)}`;
}

function arrow({ kind, from }: StoryEvent): string {
  if (kind !== 'segment') {
    return `${kind}: `;
  }
  return from === 'client' ? '>>> ' : '<<< ';
}
