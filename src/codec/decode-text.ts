import type { TextProblem } from './text-problem';

export type DecodeTextProblem = TextProblem<'bad-percent' | 'invalid-utf8'>;

export interface DecodedText {
  readonly text: string;
  readonly problems: readonly DecodeTextProblem[];
}

const percent = 0x25;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes a free-text parameter (display name, group name, phone number): every `%XX` is a byte, all other characters stand for their
 * UTF-8, and the whole is UTF-8 (X-ENC-02, X-ENC-04). `+` is no space.
 *
 * It never fails. A percent sign without two hexadecimal digits behind it stays a percent sign (`bad-percent`); bytes that are not UTF-8
 * become U+FFFD (`invalid-utf8`, at the first escape beyond ASCII). `index` counts in UTF-16 units of `word`.
 */
export function decodeText(word: string): DecodedText {
  const problems: DecodeTextProblem[] = [];
  if (!word.includes('%')) {
    return { text: word, problems };
  }
  const source = encoder.encode(word);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  let index = 0;
  for (let at = 0; at < source.length; at += 1) {
    const byte = source[at] ?? 0;
    const escaped = byte === percent ? escapedByte(source, at) : undefined;
    bytes[length] = escaped ?? byte;
    length += 1;
    if (escaped !== undefined) {
      at += 2;
      index += 3;
      continue;
    }
    if (byte === percent) {
      problems.push({
        code: 'bad-percent',
        index,
        message:
          'Two hexadecimal digits were expected behind a percent sign and did not come; it is taken as it stands.',
      });
    }
    index += utf16Units(byte);
  }
  return finish({ word, bytes: bytes.subarray(0, length), problems });
}

/** The byte that `%XX` at `at` stands for; `undefined` without two hexadecimal digits. */
function escapedByte(source: Uint8Array, at: number): number | undefined {
  const high = hexDigit(source[at + 1]);
  const low = hexDigit(source[at + 2]);
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) {
    return undefined;
  }
  if (byte >= 0x30 && byte <= 0x39) {
    return byte - 0x30;
  }
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : undefined;
}

/** How many UTF-16 units the character of a UTF-8 lead byte takes; none for the bytes behind the lead. */
function utf16Units(byte: number): number {
  if (byte >= 0x80 && byte < 0xc0) {
    return 0;
  }
  return byte >= 0xf0 ? 2 : 1;
}

function finish(options: {
  readonly word: string;
  readonly bytes: Uint8Array;
  readonly problems: DecodeTextProblem[];
}): DecodedText {
  const { word, bytes, problems } = options;
  try {
    return { text: strictDecoder.decode(bytes), problems };
  } catch {
    problems.push({
      code: 'invalid-utf8',
      index: Math.max(0, word.search(/%[89A-Fa-f][0-9A-Fa-f]/)),
      message: 'The decoded bytes were expected to be UTF-8 and are not; U+FFFD stands for what cannot be read.',
    });
    return { text: lenientDecoder.decode(bytes), problems };
  }
}
