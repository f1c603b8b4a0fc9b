import type { StoryEvent } from '../results';
import type { RunView } from './run-view';

/** Stories by the ids that their cases have in the page. */
export type Stories = Readonly<Record<string, readonly StoryEvent[]>>;

/** The stories of all cases that are in the page. */
export function storiesOf(views: readonly RunView[]): Stories {
  const stories: Record<string, readonly StoryEvent[]> = {};
  for (const { results, caseIds } of views) {
    for (const { id, story } of results.cases) {
      const anchor = caseIds.get(id);
      if (story !== undefined && anchor !== undefined) {
        stories[anchor] = shownStory(story);
      }
    }
  }
  return stories;
}

/** Commands and empty lines repeat their segments, so that of them only the notes are of use. */
function shownStory(story: readonly StoryEvent[]): readonly StoryEvent[] {
  return story.filter(
    ({ kind, notes, accused }) =>
      (kind !== 'command' && kind !== 'empty-line') || notes !== undefined || accused !== undefined,
  );
}
