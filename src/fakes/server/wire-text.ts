import { encodeText, type TextStyle } from '../../codec';

/** How names go out: `ascii` encodes what must be encoded and all that is not ASCII. */
export type WireTextStyle = TextStyle | 'ascii';

/**
 * A text as the server writes it. An encoding that makes it longer than `limit` bytes gives way to the minimal one, since clients may rely on the
 * documented limits. In place of an empty text, which no line can carry, `fallback` is written.
 */
export function wireText(
  text: string,
  options: { readonly style: WireTextStyle; readonly limit: number; readonly fallback: string },
): string {
  const source = text === '' ? options.fallback : text;
  const encoded = options.style === 'ascii' ? encodeAscii(source) : encodeText(source, { style: options.style });
  return Buffer.byteLength(encoded) <= options.limit ? encoded : encodeText(source);
}

function encodeAscii(text: string): string {
  return encodeText(text).replace(/[^\u0020-\u007e]+/g, (run) => encodeText(run, { style: 'every-byte' }));
}
