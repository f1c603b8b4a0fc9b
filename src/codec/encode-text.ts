/**
 * Which characters become `%XX`. All styles decode to the same text.
 *
 * - `minimal`: what would break the line or the decoding: blanks, controls, `%` (the official client did so)
 * - `reserved`: all but ASCII letters, digits and `- . _ ~`
 * - `every-byte`: all
 */
export type TextStyle = 'minimal' | 'reserved' | 'every-byte';

const plain: Readonly<Record<TextStyle, (byte: number) => boolean>> = {
  minimal: (byte) => byte > 0x20 && byte !== 0x25 && byte !== 0x7f,
  reserved: (byte) => /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte)),
  'every-byte': () => false,
};

/** For each style, how each of the 256 bytes is written; `undefined` where the byte stays. */
const tables = new Map<TextStyle, readonly (string | undefined)[]>(
  (['minimal', 'reserved', 'every-byte'] as const).map((style) => [
    style,
    Array.from({ length: 0x100 }, (_, byte) =>
      plain[style](byte) && (byte < 0x80 || style === 'minimal')
        ? undefined
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ),
  ]),
);

/**
 * Encodes text for a free-text parameter (X-ENC-01). The default style is `minimal`. An empty text gives an empty word, which no line can
 * carry. A lone surrogate, which UTF-8 cannot express, becomes U+FFFD.
 */
export function encodeText(text: string, options: { readonly style?: TextStyle } = {}): string {
  const table = tables.get(options.style ?? 'minimal') ?? [];
  const pieces: Buffer[] = [];
  const source = Buffer.from(text, 'utf8');
  let start = 0;
  for (let at = 0; at < source.length; at += 1) {
    const escaped = table[source[at] ?? 0];
    if (escaped !== undefined) {
      pieces.push(source.subarray(start, at), Buffer.from(escaped, 'latin1'));
      start = at + 1;
    }
  }
  pieces.push(source.subarray(start));
  return Buffer.concat(pieces).toString('utf8');
}
