import type { TextProblem } from './text-problem';

export type DecodeTextProblem = TextProblem<'bad-percent' | 'invalid-utf8'>;

export interface DecodedText {
  readonly text: string;
  readonly problems: readonly DecodeTextProblem[];
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes a free-text parameter (display name, group name, phone number): every `%XX` is a byte, all other characters stand for their
 * UTF-8, and the whole is UTF-8 (X-ENC-02, X-ENC-04). `+` is no space.
 *
 * It never fails. A percent sign without two hexadecimal digits behind it stays a percent sign (`bad-percent`); bytes that are not UTF-8
 * become U+FFFD (`invalid-utf8`). `index` counts in UTF-16 units of `word`.
 */
export function decodeText(word: string): DecodedText {
  const problems: DecodeTextProblem[] = [];
  if (!word.includes('%')) {
    return { text: word, problems };
  }
  const raw = encoder.encode(word);
  const bytes = new Uint8Array(raw.length);
  let length = 0;
  let index = 0;
  for (const piece of word.split(/(%[0-9A-Fa-f]{2})/)) {
    // The expression captures, so that text and escapes alternate.
    if (/^%[0-9A-Fa-f]{2}$/.test(piece)) {
      bytes[length] = Number.parseInt(piece.slice(1), 16);
      length += 1;
    } else {
      for (const match of piece.matchAll(/%/g)) {
        problems.push({
          code: 'bad-percent',
          index: index + match.index,
          message:
            'Two hexadecimal digits were expected behind a percent sign and did not come; it is taken as it stands.',
        });
      }
      length += encoder.encodeInto(piece, bytes.subarray(length)).written;
    }
    index += piece.length;
  }
  const whole = bytes.subarray(0, length);
  try {
    return { text: strictDecoder.decode(whole), problems };
  } catch {
    problems.push({
      code: 'invalid-utf8',
      index: Math.max(0, word.search(/%[89A-Fa-f][0-9A-Fa-f]/)),
      message: 'The decoded bytes were expected to be UTF-8 and are not; U+FFFD stands for what cannot be read.',
    });
    return { text: lenientDecoder.decode(whole), problems };
  }
}
