/** Letters, marks, digits, punctuation and symbols: what a reader sees. Blanks other than U+0020 and invisible characters are not in it. */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** What a Buffer puts in place of bytes that are not UTF-8; where it is really meant it is escaped too. */
const replacement = '\ufffd';

const asciiForms: readonly string[] = Array.from({ length: 0x80 }, (_, byte) => {
  switch (byte) {
    case 0x09:
      return '\\t';
    case 0x0a:
      return '\\n';
    case 0x0d:
      return '\\r';
    case 0x5c:
      return '\\\\';
    case 0x3c:
      return '\\<';
    default:
      return byte < 0x20 || byte === 0x7f ? printByte(byte) : String.fromCharCode(byte);
  }
});

/**
 * Bytes in the notation of transcripts, on one line: visible UTF-8 as it is, all else escaped. What it returns holds no control characters
 * and can be shown on a terminal. Blanks stay as they are, at either end too.
 */
export function printBytes(bytes: Uint8Array): string {
  // A Buffer replaces what is not UTF-8; a decoder that throws would take seconds over a flood of random bytes.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      text += asciiForms[byte];
      at += 1;
    } else {
      const length = sequenceLength(byte);
      const character = buffer.toString('utf8', at, at + length);
      if (character !== replacement && visible.test(character)) {
        text += character;
        at += length;
      } else {
        text += printByte(byte);
        at += 1;
      }
    }
  }
  return text;
}

/** `\xHH` */
export function printByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) {
    return 4;
  }
  return lead >= 0xe0 ? 3 : 2;
}
