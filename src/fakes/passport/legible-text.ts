const maxLength = 200;

/** Text from a peer, harmless on a terminal and of bounded length, for use within a sentence. */
export function legibleText(text: string): string {
  const shown = text.slice(0, maxLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return text.length > maxLength ? `${shown}…` : shown;
}
