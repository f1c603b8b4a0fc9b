import { TextError } from './text-error';
import type { TextProblem } from './text-problem';

export type MimeHeader = readonly [name: string, value: string];

export interface MimeMessage {
  /** In the order of the message. */
  readonly headers: readonly MimeHeader[];
  /** All behind the empty line. */
  readonly body: Uint8Array;
}

export type MimeProblem = TextProblem<
  /** The payload does not begin with a header; all of it is body. */
  | 'no-headers'
  /** No empty line behind the headers; there is no body. */
  | 'no-empty-line'
  /** A line among the headers without a name and a colon. It is left out. */
  | 'bad-header'
  /** A header line that ends in LF alone. */
  | 'bare-lf'
  | 'invalid-utf8'
>;

export interface ParsedMime extends MimeMessage {
  readonly problems: readonly MimeProblem[];
}

/** The characters of an HTTP token; header names have no others. */
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Takes the payload of a MSG apart: `Name: value` lines, an empty line, the body. Blanks around a value are no part of it; it may be empty.
 * It never fails and keeps the body as it came; a payload without any header is all body.
 */
export function parseMime(payload: Uint8Array): ParsedMime {
  const headers: MimeHeader[] = [];
  const problems: MimeProblem[] = [];
  let start = 0;
  while (start < payload.length) {
    const feed = payload.indexOf(0x0a, start);
    const next = feed === -1 ? payload.length : feed + 1;
    const hasReturn = feed > start && payload[feed - 1] === 0x0d;
    const end = feed === -1 ? payload.length : feed - (hasReturn ? 1 : 0);
    const line = decodeLine(payload.subarray(start, end), { index: start, problems });
    if (feed !== -1 && !hasReturn) {
      problems.push({
        code: 'bare-lf',
        index: feed,
        message: 'A header line was expected to end in CRLF and ends in LF.',
      });
    }
    if (line === '' && feed !== -1) {
      return { headers, body: payload.subarray(next), problems };
    }
    const header = splitHeader(line);
    if (header !== undefined) {
      headers.push(header);
    } else if (start === 0) {
      const message = 'A payload was expected to begin with a header and does not; all of it is taken for the body.';
      return { headers, body: payload, problems: [{ code: 'no-headers', index: 0, message }] };
    } else {
      problems.push({
        code: 'bad-header',
        index: start,
        message: 'A header line was expected to be a name, a colon and a value, and is not.',
      });
    }
    start = next;
  }
  problems.push({
    code: 'no-empty-line',
    index: payload.length,
    message: 'An empty line was expected behind the headers and did not come.',
  });
  return { headers, body: payload.subarray(payload.length), problems };
}

function decodeLine(bytes: Uint8Array, options: { readonly index: number; readonly problems: MimeProblem[] }): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    options.problems.push({
      code: 'invalid-utf8',
      index: options.index,
      message: 'A header line was expected to be UTF-8 and is not; U+FFFD stands for what cannot be read.',
    });
    return lenientDecoder.decode(bytes);
  }
}

function splitHeader(line: string): MimeHeader | undefined {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  return colon > 0 && headerName.test(name) ? [name, trimBlanks(line.slice(colon + 1))] : undefined;
}

/** A loop, since an expression for the end would take quadratic time over long runs of blanks within. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charAt(start))) {
    start += 1;
  }
  while (end > start && isBlank(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(start, end);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

/**
 * Writes headers as `Name: value` CRLF in their order, an empty line, and the body as it stands. An empty value keeps its blank
 * (`Age: `), as in the example session.
 *
 * @throws TextError `mime-header` for a name that is no token, and for a value that holds a line break or begins or ends with a blank
 */
export function printMime(message: MimeMessage): Uint8Array {
  const lines = message.headers.map(([name, value]) => {
    if (!headerName.test(name)) {
      throw new TextError(
        'mime-header',
        'The name of a MIME header was expected to be a token without blanks and colons.',
      );
    }
    if (/[\r\n]/.test(value) || trimBlanks(value) !== value) {
      throw new TextError(
        'mime-header',
        `The value of the MIME header ${name} was expected to be one line without blanks at its ends.`,
      );
    }
    return `${name}: ${value}\r\n`;
  });
  const head = encoder.encode(`${lines.join('')}\r\n`);
  const payload = new Uint8Array(head.length + message.body.length);
  payload.set(head);
  payload.set(message.body, head.length);
  return payload;
}

/** The value of the first header of that name. The case of the name does not count (C-PRO-02). */
export function header(message: Pick<MimeMessage, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return message.headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}
