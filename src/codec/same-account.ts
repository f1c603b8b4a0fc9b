/** An account in the form by which accounts are compared: ASCII letters in lower case. */
export function normalizeAccount(account: string): string {
  // By far the most have none: to look costs a fraction of replacing.
  return /[A-Z]/.test(account) ? account.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : account;
}

/** Whether two words name the same account. The case of ASCII letters does not count (S-USR-10). */
export function sameAccount(a: string, b: string): boolean {
  return a === b || normalizeAccount(a) === normalizeAccount(b);
}
