import { type DecodedCommand, decodeText, formById, listsOf, printBytes } from '../codec';
import { type AccusedHere, type CaseResult, type StoryEvent, visibleText } from '../report';
import type { SegmentEvent, ShownTrace, TraceEvent } from '../wire';
import type { Offence } from './wrong-bytes';

/** Events of one story at the most, the remarks on gaps not among them. */
const MOST_EVENTS = 300;
/** Characters of one story at the most, as JSON and but for the remarks on gaps. */
const MOST_CHARACTERS = 48 * 1024;
/** Bytes that are shown of one segment, and characters of any other text. */
const LONGEST_TEXT = 4096;
/** Characters of one note. */
const LONGEST_NOTE = 300;
/** Events kept before and behind one that is accused, however long the trace. */
const AROUND_ACCUSED = 12;
/** Accused events for which that is done, and accusations that one event names. */
const MOST_ACCUSED = 8;
/** Characters that the stories of a run may have as JSON. */
const MOST_IN_RUN = 8 * 1024 * 1024;

/**
 * The trace of a case as people read it, an event each: bytes in the notation of transcripts, a line of the protocol a line of text; secrets masked.
 * It is bounded, whatever a peer sends: of a longer trace what stands around accused events is kept, then its beginning and its end, and a remark
 * stands for each stretch that is left out.
 */
export function storyOf(options: {
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
  /** What is accused, to be marked. */
  readonly offences: readonly Offence[];
}): StoryEvent[] {
  const { events, shown, offences } = options;
  const told = new Map<number, StoryEvent>();
  let length = 0;
  for (const index of byImportance(
    events.length,
    offences.map(({ event }) => event),
  )) {
    const event = events[index];
    if (event === undefined || told.has(index)) {
      continue;
    }
    const story = storyEvent(event, shown);
    const accused = accusedHere({ event, shown, offences });
    const marked = accused.length === 0 ? story : { ...story, accused };
    length += JSON.stringify(marked).length;
    if (told.size === MOST_EVENTS || length > MOST_CHARACTERS) {
      break;
    }
    told.set(index, marked);
  }
  return withGaps(events, told);
}

/** Indices in the order in which they find room: around accused events, then from both ends to the middle. One may come more than once. */
function* byImportance(count: number, accused: readonly number[]): Generator<number> {
  for (const index of new Set(accused.slice(0, MOST_ACCUSED))) {
    yield* range(Math.max(0, index - AROUND_ACCUSED), Math.min(count, index + AROUND_ACCUSED + 1));
  }
  for (const index of range(0, Math.ceil(count / 2))) {
    yield index;
    yield count - 1 - index;
  }
}

function* range(from: number, to: number): Generator<number> {
  for (let index = from; index < to; index += 1) {
    yield index;
  }
}

function withGaps(events: readonly TraceEvent[], told: ReadonlyMap<number, StoryEvent>): StoryEvent[] {
  const story: StoryEvent[] = [];
  let firstLeft: TraceEvent | undefined;
  let left = 0;
  const closeGap = () => {
    if (firstLeft !== undefined) {
      const { index, time } = firstLeft;
      const text = `The story would be too long: ${left === 1 ? 'an event is' : `${left} events are`} left out here.`;
      story.push({ index, time: tenths(time), connection: '', kind: 'remark', text });
      firstLeft = undefined;
      left = 0;
    }
  };
  for (const event of events) {
    const one = told.get(event.index);
    if (one === undefined) {
      firstLeft ??= event;
      left += 1;
    } else {
      closeGap();
      story.push(one);
    }
  }
  closeGap();
  return story;
}

/** The rules that an event breaks: a segment those of the wrong bytes that it brought, any other event those that are accused at it. */
function accusedHere(options: {
  readonly event: TraceEvent;
  readonly shown: ShownTrace;
  readonly offences: readonly Offence[];
}): AccusedHere[] {
  const { event, shown, offences } = options;
  const accused = new Map<string, AccusedHere>();
  for (const { rule, event: index, bytes } of offences) {
    const columns = bytes === undefined || event.kind !== 'segment' ? undefined : columnsIn({ event, shown, bytes });
    const here = columns === undefined ? undefined : { rule, ...columns };
    if (here !== undefined || (bytes === undefined && index === event.index)) {
      const one = here ?? { rule };
      accused.set(JSON.stringify(one), one);
    }
  }
  return [...accused.values()].slice(0, MOST_ACCUSED);
}

/** Where wrong bytes stand in the text of a segment; undefined where it brought none of them, or shows none. */
function columnsIn(options: {
  readonly event: SegmentEvent;
  readonly shown: ShownTrace;
  readonly bytes: NonNullable<Offence['bytes']>;
}): Pick<AccusedHere, 'from' | 'to'> | undefined {
  const { event, shown, bytes } = options;
  const begin = Math.max(0, bytes.begin - event.offset);
  const end = Math.min(event.bytes.length, LONGEST_TEXT, bytes.end - event.offset);
  if (event.connection !== bytes.connection || event.from !== bytes.from || begin >= end) {
    return undefined;
  }
  const sent = shown.bytes(event);
  const from = linesOf(`${printBytes(sent.subarray(0, begin))}.`).length - 1;
  return { from, to: from + linesOf(printBytes(sent.subarray(begin, end))).length };
}

/** The cases of a run, of which those that say more than that all is well keep their stories first, as long as there is room. */
export function withinStoryBudget(
  cases: readonly CaseResult[],
  options: { readonly most?: number | undefined } = {},
): CaseResult[] {
  let left = options.most ?? MOST_IN_RUN;
  const kept = new Set<CaseResult>();
  for (const one of [...cases.filter((each) => !isPlain(each)), ...cases.filter(isPlain)]) {
    const length = one.story === undefined ? 0 : JSON.stringify(one.story).length;
    if (length <= left) {
      left -= length;
      kept.add(one);
    }
  }
  return cases.map((one) => {
    const { story: _, ...rest } = one;
    return kept.has(one) ? one : rest;
  });
}

function isPlain({ verdict, accused }: CaseResult): boolean {
  return verdict === 'pass' && accused.length === 0;
}

function storyEvent(event: TraceEvent, shown: ShownTrace): StoryEvent {
  const { index, connection } = event;
  const at = { index, time: tenths(event.time), connection };
  switch (event.kind) {
    case 'open': {
      const { kind, service, label } = event;
      return {
        ...at,
        kind,
        service,
        text: cut(label === undefined ? 'opens' : `opens (${visibleText(shown.text(label))})`),
      };
    }
    case 'segment': {
      const { kind, from, boundary } = event;
      return { ...at, kind, from, boundary, text: segmentText(event, shown) };
    }
    case 'command': {
      const { kind, from, command } = event;
      const notes = notesOf(command, shown);
      return { ...at, kind, from, text: commandText(command), ...(notes.length === 0 ? {} : { notes }) };
    }
    case 'empty-line':
      return { ...at, kind: event.kind, from: event.from, text: 'a line without a word' };
    case 'undecodable': {
      const { kind, from, code, offset, message } = event;
      const why = visibleText(shown.text(message));
      return { ...at, kind, from, text: cut(`cannot be taken apart any further: ${why} (${code}, byte ${offset})`) };
    }
    case 'http': {
      const { kind, from, startLine, headers } = event;
      const lines = headers.map(([name, value]) => `${shown.text(name)}: ${shown.headerValue(value)}`);
      const text = [shown.headerValue(startLine), ...lines].map((line) => visibleText(line)).join('\n');
      return { ...at, kind, from, text: cut(text) };
    }
    case 'close':
      return { ...at, kind: event.kind, from: event.by, text: event.how === 'clean' ? 'closes' : 'resets' };
    case 'remark':
      return { ...at, kind: event.kind, text: cut(visibleText(shown.text(event.text))) };
  }
}

function tenths(time: number): number {
  return Math.round(time * 10) / 10;
}

function segmentText(event: SegmentEvent, shown: ShownTrace): string {
  const bytes = shown.bytes(event);
  const lines = linesOf(printBytes(bytes.subarray(0, LONGEST_TEXT)));
  const left = bytes.length - LONGEST_TEXT;
  return left > 0 ? `${lines}… (${left} more bytes)` : lines;
}

/** The escape of LF ends a line of the protocol, but for the last one; a backslash that was sent is escaped itself. */
function linesOf(printed: string): string {
  return printed.replaceAll(/(\\\\|\\n(?!$))/g, (escaped) => (escaped === '\\n' ? '\\n\n' : escaped));
}

/** Name and transaction id in words: the rest stands in the segments. */
function commandText({ name, trid }: DecodedCommand): string {
  const shownName = cut(printBytes(Buffer.from(name)), LONGEST_NOTE);
  return trid === undefined ? `${shownName} without a transaction id` : `${shownName} with transaction id ${trid}`;
}

function notesOf(command: DecodedCommand, shown: ShownTrace): string[] {
  const parameters = command.form === undefined ? [] : (formById(command.form)?.parameters ?? []);
  return parameters.flatMap(({ name, type }) => {
    const word = command.fields[name];
    if (word === undefined) {
      return [];
    }
    if (type === 'text' && word.includes('%')) {
      return [cut(`${name}: ${visibleText(shown.text(decodeText(word.slice(0, LONGEST_TEXT)).text))}`, LONGEST_NOTE)];
    }
    if (type === 'listBits' && /^\d{1,10}$/.test(word)) {
      const members = listsOf(Number(word));
      return [`${name} ${word}: ${members.length === 0 ? 'none' : members.join(' ')}`];
    }
    return [];
  });
}

function cut(text: string, most: number = LONGEST_TEXT): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
