import { type ServerSubject, SubjectError } from '../subjects';

/**
 * Makes sure that there is an account for everybody.
 *
 * @throws SubjectError `missing-account`, which names whom it lacks.
 */
export function requireAccounts(subject: ServerSubject, wanted: readonly string[]): void {
  const lacking = wanted.filter((persona) => subject.accounts[persona] === undefined);
  if (lacking.length > 0) {
    throw new SubjectError(
      'missing-account',
      `The case needs accounts for ${lacking.join(', ')}, and the accounts file has none.`,
    );
  }
}
