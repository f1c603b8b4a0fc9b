import fc from 'fast-check';
import { z } from 'zod';
import { encodeText, type TextStyle } from '../../codec';

/** A text as a person types it, and how the sender encodes it. */
export interface WireText {
  readonly text: string;
  readonly style: TextStyle;
}

/** How it stands in a file. */
export const wireTextSchema: z.ZodType<WireText> = z.strictObject({
  text: z.string().min(1),
  style: z.enum(['minimal', 'reserved', 'every-byte']),
});

/** Characters that programs stumble over, each a text of its own. */
const NOTEWORTHY: readonly string[] = [
  ...'a %+&<>"\'\\/?#=,;:@()[]{}|~^`0',
  '%25',
  '%41',
  'é',
  'ß',
  'ñ',
  '日本',
  '\u0416',
  '\u05d0',
  '\u0e01',
  '\u{1f600}',
  '\u{10ffff}',
  'e\u0301',
  '\u1112\u1161\u11ab',
  '\u{1f1e9}\u{1f1ea}',
  '\u{1f469}\u200d\u{1f467}',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u0085',
];

const character = fc.oneof(
  { arbitrary: fc.constantFrom(...NOTEWORTHY), weight: 3 },
  // All of Unicode but the controls, which no person can type: a byte, two, three and four of UTF-8 as often as one another.
  { arbitrary: codePoint(0x20, 0x7e), weight: 1 },
  { arbitrary: codePoint(0xa0, 0x7ff), weight: 1 },
  { arbitrary: codePoint(0x800, 0xffff), weight: 1 },
  { arbitrary: codePoint(0x1_0000, 0x10_ffff), weight: 1 },
);

/** `fc.string` does the same, and takes a second to prepare when it is first called: each start of the kit would wait for it. */
function codePoint(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .integer({ min, max })
    .map(
      (code) => String.fromCodePoint(code),
      (text) => String(text).codePointAt(0) ?? -1,
    )
    .filter(isTypeable);
}

/** Biggest name on the wire, in bytes as encoded (C-LST-09). */
const MOST_BYTES = 387;

/** Display names over all of Unicode, 1 to 387 bytes however they are encoded. Shrinks to `a`. */
export function displayName(options: { readonly mostBytes?: number } = {}): fc.Arbitrary<string> {
  const most = options.mostBytes ?? MOST_BYTES;
  return (
    fc
      .oneof(
        { arbitrary: fc.array(character, { minLength: 1, maxLength: 24 }), weight: 8 },
        // As long as a name can be where every byte is encoded.
        { arbitrary: fc.array(fc.constantFrom(...'ab%+'), { minLength: 1, maxLength: 129, size: 'max' }), weight: 1 },
      )
      // Back again too: an example that was not generated can then be shrunk.
      .map(
        (characters) => characters.join(''),
        (text) => Array.from(String(text)),
      )
      .filter((text) => text !== '' && encodeText(text, { style: 'every-byte' }).length <= most && isSound(text))
  );
}

/** A display name in every encoding that is legal on the wire. */
export function wireText(options: { readonly mostBytes?: number } = {}): fc.Arbitrary<WireText> {
  return fc.record({
    text: displayName(options),
    style: fc.constantFrom<TextStyle>('reserved', 'every-byte', 'minimal'),
  });
}

/** Controls, unpaired surrogates and what is no character at all cannot be typed. */
function isTypeable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text);
}

/** Survives the way through UTF-8; a blank at either end may be cut off by who shows it. */
function isSound(text: string): boolean {
  return Buffer.from(text, 'utf8').toString('utf8') === text && text.trim() === text;
}
