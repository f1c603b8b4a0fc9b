import { decodeText } from '../../codec';

/** An account as the directory knows it: some clients URL-encode the account in REA and elsewhere. */
export function accountWord(word: string): string {
  return /%40/.test(word) && !word.includes('@') ? decodeText(word).text : word;
}

/** Whether a word can be an account: something, one `@`, something. */
export function isWellFormedAccount(word: string, options: { readonly maxBytes: number }): boolean {
  return /^[^@\s]+@[^@\s]+$/.test(word) && Buffer.byteLength(word) <= options.maxBytes;
}
