/**
 * Which characters become `%XX`. All styles decode to the same text.
 *
 * - `minimal`: what would break the line or the decoding: blanks, controls, `%` (the official client did so)
 * - `reserved`: all but ASCII letters, digits and `- . _ ~`
 * - `every-byte`: all
 */
export type TextStyle = 'minimal' | 'reserved' | 'every-byte';

const unreserved = /[A-Za-z0-9\-._~]/;

/** `%XX` for each of the 256 bytes. */
const escaped: readonly string[] = Array.from(
  { length: 0x100 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

/** What the style `reserved` writes for each of the 256 bytes. */
const reserved: readonly string[] = escaped.map((form, byte) => {
  const character = String.fromCharCode(byte);
  return unreserved.test(character) ? character : form;
});

/**
 * Encodes text for a free-text parameter (X-ENC-01). The default style is `minimal`. An empty text gives an empty word, which no line can
 * carry. A lone surrogate, which UTF-8 cannot express, becomes U+FFFD.
 */
export function encodeText(text: string, options: { readonly style?: TextStyle } = {}): string {
  const bytes = Buffer.from(text, 'utf8');
  switch (options.style ?? 'minimal') {
    case 'minimal':
      return bytes.toString('utf8').replace(/[\0- %\x7f]/g, (character) => escaped[character.charCodeAt(0)] ?? '');
    case 'reserved':
      return mapBytes(bytes, reserved);
    case 'every-byte':
      return mapBytes(bytes, escaped);
  }
}

function mapBytes(bytes: Uint8Array, forms: readonly string[]): string {
  let word = '';
  for (const byte of bytes) {
    word += forms[byte];
  }
  return word;
}
