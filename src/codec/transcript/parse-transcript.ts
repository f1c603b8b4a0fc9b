import type { Side } from '../command';
import { indexOfControlCharacter } from './control-character';
import { columnOf, joinLiterals, parseParts } from './parse-parts';
import type { Part, Transcript, TranscriptItem } from './transcript';
import { TranscriptError, type TranscriptErrorCode } from './transcript-error';

const arrows: Readonly<Record<string, Side>> = { '>>>': 'client', '<<<': 'server' };
const indentation = /^[ \t]*/;

/**
 * Reads a transcript.
 *
 * `>>> ` begins a segment from the client, `<<< ` one from the server; the one blank belongs to the arrow. An indented line continues the
 * segment, its leading blanks are layout. Line ends of the text are never bytes: `\r\n` is written out. A segment that consists of blanks
 * is those blanks (`<<<  ` is one space); elsewhere blanks at the end of a line must be written `\x20`. `(close)` or `(reset)` in place of
 * bytes ends the connection from that side. A line that begins with `#` is a comment, blank lines mean nothing.
 *
 * @throws TranscriptError with line and column of the first fault
 */
export function parseTranscript(text: string): Transcript {
  const items: TranscriptItem[] = [];
  let open: { readonly from: Side; readonly parts: Part[]; readonly line: number } | undefined;
  const flush = () => {
    if (open !== undefined) {
      items.push({ kind: 'segment', from: open.from, parts: joinLiterals(open.parts), line: open.line });
      open = undefined;
    }
  };
  for (const [index, line] of linesOf(text).entries()) {
    const source: SourceLine = { text: line, number: index + 1 };
    const arrow = line.slice(0, 3);
    const from = Object.hasOwn(arrows, arrow) ? arrows[arrow] : undefined;
    if (from !== undefined) {
      flush();
      const how = closeOf(line.slice(3));
      if (how !== undefined) {
        items.push({ kind: 'close', by: from, how, line: source.number });
      } else {
        open = { from, parts: segmentParts(source), line: source.number };
      }
    } else if (line.startsWith('#')) {
      flush();
      items.push({ kind: 'comment', text: commentText(source), line: source.number });
    } else if (/^[ \t]*$/.test(line)) {
      // A blank line is layout, also between the lines of one segment.
    } else if (/^[ \t]/.test(line)) {
      if (open === undefined) {
        throw fault(source, {
          code: 'orphan-continuation',
          reason: 'An indented line continues a segment, but no segment stands above it',
          index: indentationOf(line),
        });
      }
      open.parts.push(...continuationParts(source));
    } else {
      throw fault(source, {
        code: 'unknown-line',
        reason: 'A line begins with ">>> ", "<<< ", "# " or a blank, but this one does not',
        index: 0,
      });
    }
  }
  flush();
  return { items };
}

interface SourceLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

function linesOf(text: string): string[] {
  // Some editors put a byte order mark at the start of a file.
  const withoutMark = text.startsWith('\ufeff') ? text.slice(1) : text;
  return withoutMark.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function closeOf(content: string): 'clean' | 'reset' | undefined {
  switch (content.trimEnd()) {
    case ' (close)':
      return 'clean';
    case ' (reset)':
      return 'reset';
    default:
      return undefined;
  }
}

function segmentParts(source: SourceLine): Part[] {
  const content = source.text.slice(4);
  if (content === '') {
    throw fault(source, {
      code: 'empty-segment',
      reason: 'A segment has at least one byte; a single space is written \\x20',
      index: source.text.length,
    });
  }
  if (source.text.charAt(3) !== ' ') {
    throw fault(source, {
      code: 'missing-blank',
      reason: 'One blank stands between the arrow and the bytes',
      index: 3,
    });
  }
  if (!/^ +$/.test(content)) {
    rejectTrailingBlanks(source);
  }
  return parseParts(source.text, { line: source.number, start: 4 });
}

function continuationParts(source: SourceLine): Part[] {
  const start = indentationOf(source.text);
  const content = source.text.slice(start);
  if (content.startsWith('#')) {
    throw fault(source, {
      code: 'ambiguous-line',
      reason:
        'A comment begins at the start of its line, above the arrow; the byte # at the start of a continued line is written \\x23',
      index: start,
    });
  }
  if (content.startsWith('>>>') || content.startsWith('<<<')) {
    throw fault(source, {
      code: 'ambiguous-line',
      reason: 'An arrow stands at the start of its line; the byte > at the start of a continued line is written \\x3e',
      index: start,
    });
  }
  rejectTrailingBlanks(source);
  return parseParts(source.text, { line: source.number, start });
}

function rejectTrailingBlanks(source: SourceLine): void {
  if (/[ \t]$/.test(source.text)) {
    throw fault(source, {
      code: 'trailing-blank',
      reason: 'A blank at the end of a line cannot be seen; the byte is written \\x20',
      index: source.text.length - 1,
    });
  }
}

function commentText(source: SourceLine): string {
  const control = indexOfControlCharacter(source.text);
  if (control !== -1) {
    throw fault(source, {
      code: 'control-character',
      reason: 'A comment must not hold control characters',
      index: control,
    });
  }
  return source.text.startsWith('# ') ? source.text.slice(2) : source.text.slice(1);
}

function indentationOf(line: string): number {
  return indentation.exec(line)?.[0].length ?? 0;
}

function fault(
  source: SourceLine,
  options: { readonly code: TranscriptErrorCode; readonly reason: string; readonly index: number },
): TranscriptError {
  return new TranscriptError({
    code: options.code,
    reason: options.reason,
    line: source.number,
    column: columnOf(source.text, options.index),
  });
}
