/** Characters of a foreign text that a sentence shows. */
const MOST = 120;

/** The beginning of a foreign text, in quotation marks. */
export function excerpt(text: string): string {
  return text.length > MOST ? `"${text.slice(0, MOST)}…"` : `"${text}"`;
}
