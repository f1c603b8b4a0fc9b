import { decodeText, normalizeAccount, sameText as sameDecoded, sameAccount as sameKey } from '../../../codec';

const decimal = /^\d{1,10}$/;

/** Unsigned decimal, at most 2^32-1. */
export function isNumber(word: string | undefined): word is string {
  return word !== undefined && decimal.test(word) && Number(word) <= 4294967295;
}

export function isAccount(word: string | undefined): word is string {
  return word !== undefined && /^[^@]+@[^@]+$/.test(word);
}

/** Accounts are compared without regard to case. */
export function accountKey(account: string): string {
  return normalizeAccount(account);
}

/** A word as it may stand in a message: quoted, control characters escaped, cut where it is long. */
export function shown(word: string | undefined): string {
  if (word === undefined) return 'nothing';
  return JSON.stringify(word.length > 120 ? `${word.slice(0, 120)}…` : word);
}

/** Parameters as they stand on the line. */
export function shownWords(words: readonly string[]): string {
  return shown(words.join(' '));
}

/** URL-decoded text. What cannot be decoded stands for itself. */
export function plain(word: string): string {
  return decodeText(word).text;
}

/** Whether both words are there and say the same text, however each is encoded. */
export function sameText(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && sameDecoded(one, other);
}

/** Whether both words are there and name the same account. */
export function sameAccount(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && sameKey(one, other);
}

/** Whether `next` came after `previous`, for version numbers that wrap at 2^32. */
export function isLaterVersion(next: number, previous: number): boolean {
  const ahead = (next - previous + 4294967296) % 4294967296;
  return ahead > 0 && ahead < 2147483648;
}

/** Bytes of a word on the wire. */
export function wireLength(word: string): number {
  return Buffer.byteLength(word, 'utf8');
}
