/**
 * Makes text from a peer harmless to show: control characters (C0, DEL, C1), line and paragraph separators, the marks that turn the
 * writing direction, what is never seen (soft hyphens, joiners, tags), and lone surrogates are written as `\u{…}`. Newline and tab stay where `keepLines` is set.
 */
export function visibleText(text: string, options: { readonly keepLines?: true } = {}): string {
  let shown = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isLine = options.keepLines === true && (character === '\n' || character === '\t');
    shown += isLine || !isHarmful(code) ? character : `\\u{${code.toString(16)}}`;
  }
  return shown;
}

function isHarmful(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe0fff) ||
    (code & 0xfffe) === 0xfffe
  );
}
