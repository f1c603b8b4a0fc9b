import type { Side } from '../command';
import { showControlCharacters } from './control-character';
import { joinLiterals } from './parse-parts';
import { printByte, printBytes } from './print-bytes';
import type { FieldPart, Part, Transcript, TranscriptItem, TranscriptSegment } from './transcript';
import { TranscriptError } from './transcript-error';

const arrows: Readonly<Record<Side, string>> = { client: '>>>', server: '<<<' };
const fieldName = /^[A-Za-z][A-Za-z0-9-]*$/;
const encoder = new TextEncoder();

/** What behind an arrow would be read as something else than these bytes, or not be seen. */
const notBehindArrow = /^(?: |\((?:close|reset)\)$)/;

/** The same behind indentation; the last two would end the doc string of a feature file. */
const notIndented = /^(?: |#|>>>|"""|```)/;

/**
 * Writes a transcript so that `parseTranscript` reads the same one, line numbers aside. A line of the text ends behind each `\n` byte; the
 * lines behind it are indented. The text can be pasted into the doc string of a feature file.
 *
 * Two things do not come back: control characters in a comment (they are shown as escapes), and literals that stand side by side (they
 * come back as one).
 *
 * @throws TranscriptError `empty-segment` for a segment without bytes and fields, `bad-field` for a field name that cannot be written
 */
export function printTranscript(transcript: Transcript): string {
  return transcript.items.map((item) => `${printItem(item)}\n`).join('');
}

function printItem(item: TranscriptItem): string {
  switch (item.kind) {
    case 'comment':
      return item.text === '' ? '#' : `# ${showControlCharacters(item.text)}`;
    case 'close':
      return `${arrows[item.by]} ${item.how === 'clean' ? '(close)' : '(reset)'}`;
    case 'segment':
      return printSegment(item);
  }
}

function printSegment(segment: TranscriptSegment): string {
  const lines = linesOf(joinLiterals(segment.parts)).map((parts) => printParts(parts, segment.line));
  if (lines.length === 0) {
    throw new TranscriptError({
      code: 'empty-segment',
      reason: 'A segment has at least one byte',
      line: segment.line,
      column: 1,
    });
  }
  return lines
    .map((line, index) =>
      index === 0 ? `${arrows[segment.from]} ${guard(line, notBehindArrow)}` : `    ${guard(line, notIndented)}`,
    )
    .join('\n');
}

/** Cuts parts behind each line feed. */
function linesOf(parts: readonly Part[]): Part[][] {
  const lines: Part[][] = [];
  let line: Part[] = [];
  for (const part of parts) {
    if (part.kind === 'field') {
      line.push(part);
      continue;
    }
    let start = 0;
    while (start < part.bytes.length) {
      const feed = part.bytes.indexOf(0x0a, start);
      const end = feed === -1 ? part.bytes.length : feed + 1;
      line.push({ kind: 'literal', bytes: part.bytes.subarray(start, end) });
      if (feed !== -1) {
        lines.push(line);
        line = [];
      }
      start = end;
    }
  }
  return line.length === 0 ? lines : [...lines, line];
}

/** Escapes the first character where the line would be misread, and a blank at the end. */
function guard(line: string, first: RegExp): string {
  const guarded = first.test(line) ? `${printByte(line.charCodeAt(0))}${line.slice(1)}` : line;
  return guarded.endsWith(' ') ? `${guarded.slice(0, -1)}${printByte(0x20)}` : guarded;
}

/** Parts in the notation of transcripts, on one line. Blanks at the ends stay as they are. */
export function printParts(parts: readonly Part[], line = 1): string {
  return parts.map((part) => (part.kind === 'literal' ? printBytes(part.bytes) : printField(part, line))).join('');
}

function printField(field: FieldPart, line: number): string {
  if (!fieldName.test(field.name)) {
    throw new TranscriptError({
      code: 'bad-field',
      reason: 'The name of a field is a letter followed by letters, digits and -',
      line,
      column: 1,
    });
  }
  if (field.documented === undefined) {
    return `<${field.name}>`;
  }
  return `<${field.name}=${printBytes(encoder.encode(field.documented)).replaceAll('>', '\\>')}>`;
}
