import type { DecodedCommand, Side } from '../codec';
import type { DifferentCommand } from '../fakes';
import type { TraceEvent } from '../wire';

/** The word or byte that differs, as a script has found it. */
export type FoundDifference = Pick<DifferentCommand, 'position' | 'payloadByte'>;

interface Wrong {
  /** The sentence of the violation. */
  readonly message: string;
  readonly difference?: FoundDifference | undefined;
}

/** An event at which a rule is accused and, where it is a command, the bytes of its direction that break the rule. */
export interface Offence {
  readonly rule: string;
  readonly event: number;
  /** Offsets in the stream, `end` not included. */
  readonly bytes?: { readonly connection: string; readonly from: Side; readonly begin: number; readonly end: number };
}

/** Where in the trace a rule is broken. */
export function offenceOf(
  options: Wrong & { readonly rule: string; readonly event: number; readonly events: readonly TraceEvent[] },
): Offence {
  const { rule, event, events } = options;
  const at = events[event];
  if (at?.kind !== 'command') {
    return { rule, event };
  }
  const [begin, end] = wrongBytes(at.command, options);
  const { connection, from, command } = at;
  return {
    rule,
    event,
    bytes: { connection, from, begin: command.offset + begin, end: command.offset + Math.max(end, begin + 1) },
  };
}

type Range = readonly [begin: number, end: number];

/** The bytes of a command that are wrong: as a script has found, as the sentence quotes, as the decoder reports, or else the whole line. */
export function wrongBytes(command: DecodedCommand, options: Wrong): Range {
  const { difference, message } = options;
  const words = wordsOf(command);
  const lineEnd = words.at(-1)?.[1] ?? 0;
  const behind = behindLine(command);
  if (difference?.position === -1) {
    return [behind + (difference.payloadByte ?? 0), command.raw.length];
  }
  if (difference?.position !== undefined) {
    return words[difference.position + 1] ?? [lineEnd, behind];
  }
  const came = message.slice(claimOf(message).length);
  const quoted = words.slice(1).filter((word) => isQuotedIn(came, textOf(command, word)));
  const [first] = quoted;
  if (first !== undefined && quoted.length === 1) {
    return first;
  }
  const [oddity] = command.oddities;
  if (oddity !== undefined) {
    const at = oddity.offset - command.offset;
    return words.find(([begin, end]) => begin <= at && at < end) ?? [at, at + 1];
  }
  return [0, lineEnd];
}

function isQuotedIn(text: string, word: string): boolean {
  return (
    text.includes(JSON.stringify(word)) || new RegExp(`(?<![\\w.])${escapeForRegExp(word)}(?![\\w.]\\w?)`).test(text)
  );
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function textOf(command: DecodedCommand, [begin, end]: Range): string {
  return Buffer.from(command.raw.subarray(begin, end)).toString('utf8');
}

/** Where the words of the line stand, the name first. */
function wordsOf(command: DecodedCommand): Range[] {
  const line = Buffer.from(command.raw.subarray(0, behindLine(command))).toString('latin1');
  return [...line.matchAll(/[^ \t\r\n]+/g)].map(({ index, 0: word }) => [index, index + word.length]);
}

/** The first byte behind the line. */
function behindLine(command: DecodedCommand): number {
  return command.raw.length - (command.payload?.length ?? 0);
}

/** What should have been: a sentence of ours says it before `, and … came`. */
export function claimOf(message: string): string {
  const at = message.lastIndexOf(', and ');
  return at === -1 ? message : message.slice(0, at);
}
