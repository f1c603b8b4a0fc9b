import { decodeText } from './decode-text';

/** Whether two words say the same text, however each is encoded: servers may echo a name in another encoding than it was sent. */
export function sameText(a: string, b: string): boolean {
  return a === b || decodeText(a).text === decodeText(b).text;
}
