/** Controls (but TAB), line separators and the marks that turn the direction of writing: what they do to a terminal is not what they look like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const controlCharacter = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Index of the first character that must not stand in a transcript as it is; -1 if there is none. */
export function indexOfControlCharacter(text: string): number {
  return text.search(controlCharacter);
}

/** The text with those characters written as escapes. It cannot be turned back. */
export function showControlCharacters(text: string): string {
  return text.replace(new RegExp(controlCharacter, 'gu'), (character) => {
    if (character === '\r') {
      return '\\r';
    }
    if (character === '\n') {
      return '\\n';
    }
    const codePoint = character.charCodeAt(0);
    return codePoint <= 0xff
      ? `\\x${codePoint.toString(16).padStart(2, '0')}`
      : `\\u${codePoint.toString(16).padStart(4, '0')}`;
  });
}
