import { formById, formLine, formsFor, printBytes, type Side } from '../codec';
import type { Evidence } from '../report';
import type { Role } from '../rules';
import { type CommandEvent, printAround, type ShownTrace, type TraceEvent } from '../wire';
import { claimOf, type FoundDifference, wrongBytes } from './wrong-bytes';

/** Longest line of evidence, in characters. */
const LONGEST_LINE = 300;
/** Lines that are shown of one segment. */
const MOST_LINES = 8;
const EVENTS_BEFORE = 5;
const EVENTS_AFTER = 2;

interface EvidenceOptions {
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
  /** Index of the event where the rule is broken. */
  readonly event: number;
  readonly role: Role;
  /** The sentence of the violation. */
  readonly message: string;
  /** What a script expected, as a line, where it was a script that broke off. */
  readonly accepted?: string | undefined;
  /** The word or byte that differs, where a script has found it. */
  readonly difference?: FoundDifference | undefined;
}

/** Gathers what a violation rests on from the trace of its case. */
export function evidenceOf(options: EvidenceOptions): Evidence {
  const { events, shown, role, message } = options;
  const event = events[options.event];
  const came = event !== undefined && isFrom(event, role) ? lineOf({ event, events, shown }) : undefined;
  const sent = event === undefined ? undefined : cause({ event, events, shown, role });
  const mark = came === undefined ? undefined : markIn({ came, event, options });
  return {
    sent: sent ?? '',
    accepted: cut(shown.text(options.accepted === undefined ? claimOf(message) : `${ARROW[role]} ${options.accepted}`)),
    form: event?.kind === 'command' ? documentedForm(event, events) : '',
    received: came === undefined ? '' : cut(came.text),
    ...(mark === undefined ? {} : { mark }),
    around: printAround({
      events,
      shown,
      event: options.event,
      before: EVENTS_BEFORE,
      after: EVENTS_AFTER,
      maxLines: MOST_LINES,
      maxLineLength: LONGEST_LINE,
    }),
  };
}

const ARROW: Readonly<Record<Side, string>> = { client: '>>>', server: '<<<' };

function isFrom(event: TraceEvent, side: Side): boolean {
  return (event.kind === 'command' || event.kind === 'empty-line' || event.kind === 'http') && event.from === side;
}

/** A line as it is shown, and where its bytes stand in it. */
interface ShownLine {
  readonly text: string;
  /** The column of a byte, counted from the first of the command; of the first behind the last byte as well. */
  column(byte: number): number;
}

function lineOf(options: {
  readonly event: TraceEvent;
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
}): ShownLine | undefined {
  const { event, events, shown } = options;
  if (event.kind === 'http') {
    return { text: printBytes(Buffer.from(shown.headerValue(event.startLine))), column: () => 0 };
  }
  if (event.kind !== 'command' && event.kind !== 'empty-line') {
    return undefined;
  }
  const item = event.kind === 'command' ? event.command : event.line;
  const bytes = maskedBytes({ event, events, shown, from: item.offset, to: item.offset + item.raw.length });
  const arrow = `${ARROW[event.from]} `;
  return {
    text: arrow + printBytes(bytes),
    column: (byte) => arrow.length + printBytes(bytes.subarray(0, byte)).length,
  };
}

/** The bytes of a range of one direction as they may be shown. */
function maskedBytes(options: {
  readonly event: CommandEvent | Extract<TraceEvent, { kind: 'empty-line' }>;
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
  readonly from: number;
  readonly to: number;
}): Uint8Array {
  const { event, events, shown, from, to } = options;
  const pieces: Uint8Array[] = [];
  for (const one of events) {
    if (one.kind === 'segment' && one.connection === event.connection && one.from === event.from) {
      const begin = Math.max(0, from - one.offset);
      const end = Math.min(one.bytes.length, to - one.offset);
      if (begin < end) {
        pieces.push(shown.bytes(one).subarray(begin, end));
      }
    }
  }
  return Buffer.concat(pieces);
}

/** What the kit had sent: the request with the same transaction id, else the last that it said or asked for on the connection. */
function cause(options: {
  readonly event: TraceEvent;
  readonly events: readonly TraceEvent[];
  readonly shown: ShownTrace;
  readonly role: Role;
}): string | undefined {
  const { event, events, shown, role } = options;
  const before = events
    .slice(0, event.index)
    .filter((one) => one.connection === event.connection || isAsked(one, role));
  const trid = event.kind === 'command' && event.from === 'server' ? event.command.trid : undefined;
  const asked = before.findLast(
    (one) => one.kind === 'command' && one.from !== role && trid !== undefined && trid > 0 && one.command.trid === trid,
  );
  const last = before.findLast((one) => isAsked(one, role) || (one.kind === 'command' && one.from !== role));
  const found = asked ?? last;
  if (found === undefined) {
    return undefined;
  }
  if (found.kind === 'remark') {
    return cut(`(asked the client: ${shown.text(printBytes(Buffer.from(found.value ?? '')))})`);
  }
  const line = lineOf({ event: found, events, shown });
  return line === undefined ? undefined : cut(line.text);
}

function isAsked(event: TraceEvent, role: Role): boolean {
  return role === 'client' && event.kind === 'remark' && event.topic === 'asked';
}

/** The form of the command, or, where its words match none, each form that its name has. */
function documentedForm(event: CommandEvent, events: readonly TraceEvent[]): string {
  const { command, from, connection } = event;
  if (command.form !== undefined) {
    const form = formById(command.form);
    return form === undefined ? '' : formLine(form);
  }
  const opened = events.find((one) => one.kind === 'open' && one.connection === connection);
  const service = opened?.kind === 'open' ? opened.service : 'passport';
  if (service === 'passport') {
    return '';
  }
  return formsFor({ service, from, name: command.name }).map(formLine).join(' or ');
}

function markIn(input: {
  readonly came: ShownLine;
  readonly event: TraceEvent | undefined;
  readonly options: EvidenceOptions;
}): Evidence['mark'] {
  const { came, event, options } = input;
  if (event?.kind !== 'command') {
    return { from: 0, to: Math.min(came.text.length, LONGEST_LINE) };
  }
  const [begin, end] = wrongBytes(event.command, options);
  const from = Math.min(came.column(begin), LONGEST_LINE);
  return { from, to: Math.max(from + 1, Math.min(came.column(end), LONGEST_LINE)) };
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
