import { indexOfControlCharacter } from './control-character';
import type { Part } from './transcript';
import { TranscriptError, type TranscriptErrorCode } from './transcript-error';

const fieldStart = /<([A-Za-z][A-Za-z0-9-]*)(=|>)/y;
const hexByte = /[0-9A-Fa-f]{2}/y;

const escapes: Readonly<Record<string, number>> = {
  r: 0x0d,
  n: 0x0a,
  t: 0x09,
  '\\': 0x5c,
  '<': 0x3c,
  '>': 0x3e,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface ParsePartsOptions {
  /** Line in the transcript, for errors; 1 unless told otherwise. */
  readonly line?: number;
  /** Where in `text` the parts begin, in UTF-16 units; 0 unless told otherwise. Columns count from the start of `text`. */
  readonly start?: number;
}

/**
 * Reads what stands behind an arrow on one line: text as UTF-8, the escapes `\r \n \t \\ \< \> \xHH`, and fields.
 *
 * @throws TranscriptError `bad-escape`, `bad-field`, `control-character`
 */
export function parseParts(text: string, options: ParsePartsOptions = {}): Part[] {
  return new PartScanner(text, options).scan();
}

class PartScanner {
  private readonly line: number;
  private at: number;

  constructor(
    private readonly text: string,
    options: ParsePartsOptions,
  ) {
    this.line = options.line ?? 1;
    this.at = options.start ?? 0;
  }

  scan(): Part[] {
    const control = indexOfControlCharacter(this.text);
    if (control !== -1) {
      const code = this.text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
      throw this.error('control-character', `The control character U+${code} must be written as an escape`, control);
    }
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      if (this.text.charAt(this.at) === '<') {
        parts.push(this.field());
      } else {
        parts.push({ kind: 'literal', bytes: this.bytesUntil('<') });
      }
    }
    return parts;
  }

  /** Reads text and escapes up to, without it, the next bare `stop` or the end of the line. */
  private bytesUntil(stop: '<' | '>'): Uint8Array {
    const pieces: Uint8Array[] = [];
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at);
      if (character === stop) {
        break;
      }
      if (character === '\\') {
        pieces.push(Uint8Array.of(this.escape()));
      } else {
        const start = this.at;
        while (this.at < this.text.length && this.text.charAt(this.at) !== stop && this.text.charAt(this.at) !== '\\') {
          this.at += 1;
        }
        pieces.push(encoder.encode(this.text.slice(start, this.at)));
      }
    }
    return concatenate(pieces);
  }

  private escape(): number {
    const start = this.at;
    const letter = this.text.charAt(start + 1);
    if (letter === 'x') {
      hexByte.lastIndex = start + 2;
      const digits = hexByte.exec(this.text)?.[0];
      if (digits === undefined) {
        throw this.error('bad-escape', 'The escape \\x needs two hexadecimal digits', start);
      }
      this.at = start + 4;
      return Number.parseInt(digits, 16);
    }
    const byte = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (byte === undefined) {
      const came = letter === '' ? 'the end of the line' : letter;
      throw this.error(
        'bad-escape',
        `A backslash must begin \\r, \\n, \\t, \\\\, \\<, \\> or \\xHH, but here comes ${came}`,
        start,
      );
    }
    this.at = start + 2;
    return byte;
  }

  private field(): Part {
    const start = this.at;
    fieldStart.lastIndex = start;
    const match = fieldStart.exec(this.text);
    const name = match?.[1];
    if (match === null || name === undefined) {
      throw this.error(
        'bad-field',
        'A < begins a field such as <name> or <name=value>; the character itself is written \\<',
        start,
      );
    }
    this.at = start + match[0].length;
    if (match[2] === '>') {
      return { kind: 'field', name };
    }
    const valueStart = this.at;
    const bytes = this.bytesUntil('>');
    if (this.at >= this.text.length) {
      throw this.error('bad-field', `The field ${name} is not closed by > on its line`, start);
    }
    this.at += 1;
    try {
      return { kind: 'field', name, documented: decoder.decode(bytes) };
    } catch {
      throw this.error('bad-field', `The documented value of ${name} is not UTF-8`, valueStart);
    }
  }

  private error(code: TranscriptErrorCode, reason: string, index: number): TranscriptError {
    return new TranscriptError({ code, reason, line: this.line, column: columnOf(this.text, index) });
  }
}

/** Column, from 1 and in characters, of an index in UTF-16 units. */
export function columnOf(text: string, index: number): number {
  return Array.from(text.slice(0, index)).length + 1;
}

/** Puts literals that stand side by side together. */
export function joinLiterals(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  let run: Uint8Array[] = [];
  const flush = () => {
    if (run.length > 0) {
      joined.push({ kind: 'literal', bytes: concatenate(run) });
      run = [];
    }
  };
  for (const part of parts) {
    if (part.kind === 'literal') {
      if (part.bytes.length > 0) {
        run.push(part.bytes);
      }
    } else {
      flush();
      joined.push(part);
    }
  }
  flush();
  return joined;
}

export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    return only;
  }
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
